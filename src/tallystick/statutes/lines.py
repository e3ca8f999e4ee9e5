"""Which lines does a law pack draw through the amounts of a substance?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from tallystick.statutes.doubts import doubt_of_days
from tallystick.statutes.faults import LawError
from tallystick.statutes.pack import Pack
from tallystick.statutes.rows import MUST_BE_SAID, SAID, Confidence, Dates, Threshold, weakest
from tallystick.statutes.scale import Scale, bounds, scales


@dataclass(frozen=True)
class LegalLine:
    """An amount at which the class changes, in grams or plants, and what is known of it.

    `inclusive` says whether an amount on the line is in the class above; `unsure` that no source
    says so, and the milder class was taken; `plants` that they are counted. `citation` holds the
    rule, what begins there, and how sure it is: a line whose amount is from memory is so.
    """

    value: Decimal
    inclusive: bool
    unsure: bool
    plants: bool
    dates: Dates
    confidence: Confidence
    citation: str


def lines_of(pack: Pack, substance: str) -> tuple[LegalLine, ...]:
    """Return the lines of every table of `substance`, by table and from the least amount on.

    Raises
    ------
    LawError
        When a weight alone cannot be judged by them: the message says why.
    """
    own = [each for each in scales(pack) if each.substance == substance]
    for scale in own:
        if scale.indicative:
            raise LawError(
                f"{pack.name}: the quantities of {substance} are indicative, and none is a line"
            )
        if scale.needs_purity:
            raise LawError(
                f"{pack.name}: the lines of {substance} are grams of {scale.basis}, which a "
                "weight alone does not tell"
            )
    return tuple(line for scale in own for line in _of(pack, scale))


def _of(pack: Pack, scale: Scale) -> Iterator[LegalLine]:
    holes = set(scale.holes())
    for place, row in enumerate(scale.rows):
        lower, upper = scale.lower(place), scale.upper(place)
        last = place + 1 == len(scale.rows)
        if lower and (place or (None, row.lower) in holes):
            before = scale.rows[place - 1] if place and scale.upper(place - 1) == lower else None
            sure = weakest((_sure(row, "lower"), *([_sure(before, "upper")] if before else [])))
            yield _line(pack, scale, place, lower, scale.takes_its_lower(place), sure, "from here")
        if upper is not None and (last or scale.lower(place + 1) != upper) and not (
            scale.counts_plants and not last
        ):  # fmt: skip
            over = not scale.takes_its_upper(place)
            yield _line(pack, scale, place, upper, over, _sure(row, "upper"), "up to here")


def _sure(row: Threshold, bound: str) -> Confidence:
    """How sure a row is of one of its bounds."""
    return "memory" if bound in row.from_memory else row.confidence


def _days_from_memory(scale: Scale) -> list[str]:
    return list(dict.fromkeys(filter(None, map(doubt_of_days, scale.rows))))


def _line(
    pack: Pack, scale: Scale, place: int, value: Decimal, over: bool, sure: Confidence, side: str
) -> LegalLine:
    row, unsure = scale.rows[place], scale.unsure_at(value)
    said = f"{pack.name}, {row.citation}: {pack.said(row.class_)} {side}"
    told = [f"{bounds(scale, place)}", f"{sure}, {SAID[sure]}"]
    if row.note and (sure in MUST_BE_SAID or "memory" in row.note):
        told.append(row.note.rstrip("."))
    told += [said for said in _days_from_memory(scale) if said not in row.note]
    if unsure:
        told.append("no source says on which side the line itself is; it is read as below")
    return LegalLine(
        value, over, unsure, scale.counts_plants, scale.dates, sure, f"{said} ({'; '.join(told)})"
    )
