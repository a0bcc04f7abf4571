"""Where Playwright's errors become ours."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.async_api import Error as PlaywrightError

from models.errors import StewardError

# `disconnected` is not sent when the driver dies: the error of the next call is the sign (Playwright 1.65, measured).
_DEATHS = ("has been closed", "Target closed", "Connection closed", "Browser closed", "Target crashed", "Page crashed")


def is_death(error: BaseException) -> bool:
    """Whether an error says that page, browser or driver is gone."""
    return type(error).__name__ == "TargetClosedError" or any(sign in str(error) for sign in _DEATHS)


def first_line(error: BaseException) -> str:
    """What an error of Playwright says, without its call log."""
    return str(error).strip().partition("\n")[0]


@contextmanager
def told() -> Iterator[None]:
    """Turn the death of page, browser or driver into StewardError `browser_died`; other errors pass."""
    try:
        yield
    except StewardError:
        raise
    except Exception as error:
        if not (isinstance(error, PlaywrightError) or str(error).startswith("Connection closed")) or not is_death(
            error
        ):
            raise
        raise StewardError("browser_died", reason=first_line(error)) from error
