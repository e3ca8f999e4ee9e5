"""Does a weight change between stages by more than drying and rounding allow, and over a line?

Criteria
    An exhibit weighs the same in the field, in the laboratory, in court and at destruction, but
    for the rounding of each reading and what its substance loses in drying and analysis; and what
    is charged is a weight that somebody weighed.
Test
    A change counts where it is larger than half the steps of both readings (the coarsest of 1, 5,
    10, 50 ... on which each sits, at most half of the reading) and, beyond these, than nine in ten
    finely read exhibits of the same substance lose between the same stages in this agency, away
    from the line. Cases are counted, not exhibits. An exhibit number that several cases or
    substances share is left out.
    *Over the line*: field weights just over a line (a tenth of it, unless the engagement says
    otherwise) for exhibits whose next weighing lies on the other side, by more than the allowance.
    H0  Their share is no larger in this unit than in the rest of its agency, or no larger than
        that of its other field weights, within three times of the line, that exceed the next
        weighing by as much.
    H1  It is larger than both. Two exact conditional tests (hypergeometric within substance and
        stage of the next weighing), of which the larger p-value counts: a scale that is off, wet
        goods or containers that are weighed with them make a unit differ everywhere; small or wet
        goods that lie near the line make all units differ there. A constant ratio of a unit's
        weights is taken off first. For the agency the second test stands alone.
    *Short*: weighings after the laboratory that lack a twentieth more than the allowance. H0: the
        share in this unit's cases is that of the rest, within substance and order of magnitude.
    *Charged*: a test of details, charged weights over a line of exhibits whose every weighing lies
        on the other side of it.
    Estimate: the unit's share minus the share of those that it is compared with.
    What was added to the goods before the field weighing is on every scale, and is not seen here.
Cause, innocent first
    Fresh goods that dried; a container weighed with the goods; a scale that is off; grams written
    for kilograms, or a gross weight for a net one; a part that was split off, sampled or returned;
    several exhibits charged together.

References
    Warner et al. 2017 (fresh cannabis loses 25 to 77 % of its weight, most of it in days); Berger
    1982, Technometrics 24(4), intersection-union tests; Fisher 1935, The Design of Experiments;
    Newcombe 1998, Statistics in Medicine 17(8), the interval of a difference.
"""

from __future__ import annotations

from functools import reduce
from typing import Any

import ibis
import numpy as np
from ibis.expr.types import Table as Relation

from tallystick.checks.declared import declared
from tallystick.checks.exhibits.stage_drift.causes import CAUSES
from tallystick.checks.exhibits.stage_drift.drifted import (
    CHARGED,
    LINE,
    OVER,
    beyond_rounding,
    charged,
    listed,
    near,
    stored,
)
from tallystick.checks.exhibits.stage_drift.results import drift_results
from tallystick.checks.exhibits.stage_drift.weighings import WEIGHED
from tallystick.checks.shared.lines_by_unit import held_in
from tallystick.checks.shared.names import called
from tallystick.findings import Result
from tallystick.tables import Frame, Line
from tallystick.tables.store import Tables

NET = "net_weight"


def query(tables: Tables) -> Relation:
    """Cases by what was asked, unit, stratum, zone and excess; finely read exhibits by loss."""
    lines = weight_lines(tables.frame)
    pairs = beyond_rounding(_all([stored(tables), *(near(tables, line) for line in lines)]))
    parts = [_cases(pairs), _losses(pairs)]
    if lines:
        parts.append(_charges(_all([charged(tables, line) for line in lines])))
    return _all(parts)


def _all(parts: list[Relation]) -> Relation:
    return reduce(lambda a, b: a.union(b), parts)


def weight_lines(frame: Frame) -> tuple[Line, ...]:
    """The lines that cut net weights."""
    return tuple(line for line in frame.lines if line.kind == NET)


def _cases(rows: Relation) -> Relation:
    """The largest excess of each case and zone, counted."""
    keys = ("line", "unit_id", "stratum", "zone")
    each = rows.group_by(*keys, "case").aggregate(excess=rows.excess.max())
    return _counted(each)


def _losses(rows: Relation) -> Relation:
    rows = rows.filter(rows.fine, rows.zone != LINE)
    return _counted(rows.mutate(zone=ibis.literal("loss"), excess=rows.lost))


def _charges(rows: Relation) -> Relation:
    return _counted(
        rows.mutate(
            stratum=ibis.literal(""),
            zone=ibis.literal("charge"),
            excess=rows.apart.ifelse(1, 0).cast("int64"),
        )
    )


def _counted(rows: Relation) -> Relation:
    keys = ("line", "unit_id", "stratum", "zone", "excess")
    return rows.group_by(keys).aggregate(n=rows.count().cast("int64"))


def test(
    line: np.ndarray,
    unit_id: np.ndarray,
    stratum: np.ndarray,
    zone: np.ndarray,
    excess: np.ndarray,
    n: np.ndarray,
    *,
    frame: Frame,
) -> list[Result]:
    """Return per line the agency's result, then its units'; then what is short."""
    columns = {
        "line": line,
        "unit": unit_id,
        "stratum": stratum,
        "zone": zone,
        "excess": excess.astype(np.int64),
        "n": n.astype(np.int64),
    }
    return drift_results(columns, tuple(map(called, weight_lines(frame))))


def _values(result: Result, tables: Tables) -> dict[str, Any]:
    of_line = result.detail["asked"] in (CHARGED, OVER)
    lines = [each for each in tables.frame.lines if each.name == result.detail.get("line")]
    return {
        "number": int(result.estimate or 0),
        "held_in": held_in(*lines) if of_line else (),
    }


CHECK = declared(
    __name__,
    needs={"measurements": ("exhibit_id", "stage", "kind", "value")},
    query=query,
    test=test,
    listed=listed,
    causes=CAUSES,
    values=_values,
    shares=(WEIGHED,),
)
run = CHECK.run
