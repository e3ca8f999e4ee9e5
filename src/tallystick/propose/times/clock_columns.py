"""The columns that tell the time of day: hours or times, and beside them minutes or the half."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tallystick.propose.cells.date_readings import read_dates
from tallystick.propose.cells.spans import hour_forms
from tallystick.propose.cells.values import ENOUGH
from tallystick.propose.files.look import Look
from tallystick.propose.headers.composed import facets_of
from tallystick.propose.headers.folded import tokens

HALF = r"[AaPp]\.? ?[Mm]\.?"
HOURS, MINUTES, POINTED = "[01]?[0-9]|2[0-4]", "[0-5]?[0-9]", r"([01]?[0-9]|2[0-3])\.[0-5][0-9]"
OF_HOURS = frozenset({"hour", "hours", "hr", "hrs", "hh", "hora", "horas", "heure", "heures",
                      "stunde", "uur", "ora", "час", "година", "hodina", "godzina"})  # fmt: skip
OF_MINUTES = frozenset({"minute", "minutes", "min", "mins", "mm", "minuto", "minutos", "minuut",
                        "minuta", "минута", "минуты"})  # fmt: skip
LEAST_HOURS = 5
NEAR = 3
"""How many columns away minutes, or the half of the day, may stand."""


@dataclass(frozen=True)
class Clock:
    """Columns that tell a time of day, the formats of their joined cells, and whether of spans."""

    headers: tuple[str, ...]
    forms: tuple[str, ...]
    span: bool = False


def clock_of(look: Look, header: str) -> Clock | None:
    """Return how the column called `header`, and others beside it, read as a time of day."""
    cells = look.column(header)
    read = read_dates(cells)
    forms: tuple[str, ...] = ()
    if read is not None and read.kind == "time":
        forms = (*read.forms[:1], *read.also)
    if forms in ((), ("%H%M",)) and _all(cells, HOURS) and _is_of_hours(header, cells):
        forms = ("%H",)
    elif not forms and _all(cells, POINTED):
        forms = ("%H.%M",)
    elif not forms:
        forms = hour_forms(cells)
    if not forms or (forms == ("%H%M",) and _is_of_minutes(look, header)):
        return None
    span = any("%*" in form for form in forms)
    headers: tuple[str, ...] = (header,)
    if forms == ("%H",) and (minutes := _beside(look, header, _is_of_minutes)):
        full = len(look.column(minutes)) == len(look.rows)
        headers, forms = (header, minutes), ("%H %M",) if full else ("%H %M", "%H")
    half = "" if span or "%p" in forms[0] else _beside(look, header, _is_half)
    if half:
        headers, forms = (*headers, half), _with_half(cells, forms)
    return Clock(headers, forms, span)


def _all(cells: Sequence[str], pattern: str) -> bool:
    fits = sum(bool(re.fullmatch(pattern, cell)) for cell in cells)
    return bool(cells) and fits >= ENOUGH * len(cells)


def _is_of_hours(header: str, cells: Sequence[str]) -> bool:
    """Whether numbers up to 24 are hours: ``14`` is no minute past midnight where others are so."""
    return len(set(cells)) >= LEAST_HOURS or bool(OF_HOURS & set(tokens(header)))


def _is_of_minutes(look: Look, header: str) -> bool:
    named = OF_MINUTES & set(tokens(header)) or "clockpart" in facets_of(header)
    return bool(named) and _all(look.column(header), MINUTES)


def _is_half(look: Look, header: str) -> bool:
    return _all(look.column(header), HALF)


def _beside(look: Look, header: str, holds: Callable[[Look, str], bool]) -> str:
    """The nearest column that `holds` is true of; "" where none is near."""
    at = look.header.index(header)
    near = [
        (abs(other - at), name) for other, name in enumerate(look.header)
        if name and name != header and abs(other - at) <= NEAR and look.header.count(name) == 1
        and holds(look, name)
    ]  # fmt: skip
    return min(near)[1] if near else ""


def _with_half(cells: Sequence[str], forms: tuple[str, ...]) -> tuple[str, ...]:
    """The formats with the half of the day; by 24 hours too where cells have hours such as 14."""
    others = [cell for cell in cells if not re.match("(0?[1-9]|1[0-2])([^0-9]|$)", cell)]
    twelve = tuple(f"{form.replace('%H', '%I')} %p" for form in forms)
    return twelve + tuple(f"{form} %p" for form in forms) if others else twelve
