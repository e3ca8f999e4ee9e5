"""Do unrelated cases share a lot?

Criteria
    What is seized in one case has no bearing on the next: of cases whose goods weigh the same, no
    more have the same purity than of cases whose goods weigh differently, and no more are less pure
    than the one before.
Test
    Of each case and substance the heaviest exhibit with a purity counts, by the laboratory's weight
    where there is one. Each unit is asked twice (all its pairs), and so is each officer (pairs of
    that officer alone). Fewer than 20 such cases, or three others to compare with: insufficient.
    Alike. Two cases of a subject, a substance and a half-year are alike in weight within 4 per
    cent, in purity within 2 points. H0: within subject, substance and half-year, which purity goes
    with which weight is chance, or as unlike chance as in the other units. H1: more pairs are alike
    in both. One-sided, exact moments over all ways to hand the purities out. What weights and what
    purities somebody meets is given, so that packs, specialists, a dealer with one quality and
    coarse scales cancel.
    Less pure each time. Two cases of a substance, half a year apart at most, weigh the same within
    10 per cent, and the later one is less pure by a twentieth or more: a lot that is cut and seized
    again. H0: which weight goes with which day and purity is chance, or as unlike chance as in the
    other units; or as many such pairs rise, or all weights fall as much. H1: more pairs fall than
    either allows. One-sided, the same moments over all ways to hand the weights out, and Kendall's
    order on the pairs alike in weight; the larger p-value counts.
    Exhibits of one case make no pair.
    Estimate: the pairs as a multiple of what is expected.
    Not asked: equal weights alone, where no purity is measured (packs that come and go make
    them), and parts that sum to a quantity signed out: some run of seizures sums to any
    quantity (docs/calibration/remarks.md). Not seen: a lot that is seized again at any weight, or
    more than half a year later; one lot alone that is seized two or three times.
Cause, innocent first
    One seller whose packs of one batch reach several buyers, or who cuts them more and more; one
    seizure booked as several cases; an exhibit entered twice; a laboratory that copies a result to
    all exhibits of a delivery.

References
    Knox 1964, Applied Statistics 13(1), pairs close in two things; Barton & David 1966, Research
    Papers in Statistics, the moments; Kendall 1938, Biometrika 30, the order; Esseiva et al. 2007,
    Forensic Science International 167(2-3), linking seizures by their chemical profile.
"""

from __future__ import annotations

import ibis
from ibis.expr.types import BooleanValue, IntegerValue
from ibis.expr.types import Table as Relation

from tallystick.checks.declared import Cause, declared, explained
from tallystick.checks.exhibits.recycled_lot.query import alike, query
from tallystick.checks.exhibits.recycled_lot.results import lot_results
from tallystick.checks.shared.line_records import OUNCE_PARTS_MILLI
from tallystick.checks.shared.rows import beside
from tallystick.checks.shared.whole_numbers import MILLI
from tallystick.findings import Result
from tallystick.findings.words import words_beside
from tallystick.tables.store import Tables

say = words_beside(__file__).say

GRAM_PACKS_MILLI = (100, 200, 500, 1000, 2000, 5000, 10_000)
PACK_PERCENT, LOT_DAYS = 1, 31


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
    test=lot_results,
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
