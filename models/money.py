"""Money: whole millionths of a currency in the store, decimal amounts outside."""

from __future__ import annotations

from decimal import Decimal

MICROS = 1_000_000


def amount(micros: int) -> str:
    """Millionths of a currency as a decimal amount, with two digits at least."""
    exact = Decimal(micros) / MICROS
    return f"{exact:f}" if exact.as_tuple().exponent < -2 else f"{exact:.2f}"  # type: ignore[operator]
