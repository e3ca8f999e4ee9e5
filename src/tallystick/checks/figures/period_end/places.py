"""Does one place hold the rise at the end of the period?

An event (a fair, a match, an operation) fills one place and leaves the others as they are; more
effort, batch entry or a push raises the records of an agency or a unit wherever it works. So the
rule of period_kinds is asked of one area:

- The *place* is the area with the most records beyond the usual. *Usual* is a part of an area's
  records on other days, the same for all areas, and comes from the test's own expectation.
- Its surplus is taken within units, because a unit whose every area rises together is no event in
  one of them.
- The rest are the other areas together.

A subject that works in one area, or whose areas are mostly unknown, explains nothing. Who pushes in
one area alone looks like an event there: only the event itself can tell.

Measured on rises of 30 to 100 % with 200 to 5,000 records in the windows and 2 to 32 areas
(docs/calibration/period_end.md, "One place"): a rise of all areas alike, or of one unit in all of
its own, is wholly explained in at most .003 of cases; one of a single area in .75 to .96 from 1,000
records on, and in .19 to .96 at 200, where two areas can tell least.
"""

from __future__ import annotations

import ibis
from ibis.expr.types import Table as Relation

from tallystick.checks.figures.period_end.beside import marked
from tallystick.checks.shared.kind_beside_rest import (
    at_most_slight,
    beside_the_rest,
    explained,
    is_clear,
    scatter,
    total,
    usual_part,
)
from tallystick.checks.shared.whole_numbers import MILLI
from tallystick.findings import Result


def in_one_place(rows: Relation, result: Result) -> Relation:
    """How much of the excess of the subject's `rows` one area explains."""
    part = usual_part(result)
    rows = marked(rows.filter(rows[result.detail["date_column"]].notnull()), result)
    sums = beside_the_rest(_units(rows, part)).cross_join(_whole(rows))
    expected = sums.n * part
    excess = (sums.n - expected).round()
    rest_usual = sums.rest_others * (expected / sums.others.nullif(0))
    rest_excess = sums.rest_last - rest_usual
    error = (ibis.greatest(rest_usual, 1.0) * scatter(result)).sqrt()
    return sums.select(
        of=excess.cast("int64"),
        explains=explained(
            is_clear(sums, scatter(result)) & (sums.known * 2 > sums.n + sums.others),
            at_most_slight(rest_excess, rest_usual, error, result),
            excess,
            sums.beyond / MILLI,
            rest_excess,
        ),
    )


def _whole(rows: Relation) -> Relation:
    return rows.aggregate(
        n=total(rows, rows["last"]),
        others=total(rows, ~rows["last"]),
        known=total(rows, rows.area_id.notnull()),
    )


def _cells(rows: Relation) -> Relation:
    """Records of the last days and of others, by unit and area."""
    keyed = rows.mutate(unit=rows.unit_id.fill_null(""), area=rows.area_id)
    return keyed.group_by("unit", "area").aggregate(
        last=total(keyed, keyed["last"]), others=total(keyed, ~keyed["last"])
    )


def _units(rows: Relation, part: float) -> Relation:
    """Per unit the records of the place and all, in the last days and in others."""
    cells = _cells(rows)
    place = _place(cells, part).select(place=lambda t: t.area)
    split = cells.cross_join(place)
    there = (split.area == split.place).fill_null(False)
    return split.group_by("unit").aggregate(
        kind_last=ibis.ifelse(there, split["last"], 0).sum(),
        kind_others=ibis.ifelse(there, split.others, 0).sum(),
        all_last=split["last"].sum(),
        all_others=split.others.sum(),
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
