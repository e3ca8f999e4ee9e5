"""What a line, its place, and a pair of categories are called in results and sentences."""

from __future__ import annotations

from decimal import Decimal

from tallystick.findings.keyed_text import KeyedText
from tallystick.findings.words import words_beside
from tallystick.tables import Line, Substitution

say = words_beside(__file__).say
UNITS = {"{score}": "points", "[mi_i]/h": "mph", "km/h": "km/h", "g": "g", "1": ""}


def unit_of(line: Line) -> str:
    """Return the unit of a line as a reader writes it."""
    return UNITS.get(line.unit, line.unit)


def place(line: Line) -> KeyedText:
    """Return the line as a reader says it: ``2 g``, ``65 points``."""
    value = Decimal(str(line.value)).normalize()
    number = int(value) if value == value.to_integral_value() else float(value)
    return say("shared.place", n=number, number=f"{value:f}", unit=unit_of(line))


def called(line: Line) -> str:
    """Return the name of a line; with its goods and its place apart where it ends in its place."""
    at = place(line)
    goods = line.name.removesuffix(f" {at}")
    return line.name if goods == line.name else say("shared.goods_at", goods=goods, place=at)


def pair_called(pair: Substitution) -> str:
    """Return the name of a pair of categories; with theirs apart where it is made of them."""
    made = say("shared.pair", one=pair.from_metric, other=" + ".join(pair.to_metrics))
    return made if made == pair.name else pair.name
