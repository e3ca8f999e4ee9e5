"""Which innocent causes of a changed weight can the records speak to?"""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce

import ibis
from ibis.expr.types import BooleanValue
from ibis.expr.types import Table as Relation

from tallystick.checks.check import InnocentCause
from tallystick.checks.exhibits.drifted import CHARGED, OVER, STORED, listed
from tallystick.checks.exhibits.weighings import WEIGHED, any_of
from tallystick.findings import Result
from tallystick.tables.store import Tables

FRESH = ("cannabis", "marijuana", "hemp", "khat", "coca leaf", "poppy", "mushroom", "herb")
FRESH_LOSS = (0.25, 0.77)  # Warner et al. 2017
SLIPS = (10.0, 100.0, 1000.0, 28.349523125, 453.59237)
WITHIN = 0.01
SCALE_WITHIN, LEAST_SCALE = 0.02, 5
SAME_WEIGHT = 0.02


def _tally(rows: Relation, explained: BooleanValue) -> Relation:
    hits = explained.fill_null(False).ifelse(1, 0)
    return rows.aggregate(explains=hits.sum().fill_null(0), of=rows.count())


def _near(one: ibis.expr.types.NumericValue, other: ibis.expr.types.NumericValue) -> BooleanValue:
    return (one - other).abs() <= other.abs() * WITHIN


def _dried(tables: Tables, result: Result) -> Relation:
    """Exhibits of goods that are met fresh, lighter by what fresh ones lose."""
    rows = listed(tables, result)
    fresh = reduce(lambda a, b: a | b, [rows.substance.lower().contains(x) for x in FRESH])
    lost = 1 - rows.then_g / rows.first_g
    return _tally(rows, fresh & lost.between(*FRESH_LOSS))


def _slipped(tables: Tables, result: Result) -> Relation:
    """Exhibits whose two weights differ by a factor that a unit or a decimal point makes."""
    rows = listed(tables, result)
    ways = [
        _near(one, other * factor)
        for factor in SLIPS
        for one, other in ((rows.first_g, rows.then_g), (rows.then_g, rows.first_g))
    ]
    return _tally(rows, any_of(ways))


def _gross(tables: Tables, result: Result) -> Relation:
    """Exhibits whose larger weight is one that was written with the container."""
    rows = listed(tables, result)
    readings = tables["measurements"]
    heavy = readings.filter(readings.kind == "gross_weight", readings.exhibit_id.notnull())
    heavy = heavy.select("exhibit_id", gross_g=heavy["value"])
    pairs = rows.inner_join(heavy, "exhibit_id")
    equal = pairs.filter(_near(ibis.greatest(pairs.first_g, pairs.then_g), pairs.gross_g))
    return _among(rows, equal.select("exhibit_id", "weighed_again").distinct())


def _among(rows: Relation, explained: Relation) -> Relation:
    whole = rows.aggregate(of=rows.count())
    return whole.cross_join(explained.aggregate(explains=explained.count()))


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
    return _among(rows, like.select("exhibit_id", "weighed_again").distinct())


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
    return _among(rows, pairs.select("exhibit_id", "weighed_again").distinct())


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
    return _among(rows, pairs.select("exhibit_id", "weighed_again").distinct())


def _asked(*which: str) -> Callable[[Result], bool]:
    return lambda result: result.detail.get("asked") in which


EXPLANATIONS = (
    InnocentCause(
        "Several exhibits of the case were charged together",
        "Look whether the charged weight is what the case holds of the substance in all",
        _together,
        applies=_asked(CHARGED),
    ),
    InnocentCause(
        "Fresh goods dried between the weighings",
        "Look how many are goods met fresh and lost 25 to 77% of their weight; weigh them again",
        _dried,
        applies=_asked(OVER, STORED),
    ),
    InnocentCause(
        "The scale was off for all that its officer weighed",
        "Compare with what the officer's other exhibits lost on their way to the laboratory",
        _own_scale,
        {"measurements": ("stage",)},
        applies=_asked(OVER),
    ),
    InnocentCause(
        "A weight with the container was written as the net weight",
        "Look whether a gross weight of the exhibit equals it",
        _gross,
    ),
    InnocentCause(
        "Another unit of weight, or a decimal point",
        "Look for ratios of 10, 100, 1,000, an ounce or a pound",
        _slipped,
    ),
    InnocentCause(
        "A part was split off under another number",
        "Look for an exhibit of the same case that weighs what is missing",
        _split,
        applies=_asked(STORED),
    ),
    InnocentCause(
        "Samples, parts sent back, or packing that changed between the weighings",
        "Ask the laboratory what it used, what it returned, and in what it weighed",
        applies=_asked(OVER, STORED),
    ),
)
