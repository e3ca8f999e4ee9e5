"""Do the thresholds of a law pack give every amount one class, on every day?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations, pairwise

from tallystick.statutes.amounts import PLANTS, plain
from tallystick.statutes.faults import shown
from tallystick.statutes.pack import Gap, Pack
from tallystick.statutes.rows import Dates, Threshold
from tallystick.statutes.scale import Scale, scales

Told = tuple[str, int | None, str]
TABLE, HEADER = "thresholds.csv", "pack.toml"
DAY = timedelta(days=1)


def faults_of_thresholds(pack: Pack) -> Iterator[Told]:
    """Yield each fault: its file, its row, and the rule with the next move."""
    for row in pack.thresholds:
        yield from ((TABLE, row.line, words) for words in _of_row(row))
    every = scales(pack)
    for scale in every:
        yield from ((TABLE, row.line, words) for row, words in _of_scale(scale))
        if not scale.indicative:
            yield from _holes(scale)
    yield from _days(every, pack)
    yield from _idle_gaps(every, pack)


def _of_row(row: Threshold) -> Iterator[str]:
    if (row.basis == "plants") != (row.unit == PLANTS):
        yield f"unit is {row.unit} and basis {row.basis}; plants are counted in {PLANTS}"
    if row.lower is None and row.upper is None:
        yield "it has no bound; write where the class begins, ends, or both"
    if row.lower is None or row.upper is None:
        return
    if row.lower > row.upper:
        yield f"lower is {plain(row.lower)} and upper {plain(row.upper)}; swap them"
    elif row.lower == row.upper and not (row.lower_inclusive and row.upper_inclusive):
        yield f"lower and upper are both {plain(row.lower)}; such a class holds nothing"


def _of_scale(scale: Scale) -> Iterator[tuple[Threshold, str]]:
    if len({row.unit for row in scale.rows}) > 1:
        yield scale.rows[0], "the rows of one table have several units; write them all in one"
        return
    if len({row.form for row in scale.rows}) > 1:
        yield scale.rows[0], "the rows of one table have several forms; write the same in each"
    named: set[str] = set()
    for row in scale.rows:
        if row.class_ in named:
            yield row, f"class {shown(row.class_)} stands twice in the table of {row.substance}"
        named.add(row.class_)
    if scale.indicative:
        return
    for before, after in pairwise(scale.rows):
        at = "" if after.lower is None else plain(after.lower)
        both = before.upper_inclusive, after.lower_inclusive
        ends = "" if before.upper is None else plain(before.upper)
        if after.lower is None or before.upper is None or before.upper > after.lower:
            yield (
                after,
                (
                    f"it begins at {at or 'nothing'} where row {before.line:,} goes on to "
                    f"{ends or 'the end'}; an amount has one class; move one of the bounds"
                ),
            )
        elif before.upper == after.lower and both == (True, True):
            yield after, f"{at} is in this class and in that of row {before.line:,}; choose one"
        elif before.upper == after.lower and both == (False, False) and not scale.counts_plants:
            yield after, f"{at} is neither in this class nor in that of row {before.line:,}"


def _holes(scale: Scale) -> Iterator[Told]:
    for lower, upper in scale.holes():
        if any((gap.lower, gap.upper) == (lower, upper) for gap in scale.gaps):
            continue
        row = next((row for row in scale.rows if row.lower == upper), scale.rows[-1])
        yield TABLE, row.line, (
            f"no class of {scale.substance} holds {_between(lower, upper)}; add its row, or "
            "declare [[gaps]] in pack.toml with why"
        )  # fmt: skip


def _between(lower: Decimal | None, upper: Decimal | None) -> str:
    if lower is None:
        return f"amounts below {plain(upper or Decimal(0))}"
    if upper is None:
        return f"amounts above {plain(lower)}"
    return f"amounts from {plain(lower)} to {plain(upper)}"


def _days(every: tuple[Scale, ...], pack: Pack) -> Iterator[Told]:
    """Yield tables of one substance that are in force together, and days without any."""
    grouped: dict[tuple[object, ...], list[Scale]] = {}
    for scale in every:
        grouped.setdefault((scale.substance, scale.basis, scale.rows[0].acts), []).append(scale)
    for (substance, *_), several in grouped.items():
        for first, second in combinations(several, 2):
            if overlap(first.dates, second.dates):
                row = second.rows[0]
                yield TABLE, row.line, (
                    f"two tables of {substance} are in force together, this one and that of row "
                    f"{first.rows[0].line:,}; the rows of one table have the same dates, and the "
                    "old one a day `to`"
                )  # fmt: skip
        for first, second in pairwise(sorted(several, key=lambda each: each.dates[0] or date.min)):
            end, start = first.dates[1], second.dates[0]
            if end is None or start is None or start <= end + DAY:
                continue
            if any(_fills(gap, str(substance), end + DAY, start - DAY) for gap in pack.gaps):
                continue
            yield TABLE, second.rows[0].line, (
                f"no table of {substance} holds from {end + DAY} to {start - DAY}; correct the "
                "dates, or declare [[gaps]] in pack.toml with `from`, `to` and why"
            )  # fmt: skip


def overlap(one: Dates, other: Dates) -> bool:
    """Whether two spans of days, both ends inclusive and None open, share a day."""
    start = max(one[0] or date.min, other[0] or date.min)
    return start <= min(one[1] or date.max, other[1] or date.max)


def _fills(gap: Gap, substance: str, start: date, end: date) -> bool:
    in_time = gap.lower is None and gap.upper is None
    return in_time and (gap.substance, gap.from_date, gap.to_date) == (substance, start, end)


def _idle_gaps(every: tuple[Scale, ...], pack: Pack) -> Iterator[Told]:
    """Yield declared gaps that fill no hole: they would hide the next one."""
    holes = {
        (scale.substance, hole) for scale in every if not scale.indicative for hole in scale.holes()
    }
    known = set(pack.substances)
    for gap in pack.gaps:
        if gap.substance not in known:
            yield HEADER, None, f"gaps: no threshold names {shown(gap.substance)}; correct it"
        elif (gap.lower, gap.upper) != (None, None) and (
            gap.substance, (gap.lower, gap.upper)
        ) not in holes:  # fmt: skip
            yield HEADER, None, (
                f"gaps: the tables of {gap.substance} have no gap of "
                f"{_between(gap.lower, gap.upper)}; take it out"
            )  # fmt: skip
