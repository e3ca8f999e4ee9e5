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

from collections.abc import Iterator
from dataclasses import replace

import ibis
import numpy as np
from ibis.expr.types import BooleanValue, IntegerValue
from ibis.expr.types import Table as Relation

from tallystick.checks.declared import Cause, declared, explained
from tallystick.checks.exhibits.recycled_lot.lots import STRATUM, alike, profiles
from tallystick.checks.proposed import proposed, undecided
from tallystick.checks.shared.line_records import OUNCE_PARTS_MILLI
from tallystick.findings import Result, SubjectKind
from tallystick.findings.words import words_beside
from tallystick.stats.estimate import Tested
from tallystick.stats.networks.alike import Alike, Pairs, alike_beyond_chance, pairs_of
from tallystick.stats.texts import grouped
from tallystick.tables import Frame
from tallystick.tables.store import Tables

say = words_beside(__file__).say

GRAM_PACKS_MILLI = (100, 200, 500, 1000, 2000, 5000, 10_000)
PACK_PERCENT, LOT_DAYS = 1, 31
ASPECT = say("aspects.alike")


def query(tables: Tables) -> Relation:
    """How many cases have each weight and purity, by unit, officer, substance and half-year."""
    rows = profiles(tables)
    return rows.group_by(*STRATUM, "milli", "permille").aggregate(n=rows.count())


def test(
    unit_id: np.ndarray,
    officer_id: np.ndarray,
    substance_code: np.ndarray,
    half: np.ndarray,
    milli: np.ndarray,
    permille: np.ndarray,
    n: np.ndarray,
    *,
    frame: Frame,
) -> list[Result]:
    """Return a result per unit and per officer."""
    order = np.lexsort((permille, milli))
    rows = np.repeat(order, n[order])
    columns = (substance_code[rows], half[rows], milli[rows], permille[rows])
    units = _pairs(unit_id[rows], *columns)
    officers = _pairs(officer_id[rows], *columns)
    taught = list(units.values()) if len(units) > 1 else None
    results = _results("unit", units, alike_beyond_chance(list(units.values())))
    results += _results("officer", officers, alike_beyond_chance(list(officers.values()), taught))
    return results or [undecided("agency", "", ASPECT, reason="no_purity")]


def _pairs(
    subject: np.ndarray,
    substance: np.ndarray,
    half: np.ndarray,
    milli: np.ndarray,
    permille: np.ndarray,
) -> dict[str, Pairs]:
    """The pairs of each known subject."""

    def strata(own: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        for _, rows in grouped(substance[own], half[own].astype(str)):
            yield milli[own][rows], permille[own][rows]

    return {name: pairs_of(strata(own)) for (name,), own in grouped(subject) if name}


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
    return pairs.select(
        "substance_code",
        "incident_id",
        "exhibit_id",
        "on_day",
        "officer_id",
        "other_incident_id",
        "other_exhibit_id",
        "other_on_day",
        "other_officer_id",
        weight_g=pairs.milli / 1000,
        other_weight_g=pairs.other_milli / 1000,
        purity=pairs.permille / 1000,
        other_purity=pairs.other_permille / 1000,
    )


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
    pairs = alike(tables, result).left_join(areas, "incident_id").drop("incident_id_right")
    pairs = pairs.left_join(others, "other_incident_id").drop("other_incident_id_right")
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
