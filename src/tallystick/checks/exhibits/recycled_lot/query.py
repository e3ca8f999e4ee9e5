"""Which cases have goods with a weight and a purity, and which pairs of them are alike?"""

from __future__ import annotations

from decimal import Decimal

import ibis
from ibis.expr.types import Table as Relation

from tallystick.checks.shared.readings_near_line import cut
from tallystick.checks.shared.rows import of_subject
from tallystick.checks.shared.whole_numbers import MILLI, days, one_if
from tallystick.findings import Result
from tallystick.findings.words import words_beside
from tallystick.stats.networks.alike import PURITY_PERMILLE, WEIGHT_PERCENT
from tallystick.stats.networks.recut import DAYS, FALL_PERCENT, WITHIN_PERCENT
from tallystick.tables import Line
from tallystick.tables.store import Tables

say = words_beside(__file__).say

PERCENT = "%"
STRATUM = ("unit_id", "officer_id", "substance_code", "half")
EXHIBIT = ("case", "exhibit_id")
ASPECT, FALLING = say("aspects.alike"), say("aspects.falling")


def profiles(tables: Tables) -> Relation:
    """Return a row per case and substance with a purity: its heaviest exhibit that has one.

    ``milli`` is the laboratory's net weight in mg, else the officer's; ``permille`` the purity;
    ``half`` counts half-years from the year 0; ``unit_id`` and ``officer_id`` are "" if unknown.
    """
    weights = _by_case(cut(tables, Line("weight", "net_weight", Decimal(1), "g", "")))
    in_lab = weights.stage == "lab"
    in_field = weights.stage.isnull() | (weights.stage == "field")
    weighed = weights.group_by(EXHIBIT).aggregate(
        incident_id=weights.incident_id.min(),
        substance_code=weights.substance_code.min().fill_null(""),
        unit_id=weights.unit_id.min().fill_null(""),
        officer_id=weights.officer_id.min().fill_null(""),
        on_day=weights.on_day.min(),
        milli=ibis.coalesce(weights.milli.min(where=in_lab), weights.milli.min(where=in_field)),
    )
    both = weighed.inner_join(_purities(tables), EXHIBIT)
    both = both.filter(both.milli > 0, both.on_day.notnull())
    by_weight = ibis.window(
        group_by=("case", "substance_code"), order_by=(both.milli.desc(), both.exhibit_id)
    )
    both = both.mutate(place=ibis.row_number().over(by_weight)).filter(lambda t: t.place == 0)
    half = both.on_day.year().cast("int64") * 2 + one_if(both.on_day.month() > 6)
    return both.mutate(half=half).drop("place")


def _by_case(rows: Relation) -> Relation:
    """The exhibits that have a number; one without a case is a case of its own."""
    rows = rows.filter(rows.exhibit_id.notnull())
    return rows.mutate(case=ibis.coalesce(rows.incident_id, rows.exhibit_id))


def _purities(tables: Tables) -> Relation:
    held = tables["measurements"]
    held = _by_case(held.filter(held.kind == "purity"))
    parts = ibis.ifelse(held.unit == PERCENT, held["value"] * 10, held["value"] * MILLI)
    # Where no unit is written a share of 1 and one per cent look alike: above 1 it is per cent.
    parts = ibis.ifelse(held.unit.isnull() & (held["value"] > 1), held["value"] * 10, parts)
    return held.group_by(EXHIBIT).aggregate(permille=parts.round().cast("int64").min())


def alike(tables: Tables, result: Result) -> Relation:
    """Return the pairs of a subject's cases that are alike, with both cases' columns.

    By a result of falling purity the first case of a pair is the later one, which is less pure.
    """
    own = of_subject(profiles(tables), result)
    columns = (
        *EXHIBIT, "incident_id", "unit_id", "officer_id", "on_day", "half", "milli", "permille",
    )  # fmt: skip
    other = own.select("substance_code", **{f"other_{name}": name for name in columns})
    pairs = own.inner_join(other, "substance_code")
    low = ibis.least(pairs.milli, pairs.other_milli)
    high = ibis.greatest(pairs.milli, pairs.other_milli)
    if result.aspect == FALLING:
        soon = pairs.other_on_day.cast("timestamp") + ibis.interval(days=DAYS)
        return pairs.filter(
            pairs.on_day > pairs.other_on_day,
            pairs.on_day.cast("timestamp") <= soon,
            high * 100 <= low * (100 + WITHIN_PERCENT),
            pairs.permille * 100 <= pairs.other_permille * (100 - FALL_PERCENT),
        )
    return pairs.filter(
        pairs.half == pairs.other_half,
        pairs.case < pairs.other_case,
        high * 100 <= low * (100 + WEIGHT_PERCENT),
        (pairs.permille - pairs.other_permille).abs() <= PURITY_PERMILLE,
    )


def query(tables: Tables) -> Relation:
    """How many cases have each weight and purity, by unit, officer, substance and day."""
    rows = profiles(tables)
    rows = rows.mutate(day=days(rows.on_day))
    return rows.group_by(*STRATUM, "day", "milli", "permille").aggregate(n=rows.count())
