"""Ways that only a pack can say: questions after a click, menus, flows, other pages, identity by JSON."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import Page

from automation.platforms.adapter import Adapter
from automation.platforms.placeholders import fill_selector
from models.enums import ActionKind, Toggle
from models.errors import SiteError, SiteStop
from tests.fakes.adapter_walks import LIKES, opened, read_pack, walk
from tests.fakes.hand_site import LIKE, SHELL, HandSite, post

pytestmark = pytest.mark.asyncio(loop_scope="module")
K = ActionKind
ACTS = "<script>const tell = what => fetch('/acts', {method: 'POST', body: what});</script>"
FOLLOWING = f"""{ACTS}<div><button class=on onclick="ask.hidden = false">Following</button>
  <dialog open id=ask hidden><button id=yes onclick="tell('unfollow').then(() => {{ ask.remove();
  document.querySelector('.on').outerHTML = '<button class=off>Follow</button>'; }})">Unfollow</button>
  </dialog></div>"""


async def test_a_question_is_the_last_click(site: HandSite, page: Page, tmp_path: Path) -> None:
    follow = '[follow]\noff = "button.off"\non = "button.on"\nconfirm = "#yes"\n[comment]'
    pack = read_pack(site, tmp_path, ("[comment]", follow))
    site.pages["/u/bob"] = SHELL % FOLLOWING
    adapter = Adapter(pack, page, "ann")
    await adapter.open(pack.target(K.UNFOLLOW, "bob"), K.UNFOLLOW)
    await adapter.observe(K.UNFOLLOW)
    await adapter.prepare(K.UNFOLLOW)
    assert site.acts == []
    await adapter.commit(K.UNFOLLOW)
    await adapter.settle(K.UNFOLLOW)
    assert site.acts == ["unfollow"]
    assert (await adapter.observe(K.UNFOLLOW)).toggle is Toggle.OFF


async def test_a_button_in_a_menu_with_its_state_beside_it(site: HandSite, page: Page, tmp_path: Path) -> None:
    menu = '[like]\nmenu = "#more"\nbutton = "#item"'
    pack = read_pack(site, tmp_path, ("[like]", menu))
    site.pages["/post/1"] = post(f"""{ACTS}<button class=like aria-pressed=false disabled>state</button>
      <button id=more onclick="item.hidden = false">…</button><button id=item hidden onclick="tell('like').then(() =>
        document.querySelector('.like').setAttribute('aria-pressed', 'true'))">Like</button>""")
    await walk(await opened(pack, page))
    assert site.acts == ["like"]


async def test_a_flow_leads_through_its_steps(site: HandSite, page: Page, tmp_path: Path) -> None:
    flow = """[flow.comment]
steps = [
  { goto = "write" }, { scroll = "#far" }, { choose = "select", value = "b" }, { type = "#box", value = "{text}" },
  { upload = "input[type=file]", value = "FILE" }, { wait = "#ready" }, { press = "#box", key = "Control+Enter" },
]
[settle]""".replace("FILE", str(tmp_path / "hand.toml"))
    pack = read_pack(
        site, tmp_path, ("[settle]", flow), ('inbox = "/inbox"', 'inbox = "/inbox"\nwrite = "/write/{post}"')
    )
    site.pages["/post/1"] = post("words")
    site.pages["/write/1"] = (
        SHELL
        % f"""{ACTS}<select><option>a<option>b</select><textarea id=box></textarea>
      <input type=file hidden><p id=far style="margin-top:2000px">.</p><ul></ul><script>
      const file = document.querySelector('[type=file]');
      file.onchange = () => document.body.insertAdjacentHTML('beforeend', '<i id=ready>!</i>');
      box.onkeydown = e => void (e.ctrlKey && e.key === 'Enter' &&
        tell([document.querySelector('select').value, box.value, file.files[0].name].join())
        .then(() => {{ document.querySelector('ul').innerHTML = '<li><a>ann</a><p class=text></p></li>';
          document.querySelector('.text').textContent = box.value; }}));
      </script>"""
    )
    adapter = await opened(pack, page, K.COMMENT)
    await walk(adapter, K.COMMENT, 'a "b" 😀')
    assert site.acts == ['b,a "b" 😀,hand.toml']


async def test_identity_by_json(site: HandSite, page: Page, tmp_path: Path) -> None:
    pack = read_pack(site, tmp_path, ('locator = "#me"\nattribute = "data-me"', 'json = "/api/me"\npath = "user.name"'))
    site.pages["/post/1"] = post(LIKE).replace('data-me="ann"', "")
    site.pages["/api/me"] = '{"user": {"name": "Ann"}}'
    assert (await (await opened(pack, page)).observe(LIKES)).identity == "Ann"
    for answer, status in (('{"user": null}', 200), ("<html>", 200), ("{}", 401)):
        site.pages["/api/me"], site.statuses["/api/me"] = answer, status
        with pytest.raises(SiteStop, match="signed_out"):
            await opened(pack, page)


async def test_a_comment_is_looked_for_where_the_newest_are(site: HandSite, page: Page, tmp_path: Path) -> None:
    pack = read_pack(site, tmp_path, ("[comment]", '[comment]\nlast = "a.last"'))
    site.pages["/post/1"] = post('<a class=last href="/post/1?page=2">newest</a>')
    site.pages["/post/1?page=2"] = post("<ul><li><a>ann</a><p class=text>over here</p></li></ul>")
    target = pack.target(K.COMMENT, f"{site.url}/post/1")
    assert (await Adapter(pack, page, "ann").look(target, K.COMMENT, "over here")).found is True
    assert (await Adapter(pack, page, "ann").look(target, K.COMMENT, "not here")).found is False
    said = await Adapter(pack, page, "ann").comments(target)
    assert [one.text for one in said] == ["over here"]
    await walk_to_delete(pack, page, site)


async def walk_to_delete(pack, page: Page, site: HandSite) -> None:  # type: ignore[no-untyped-def]
    site.pages["/post/1?page=2"] = post(f"""{ACTS}<ul><li><a>ann</a><p class=text>over here</p>
      <button class=delete onclick="tell('gone').then(() => this.parentNode.remove())">x</button></li></ul>""")
    adapter = await opened(pack, page, K.DELETE_COMMENT)
    await walk(adapter, K.DELETE_COMMENT, "over here")
    assert site.acts == ["gone"]


async def test_figures_from_attributes_patterns_and_json(site: HandSite, page: Page, tmp_path: Path) -> None:
    table = """[post]
author = { locator = "a.by", attribute = "href", pattern = '/u/(\\w+)' }
text = "p"
likes = { locator = "button.like", pattern = '(\\S+) likes' }
comments = { locator = "script[type='application/json']", json = "post.comments.0" }
views = "b"
[stop]"""
    pack = read_pack(site, tmp_path, ("[stop]", table))
    site.pages["/post/1"] = post("""<a class=by href="/u/bob">Bob</a><p>Hello <img alt="🌿" src=""></p>
      <button class=like aria-pressed=false>1.2K likes</button><b>many</b>
      <script type="application/json">{"post": {"comments": [7]}}</script>""")
    seen = await (await opened(pack, page, K.STATS)).observe(K.STATS)
    assert (seen.author, seen.text, seen.counts) == ("bob", "Hello 🌿", {"likes": 1200, "comments": 7})


VALUES = ['"', "'", "\\", 'a"] , body', ":has(x)", "0", "-1", "a.b#c", "a b", "م", "x\ny", "😀", "a>>b"]
PUT = "v => { one.title = v; one.textContent = v; one.classList.add(v.replace(/\\s/g, '_')); }"


@pytest.mark.parametrize("value", VALUES)
async def test_a_value_in_a_selector_means_itself(page: Page, value: str) -> None:
    await page.set_content("<p id=one></p><p id=two>other</p>")
    await page.evaluate(PUT, value)
    flat = " ".join(value.split())
    quoted = ['p[title="{user}"]', "p[title='{user}']"] if flat == value else []
    for template in [*quoted, 'p:text-is("{user}")', "p >> text='{user}'", 'p:has-text("{user}")']:
        assert await page.locator(fill_selector(template, {"user": value})).get_attribute("id") == "one", template
    named = fill_selector("p.{user}", {"user": "_".join(value.split())})
    assert await page.locator(named).get_attribute("id") == "one"


async def test_what_is_not_known_of_a_person_is_named(site: HandSite, page: Page, tmp_path: Path) -> None:
    pack = read_pack(site, tmp_path, ('"button.heart:not(.on)"', "'button[data-for=\"{thread}\"]'"))
    site.pages["/post/1"] = post(LIKE)
    with pytest.raises(SiteError) as caught:
        await opened(pack, page)
    assert (caught.value.code, caught.value.facts["locator"]) == ("locator_missing", "like.off")
