"""Expiry: what waits is found by its end date, for at each tick nearly nothing of it has come to its end."""

from __future__ import annotations

from typing import Final

UP: Final = ("CREATE INDEX actions_expiring ON actions (state, expires_at) WHERE expires_at IS NOT NULL",)
DOWN: Final = ("DROP INDEX actions_expiring",)
