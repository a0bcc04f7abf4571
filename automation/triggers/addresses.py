"""When two addresses are one post, as far as can be said without knowing the site."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

# What campaigns add to an address; the post is the same without it.
_CAMPAIGN = ("utm_", "fbclid", "gclid", "mc_cid", "mc_eid")
_USUAL_PORT = {"http": ":80", "https": ":443"}


def plain_address(_account_id: int | None, url: str) -> str:
    """An address without what does not tell posts apart: fragment, campaign marks, usual port, closing slash."""
    parts = urlsplit(url)
    scheme = parts.scheme.lower()
    host = parts.netloc.rpartition("@")[2].casefold().removesuffix(_USUAL_PORT.get(scheme, ""))
    marks = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if not pair[0].startswith(_CAMPAIGN)]
    return urlunsplit((scheme, host, parts.path.rstrip("/") or "/", urlencode(marks), ""))
