"""Everything about one person."""

from __future__ import annotations

from desktop.inspectors.noun_inspector import NounInspector


class PersonInspector(NounInspector):
    """A person, and what they may ask: to be left alone, to see what is known, to be forgotten."""
