"""Reads and builds a site's addresses: canonical id and canonical URL per kind of thing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from automation.platforms.placeholders import fill_address, names
from automation.platforms.sections import Ids

# Which group of an [id] regex is the external id, and which [url] the canonical address, per kind.
ID_GROUP = {"post": "post", "person": "user", "thread": "thread", "comment": "comment"}
URL_NAME = {"post": "post", "person": "profile", "thread": "thread", "comment": "comment"}

# How a person is written whose handle is all that is known: no site uses it, and it leads to the home page.
HANDLE_PATH = "/#@"


@dataclass(frozen=True, slots=True)
class Site:
    """Where a site lives: base address without a closing slash, and further hosts that are the same site."""

    base_url: str
    hosts: tuple[str, ...] = ()

    def path_of(self, address: str) -> str | None:
        """Path, query and fragment of an address of this site, without the base path; None for another site."""
        try:
            here, there = urlsplit(self.base_url), urlsplit(address.strip())
            known = self._known()
        except ValueError:
            return None
        if there.scheme not in {"http", "https"} or _host(there.netloc) not in known:
            return None
        path, base = there.path or "/", here.path.rstrip("/")
        if path != base and not path.startswith(base + "/"):
            return None
        rest = path[len(base) :] or "/"
        return rest + (f"?{there.query}" if there.query else "") + (f"#{there.fragment}" if there.fragment else "")

    def is_home(self, address: str, asked: str) -> bool:
        """Whether a page is still on this site's hosts, or on the one that was asked for."""
        try:
            return _host(urlsplit(address).netloc) in {*self._known(), _host(urlsplit(asked).netloc)}
        except ValueError:
            return False

    def _known(self) -> set[str]:
        return {_host(urlsplit(self.base_url).netloc), *(_host(host) for host in self.hosts)}

    def absolute(self, path: str) -> str:
        """A path of this site as a whole address; a whole address stays."""
        return path if re.match(r"https?://", path) else self.base_url.rstrip("/") + "/" + path.lstrip("/")


def understand(path: str, ids: Ids, kind: str) -> dict[str, str] | None:
    """The named groups of the first regex that matches a path, decoded; None where none matches."""
    for pattern in getattr(ids, kind):
        found = re.search(pattern, path)
        if found is not None:
            groups = {name: unquote(value) for name, value in found.groupdict().items() if value is not None}
            return groups if groups.get(ID_GROUP[kind]) else None
    return None


def address(site: Site, template: str, values: dict[str, str]) -> str:
    """A template of [url] filled and made absolute. Raises KeyError where a value is missing."""
    return site.absolute(fill_address(template, values))


def can_fill(template: str, values: dict[str, str]) -> bool:
    """Whether all that a template asks for is there."""
    return names(template) <= values.keys()


def _host(netloc: str) -> str:
    host = netloc.rpartition("@")[2].casefold()
    return host.removeprefix("www.").removesuffix(":443").removesuffix(":80")
