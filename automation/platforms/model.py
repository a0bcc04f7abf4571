"""One platform pack: all that a site may change on us, as data, checked when it is loaded."""

from __future__ import annotations

from functools import cached_property
from urllib.parse import quote, unquote

from pydantic import Field

from automation.platforms import addresses, capabilities
from automation.platforms.fields import Locators, Reading, Section
from automation.platforms.sections import (
    Caps,
    Comment,
    Identity,
    Ids,
    Message,
    Numbers,
    Person,
    Platform,
    Post,
    ProofOf,
    ProofWay,
    Publish,
    Ready,
    Search,
    Seen,
    Session,
    Settle,
    SignIn,
    Stops,
    Toggle,
)
from automation.platforms.steps import Flow, FlowVerb
from automation.values import Target
from models.enums import TARGET_OF, ActionKind, TargetKind
from models.errors import BadInput

_RELOAD_ONLY = ProofWay()
_VERBS = {
    ActionKind.LIKE: "like",
    ActionKind.UNLIKE: "like",
    ActionKind.FOLLOW: "follow",
    ActionKind.UNFOLLOW: "follow",
    ActionKind.COMMENT: "comment",
    ActionKind.DELETE_COMMENT: "comment",
    ActionKind.DM: "message",
    ActionKind.STATS: "post",
}
# Where a locator is looked up when [scope] does not say otherwise; a name that is not here: the whole page.
_PARTS = ("off", "on", "button", "menu")
_CONTAINER = {
    **{f"{section}.{part}": "post" for section in ("like", "save", "share") for part in _PARTS},
    **{f"post.{name}": "post" for name in Post.model_fields},
    **{f"follow.{part}": "person" for part in _PARTS},
    **{f"person.{name}": "person" for name in Person.model_fields},
    "comment.open": "post",
    "comment.count": "post",
    "message.open": "person",
    "message.item": "thread",
    "message.mine": "thread",
}


class Pack(Section):
    """What one site can do and how; each table is described by its class in sections.py."""

    platform: Platform
    seen: dict[str, Seen] = Field(default_factory=dict)
    url: dict[str, str]
    id: Ids = Ids()
    ready: Ready = Ready()
    scope: dict[str, Locators] = Field(default_factory=dict)
    identity: Identity
    session: Session = Session()
    sign_in: SignIn | None = None
    like: Toggle | None = None
    save: Toggle | None = None
    follow: Toggle | None = None
    share: Toggle | None = None
    comment: Comment | None = None
    message: Message | None = None
    post: Post | None = None
    person: Person | None = None
    search: Search | None = None
    publish: dict[str, Publish] = Field(default_factory=dict)
    stop: Stops = Stops()
    dismiss: dict[str, Locators] = Field(default_factory=dict)
    proof: dict[str, ProofOf] = Field(default_factory=dict)
    settle: Settle = Settle()
    caps: Caps = Field(default_factory=dict)
    numbers: Numbers = Numbers()
    locator: dict[str, dict[str, Locators]] = Field(default_factory=dict)
    flow: dict[FlowVerb, Flow] = Field(default_factory=dict)

    @cached_property
    def site(self) -> addresses.Site:
        """Where the site lives."""
        return addresses.Site(self.platform.base_url, self.platform.hosts)

    @property
    def slug(self) -> str:
        """The pack's name in the registry."""
        return self.platform.slug

    @property
    def ceilings(self) -> Caps:
        """At most so many acts an hour and a day, per class; settings may only lower them."""
        return self.caps

    @cached_property
    def most(self) -> dict[str, int]:
        """The ceilings that the pack sets, by "class/hour" and "class/day"."""
        limits = ((f"{cap}/{span}", limit) for cap, held in self.ceilings.items() for span, limit in held)
        return {name: limit for name, limit in limits if limit is not None}

    @cached_property
    def capabilities(self) -> frozenset[str]:
        """What the pack says the site can do, in the words of the contract suite."""
        return capabilities.of(self)

    def can(self, kind: ActionKind) -> bool:
        """Whether the pack says how this is done."""
        return kind.value.replace("-", "_") in self.capabilities | capabilities.acts(self)

    def target(self, kind: ActionKind, url: str) -> Target:
        """The canonical target of an address, or of a bare handle where a person is meant.

        Raises BadInput `url_other_platform`, `url_not_understood`, `address_unknown` or `cannot`.
        """
        if not self.can(kind):
            raise BadInput("cannot", self.platform.title, kind=kind.value)
        what = TARGET_OF.get(kind, TargetKind.POST)
        groups = self.groups(what, url)
        if groups is None:
            raise BadInput("url_not_understood", url, platform=self.platform.title, kind=what.value)
        external_id = groups[addresses.ID_GROUP[what.value]]
        return Target(what, self._canonical(kind, what, url, groups), external_id)

    def _canonical(self, kind: ActionKind, what: TargetKind, url: str, groups: dict[str, str]) -> str:
        template = self.url.get(addresses.URL_NAME[what.value], "")
        if template and addresses.can_fill(template, groups):
            return addresses.address(self.site, template, groups)
        path = self.site.path_of(url)
        if path is not None:
            return self.site.absolute(path)
        if not addresses.can_fill(self.url.get(self.page_of(kind), "{uid}"), {**groups, "me": ""}):
            raise BadInput("address_unknown", url, platform=self.platform.title)
        return self.site.absolute(addresses.HANDLE_PATH + quote(groups["user"], safe=""))

    def page_of(self, kind: ActionKind) -> str:
        """The page of [url] where a kind of act is done; `post` and `profile` are the target's own."""
        section = getattr(self, _VERBS[kind])
        page = getattr(section, "seen_at" if kind is ActionKind.DELETE_COMMENT else "page", None)
        if page:
            return str(page)
        if kind is ActionKind.DM and "compose" in self.url:
            return "compose"
        return "profile" if kind in TARGET_OF else "post"

    def groups(self, what: TargetKind, url: str) -> dict[str, str] | None:
        """The named groups that an address of this site holds. Raises BadInput `url_other_platform`."""
        if what is TargetKind.PERSON and _is_handle(url):
            return {"user": url.strip().removeprefix("@")}
        path = self.site.path_of(url)
        if path is None:
            raise BadInput("url_other_platform", url, platform=self.platform.title)
        if what is TargetKind.PERSON and path.startswith(addresses.HANDLE_PATH):
            return {"user": unquote(path.removeprefix(addresses.HANDLE_PATH))}
        return addresses.understand(path, self.id, what.value)

    def address(self, page: str, values: dict[str, str]) -> str:
        """The address of a page of [url], or of a path, filled. Raises KeyError where a value is missing."""
        return addresses.address(self.site, self.url.get(page, page), values)

    def locators(self, name: str, language: str = "") -> tuple[str, ...]:
        """The selectors of a dotted name, in the page's language where [locator] has it; empty if the pack has none."""
        for tongue, found in self.locator.get(name, {}).items():
            if language and language.casefold().startswith(tongue.casefold()):
                return found
        section, _, part = name.partition(".")
        table = getattr(self, section, None)
        if isinstance(table, Ready):
            return table.of(part)
        value = table.get(part, ()) if isinstance(table, dict) else getattr(table, part, ())
        return value.locator if isinstance(value, Reading) else value

    def container(self, name: str) -> tuple[str, ...]:
        """The selectors of the container a dotted name is looked up in; empty means the whole page."""
        own = self.scope.get(name)
        if own is None:
            return self.scope.get(_CONTAINER.get(name, ""), ())
        return () if own == ("page",) else self.scope.get(own[0], own) if len(own) == 1 else own

    def proof_of(self, kind: ActionKind) -> ProofWay:
        """What counts as proof of a verb beside the reload."""
        return self.proof.get(kind.value.replace("-", "_"), _RELOAD_ONLY)


def _is_handle(text: str) -> bool:
    return bool(text.strip()) and not any(sign in text.strip() for sign in "/:? #")
