"""The few scripts that run in a page: what is visible, what it says, where it stands. They change only the scroll.

Plain CSS is asked of the page itself, all questions in one call; only what CSS cannot say goes through Playwright's own
engine, which has to be brought into every new page first and is slower.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from playwright.async_api import ElementHandle, Locator, Page

from automation.values import Region

How = Literal["shown", "seen", "read"]
# What one selector answers: the places of visible elements, or the texts of elements.
Told = tuple[str, ...]

# Visible means: drawn, with a size, not far outside the page; `seen` also asks what a person would notice.
_VISIBLE = """
const visible = (el, opaque) => {
  if (!el.checkVisibility({visibilityProperty: true, opacityProperty: opaque})) return false;
  const box = el.getBoundingClientRect();
  const least = opaque ? 8 : 0;
  return box.width > least && box.height > least && box.right + scrollX > 0 && box.bottom + scrollY > 0;
};
"""
_PATH = """
const path = el => {
  const steps = [];
  for (let at = el; at && at.parentNode; at = at.parentNode)
    steps.push(Array.prototype.indexOf.call(at.parentNode.childNodes, at));
  return steps.join('/');
};
"""
# Text as a person reads it: an emoji may be a picture, and a box says what it holds.
_WORDS = """
const words = el => {
  if (el instanceof HTMLInputElement || el instanceof HTMLTextAreaElement) return el.value;
  if (!el.querySelector('img[alt]')) return el.innerText ?? el.textContent ?? '';
  const walk = node => node.nodeType === 3 ? node.data : node.nodeName === 'IMG' ? node.alt
    : node.nodeName === 'BR' ? '\\n' : [...node.childNodes].map(walk).join('');
  return walk(el);
};
"""
_TELL = """
const tell = (els, how, attribute, hidden) => how === 'read'
  ? els.filter(el => hidden || visible(el, false))
      .map(el => (attribute ? el.getAttribute(attribute) : hidden ? el.textContent : words(el)) ?? '')
  : els.filter(el => visible(el, how === 'seen')).map(path);
"""
_SAYS = """
const says = () => {
  const signs = 'h1, h2, h3, dialog, [role=dialog], [role=alertdialog], [role=alert], [role=heading]';
  return {
    language: document.documentElement?.lang ?? '',
    headings: [...document.querySelectorAll(signs)].filter(el => visible(el, true)).slice(0, 60)
      .map(el => el.innerText.trim().slice(0, 600)),
  };
};
"""
# Tells null for a selector that is not CSS, and for all of them where shadow trees hide things from CSS. Questions and
# answers pass as one text each: Playwright takes nested values apart and checks each part, three times over.
_LOOK = (
    "text => {"
    + _VISIBLE
    + _PATH
    + _WORDS
    + _TELL
    + _SAYS
    + """
  const {asks, wordy} = JSON.parse(text);
  const one = ({chain, how, attribute, hidden}) => {
    try {
      let found = new Set([document]);
      for (const css of chain) {
        const next = new Set();
        for (const root of found) for (const el of root.querySelectorAll(css)) next.add(el);
        found = next;
      }
      return tell([...found], how, attribute, hidden);
    } catch (error) {
      if (error instanceof DOMException) return null;
      throw error;
    }
  };
  let shadowed = false;
  for (const el of document.getElementsByTagName('*')) if (el.shadowRoot) { shadowed = true; break; }
  return JSON.stringify({told: asks.map(ask => shadowed ? null : one(ask)), page: wordy ? says() : null});
}"""
)
_TELL_ALL = (
    "(els, {how, attribute, hidden}) => {"
    + _VISIBLE
    + _PATH
    + _WORDS
    + _TELL
    + "return tell(els, how, attribute, hidden); }"
)
_WORDS_OF_ONE = "el => {" + _WORDS + "return words(el); }"
_BOX = """
const box_of = el => {
  let box = el.getBoundingClientRect();
  if (box.top < 0 || box.top > innerHeight - Math.min(box.height, innerHeight / 2)) {
    el.scrollIntoView({block: box.height > innerHeight ? 'start' : 'center', behavior: 'instant'});
    box = el.getBoundingClientRect();
  }
  const left = Math.max(0, box.left), top = Math.max(0, box.top);
  const right = Math.min(innerWidth, box.right), bottom = Math.min(innerHeight, box.bottom);
  return right > left && bottom > top ? [left, top, right - left, bottom - top].map(Math.round) : null;
};
"""
_BOX_OF_CSS = (
    "css => {" + _BOX + "let el; try { el = document.querySelector(css); } catch { return 'not css'; }"
    "return el ? box_of(el) : null; }"
)
_BOX_OF_FIRST = "els => {" + _BOX + "return els.length ? box_of(els[0]) : null; }"


@dataclass(frozen=True, slots=True)
class Ask:
    """A question about one selector: what it shows, what of it can be seen, or what it says.

    `nth` counts the questions just before it that would do as well; any answer of theirs makes this one needless.
    """

    selector: str
    how: How = "shown"
    attribute: str | None = None
    hidden: bool = False
    nth: int = 0


@dataclass(frozen=True, slots=True)
class PageWords:
    """What a page says of itself at a glance: its language, its visible headings, dialogs and alerts."""

    language: str
    headings: tuple[str, ...]


WORDLESS = PageWords("", ())


async def ask(page: Page, asks: Sequence[Ask]) -> list[Told]:
    """The answers, in the order of the questions, all of one moment as far as they are plain CSS."""
    return (await look(page, asks, wordy=False))[1] if asks else []


async def look(page: Page, asks: Sequence[Ask], wordy: bool) -> tuple[PageWords, list[Told]]:
    """What a page says of itself, where wanted, and the answers to questions of the same moment."""
    questions = [
        {"chain": one.selector.split(" >> "), "how": one.how, "attribute": one.attribute, "hidden": one.hidden}
        for one in asks
    ]
    seen = json.loads(await page.evaluate(_LOOK, json.dumps({"asks": questions, "wordy": wordy})))
    plain: list[list[str] | None] = seen["told"]
    rest = [at for at, told in enumerate(plain) if told is None and not any(plain[at - asks[at].nth : at])]
    others = await asyncio.gather(*(_through_playwright(page, asks[at]) for at in rest))
    answers = [tuple(told or ()) for told in plain]
    for at, told in zip(rest, others, strict=True):
        answers[at] = told
    return PageWords(seen["page"]["language"] or "", tuple(seen["page"]["headings"])) if wordy else WORDLESS, answers


async def read(locator: Locator, attribute: str | None = None, hidden: bool = False) -> list[str]:
    """The text, or an attribute, of each visible match; `hidden` takes those in closed menus too."""
    found: list[str] = await locator.evaluate_all(_TELL_ALL, {"how": "read", "attribute": attribute, "hidden": hidden})
    return found


async def places(locator: Locator) -> list[str]:
    """Where in the document each visible match stands; equal places mean the same element."""
    found: list[str] = await locator.evaluate_all(_TELL_ALL, {"how": "shown"})
    return found


async def words(element: ElementHandle) -> str:
    """The text of one element."""
    found: str = await element.evaluate(_WORDS_OF_ONE)
    return found


async def box(page: Page, place: str | Locator) -> Region | None:
    """The part of the first match that is in the viewport, scrolled to where it is not; CSS pixels."""
    found: list[int] | str | None = "not css"
    if isinstance(place, str):
        found = await page.evaluate(_BOX_OF_CSS, place)
    if found == "not css":
        locator = page.locator(f"{place} >> visible=true") if isinstance(place, str) else place
        found = await locator.evaluate_all(_BOX_OF_FIRST)
    return Region(*(int(side) for side in found)) if found else None


async def _through_playwright(page: Page, one: Ask) -> Told:
    if one.how == "shown":
        # Counting needs nothing that a click does not bring anyway; which element it is, the click finds out itself.
        count = await page.locator(f"{one.selector} >> visible=true").count()
        return tuple(f"number {at}" for at in range(count))
    arguments = {"how": one.how, "attribute": one.attribute, "hidden": one.hidden}
    return tuple(await page.locator(one.selector).evaluate_all(_TELL_ALL, arguments))
