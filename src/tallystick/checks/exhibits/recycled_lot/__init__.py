"""Do unrelated cases share a lot?

Criteria
    What is seized in one case has no bearing on the next: of cases whose goods weigh the same, no
    more have the same purity than of cases whose goods weigh differently.
Test
    Of each case and substance the heaviest exhibit with a purity counts, by the laboratory's weight
    where there is one. Two cases of a subject, a substance and a half-year are alike in weight
    within 4 per cent, in purity within 2 points.
    H0: within subject, substance and half-year, which purity goes with which weight is chance, or
    as unlike chance as in the other units. H1: more pairs are alike in both. One-sided, exact
    moments over all ways to hand the purities out; per unit (all pairs of the unit) and per officer
    (pairs of that officer alone). What weights and what purities somebody meets is given, so that
    packs, specialists, a dealer with one quality and coarse scales cancel. Exhibits of one case
    make no pair. Fewer than 20 such cases, or three others to compare with: insufficient.
    Estimate: the pairs alike in both as a multiple of what is expected.
    Not asked: equal weights alone, where no purity is measured (packs that come and go make
    them), and parts that sum to a quantity signed out: some run of seizures sums to any
    quantity (docs/calibration/remarks.md).
Cause, innocent first
    One seller whose packs of one batch reach several buyers; one seizure booked as several cases;
    an exhibit entered twice; a laboratory that copies a result to all exhibits of a delivery.

References
    Knox 1964, Applied Statistics 13(1), pairs close in two things; Barton & David 1966, Research
    Papers in Statistics, the moments; Esseiva et al. 2007, Forensic Science International 167(2-3),
    linking seizures by their chemical profile.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

import ibis
import numpy as np
from ibis.expr.types import BooleanValue, IntegerValue
from ibis.expr.types import Table as Relation

from tallystick.checks.declared import Cause, declared, explained
from tallystick.checks.proposed import proposed, undecided
from tallystick.checks.shared.line_records import OUNCE_PARTS_MILLI
from tallystick.checks.shared.readings_near_line import cut
from tallystick.checks.shared.rows import beside, of_subject
from tallystick.checks.shared.whole_numbers import MILLI, one_if
from tallystick.findings import Result, SubjectKind
from tallystick.findings.words import words_beside
from tallystick.stats.estimate import Tested
from tallystick.stats.networks.alike import (
    PURITY_PERMILLE,
    WEIGHT_PERCENT,
    Alike,
    Pairs,
    alike_beyond_chance,
    pairs_of,
)
from tallystick.stats.texts import at, grouped
from tallystick.tables import Frame, Line
from tallystick.tables.store import Tables

say = words_beside(__file__).say

PERCENT = "%"
STRATUM = ("unit_id", "officer_id", "substance_code", "half")
EXHIBIT = ("case", "exhibit_id")
GRAM_PACKS_MILLI = (100, 200, 500, 1000, 2000, 5000, 10_000)
PACK_PERCENT, LOT_DAYS = 1, 31
ASPECT = say("aspects.alike")


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
    """Return the pairs of a subject's cases that are alike, with both cases' columns."""
    own = of_subject(profiles(tables), result)
    columns = (*EXHIBIT, "incident_id", "unit_id", "officer_id", "on_day", "milli", "permille")
    other = own.select("substance_code", "half", **{f"other_{name}": name for name in columns})
    pairs = own.inner_join(other, ["substance_code", "half"])
    low = ibis.least(pairs.milli, pairs.other_milli)
    high = ibis.greatest(pairs.milli, pairs.other_milli)
    return pairs.filter(
        pairs.case < pairs.other_case,
        high * 100 <= low * (100 + WEIGHT_PERCENT),
        (pairs.permille - pairs.other_permille).abs() <= PURITY_PERMILLE,
    )


def query(tables: Tables) -> Relation:
    """How many cases have each weight and purity, by unit, officer, substance and half-year."""
    rows = profiles(tables)
    return rows.group_by(*STRATUM, "milli", "permille").aggregate(n=rows.count())


def test(*, frame: Frame, **columns: np.ndarray) -> list[Result]:
    """Return a result per unit and per officer."""
    order = np.lexsort((columns["permille"], columns["milli"]))
    rows = np.repeat(order, columns["n"][order])
    cases = at(columns, rows)
    units, officers = (_pairs(cases, whose) for whose in ("unit_id", "officer_id"))
    taught = list(units.values()) if len(units) > 1 else None
    results = _results("unit", units, alike_beyond_chance(list(units.values())))
    results += _results("officer", officers, alike_beyond_chance(list(officers.values()), taught))
    return results or [undecided("agency", "", ASPECT, reason="no_purity")]


def _pairs(cases: Mapping[str, np.ndarray], whose: str) -> dict[str, Pairs]:
    """The pairs of each known subject, named in the column `whose`."""
    substance, half = cases["substance_code"], cases["half"].astype(str)
    milli, permille = cases["milli"], cases["permille"]

    def strata(own: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        for _, rows in grouped(substance[own], half[own]):
            yield milli[own][rows], permille[own][rows]

    return {name: pairs_of(strata(own)) for (name,), own in grouped(cases[whose]) if name}


def _results(kind: SubjectKind, pairs: dict[str, Pairs], said: list[Tested[Alike]]) -> list[Result]:
    results = []
    for (name, own), each in zip(pairs.items(), said, strict=True):
        numbers = each.numbers
        detail = {
            "alike": own.alike, "expected": numbers.expected,
            "association": numbers.association, "widened": numbers.spread,
        }  # fmt: skip
        bare = replace(undecided(kind, name, ASPECT, own.records), detail=detail)
        results.append(proposed(bare, each, "shared"))
    return results


def cases(tables: Tables, result: Result) -> Relation:
    """The pairs of cases that are alike, with their weights, purities and days."""
    pairs = alike(tables, result)
    told = ("incident_id", "exhibit_id", "on_day", "officer_id")
    return pairs.select(
        "substance_code", *told, *(f"other_{name}" for name in told),
        weight_g=pairs.milli / MILLI, other_weight_g=pairs.other_milli / MILLI,
        purity=pairs.permille / 1000, other_purity=pairs.other_permille / 1000,
    )  # fmt: skip


def unready(tables: Tables) -> str:
    """Say why no cases can be compared; "" when they can."""
    for column in ("unit_id", "officer_id"):
        for table, keys in (("measurements", ()), ("incidents", ("incident_id",))):
            if tables.holds(table, column, *keys):
                return ""
    return say("reasons.needs_whose")


def _is_pack(milli: IntegerValue) -> BooleanValue:
    """Whether a weight is what a pack holds, within one per cent."""
    packs = (*GRAM_PACKS_MILLI, *OUNCE_PARTS_MILLI)
    return ibis.or_(*((milli - pack).abs() * 100 <= pack * PACK_PERCENT for pack in packs))


def _is_same(pairs: Relation) -> BooleanValue:
    """Whether a pair has one exhibit number, weight and purity, under two case numbers."""
    same = (pairs.exhibit_id == pairs.other_exhibit_id) & (pairs.milli == pairs.other_milli)
    return same & (pairs.permille == pairs.other_permille)


def _one_dealer(tables: Tables, result: Result) -> Relation:
    """Pairs of one area, at most a month apart."""
    cases = tables["incidents"].filter(tables["incidents"].incident_id.notnull())
    areas = cases.group_by("incident_id").aggregate(area=cases.area_id.min())
    others = areas.select(other_incident_id="incident_id", other_area="area")
    pairs = beside(alike(tables, result), areas, "incident_id")
    pairs = beside(pairs, others, "other_incident_id")
    month = ibis.interval(days=LOT_DAYS)
    first, other = pairs.on_day.cast("timestamp"), pairs.other_on_day.cast("timestamp")
    near = (first <= other + month) & (other <= first + month)
    return explained(pairs, lambda pairs: near & (pairs.area == pairs.other_area))


CHECK = declared(
    __name__,
    needs={"measurements": ("kind", "value", "exhibit_id")},
    unready=unready,
    query=query,
    test=test,
    listed=alike,
    cases=cases,
    order=("substance_code", "on_day", "incident_id", "exhibit_id", "other_incident_id"),
    causes={
        "packs": Cause(lambda pairs: _is_pack(pairs.milli) & _is_pack(pairs.other_milli)),
        "one_seizure": Cause(
            lambda pairs: (
                (pairs.on_day == pairs.other_on_day) & (pairs.unit_id == pairs.other_unit_id)
            )
        ),
        "one_dealer": Cause(counts=_one_dealer, needs={"incidents": ("incident_id", "area_id")}),
        "entered_twice": Cause(_is_same),
    },
)
run = CHECK.run
