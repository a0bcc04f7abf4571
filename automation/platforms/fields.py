"""The kinds of field a pack is made of: locators, regexes, readings."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field


def _as_list(value: object) -> object:
    return [value] if isinstance(value, str) else value


def _as_reading(value: object) -> object:
    return {"locator": value} if isinstance(value, str | list) else value


def _compiles(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"not a regular expression: {error}") from error
    return pattern


Filled = Annotated[str, Field(min_length=1)]
# A Playwright selector, or several to be tried in order.
Locators = Annotated[tuple[Filled, ...], BeforeValidator(_as_list)]
Regex = Annotated[str, AfterValidator(_compiles)]
Regexes = Annotated[tuple[Regex, ...], BeforeValidator(_as_list)]


class Section(BaseModel):
    """One table of a pack: frozen, and nothing in it that is not known."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Reading(Section):
    """A value read from the page: visible text, or an attribute; then a pattern, or a path into JSON."""

    locator: Locators = ()
    attribute: str | None = None
    pattern: Regex | None = None
    json_path: str | None = Field(None, alias="json")


ReadingOf = Annotated[Reading, BeforeValidator(_as_reading)]
NOTHING = Reading.model_validate({})
