"""The control address of the practice network: what tests and demos tell it, and what it truly holds."""

from __future__ import annotations

import hmac
import json
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from automation.practice import dialect, facts, people, pictures, posts
from automation.practice.faults import KINDS, Fault
from automation.practice.visit import Site, arrive

Verb = Callable[[Site, dict[str, Any]], dict[str, Any]]


def routes() -> list[Route]:
    """Return the control addresses; nothing on any page links to them."""
    return [
        Route("/_control/facts", _guarded(_facts), methods=["GET"]),
        Route("/_control/{verb}", _guarded(_tell), methods=["POST"]),
    ]


def _guarded(handler: Callable[[Request], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        sent = request.headers.get("authorization", "").removeprefix("Bearer ")
        if not hmac.compare_digest(sent.encode(), arrive(request).site.control_token.encode()):
            return JSONResponse({"error": "the control token is missing or wrong"}, 403)
        return await handler(request)

    return endpoint


async def _facts(request: Request) -> Response:
    site = arrive(request).site
    return JSONResponse({**facts.everything(site.store), "faults": site.faults.rows(), "dialect": site.dialect.slug})


async def _tell(request: Request) -> Response:
    site, verb = arrive(request).site, str(request.path_params["verb"])
    try:
        values = json.loads(await request.body() or b"{}")
        if verb in KINDS:
            return JSONResponse(_fault(site, verb, values))
        if verb not in _VERBS:
            return JSONResponse({"error": f"unknown verb {verb!r}", "known": sorted({*KINDS, *_VERBS})}, 404)
        return JSONResponse(_VERBS[verb](site, values))
    except (ValueError, TypeError, KeyError) as error:
        return JSONResponse({"error": str(error)}, 400)


def _fault(site: Site, kind: str, values: dict[str, Any]) -> dict[str, Any]:
    user, verb, times = (values.pop(name, None) for name in ("user", "verb", "times"))
    if user is not None and people.person(site.store, user, None) is None:
        raise ValueError(f"nobody here is called {user!r}")
    site.faults.add(Fault(kind, user, verb, times, values))
    return {"faults": site.faults.rows()}


def _clear(site: Site, values: dict[str, Any]) -> dict[str, Any]:
    return {"lifted": site.faults.lift(values.get("kind"), values.get("user"))}


def _reset(site: Site, values: dict[str, Any]) -> dict[str, Any]:
    site.store.reset()
    site.faults.lift()
    if "dialect" in values:
        site.dialect = dialect.load(str(values["dialect"]))
    return {"ok": True}


def _sign_out(site: Site, values: dict[str, Any]) -> dict[str, Any]:
    people.sign_out(site.store, user=str(values["user"]))
    return {"ok": True}


def _dialect(site: Site, values: dict[str, Any]) -> dict[str, Any]:
    site.dialect = dialect.load(str(values["name"]))
    return {"dialect": site.dialect.slug, "known": dialect.known()}


def _publish(site: Site, values: dict[str, Any]) -> dict[str, Any]:
    author, picture = str(values["user"]), str(values.get("picture", "hills-21"))
    if people.person(site.store, author, None) is None:
        raise ValueError(f"nobody here is called {author!r}")
    if pictures.picture(picture) is None:
        raise ValueError(f"no picture is called {picture!r}; a name is one of {', '.join(pictures.DRAWN)} and a number")
    text = str(values["text"]).strip()
    if not text:
        raise ValueError("a post needs a text")
    number = posts.publish(site.store, author, text, picture, str(values.get("alt", "")))
    return {"post": number, "path": f"/posts/{number}"}


def _remove_post(site: Site, values: dict[str, Any]) -> dict[str, Any]:
    posts.remove(site.store, int(values["post"]))
    return {"ok": True}


def _stop(site: Site, values: dict[str, Any]) -> dict[str, Any]:
    site.on_stop()
    return {"ok": True}


_VERBS: dict[str, Verb] = {
    "clear": _clear,
    "reset": _reset,
    "sign_out": _sign_out,
    "dialect": _dialect,
    "publish": _publish,
    "remove_post": _remove_post,
    "stop": _stop,
}
