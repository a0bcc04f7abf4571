"""Lets the contract suite judge a site's pack on the running site, by the adapter alone."""

from __future__ import annotations

from automation.browser.pool import BrowserPool
from automation.platforms.contract import Case, Login, Report, run
from automation.platforms.contract_checks import Suite
from automation.platforms.pack import load_pack
from tests.fakes.direct_hands import DirectHands
from tests.sites.site import Site


async def judge(site: Site) -> Report:
    """Run every check that the pack and the seeds allow; alice acts on bob's post, bob reads what she wrote."""
    pack = load_pack(site.slug, base_url=site.base_url)
    case = Case(
        me=Login("alice", site.users["alice"]),
        other=Login("bob", site.users["bob"]),
        post=site.post_url,
        person="carol",
        recipient="bob",
        query="lenses",
    )
    pool = BrowserPool()
    try:
        return await run(pack, Suite(pack, case, DirectHands(pack, pool)))
    finally:
        await pool.stop()


def failures(report: Report) -> dict[str, str]:
    """Capabilities that did not work, and why."""
    return {result.capability: result.detail for result in report.results if not result.ok}


def passed(report: Report) -> set[str]:
    """Capabilities that were there and worked."""
    return {result.capability for result in report.results if result.ok}
