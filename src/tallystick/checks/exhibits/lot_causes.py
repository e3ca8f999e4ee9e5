"""Which innocent causes of cases that are alike can the records speak to?"""

from __future__ import annotations

from functools import reduce

import ibis
from ibis.expr.types import BooleanValue, IntegerValue
from ibis.expr.types import Table as Relation

from tallystick.checks.check import InnocentCause
from tallystick.checks.exhibits.lots import alike
from tallystick.checks.exhibits.packages import OUNCE_PARTS_MILLI
from tallystick.findings import Result
from tallystick.tables.store import Tables

GRAM_PACKS_MILLI = (100, 200, 500, 1000, 2000, 5000, 10_000)
PACK_PERCENT = 1
LOT_DAYS = 31


def _tally(pairs: Relation, explained: BooleanValue) -> Relation:
    return pairs.aggregate(
        explains=ibis.ifelse(explained.fill_null(False), 1, 0).sum().fill_null(0), of=pairs.count()
    )


def _packs(tables: Tables, result: Result) -> Relation:
    """Pairs of which both weigh what a pack holds, within one per cent."""
    pairs = alike(tables, result)
    return _tally(pairs, _is_pack(pairs.milli) & _is_pack(pairs.other_milli))


def _is_pack(milli: IntegerValue) -> BooleanValue:
    near = [
        (milli - pack).abs() * 100 <= pack * PACK_PERCENT
        for pack in (*GRAM_PACKS_MILLI, *OUNCE_PARTS_MILLI)
    ]
    return reduce(lambda a, b: a | b, near)


def _one_day(tables: Tables, result: Result) -> Relation:
    """Pairs of one day and one unit: one seizure, booked as several cases."""
    pairs = alike(tables, result)
    return _tally(
        pairs, (pairs.on_day == pairs.other_on_day) & (pairs.unit_id == pairs.other_unit_id)
    )


def _one_dealer(tables: Tables, result: Result) -> Relation:
    """Pairs of one area, at most a month apart."""
    cases = tables["incidents"].filter(tables["incidents"].incident_id.notnull())
    areas = cases.group_by("incident_id").aggregate(area=cases.area_id.min())
    others = areas.select(other_incident_id="incident_id", other_area="area")
    pairs = alike(tables, result).left_join(areas, "incident_id").drop("incident_id_right")
    pairs = pairs.left_join(others, "other_incident_id").drop("other_incident_id_right")
    month = ibis.interval(days=LOT_DAYS)
    first, other = pairs.on_day.cast("timestamp"), pairs.other_on_day.cast("timestamp")
    near = (first <= other + month) & (other <= first + month)
    return _tally(pairs, near & (pairs.area == pairs.other_area))


def _twice(tables: Tables, result: Result) -> Relation:
    """Pairs of one exhibit number, weight and purity under two case numbers."""
    pairs = alike(tables, result)
    same = (pairs.exhibit_id == pairs.other_exhibit_id) & (pairs.milli == pairs.other_milli)
    return _tally(pairs, same & (pairs.permille == pairs.other_permille))


EXPLANATIONS = (
    InnocentCause(
        "Standard packs of one batch reached several buyers",
        "Look whether both weigh what a pack of grams or of a part of an ounce holds, within 1%",
        _packs,
    ),
    InnocentCause(
        "One seizure was booked as several cases",
        "Look for pairs of one day and unit, and read the reports of both",
        _one_day,
    ),
    InnocentCause(
        "One dealer sold the lot: buyers of one area within a month",
        "Compare the areas and days of the cases, and who is named as the seller",
        _one_dealer,
        {"incidents": ("incident_id", "area_id")},
    ),
    InnocentCause(
        "An exhibit was entered twice, under two case numbers",
        "Look for the same exhibit number with the same weight and purity",
        _twice,
    ),
    InnocentCause(
        "The laboratory measured one exhibit of a delivery and wrote its purity for all",
        "Ask the laboratory which purities were measured and which copied",
    ),
)
