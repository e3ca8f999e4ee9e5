"""Which innocent causes of a changed weight can the records speak to?"""

from __future__ import annotations

from collections.abc import Callable

import ibis
from ibis.expr.types import BooleanValue
from ibis.expr.types import Table as Relation

from tallystick.checks.declared import Cause, part_of
from tallystick.checks.exhibits.stage_drift.drifted import CHARGED, OVER, STORED, listed
from tallystick.checks.exhibits.stage_drift.weighings import WEIGHED, any_of
from tallystick.checks.shared.fresh_goods import FRESH, FRESH_LOSS
from tallystick.findings import Result
from tallystick.tables.store import Tables

SLIPS = (10.0, 100.0, 1000.0, 28.349523125, 453.59237)
WITHIN = 0.01
SCALE_WITHIN, LEAST_SCALE = 0.02, 5
SAME_WEIGHT = 0.02


def _near(one: ibis.expr.types.NumericValue, other: ibis.expr.types.NumericValue) -> BooleanValue:
    return (one - other).abs() <= other.abs() * WITHIN


def _dried(rows: Relation) -> BooleanValue:
    """Whether an exhibit is of goods that are met fresh, and lighter by what fresh ones lose."""
    fresh = ibis.or_(*(rows.substance.lower().contains(each) for each in FRESH))
    return fresh & (1 - rows.then_g / rows.first_g).between(*FRESH_LOSS)


def _slipped(rows: Relation) -> BooleanValue:
    """Whether the two weights differ by a factor that a unit or a decimal point makes."""
    ways = [
        _near(one, other * factor)
        for factor in SLIPS
        for one, other in ((rows.first_g, rows.then_g), (rows.then_g, rows.first_g))
    ]
    return any_of(ways)


def _gross(tables: Tables, result: Result) -> Relation:
    """Exhibits whose larger weight is one that was written with the container."""
    rows = listed(tables, result)
    readings = tables["measurements"]
    heavy = readings.filter(readings.kind == "gross_weight", readings.exhibit_id.notnull())
    heavy = heavy.select("exhibit_id", gross_g=heavy["value"])
    pairs = rows.inner_join(heavy, "exhibit_id")
    equal = pairs.filter(_near(ibis.greatest(pairs.first_g, pairs.then_g), pairs.gross_g))
    return part_of(equal.select("exhibit_id", "weighed_again").distinct(), rows)


def _own_scale(tables: Tables, result: Result) -> Relation:
    """Exhibits that exceed the laboratory by what all others of their officer do, or by less."""
    rows = listed(tables, result)
    each = WEIGHED(tables)
    each = each.filter(each.officer_id != "", each.field_lo.notnull(), each.lab_hi.notnull())
    each = each.anti_join(rows, "exhibit_id")
    whose = each.group_by("officer_id").aggregate(
        weighed=each.count(), field=each.field_lo.sum(), lab=each.lab_hi.sum()
    )
    whose = whose.filter(whose.weighed >= LEAST_SCALE)
    whose = whose.select("officer_id", ratio=whose.field / whose.lab)
    pairs = rows.inner_join(whose, "officer_id")
    like = pairs.filter(pairs.first_g <= pairs.then_g * (pairs.ratio + SCALE_WITHIN))
    return part_of(like.select("exhibit_id", "weighed_again").distinct(), rows)


def _split(tables: Tables, result: Result) -> Relation:
    """Exhibits of whose case another one weighs what is missing."""
    rows = listed(tables, result)
    others = WEIGHED(tables)
    first = ibis.coalesce(others.lab_lo, others.court_lo, others.destruction_lo, others.field_lo)
    others = others.filter(others.incident_id != "").select(
        "incident_id", other_exhibit="exhibit_id", other_g=first / 1000
    )
    pairs = rows.inner_join(others, "incident_id")
    missing = pairs.first_g - pairs.then_g
    same = (pairs.other_g - missing).abs() <= missing * SAME_WEIGHT
    pairs = pairs.filter(same, pairs.other_exhibit != pairs.exhibit_id)
    return part_of(pairs.select("exhibit_id", "weighed_again").distinct(), rows)


def _together(tables: Tables, result: Result) -> Relation:
    """Exhibits charged with the weight of all that their case holds of the substance."""
    rows = listed(tables, result)
    each = WEIGHED(tables)
    weight = ibis.coalesce(each.lab_hi, each.field_hi, each.court_hi, each.destruction_hi)
    each = each.filter(each.incident_id != "").mutate(weight=weight)
    whole = each.group_by("incident_id", "substance").aggregate(
        all_g=each.weight.sum() / 1000, exhibits=each.count()
    )
    pairs = rows.inner_join(whole.filter(whole.exhibits > 1), ["incident_id", "substance"])
    pairs = pairs.filter(_near(pairs.first_g, pairs.all_g))
    return part_of(pairs.select("exhibit_id", "weighed_again").distinct(), rows)


def _asked(*which: str) -> Callable[[Result], bool]:
    return lambda result: result.detail.get("asked") in which


CAUSES = {
    "together": Cause(counts=_together, applies=_asked(CHARGED)),
    "dried": Cause(_dried, applies=_asked(OVER, STORED)),
    "scale": Cause(counts=_own_scale, needs={"measurements": ("stage",)}, applies=_asked(OVER)),
    "container": Cause(counts=_gross),
    "slipped": Cause(_slipped),
    "split": Cause(counts=_split, applies=_asked(STORED)),
    "samples": Cause(applies=_asked(OVER, STORED)),
}
