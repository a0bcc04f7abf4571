"""A receipt as one page to hand on: nothing to load, nothing that runs, every word of it escaped."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

import resources
from automation.audit import chain, signatures
from automation.audit.receipt_pictures import Pictures, Shown
from models import clock
from models.audit import AuditEntry
from models.checkpoint import Checkpoint

_STATES = {
    "confirmed": ("good", "Confirmed by a fresh look"),
    "unconfirmed": ("open", "Done, but not found by the fresh look"),
    "needs_review": ("open", "A person must look"),
    "failed": ("bad", "Not done"),
    "refused": ("bad", "Refused"),
}
# The public half of an Ed25519 key as every tool reads it: this, then the 32 bytes.
_SEALED = '<p class="soft">The pictures show a message and are sealed; the vault was shut when this was written.</p>'
_KEY_PREFIX = bytes.fromhex("302a300506032b6570032100")


@dataclass(frozen=True, slots=True)
class Proof:
    """What the page says of the record: the entry, the signature under it, and the key that made it."""

    entry: AuditEntry | None
    checkpoint: Checkpoint | None
    public: bytes | None


def page(receipt: Mapping[str, Any], pictures: Pictures, hidden: bool, proof: Proof) -> str:
    """The whole document; `hidden` says that sealed pictures could not be opened."""
    act = receipt["action"]
    title = f"{_spaced(act['kind']).capitalize()} by {act['handle']}"
    parts = [
        _head(act, title),
        _pictures(pictures, hidden, receipt["evidence"]),
        _section("What was done", _facts(_act_facts(receipt))),
        _section("What was decided", _rules(receipt["decision"])),
        _section("On the record", _record(proof)),
    ]
    style = resources.path("receipt.css").read_text(encoding="utf-8")
    policy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="referrer" content="no-referrer">'
        f"<title>Receipt: {_text(title)}</title><style>\n{style}</style></head>\n<body><main>{''.join(parts)}"
        f"<footer>Written by Steward on {_when(clock.now())}.</footer></main></body></html>\n"
    )


def _head(act: Mapping[str, Any], title: str) -> str:
    tone, words = _STATES.get(act["state"], ("open", _spaced(act["state"]).capitalize()))
    return (
        f'<header><p class="kind">Receipt {_text(act["id"])}</p><h1>{_text(title)}</h1>'
        f'<p><span class="badge {tone}">{_text(words)}</span>'
        f' <span class="soft">{_text(_spoken(act["done_at"]))}</span></p>'
        f'<p class="target">{_text(act["target"]["url"])}</p></header>'
    )


def _pictures(pictures: Pictures, hidden: bool, evidence: Mapping[str, Any]) -> str:
    if hidden:
        return _section("Pictures", _SEALED)
    shown = [figure for figure in (_figure("Before", pictures.before), _figure("After", pictures.after)) if figure]
    if not shown:
        return _section("Pictures", '<p class="soft">There are no pictures of this action.</p>')
    parts = [f'<div class="pair">{"".join(shown)}</div>']
    closer = _figure("Before, closer", pictures.close_before) + _figure("After, closer", pictures.close_after)
    if closer:
        parts.append(f'<div class="pair">{closer}</div>')
    parts.append(_figure("What differs", pictures.difference, _share(evidence)))
    whole = _figure("Before, the whole page", pictures.whole_before) + _figure(
        "After, the whole page", pictures.whole_after
    )
    if whole:
        parts.append(f"<details><summary>The whole page, before and after</summary>{whole}</details>")
    return _section("Pictures", "".join(parts))


def _share(evidence: Mapping[str, Any]) -> str:
    """How much of the region differs, in words."""
    changed = evidence["changed"]
    if changed is None:
        return ""
    said = "Nothing" if not changed else "Less than 0.1%" if changed < 0.001 else f"{changed:.1%}"
    return f" {said} of the {'marked region' if evidence['region'] else 'page'} changed."


def _figure(title: str, shown: Shown | None, more: str = "") -> str:
    if shown is None:
        return ""
    return (
        f'<figure><figcaption>{_text(title)}.{_text(more)}</figcaption><img alt="{_text(title)}" src="{shown.source}"'
        f' width="{shown.width}" height="{shown.height}"></figure>'
    )


def _act_facts(receipt: Mapping[str, Any]) -> Iterable[tuple[str, object]]:
    act = receipt["action"]
    yield from (("Act", act["kind"]), ("Account", f"{act['handle']} ({act['account']})"))
    yield ("Target", f"{act['target']['kind']} {act['target']['id']}")
    yield ("Asked for by", act["trigger"])
    yield from (("Asked for", _spoken(act["created_at"])), ("Ended", _spoken(act["done_at"])))
    yield ("Stands as", _spaced(act["state"]) + (f" ({act['code']})" if act["code"] else ""))
    for number, attempt in enumerate(receipt["attempts"], 1):
        said = f"{attempt['outcome']}, {'clicked' if attempt['clicked'] else 'not clicked'}"
        fault = f", {attempt['error']}" if attempt["error"] else ""
        yield (f"Attempt {number}", f"{said}{_took(attempt)}{fault}; {_spoken(attempt['started_at'])}; {attempt['id']}")
    for number, look in enumerate(receipt["looks"], 1):
        said = f"{look['answer']} by {_spaced(look['method'])}, {look['confidence']:.0%} sure{_took(look)}"
        seen = f"; {look['detail']}" if look["detail"] else ""
        yield (f"Look {number}", f"{said}{seen}; {_spoken(look['looked_at'])}; {look['id']}")


def _took(timed: Mapping[str, Any]) -> str:
    return "" if timed["duration_ms"] is None else f" in {timed['duration_ms'] / 1000:.1f} s"


def _rules(decision: Mapping[str, Any] | None) -> str:
    if decision is None:
        return '<p class="soft">No decision is kept.</p>'
    rows = "".join(
        "<tr>"
        + "".join(f"<td>{_text(_plain(rule.get(name)))}</td>" for name in ("rule", "answer", "figure", "limit"))
        + "</tr>"
        for rule in decision["rules"]
    )
    return (
        f"<p>Policy said <b>{_text(decision['answer'])}</b>.</p><table><thead><tr><th>Rule</th><th>Answer</th>"
        f"<th>Figure</th><th>Limit</th></tr></thead><tbody>{rows}</tbody></table>"
    )


def _record(proof: Proof) -> str:
    entry, signed = proof.entry, proof.checkpoint
    if entry is None:
        return '<p class="soft">Nothing is on record about this action yet.</p>'
    said = [("Entry", f"number {entry.sequence}, {entry.kind}, {_when(entry.at)}"), ("Hash", entry.hash)]
    said.append(("Hash before", entry.previous))
    steps = [
        "The entry below, as UTF-8 without a line end, has the SHA-256 sum that is given as its hash.",
        "In the profile that wrote it, <code>steward audit verify</code> walks every entry before and after it.",
    ]
    parts = ""
    if signed is None or proof.public is None:
        parts = '<p class="soft">It is not signed: the vault was shut when this was written.</p>'
    else:
        message = signatures.message(signed.sequence, signed.hash, signed.at, signed.horizon).decode()
        said += [("Signed", f"as far as entry {signed.sequence}, {_when(signed.at)}"), ("Signature", signed.signature)]
        steps.insert(1, _SIGNATURE if signed.sequence == entry.sequence else _LATER)
        parts = _block("Signed message", message) + _block("The profile's public key", _pem(proof.public))
    listed = "".join(f"<li>{step}</li>" for step in steps)
    return (
        _facts(said)
        + f"<h3>How to check it</h3><ol>{listed}</ol>"
        + _block("The entry", chain.canonical(entry))
        + parts
    )


_SIGNATURE = (
    "The signed message names that hash. With the message, the signature (from hex to bytes) and the key in files of"
    " their own: <code>openssl pkeyutl -verify -pubin -inkey key.pem -rawin -in message -sigfile signature</code>."
)
_LATER = "The signature covers a later entry, to which the chain leads from this one."


def _block(title: str, text: str) -> str:
    return f"<h4>{_text(title)}</h4><pre>{_text(text)}</pre>"


def _facts(facts: Iterable[tuple[str, object]]) -> str:
    return "<dl>" + "".join(f"<dt>{_text(name)}</dt><dd>{_text(value)}</dd>" for name, value in facts) + "</dl>"


def _section(title: str, inside: str) -> str:
    return f"<section><h2>{_text(title)}</h2>{inside}</section>"


def _text(value: object) -> str:
    """Text of whoever wrote it, as text: no markup, and nothing that turns the reading direction or hides."""
    return escape("".join(c if c.isprintable() or c in " \n" else "\ufffd" for c in str(value)))


def _spaced(word: object) -> str:
    return str(word).replace("_", " ")


def _plain(value: object) -> object:
    return "" if value is None else value


def _spoken(iso: str | None) -> str:
    return "not yet" if iso is None else _when(clock.from_iso(iso))


def _when(ms: int) -> str:
    return clock.to_datetime(ms).strftime("%-d %B %Y, %H:%M:%S UTC")


def _pem(public: bytes) -> str:
    return f"-----BEGIN PUBLIC KEY-----\n{b64encode(_KEY_PREFIX + public).decode()}\n-----END PUBLIC KEY-----"
