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

from collections.abc import Callable
from typing import Any

import ibis
from ibis.expr.types import BooleanValue, NumericValue
from ibis.expr.types import Table as Relation

from tallystick.checks.declared import Cause, declared, part_of
from tallystick.checks.exhibits.stage_drift.query import (
    CHARGED,
    LINE,
    OVER,
    STORED,
    WEIGHED,
    beyond_rounding,
    charged,
    near,
    query,
    stored,
)
from tallystick.checks.exhibits.stage_drift.results import drift_results
from tallystick.checks.shared.fresh_goods import FRESH, FRESH_LOSS
from tallystick.checks.shared.lines_by_unit import held_in
from tallystick.checks.shared.rows import of_subject
from tallystick.checks.shared.whole_numbers import MILLI
from tallystick.findings import Result
from tallystick.tables.store import Tables

SLIPS = (10.0, 100.0, 1000.0, 28.349523125, 453.59237)
WITHIN = 0.01
SCALE_WITHIN, LEAST_SCALE = 0.02, 5
SAME_WEIGHT = 0.02


def listed(tables: Tables, result: Result) -> Relation:
    """The exhibits that a result counts, both weights in grams."""
    rows = of_subject(_of(tables, result), result)
    return rows.select(
        "exhibit_id", "incident_id", "unit_id", "officer_id", "substance", "day",
        weighed_again="stage", first_g=rows.before / MILLI, then_g=rows.after / MILLI,
    ).order_by("day", "exhibit_id", "weighed_again")  # fmt: skip


def _of(tables: Tables, result: Result) -> Relation:
    asked = result.detail.get("asked", STORED)
    if asked == STORED:
        rows = beyond_rounding(stored(tables))
    else:
        line = next(each for each in tables.frame.lines if each.name == result.detail["line"])
        if asked == CHARGED:
            rows = charged(tables, line)
            return rows.filter(rows.apart)
        rows = beyond_rounding(near(tables, line))
        rows = rows.filter(rows.zone == LINE)
    allowed = result.detail.get("allowed", {}).items()
    return rows.filter(
        ibis.or_(*((rows.stratum == stratum) & (rows.excess > most) for stratum, most in allowed))
    )


def _near(one: NumericValue, other: NumericValue) -> BooleanValue:
    return (one - other).abs() <= other.abs() * WITHIN


def _dried(rows: Relation) -> BooleanValue:
    """Whether an exhibit is of goods that are met fresh, and lighter by what fresh ones lose."""
    fresh = ibis.or_(*(rows.substance.lower().contains(each) for each in FRESH))
    return fresh & (1 - rows.then_g / rows.first_g).between(*FRESH_LOSS)


def _slipped(rows: Relation) -> BooleanValue:
    """Whether the two weights differ by a factor that a unit or a decimal point makes."""
    return ibis.or_(
        *(
            _near(one, other * factor)
            for factor in SLIPS
            for one, other in ((rows.first_g, rows.then_g), (rows.then_g, rows.first_g))
        )
    )


def _counted(found: Callable[[Tables, Relation], Relation]) -> Callable[[Tables, Result], Relation]:
    """The query of a cause: of the exhibits of a result, how many `found` returns."""

    def counts(tables: Tables, result: Result) -> Relation:
        rows = listed(tables, result)
        return part_of(found(tables, rows).select("exhibit_id", "weighed_again").distinct(), rows)

    return counts


def _gross(tables: Tables, rows: Relation) -> Relation:
    """Exhibits whose larger weight is one that was written with the container."""
    readings = tables["measurements"]
    heavy = readings.filter(readings.kind == "gross_weight", readings.exhibit_id.notnull())
    heavy = heavy.select("exhibit_id", gross_g=heavy["value"])
    pairs = rows.inner_join(heavy, "exhibit_id")
    return pairs.filter(_near(ibis.greatest(pairs.first_g, pairs.then_g), pairs.gross_g))


def _own_scale(tables: Tables, rows: Relation) -> Relation:
    """Exhibits that exceed the laboratory by what all others of their officer do, or by less."""
    each = WEIGHED(tables)
    each = each.filter(each.officer_id != "", each.field_lo.notnull(), each.lab_hi.notnull())
    each = each.anti_join(rows, "exhibit_id")
    whose = each.group_by("officer_id").aggregate(
        weighed=each.count(), field=each.field_lo.sum(), lab=each.lab_hi.sum()
    )
    whose = whose.filter(whose.weighed >= LEAST_SCALE)
    whose = whose.select("officer_id", ratio=whose.field / whose.lab)
    pairs = rows.inner_join(whose, "officer_id")
    return pairs.filter(pairs.first_g <= pairs.then_g * (pairs.ratio + SCALE_WITHIN))


def _split(tables: Tables, rows: Relation) -> Relation:
    """Exhibits of whose case another one weighs what is missing."""
    others = WEIGHED(tables)
    first = ibis.coalesce(others.lab_lo, others.court_lo, others.destruction_lo, others.field_lo)
    others = others.filter(others.incident_id != "").select(
        "incident_id", other_exhibit="exhibit_id", other_g=first / 1000
    )
    pairs = rows.inner_join(others, "incident_id")
    missing = pairs.first_g - pairs.then_g
    same = (pairs.other_g - missing).abs() <= missing * SAME_WEIGHT
    return pairs.filter(same, pairs.other_exhibit != pairs.exhibit_id)


def _together(tables: Tables, rows: Relation) -> Relation:
    """Exhibits charged with the weight of all that their case holds of the substance."""
    each = WEIGHED(tables)
    weight = ibis.coalesce(each.lab_hi, each.field_hi, each.court_hi, each.destruction_hi)
    each = each.filter(each.incident_id != "").mutate(weight=weight)
    whole = each.group_by("incident_id", "substance").aggregate(
        all_g=each.weight.sum() / 1000, exhibits=each.count()
    )
    pairs = rows.inner_join(whole.filter(whole.exhibits > 1), ["incident_id", "substance"])
    return pairs.filter(_near(pairs.first_g, pairs.all_g))


def _asked(*which: str) -> Callable[[Result], bool]:
    return lambda result: result.detail.get("asked") in which


def _values(result: Result, tables: Tables) -> dict[str, Any]:
    of_line = result.detail["asked"] in (CHARGED, OVER)
    lines = [each for each in tables.frame.lines if each.name == result.detail.get("line")]
    return {"number": int(result.estimate or 0), "held_in": held_in(*lines) if of_line else ()}


CHECK = declared(
    __name__,
    needs={"measurements": ("exhibit_id", "stage", "kind", "value")},
    query=query,
    test=drift_results,
    listed=listed,
    causes={
        "together": Cause(counts=_counted(_together), applies=_asked(CHARGED)),
        "dried": Cause(_dried, applies=_asked(OVER, STORED)),
        "scale": Cause(
            counts=_counted(_own_scale), needs={"measurements": ("stage",)}, applies=_asked(OVER)
        ),
        "container": Cause(counts=_counted(_gross)),
        "slipped": Cause(_slipped),
        "split": Cause(counts=_counted(_split), applies=_asked(STORED)),
        "samples": Cause(applies=_asked(OVER, STORED)),
    },
    values=_values,
    shares=(WEIGHED,),
)
run = CHECK.run
