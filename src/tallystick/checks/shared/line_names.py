"""What a line, and the place at which it lies, are called in results and sentences."""

from __future__ import annotations

from tallystick.findings.said import Said
from tallystick.findings.words import words_beside
from tallystick.tables import Line

say = words_beside(__file__).say
UNITS = {"{score}": "points", "[mi_i]/h": "mph", "km/h": "km/h", "g": "g", "1": ""}


def unit_of(line: Line) -> str:
    """Return the unit of a line as a reader writes it."""
    return UNITS.get(line.unit, line.unit)


def place(line: Line) -> Said:
    """Return the line as a reader says it: ``2 g``, ``65 points``."""
    value = line.value.normalize()
    number = int(value) if value == value.to_integral_value() else float(value)
    return say("shared.place", n=number, number=f"{value:f}", unit=unit_of(line))


def called(line: Line) -> str:
    """Return the name of a line; with its goods and its place apart where it is made of both."""
    at = place(line)
    code = line.substance_code or ""
    for goods in (code, code.replace("_", " ")):
        if line.name == f"{goods} {at}":
            return say("shared.goods_at", goods=goods, place=at)
    return line.name
