"""The life of one act on the practice network: received, judged by the faults, stored or not, answered."""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from automation.practice import deeds, facts
from automation.practice.deeds import Deed
from automation.practice.gate import slowly, stop
from automation.practice.visit import ACTS, Visit, arrive

REFUSAL = "You post too quickly. This was not posted."


def routes() -> list[Route]:
    """Return the address of every act."""
    return [Route(path, _endpoint(verb), methods=["POST"]) for verb, path in ACTS.items()]


def _endpoint(verb: str) -> Callable[[Request], Awaitable[Response]]:
    return partial(_act, verb)


async def _act(verb: str, request: Request) -> Response:
    visit = arrive(request)
    form = await visit.form()
    entry = facts.received(
        visit.store, "POST", request.url.path, visit.me, verb, _target(request), form.get("text") or None
    )
    response = await _judge(visit, verb, form, entry)
    facts.answered(visit.store, entry, response.status_code)
    return response


async def _judge(visit: Visit, verb: str, form: dict[str, str], entry: int) -> Response:
    if visit.session is None:
        return _send_to(visit, 401, f"/sign-in?next={_page_of(visit)}")
    sent = visit.request.headers.get("x-csrf-token") or form.get("csrf", "")
    if not hmac.compare_digest(sent, visit.session.csrf):
        return _say(visit, 403, "This page is too old. Load it again.")
    stopped = _stopped(visit, verb)
    if stopped:
        return stopped
    deed = deeds.find(visit, verb, form)
    if deed is None:
        return _say(visit, 404, "This is not here any more.")
    return await _do(visit, deed, entry)


async def _do(visit: Visit, deed: Deed, entry: int) -> Response:
    book = visit.site.faults
    refused = book.take("refuse", visit.me, deed.verb)
    if refused:
        return _refuse(visit, deed, str(refused.details.get("text", REFUSAL)))
    slow = book.take("slow", visit.me, deed.verb)
    await slowly(slow, "before_ms")
    failed = book.take("fail", visit.me, deed.verb)
    number = 0
    if not (failed and not failed.details.get("stored")) and not book.take("lie", visit.me, deed.verb):
        number = deed.store()
        facts.stored(visit.store, entry)
    await slowly(slow, "after_ms")
    if failed:
        return _say(visit, 500, "Something went wrong. Try again later.")
    if not visit.wants_fragments:
        return visit.go(_page_of(visit))
    return JSONResponse({"changes": deed.show(number), "clear": deed.clears})


def _stopped(visit: Visit, verb: str) -> Response | None:
    response = stop(visit, verb)
    if response is None or not visit.wants_fragments:
        return response
    if response.status_code == 429:
        html = visit.fragment("too_fast")
        return _json(visit, 429, changes=[{"how": "append", "where": "", "html": html}])
    onward = response.headers["location"].partition("?")[0]
    return _send_to(visit, 403, f"{onward}?next={_page_of(visit)}" if onward == "/checkpoint" else onward)


def _refuse(visit: Visit, deed: Deed, text: str) -> Response:
    if not visit.wants_fragments:
        return _say(visit, 422, text)
    # Beside the box where there is one; a button's refusal floats over the page.
    html = visit.fragment("refusal", mark=f"{deed.verb}-refused" if deed.refusal else "act-refused", text=text)
    how, where = ("inner", deed.refusal) if deed.refusal else ("append", "")
    return _json(visit, 422, changes=[{"how": how, "where": where, "html": html}])


def _send_to(visit: Visit, status: int, path: str) -> Response:
    return _json(visit, status, go=path) if visit.wants_fragments else visit.go(path)


def _say(visit: Visit, status: int, text: str) -> Response:
    if visit.wants_fragments:
        return _json(visit, status, say=text)
    return visit.page("stop.html", status, kind="failed", heading="That did not work", lines=[text])


def _json(visit: Visit, status: int, **data: Any) -> Response:
    return JSONResponse({"changes": [], **data}, status)


def _target(request: Request) -> str:
    kind, value = next(iter(request.path_params.items()))
    return f"{'person' if kind == 'handle' else kind}:{value}"


def _page_of(visit: Visit) -> str:
    """The page an act was made from, by the address the browser names, kept on this site."""
    referer = visit.request.headers.get("referer", "")
    base = str(visit.request.base_url)
    return "/" + referer.removeprefix(base) if referer.startswith(base) else "/"
