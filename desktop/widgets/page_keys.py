"""Keys as the page wants them: DOM names, and key codes only where they mean the same everywhere.

Source: Chrome DevTools Protocol, Input.dispatchKeyEvent (read 2026-11).
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

_K = Qt.Key
# Qt key → DOM name and the code that browsers give it.
NAMED = {
    _K.Key_Return: ("Enter", 13),
    _K.Key_Enter: ("Enter", 13),
    _K.Key_Tab: ("Tab", 9),
    _K.Key_Backtab: ("Tab", 9),
    _K.Key_Backspace: ("Backspace", 8),
    _K.Key_Delete: ("Delete", 46),
    _K.Key_Escape: ("Escape", 27),
    _K.Key_Left: ("ArrowLeft", 37),
    _K.Key_Up: ("ArrowUp", 38),
    _K.Key_Right: ("ArrowRight", 39),
    _K.Key_Down: ("ArrowDown", 40),
    _K.Key_PageUp: ("PageUp", 33),
    _K.Key_PageDown: ("PageDown", 34),
    _K.Key_Home: ("Home", 36),
    _K.Key_End: ("End", 35),
    _K.Key_Shift: ("Shift", 16),
    _K.Key_Control: ("Control", 17),
    _K.Key_Alt: ("Alt", 18),
}
_TEXTS = {"Enter": "\r"}
# What stays the window's own while a page is held.
_OURS = {
    _K.Key_K,
    _K.Key_Q,
    _K.Key_G,
    _K.Key_Period,
    *(_K(number) for number in range(int(_K.Key_1), int(_K.Key_9) + 1)),
}
_SHIFT, _CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
_ALT, _META = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.MetaModifier


def modifiers(held: Qt.KeyboardModifier) -> int:
    """The bit field of modifiers: Alt 1, Ctrl 2, Meta 4, Shift 8."""
    bits = ((_ALT, 1), (_CTRL, 2), (_META, 4), (_SHIFT, 8))
    return sum(bit for modifier, bit in bits if held & modifier)


def is_ours(event: QKeyEvent) -> bool:
    """Whether a key stays with the window: palette, screens, stop, quit, give back."""
    return bool(event.modifiers() & _CTRL) and event.key() in _OURS


def is_paste(event: QKeyEvent) -> bool:
    """Whether the key pastes: the browser's own clipboard is not the user's."""
    return event.key() == _K.Key_V and event.modifiers() == _CTRL


def key(event: QKeyEvent, *, down: bool) -> dict[str, Any]:
    """What to tell the page; empty for a key that means nothing there."""
    held = modifiers(event.modifiers())
    named = NAMED.get(_K(event.key())) if event.key() in {int(k) for k in NAMED} else None
    if named is not None:
        name, code = named
        found = {"key": name, "code": name, "windowsVirtualKeyCode": code, "modifiers": held}
        return found | ({"text": _TEXTS[name]} if down and name in _TEXTS else {})
    return _letter(event, held, down)


def _letter(event: QKeyEvent, held: int, down: bool) -> dict[str, Any]:
    with_command = bool(event.modifiers() & (_CTRL | _META))
    text = "" if with_command else event.text()
    number = event.key()
    plain = _K.Key_0 <= number <= _K.Key_9 or _K.Key_A <= number <= _K.Key_Z
    name = text or (chr(number).lower() if plain else "")
    if not name or not name.isprintable():
        return {}
    found: dict[str, Any] = {"key": name, "modifiers": held}
    if plain:
        # Only these codes mean the same to Qt and to a browser: a full stop sent with its Qt code deletes.
        found["windowsVirtualKeyCode"] = int(number)
    if down and text:
        found["text"] = text
    return found
