"""The doors of the practice network: what stands between a visitor and a page, and signing in and out."""

from __future__ import annotations

import asyncio
import hmac
import secrets
from collections.abc import Awaitable, Callable
from urllib.parse import quote, unquote

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from automation.practice import facts, people
from automation.practice.faults import Fault
from automation.practice.visit import COOKIE, VISITOR_COOKIE, Visit, arrive

Handler = Callable[[Visit], Awaitable[Response]]
CODE = "246810"  # the second factor of everyone here; a person types it


def page(handler: Handler, *, signed_in: bool = False) -> Callable[[Request], Awaitable[Response]]:
    """Return the endpoint of a page: stops first, then slowness, then the page itself."""

    async def endpoint(request: Request) -> Response:
        visit = arrive(request)
        stopped = stop(visit, "page") or (not visit.me and signed_in and to_sign_in(visit))
        if stopped:
            return stopped
        book = visit.site.faults
        await slowly(book.take("slow", visit.me, "page", exact=True), "before_ms")
        if book.take("fail", visit.me, "page", exact=True):
            return visit.page(
                "stop.html", 500, kind="failed", heading="Something went wrong", lines=["Try again later."]
            )
        return await handler(visit)

    return endpoint


def stop(visit: Visit, verb: str) -> Response | None:
    """Return the page that stops this visitor, or None if the way is free."""
    book = visit.site.faults
    if visit.me and book.take("suspend", visit.me, verb):
        return visit.go("/suspended")
    challenge = visit.me and book.take("challenge", visit.me, verb)
    if challenge:
        if challenge.verb is not None:
            book.add(Fault("challenge", user=visit.me))
        return visit.go(f"/checkpoint?next={visit.here()}")
    if book.take("rate_limit", visit.me, verb):
        response = visit.page(
            "stop.html",
            429,
            kind="rate-limited",
            heading="You are going too fast",
            lines=["We limit how often things can be done in a short time. Wait a few minutes, then go on."],
        )
        response.headers["retry-after"] = "60"
        return response
    return None


def to_sign_in(visit: Visit) -> Response:
    """Send somebody who is not signed in to the sign-in page, and back afterwards."""
    return visit.go(f"/sign-in?next={visit.here()}")


async def slowly(fault: Fault | None, moment: str) -> None:
    """Wait as long as the fault says for that moment."""
    if fault and fault.details.get(moment):
        await asyncio.sleep(float(fault.details[moment]) / 1000)


async def sign_in_page(request: Request) -> Response:
    """Show the sign-in form."""
    return _form(arrive(request))


async def sign_in(request: Request) -> Response:
    """Check a password and begin a session."""
    visit = arrive(request)
    form = await visit.form()
    handle = form.get("user", "")
    entry = facts.received(visit.store, "POST", "/sign-in", handle or None, "sign_in", f"person:{handle}", None)
    response = await _answer_sign_in(visit, form)
    facts.answered(visit.store, entry, response.status_code)
    return response


async def second_factor(request: Request) -> Response:
    """Ask for the code, and begin the session when it is right."""
    visit = arrive(request)
    if request.method == "GET":
        return visit.page("code.html", csrf=_visitor(visit), wrong=False)
    form = await visit.form()
    if not _visitor_fits(visit, form):
        return _form(visit, 403, "This form is too old. Try once more.")
    handle = request.cookies.get("practice_pending", "")
    if form.get("code") != CODE or not _pending_fits(visit, handle):
        return visit.page("code.html", 401, csrf=_visitor(visit), wrong=True)
    return _begin(visit, handle.partition(":")[0], "/")


async def sign_out(request: Request) -> Response:
    """End the session."""
    visit = arrive(request)
    form = await visit.form()
    if visit.session and hmac.compare_digest(form.get("csrf", ""), visit.session.csrf):
        people.sign_out(visit.store, token=request.cookies.get(COOKIE))
    response = visit.go("/sign-in")
    response.delete_cookie(COOKIE)
    return response


async def checkpoint(request: Request) -> Response:
    """Show the challenge; pressing its button, which only a person should do, lifts it."""
    visit = arrive(request)
    onward = _onward(request.query_params.get("next"))
    if request.method == "GET":
        csrf = visit.session.csrf if visit.session else ""
        return visit.page("checkpoint.html", csrf=csrf, onward=onward)
    form = await visit.form()
    if not visit.session or not hmac.compare_digest(form.get("csrf", ""), visit.session.csrf):
        return to_sign_in(visit)
    visit.site.faults.lift("challenge", visit.me)
    return visit.go(_onward(form.get("next")))


async def suspended(request: Request) -> Response:
    """Say that the account is suspended."""
    lines = [
        "It broke the rules of this place, as the person who runs this rehearsal decided.",
        "Nothing can be done here until it is lifted.",
    ]
    return arrive(request).page("stop.html", kind="suspended", heading="Your account is suspended", lines=lines)


async def session_facts(request: Request) -> Response:
    """Tell the page's script who is signed in."""
    return JSONResponse({"user": arrive(request).me}, headers={"cache-control": "no-store"})


def routes() -> list[Route]:
    """Return the addresses of these doors."""
    return [
        Route("/sign-in", sign_in_page, methods=["GET"]),
        Route("/sign-in", sign_in, methods=["POST"]),
        Route("/sign-in/code", second_factor, methods=["GET", "POST"]),
        Route("/sign-out", sign_out, methods=["POST"]),
        Route("/checkpoint", checkpoint, methods=["GET", "POST"]),
        Route("/suspended", suspended),
        Route("/session.json", session_facts),
    ]


async def _answer_sign_in(visit: Visit, form: dict[str, str]) -> Response:
    book, handle = visit.site.faults, form.get("user", "").strip().lstrip("@")
    slow = book.take("slow", handle, "sign_in", exact=True)
    await slowly(slow, "before_ms")
    if not _visitor_fits(visit, form):
        return _form(visit, 403, "This form is too old. Try once more.", handle)
    if book.take("rate_limit", handle, "sign_in"):
        return visit.page(
            "stop.html",
            429,
            kind="rate-limited",
            heading="You are going too fast",
            lines=["Wait a few minutes, then sign in again."],
        )
    known = people.password_fits(visit.store, handle, form.get("password", ""))
    if known is None:
        return _form(visit, 401, "That name and password do not match.", handle)
    onward = _onward(form.get("next"))
    challenge = book.take("challenge", known, "sign_in", exact=True)
    if challenge:
        book.add(Fault("challenge", user=known))
    if book.take("second_factor", known, "sign_in"):
        response = visit.go("/sign-in/code")
        response.set_cookie("practice_pending", _pending(visit, known), httponly=True, samesite="lax")
        return response
    return _begin(visit, known, onward)


def _begin(visit: Visit, handle: str, onward: str) -> Response:
    response = visit.go(onward)
    response.set_cookie(COOKIE, people.sign_in(visit.store, handle), max_age=30 * 86400, httponly=True, samesite="lax")
    response.delete_cookie("practice_pending")
    return response


def _form(visit: Visit, status: int = 200, wrong: str = "", user: str = "") -> Response:
    token = _visitor(visit)
    onward = _onward(visit.request.query_params.get("next"))
    response = visit.page("sign_in.html", status, csrf=token, wrong=wrong, user=user, onward=onward)
    response.set_cookie(VISITOR_COOKIE, token, httponly=True, samesite="lax")
    return response


def _visitor(visit: Visit) -> str:
    return visit.request.cookies.get(VISITOR_COOKIE) or secrets.token_urlsafe(18)


def _visitor_fits(visit: Visit, form: dict[str, str]) -> bool:
    cookie = visit.request.cookies.get(VISITOR_COOKIE, "")
    return bool(cookie) and hmac.compare_digest(cookie, form.get("csrf", ""))


def _pending(visit: Visit, handle: str) -> str:
    seal = hmac.new(visit.site.control_token.encode(), handle.encode(), "sha256").hexdigest()
    return f"{handle}:{seal}"


def _pending_fits(visit: Visit, cookie: str) -> bool:
    return hmac.compare_digest(cookie, _pending(visit, cookie.partition(":")[0]))


def _onward(path: str | None) -> str:
    """Stay on this site: a path that starts with one slash, else home."""
    path = unquote(path or "/")
    return quote(path, safe="/?=&@%") if path.startswith("/") and not path.startswith(("//", "/\\")) else "/"
