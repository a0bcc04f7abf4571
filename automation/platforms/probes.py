"""The few scripts that run in a page: what is visible, what it says, where it stands. None of them changes the page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from playwright.async_api import ElementHandle, Locator, Page

from automation.values import Region

# Visible means: drawn, with a size, not far outside the page; `strict` also asks for opacity (a stop must be seen).
_VISIBLE = """
const visible = (el, strict) => {
  if (!el.checkVisibility({visibilityProperty: true, opacityProperty: strict})) return false;
  const box = el.getBoundingClientRect();
  return box.width > 0 && box.height > 0 && box.right + scrollX > 0 && box.bottom + scrollY > 0;
};
const path = el => {
  const steps = [];
  for (let at = el; at && at.parentNode; at = at.parentNode.host || at.parentNode)
    steps.push(Array.prototype.indexOf.call(at.parentNode.childNodes, at));
  return steps.join('/');
};
"""
_PATHS = "(els, strict) => {" + _VISIBLE + "return els.filter(el => visible(el, strict)).map(path); }"
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
_READ = (
    "(els, how) => {"
    + _VISIBLE
    + _WORDS
    + """
  return els.filter(el => how.hidden || visible(el, false)).map(
    el => how.attribute ? el.getAttribute(how.attribute) : (how.hidden ? el.textContent : words(el)));
}"""
)
_WORDS_OF_ONE = "el => {" + _WORDS + "return words(el); }"
_BOX = """(els, scroll) => {
  const el = els[0];
  if (!el) return null;
  let box = el.getBoundingClientRect();
  if (scroll && (box.top < 0 || box.top > innerHeight - Math.min(box.height, innerHeight / 2))) {
    el.scrollIntoView({block: box.height > innerHeight ? 'start' : 'center', behavior: 'instant'});
    box = el.getBoundingClientRect();
  }
  const left = Math.max(0, box.left), top = Math.max(0, box.top);
  const right = Math.min(innerWidth, box.right), bottom = Math.min(innerHeight, box.bottom);
  return right > left && bottom > top ? [left, top, right - left, bottom - top].map(Math.round) : null;
}"""
_PAGE = (
    "() => {"
    + _VISIBLE
    + """
  const signs = 'h1, h2, h3, dialog, [role=dialog], [role=alertdialog], [role=alert], [role=heading]';
  return {
    language: document.documentElement?.lang ?? '',
    headings: [...document.querySelectorAll(signs)].filter(el => visible(el, true)).slice(0, 60)
      .map(el => el.innerText.trim().slice(0, 600)),
  };
}"""
)


@dataclass(frozen=True, slots=True)
class PageWords:
    """What a page says of itself at a glance: its language, its visible headings, dialogs and alerts."""

    language: str
    headings: tuple[str, ...]


async def paths(locator: Locator, strict: bool = False) -> tuple[str, ...]:
    """Where in the document each visible match stands; equal paths mean the same place."""
    found: list[str] = await locator.evaluate_all(_PATHS, strict)
    return tuple(found)


async def read(locator: Locator, attribute: str | None = None, hidden: bool = False) -> list[str | None]:
    """The text, or an attribute, of each visible match; `hidden` takes those in closed menus too."""
    found: list[str | None] = await locator.evaluate_all(_READ, {"attribute": attribute, "hidden": hidden})
    return found


async def words(element: ElementHandle) -> str:
    """The text of one element."""
    found: str = await element.evaluate(_WORDS_OF_ONE)
    return found


async def box(locator: Locator, scroll: bool = True) -> Region | None:
    """The part of the first match that is in the viewport, scrolled to where it is not; CSS pixels."""
    found: list[int] | None = await locator.evaluate_all(_BOX, scroll)
    return Region(*found) if found else None


async def page_words(page: Page) -> PageWords:
    """Language, headings, dialogs and alerts of a page."""
    told: Mapping[str, Any] = await page.evaluate(_PAGE)
    return PageWords(str(told["language"] or ""), tuple(told["headings"]))
