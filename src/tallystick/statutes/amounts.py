"""How much is one unit of an amount in grams, exactly?"""

from __future__ import annotations

from decimal import Decimal

PLANTS = "{plant}"
GRAMS = {
    "ug": Decimal("0.000001"),
    "mg": Decimal("0.001"),
    "g": Decimal(1),
    "kg": Decimal(1000),
    "[oz_av]": Decimal("28.349523125"),
    "[lb_av]": Decimal("453.59237"),
}
UNITS = (*GRAMS, PLANTS)


def grams(value: Decimal, unit: str) -> Decimal:
    """Return `value` of a unit of mass in grams; plants stay plants.

    The factors are exact (international pound and ounce avoirdupois, 1959).
    """
    return value * GRAMS.get(unit, Decimal(1))


def plain(value: Decimal) -> str:
    """Write a number without an exponent and without zeros at its end: ``1000``, ``0.25``."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def grouped(value: Decimal) -> str:
    """Write a number as `plain` does, with commas between thousands: ``11,339.80925``."""
    whole, dot, rest = plain(value).partition(".")
    return f"{int(whole):,}{dot}{rest}"
