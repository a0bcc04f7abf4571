"""What can be looked at on the practice network: home, posts, profiles, messages, search, pictures."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

import resources
from automation.practice import dialect, people, pictures, posts, threads
from automation.practice.gate import page
from automation.practice.visit import Visit, arrive

_KEEP = {"cache-control": "max-age=3600"}
_TYPES = {"site.css": "text/css", "site.js": "text/javascript", "logo.svg": "image/svg+xml"}


async def home(visit: Visit) -> Response:
    """Show the newest posts of everybody."""
    return _home(visit)


async def post(visit: Visit) -> Response:
    """Show one post with its comments."""
    if visit.site.faults.take("wrong_page", visit.me, "page"):
        return _home(visit)
    found = posts.post(visit.store, int(visit.request.path_params["post"]), visit.me)
    if found is None:
        return not_found(visit)
    author = people.person(visit.store, found.author, visit.me)
    if author is None or author.hidden:
        lines = ["Only people that the author lets in can see this post."]
        return visit.page("stop.html", kind="private", heading="This account is private", lines=lines)
    newest_first = posts.comments(visit.store, found.id, visit.me)[::-1]
    return visit.page("post.html", post=found, comments=newest_first)


async def person(visit: Visit) -> Response:
    """Show somebody's profile."""
    found = people.person(visit.store, str(visit.request.path_params["handle"]), visit.me)
    if found is None:
        return not_found(visit)
    theirs = [] if found.hidden else posts.newest(visit.store, visit.me, found.handle)
    return visit.page("person.html", person=found, posts=theirs)


async def saved(visit: Visit) -> Response:
    """Show what one kept."""
    return _results(visit, "Saved", [], posts.saved(visit.store, str(visit.me)))


async def tag(visit: Visit) -> Response:
    """Show the posts under a hashtag."""
    name = str(visit.request.path_params["tag"])
    found = [p for p in posts.search(visit.store, f"#{name}", visit.me) if f"#{name}".lower() in p.text.lower().split()]
    return _results(visit, f"#{name}", [], found)


async def search(visit: Visit) -> Response:
    """Show the people and posts that match a query."""
    query, kind = visit.request.query_params.get("q", "").strip(), visit.request.query_params.get("kind", "all")
    found_people = people.search(visit.store, query, visit.me) if query and kind in ("all", "people") else []
    found_posts = posts.search(visit.store, query, visit.me) if query and kind in ("all", "posts") else []
    named = [tag for tag in posts.tags(visit.store, 50) if query.lstrip("#").lower() in tag.lower()]
    found_tags = named if query and kind in ("all", "tags") else []
    return _results(visit, f"Results for “{query}”", found_people, found_posts, found_tags, query=query, chosen=kind)


async def inbox(visit: Visit) -> Response:
    """Show the list of threads."""
    return _talk(visit, None)


async def compose(visit: Visit) -> Response:
    """Ask to whom a new message goes."""
    return _talk(visit, None, composing=True)


async def thread(visit: Visit) -> Response:
    """Show one thread by its number."""
    other = threads.other(visit.store, int(visit.request.path_params["thread"]), str(visit.me))
    return _talk(visit, other) if other else not_found(visit)


async def thread_with(visit: Visit) -> Response:
    """Lead to the thread with one person, which begins here if it is their first."""
    found = people.person(visit.store, str(visit.request.path_params["handle"]), visit.me)
    if found is None or found.handle == visit.me:
        return not_found(visit)
    return visit.go(f"/messages/{threads.begin(visit.store, str(visit.me), found.handle)}")


async def choices(visit: Visit) -> Response:
    """Answer the recipient box with the people that match."""
    found = people.search(visit.store, visit.request.query_params.get("q", ""), visit.me)
    others = [person for person in found if person.handle != visit.me][:6]
    html = visit.site.pages.get_template("choices.html").render(visit=visit, people=others)
    return PlainTextResponse(html, media_type="text/html", headers={"cache-control": "no-store"})


def not_found(visit: Visit) -> Response:
    """Say that there is nothing at this address."""
    lines = ["The link may be old, or the post was taken down by its author."]
    return visit.page("stop.html", 404, kind="not-found", heading="This page is not here", lines=lines)


async def nothing(request: Request, _error: Exception) -> Response:
    """Answer every address that is no page."""
    return not_found(arrive(request))


async def picture(request: Request) -> Response:
    """Serve one drawn picture."""
    return _svg(pictures.picture(request.path_params["name"]))


async def face(request: Request) -> Response:
    """Serve one drawn portrait."""
    found = people.person(arrive(request).store, request.path_params["handle"], None)
    return _svg(pictures.face(found.handle, found.hue) if found else None)


async def asset(request: Request) -> Response:
    """Serve the styles and the script, the styles as the dialect in the address names its classes."""
    name, slug = request.path_params["name"], request.path_params["dialect"]
    if name not in _TYPES or slug not in dialect.known():
        return Response(status_code=404)
    text = resources.path(f"practice/assets/{name}").read_text(encoding="utf-8")
    if name == "site.css":
        text = dialect.load(slug).styles(text)
    return PlainTextResponse(text, media_type=_TYPES[name], headers=_KEEP)


def routes() -> list[Route]:
    """Return the addresses of all pages."""
    return [
        Route("/", page(home, signed_in=True)),
        Route("/posts/{post:int}", page(post)),
        Route("/@{handle}", page(person)),
        Route("/saved", page(saved, signed_in=True)),
        Route("/tags/{tag}", page(tag)),
        Route("/search", page(search)),
        Route("/messages", page(inbox, signed_in=True)),
        Route("/messages/new", page(compose, signed_in=True)),
        Route("/messages/people", page(choices, signed_in=True)),
        Route("/messages/{thread:int}", page(thread, signed_in=True)),
        Route("/messages/with/{handle}", page(thread_with, signed_in=True)),
        Route("/pictures/{name}.svg", picture),
        Route("/faces/{handle}.svg", face),
        Route("/assets/{dialect}/{name}", asset),
    ]


def _home(visit: Visit) -> Response:
    return visit.page(
        "home.html",
        heading="",
        posts=posts.newest(visit.store, visit.me),
        suggested=people.suggestions(visit.store, visit.me) if visit.me else [],
        tags=posts.tags(visit.store),
    )


def _results(
    visit: Visit,
    heading: str,
    found_people: list[people.Person],
    found_posts: list[posts.Post],
    found_tags: Sequence[str] = (),
    query: str = "",
    chosen: str = "",
) -> Response:
    kinds = bool(chosen)
    return visit.page(
        "search.html",
        heading=heading,
        people=found_people,
        posts=found_posts,
        tags=found_tags,
        query=query,
        kinds=kinds,
        chosen=chosen,
    )


def _talk(visit: Visit, handle: str | None, *, composing: bool = False) -> Response:
    me, number = str(visit.me), None
    other = people.person(visit.store, handle, me) if handle else None
    if other:
        number = threads.begin(visit.store, me, other.handle)
        threads.mark_read(visit.store, number, me)
    return visit.page(
        "messages.html",
        inbox=threads.inbox(visit.store, me),
        composing=composing,
        other=other,
        thread_id=number,
        messages=threads.messages(visit.store, number, me),
    )


def _svg(text: str | None) -> Response:
    if text is None:
        return Response(status_code=404)
    return PlainTextResponse(text, media_type="image/svg+xml", headers=_KEEP)
