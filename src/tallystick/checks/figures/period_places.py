"""Does one place hold the rise at the end of the period?

An event (a fair, a match, an operation) fills one place and leaves the others as they are; more
effort, batch entry or a push raises the records of an agency or a unit wherever it works. So three
numbers are asked of the subject's records, those of the last days against those of all others:

- The *place* is the area with the most records beyond the usual. *Usual* is a part of an area's
  records on other days, the same for all areas, and comes from the test's own expectation.
- Its *surplus*: its records of the last days, less its usual share of each unit's. It is taken
  within units, because a unit whose every area rises together is no event in one of them. Below
  `CLEAR` standard errors there is no such place, and nothing is explained.
- The *rest*: whether the other areas together hold more than the usual, by over `CHANCE` standard
  errors or over `SLIGHT` of the subject's own rise. If not, the place explains all of it; if so,
  what the place holds beyond the rest's rise.

A subject that works in one area, or whose areas are mostly unknown, explains nothing. Who pushes in
one area alone looks like an event there: only the event itself can tell.

Measured on rises of 30 to 100 % with 200 to 5,000 records in the windows and 2 to 32 areas
(docs/calibration/period_end.md, "One place"): a rise of all areas alike, or of one unit in all of
its own, is wholly explained in at most .003 of cases; one of a single area in .75 to .96 from 1,000
records on, and in .19 to .96 at 200, where two areas can tell least.
"""

from __future__ import annotations

from datetime import date, timedelta

import ibis
from ibis.expr.types import BooleanValue, IntegerValue, NumericValue
from ibis.expr.types import Table as Relation

from tallystick.findings import Result

CLEAR = 3.0
CHANCE = 2.0
SLIGHT = 0.25
MILLI = 1000


def in_the_window(rows: Relation, result: Result) -> BooleanValue:
    """Whether a record falls on one of the last days of a period that was examined."""
    days = [
        date.fromisoformat(end) - timedelta(days=before)
        for end in result.detail["ends"]
        for before in range(int(result.detail["window"]))
    ]
    return rows[result.detail["date_column"]].cast("date").isin(days)


def total(rows: Relation, chosen: BooleanValue) -> IntegerValue:
    """The records chosen, each by its count."""
    return ibis.ifelse(chosen.fill_null(False), rows["count"], 0).sum()


def in_one_place(rows: Relation, result: Result) -> Relation:
    """How much of the excess of the subject's `rows` one area explains."""
    rise = result.estimate or 0.0
    part = 1 / (1 + rise) if rise > 0 else 1.0
    dispersion = max(1.0, result.detail.get("dispersion") or 1.0)
    rows = rows.filter(rows[result.detail["date_column"]].notnull())
    sums = _beside_the_place(rows, result, part).cross_join(_whole(rows, result))
    expected = sums.n * part
    excess = (sums.n - expected).round()
    usual = expected / sums.others.nullif(0)
    rest_usual = sums.rest_others * usual
    rest_excess = sums.rest_last - rest_usual
    error = (ibis.greatest(sums.variance / MILLI, 1.0) * dispersion).sqrt()
    clear = (sums.surplus / MILLI >= error * CLEAR) & (sums.known * 2 > sums.n + sums.others)
    error_of_rest = (ibis.greatest(rest_usual, 1.0) * dispersion).sqrt()
    quiet = (rest_excess <= error_of_rest * CHANCE) & (rest_excess <= rest_usual * rise * SLIGHT)
    beyond = ibis.least((sums.beyond / MILLI).round(), (excess - rest_excess).floor(), excess)
    explains = ibis.ifelse(quiet, excess, ibis.greatest(beyond, 0.0))
    return sums.select(
        of=excess.cast("int64"),
        explains=ibis.ifelse(clear.fill_null(False), explains, 0.0).cast("int64"),
    )


def _whole(rows: Relation, result: Result) -> Relation:
    last = in_the_window(rows, result).fill_null(False)
    return rows.aggregate(
        n=total(rows, last), others=total(rows, ~last), known=total(rows, rows.area_id.notnull())
    )


def _cells(rows: Relation, result: Result) -> Relation:
    """Records of the last days and of others, by unit and area."""
    last = in_the_window(rows, result).fill_null(False)
    keyed = rows.mutate(unit=rows.unit_id.fill_null(""), area=rows.area_id, last=last)
    return keyed.group_by("unit", "area").aggregate(
        last=total(keyed, keyed.last), others=total(keyed, ~keyed.last)
    )


def _beside_the_place(rows: Relation, result: Result, part: float) -> Relation:
    """The place against the rest, summed over units (in thousandths where it is no count)."""
    cells = _cells(rows, result)
    place = _place(cells, part).select(place=lambda t: t.area)
    split = cells.cross_join(place)
    there = (split.area == split.place).fill_null(False)
    units = split.group_by("unit").aggregate(
        place_last=ibis.ifelse(there, split["last"], 0).sum(),
        place_others=ibis.ifelse(there, split.others, 0).sum(),
        unit_last=split["last"].sum(),
        unit_others=split.others.sum(),
    )
    rest_last = units.unit_last - units.place_last
    rest_others = units.unit_others - units.place_others
    share = units.place_others / units.unit_others.nullif(0)
    spread = units.unit_last * share * (1 - share) * (1 + units.unit_last / units.unit_others)
    rest_rate = rest_last / rest_others.nullif(0)
    return units.aggregate(
        surplus=_milli_sum(units.place_last - units.unit_last * share),
        variance=_milli_sum(spread),
        beyond=_milli_sum(units.place_last - units.place_others * rest_rate),
        rest_last=rest_last.sum(),
        rest_others=rest_others.sum(),
    )


def _place(cells: Relation, part: float) -> Relation:
    """The known area with the most records beyond the usual; the first by name of equals."""
    whole = cells.aggregate(n=cells["last"].sum(), outside=cells.others.sum())
    areas = cells.filter(cells.area.notnull()).group_by("area")
    sums = areas.aggregate(last=lambda t: t["last"].sum(), others=lambda t: t.others.sum())
    beside = sums.cross_join(whole)
    usual = beside.others * beside.n * part / beside.outside.nullif(0)
    return (
        beside.mutate(excess=beside["last"] - usual).order_by(ibis.desc("excess"), "area").limit(1)
    )


def _milli_sum(value: NumericValue) -> NumericValue:
    """A sum that does not depend on the order of the rows; nulls count nothing."""
    return (value * MILLI).round().cast("int64").sum()
