"""The tables of a platform pack, as a person writes them; an unknown key is an error."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from automation.platforms.fields import NOTHING, Filled, Locators, ReadingOf, Regex, Regexes, Section
from models.enums import CapClass


def _as_proof(value: object) -> object:
    return {} if value == "reload" else value


Evidence = Literal["live", "saved page", "code only"]


class Platform(Section):
    """What the site is called, where it lives, and how its pack was last seen working."""

    slug: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]*$")
    title: Filled
    base_url: str = Field(pattern=r"^https?://[^/?#\s]+[^?#\s]*$")
    seen_working: date
    evidence: Evidence
    aliases: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    locale: str = "en-US"
    needs_language: str | None = None


class Seen(Section):
    """When and how one capability was last seen, where it differs from the pack."""

    on: date
    evidence: Evidence


class Ids(Section):
    """Regexes of addresses; the group named like the thing is its external id (a person's is `user`)."""

    post: Regexes = ()
    person: Regexes = ()
    thread: Regexes = ()
    comment: Regexes = ()


class Ready(BaseModel):
    """What must be there before anything is looked up, per page name of [url]; `any` for the rest.

    `steady_ms` is for how long a page that is ready must show the same state before it is believed. Less than the usual
    150 is right only where the site itself says when nothing more will come.
    """

    model_config = ConfigDict(extra="allow", frozen=True)
    __pydantic_extra__: dict[str, Locators] = Field(init=False)

    quiet_ms: Annotated[int, Field(ge=0)] = 0
    steady_ms: Annotated[int, Field(ge=0)] = 150

    def of(self, page: str) -> tuple[str, ...]:
        """The locators of a page, or those of any page."""
        pages = self.__pydantic_extra__
        return pages.get(page) or pages.get("any", ())

    def quiet_of(self, page: str) -> int:
        """How long a page must be quiet (ms); 0 where a locator of its own says that it is ready."""
        return 0 if page in self.__pydantic_extra__ else self.quiet_ms


class Identity(Section):
    """How the signed-in handle is read: from session chrome, or from a JSON address of the site."""

    locator: Locators = ()
    attribute: str | None = None
    pattern: Regex | None = None
    json_address: str | None = Field(None, alias="json")
    path: str | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Identity:
        if bool(self.locator) == bool(self.json_address):
            raise ValueError("give either locator or json")
        return self


class Session(Section):
    """What only a signed-in, or only a signed-out page shows."""

    signed_in: Locators = ()
    signed_out: Locators = ()


class SignIn(Section):
    """The sign-in form; `second_factor` belongs to a person."""

    user: Locators
    password: Locators
    open: Locators = ()
    next: Locators = ()
    submit: Locators = ()
    refused: Locators = ()
    second_factor: Locators = ()


class Toggle(Section):
    """A two-state button; `off` and `on` say which state is there."""

    off: Locators
    on: Locators
    page: str | None = None
    button: Locators = ()
    menu: Locators = ()
    confirm: Locators = ()
    confirm_on: Locators = ()
    refused: Locators = ()


Markup = Literal["plain", "markdown"]


class Comment(Section):
    """How a comment is written, found again and deleted; `last` leads to the newest on a long page."""

    item: Locators
    mine: Locators
    page: str | None = None
    seen_at: str | None = None
    last: Locators = ()
    open: Locators = ()
    box: Locators = ()
    typed: bool = False
    submit: Locators = ()
    author: ReadingOf = NOTHING
    text: ReadingOf = NOTHING
    time: ReadingOf = NOTHING
    count: ReadingOf = NOTHING
    reply: Locators = ()
    delete_menu: Locators = ()
    delete: Locators = ()
    delete_confirm: Locators = ()
    refused: Locators = ()
    markup: Markup = "plain"


class Message(Section):
    """How a message is sent, and how inbox and thread are read.

    `found_by` says what names a row of the inbox, `thread` reads its thread's id, `member` shows where {user} is in it.
    """

    mine: Locators
    item: Locators
    box: Locators
    page: str | None = None
    open: Locators = ()
    recipient: Locators = ()
    choose: Locators = ()
    subject: Locators = ()
    typed: bool = False
    send: Locators = ()
    refused: Locators = ()
    found_by: Literal["user", "subject"] = "user"
    row: Locators = ()
    name: ReadingOf = NOTHING
    preview: ReadingOf = NOTHING
    unread: Locators = ()
    link: Locators = ()
    thread: ReadingOf = NOTHING
    member: Locators = ()
    text: ReadingOf = NOTHING
    time: ReadingOf = NOTHING
    direction: Locators = ()
    markup: Markup = "plain"


class Post(Section):
    """What can be read of a post."""

    author: ReadingOf = NOTHING
    text: ReadingOf = NOTHING
    time: ReadingOf = NOTHING
    likes: ReadingOf = NOTHING
    comments: ReadingOf = NOTHING
    shares: ReadingOf = NOTHING
    views: ReadingOf = NOTHING
    sponsored: Locators = ()
    media: Locators = ()


class Person(Section):
    """What can be read of a person."""

    name: ReadingOf = NOTHING
    bio: ReadingOf = NOTHING
    followers: ReadingOf = NOTHING
    following: ReadingOf = NOTHING
    posts: ReadingOf = NOTHING
    verified: Locators = ()
    private: Locators = ()


class Search(Section):
    """Result rows of the search pages, per kind."""

    box: Locators = ()
    post_row: Locators = ()
    person_row: Locators = ()
    hashtag_row: Locators = ()
    row_text: ReadingOf = NOTHING
    row_link: Locators = ()


class Publish(Section):
    """One form that publishes: boxes, file input, the last click and what proves it."""

    submit: Locators
    page: str | None = None
    open: Locators = ()
    box: Locators = ()
    file: Locators = ()
    refused: Locators = ()
    proof: Locators = ()


class Marks(Section):
    """Signs of one stop: regexes on the address, on visible headings and dialogs, then visible elements."""

    url: Regexes = ()
    heading: Regexes = ()
    element: Locators = ()


NO_MARKS = Marks()


class Stops(Section):
    """What ends the work on a page; the order here is the order of asking."""

    challenge: Marks = NO_MARKS
    suspended: Marks = NO_MARKS
    rate_limited: Marks = NO_MARKS
    signed_out: Marks = NO_MARKS
    not_found: Marks = NO_MARKS
    private: Marks = NO_MARKS
    wrong_page: Marks = NO_MARKS


class ProofWay(Section):
    """What counts as proof of a verb, beside the reload that is always made."""

    response: Regex | None = None
    appears: Locators = ()


ProofOf = Annotated[ProofWay, BeforeValidator(_as_proof)]


class Settle(Section):
    """Times in ms: how long recovery waits before it looks, and how long a page may take to show an outcome."""

    ms: Annotated[int, Field(ge=0)] = 30_000
    shown_ms: Annotated[int, Field(ge=100)] = 5_000


class Ceiling(Section):
    """At most so many an hour and a day; settings may lower it."""

    hour: Annotated[int | None, Field(ge=0)] = None
    day: Annotated[int | None, Field(ge=0)] = None


class Numbers(Section):
    """How the site writes counts."""

    decimal: str = "."
    group: str = ","
    suffixes: dict[str, int] = Field(default={"K": 1_000, "M": 1_000_000, "B": 1_000_000_000})


Caps = dict[CapClass, Ceiling]
