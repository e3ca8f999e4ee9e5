"""Do a unit's or an officer's cases fail later on more often than those of others at like work?

Criteria
    What is charged is what can be proven, and what is seized as goods is goods. Units and officers
    with cases of the same kind and time see about as many of them fail before prosecutor, court
    and laboratory.
Test
    *Charges*: a decided case failed where nobody was convicted of anything in it (acquitted,
    dismissed or withdrawn). *Laboratory*: a case failed where exhibits that were weighed at more
    than nothing in the field, and answered for by the laboratory, hold nothing of the substance.
    One row per case, since defendants and exhibits of one case share its fate. Cases are compared
    by the quarter of the deed, not of the decision: what is decided in a quarter is of all ages,
    and those of an age face the same law and habits. What fails often fails fast, so that of the
    newest deeds mostly failures are decided: a unit's quarter counts once four fifths of its
    charged cases are decided. Pending cases and quarters set aside are told apart.
    *Units* are set beside the other units within offence and quarter; *officers* beside the other
    officers of their own unit within offence and half-year, since officers of one unit share its
    prosecutor and its court. The offence is the one that the case was opened under: the article
    charged is part of what fails.
    H0  The share that fails is that of the others, or differs no more than they do among
        themselves. An exact conditional test (hypergeometric within strata) and tests beside the
        spread of all units, or of all officers; the largest p-value counts.
    H1  It is larger.
    Estimate: the share that failed, minus that of the others in like cases.
    Measured on units of 500 charged cases of 6 officers over 8 quarters, 12 % of which fail, twice
    as fast as others hold, where units, and officers, differ by a log s.d. of 0 to .6, and of 0 to
    .4, and units' courts by .4 in how fast they are (seed 31, 6, 12 and 25 units, 198 to 300 tests
    of units and 1,760 of officers a cell): .000 to .064 of units at nominal 5 %, at most .010 below
    .005, and .014 to .039 of officers, at most .008. With one way of knowing how far units lie
    apart (stats/peers/standardised.py alone) it was up to .106 of units. Counted by person in place
    of by case, chance alone would pass .21 of innocent officers for .09 (seed 41, three cases in
    ten of 2 to 8 people). One unit of 12 whose cases fail three times as often as they would (seed
    32, 30 worlds): found in .83 and .57 where units differ by .2 and .4, twice as often in .50 and
    .17; an officer four times: .93 and .90 (differing by .2 and .4), twice: .45 and .41.
    Levels may differ by a factor of the odds or of the rate, which part where much fails. Where 31%
    fail and rates differ by a log s.d. of .3 and .4 (40 made worlds, 3,840 officers): .033 below
    .05, .003 below .005 and no finding after the correction; by odds alone .066, .026, and one in
    22 of the 40. The price: of officers of whose cases 40 % more fail .46 are below .05, by odds
    alone .71, and of those of 12 % whose cases fail four times as often .74 for .90.
    It needs five units, or twenty officers, and twenty decided cases of each. A unit all of whose
    officers' cases fail alike is found as a unit, and none of its officers is.
    A small share proves nothing: where prosecutor, laboratory and court are judged by the same
    figure, no stage refuses what the one before it made, and ghosts are convicted as well.
Cause, innocent first
    A prosecutor or a court that declines more in this district; a backlog closed at once, an
    amnesty, a law struck down; witnesses or complainants who withdraw, as in violence at home;
    one proceeding that took many cases with it; novel or hard cases that somebody must bring; a
    presumptive field test that is known to err; a batch that the laboratory spoiled.

References
    Forst, Lucianovic & Cox 1977, What Happens After Arrest?, INSLAW, how officers' arrests held;
    Gabrielson & Sanders 2016, ProPublica and The New York Times Magazine, field tests in error;
    Fisher 1935, The Design of Experiments; Breslow & Day 1987, Statistical Methods in Cancer
    Research II; and those of stats/peers/standardised.py and stats/peers/larger_share.py.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ibis
from ibis.expr.types import Table as Relation

from tallystick.checks.declared import Cause, declared, explained
from tallystick.checks.outcomes.case_collapse.results import collapse_results
from tallystick.checks.shared import case_dispositions, laboratory_cases
from tallystick.checks.shared.case_dispositions import (
    ASPECTS,
    CHARGES,
    ENDED,
    FAILED,
    HELD,
    PENDING,
    has_failed,
)
from tallystick.checks.shared.laboratory_cases import EXAMINED
from tallystick.checks.shared.largest_group import among_unlike, most_alike_known, most_unlike
from tallystick.checks.shared.rows import of_subject
from tallystick.checks.shared.whole_numbers import one_if
from tallystick.findings import Result
from tallystick.findings.words import words_beside
from tallystick.tables.store import Tables

say = words_beside(__file__).say

LAST_QUARTERS, LEAST_QUARTERS = 2, 4
TOLD_BY = ("complainant", "witness", "victim")
DECIDED = {"outcomes": ("decided_at",)}
ROLES = {"involvements": ("incident_id", "person_id", "role")}
KEYS = ("aspect", "unit_id", "officer_id", "kind", "quarter")


def query(tables: Tables) -> Relation:
    """Cases by aspect, unit, officer, offence or substance, and quarter, and how they ended."""
    parts = [
        shared(tables).mutate(aspect=ibis.literal(aspect))
        for aspect, shared in zip(ASPECTS, (ENDED, EXAMINED), strict=True)
        if shared.ready(tables)
    ]
    rows = ibis.union(*(part.select(*KEYS, "fate") for part in parts))
    rows = rows.fill_null({"unit_id": "", "officer_id": ""})
    marks = {"n": rows.fate != PENDING, "failed": has_failed(rows)}
    marks |= {fate: rows.fate == fate for fate in (*FAILED, PENDING)}
    return rows.group_by(*KEYS).aggregate(
        **{name: one_if(mark).sum().cast("int64") for name, mark in marks.items()}
    )


def unready(tables: Tables) -> str:
    """Say why nothing can be followed to a later stage."""
    if ENDED.ready(tables) or EXAMINED.ready(tables):
        return ""
    charges, goods = (
        tables.missing(module.NEEDS) for module in (case_dispositions, laboratory_cases)
    )
    return say("reasons.needs_either", one=", ".join(charges), other=", ".join(goods))


def _of_aspect(tables: Tables, result: Result) -> Relation:
    return (ENDED if result.aspect == CHARGES else EXAMINED)(tables)


def _decided(tables: Tables, result: Result) -> Relation:
    rows = _of_aspect(tables, result)
    return rows.filter(rows.fate != PENDING)


def listed(tables: Tables, result: Result) -> Relation:
    """The subject's cases that failed, also those that are not compared."""
    rows = _of_aspect(tables, result)
    return of_subject(rows.filter(has_failed(rows)), result)


def _unlike(column: str) -> Callable[[Tables, Result], Relation]:
    """How many share the value of `column` that most of them have, if it is not that of most."""
    return lambda tables, result: most_unlike(
        listed(tables, result), _decided(tables, result), column
    )


def _newest(tables: Tables, result: Result) -> Relation:
    """Cases whose deed lies in the last two quarters, of four or more."""
    rows, every = listed(tables, result), _of_aspect(tables, result)
    rows = rows.cross_join(every.aggregate(last=every.quarter.max(), first=every.quarter.min()))
    late = rows.quarter > rows["last"] - LAST_QUARTERS
    enough = rows["first"] <= rows["last"] - LEAST_QUARTERS + 1
    return explained(rows, lambda rows: late & enough)


def _with_one_person(rows: Relation, people: Relation) -> Relation:
    """How many of the cases have the person whom most of them have; ``incident_id, person_id``."""
    held = people.semi_join(rows, "incident_id").distinct()
    each = held.group_by("person_id").aggregate(n=held.count())
    most = each.aggregate(explains=each.n.max().fill_null(0).cast("int64"))
    return rows.aggregate(of=rows.count()).cross_join(most)


def _one_defendant(tables: Tables, result: Result) -> Relation:
    charges = tables["outcomes"].filter(tables["outcomes"].person_id.notnull())
    return _with_one_person(listed(tables, result), charges.select("incident_id", "person_id"))


def _one_who_told(tables: Tables, result: Result) -> Relation:
    roles = tables["involvements"]
    roles = roles.filter(roles.role.isin(TOLD_BY)).select("incident_id", "person_id")
    return _with_one_person(listed(tables, result), roles)


def _somebody_told(tables: Tables, result: Result) -> Relation:
    """Cases that were given up and rest on a complainant, witness or victim, if most do not."""
    roles, rows, every = tables["involvements"], listed(tables, result), _decided(tables, result)
    roles = roles.filter(roles.role.isin(TOLD_BY))
    told = rows.filter(rows.fate.isin(("withdrawn", "dismissed"))).semi_join(roles, "incident_id")
    held = every.filter(every.fate == HELD).semi_join(roles, "incident_id")
    named = told.select("incident_id").union(held.select("incident_id"))
    return among_unlike(rows, every, named)


def _of_charges(result: Result) -> bool:
    return result.aspect == CHARGES


def _of_goods(result: Result) -> bool:
    return result.aspect != CHARGES


def _values(result: Result, tables: Tables) -> dict[str, Any]:
    detail = result.detail
    return {"fates": [(fate, detail[fate]) for fate in FAILED if detail[fate]]}


CHECK = declared(
    __name__,
    needs={"incidents": ("incident_id", "unit_id")},
    unready=unready,
    query=query,
    test=collapse_results,
    listed=listed,
    cases=lambda tables, result: case_dispositions.listed(tables, listed(tables, result)),
    causes={
        "backlog": Cause(
            among=lambda rows: most_alike_known(
                rows.mutate(key=rows.decided_at.truncate("M")), "key"
            ),
            needs=DECIDED,
            applies=_of_charges,
        ),
        "spoiled_batch": Cause(
            among=lambda rows: most_alike_known(rows.mutate(key=rows.decided_at.date()), "key"),
            needs={"measurements": ("measured_at",)},
            applies=_of_goods,
        ),
        "one_defendant": Cause(
            counts=_one_defendant, needs={"outcomes": ("person_id",)}, applies=_of_charges
        ),
        "one_witness": Cause(counts=_one_who_told, needs=ROLES, applies=_of_charges),
        "witnesses": Cause(counts=_somebody_told, needs=ROLES, applies=_of_charges),
        "origin": Cause(counts=_unlike("origin"), needs={"incidents": ("origin",)}),
        "article": Cause(
            counts=_unlike("statute"), needs={"outcomes": ("statute",)}, applies=_of_charges
        ),
        "area": Cause(counts=_unlike("area_id"), needs={"incidents": ("area_id",)}),
        "officer": Cause(
            counts=_unlike("officer_id"),
            needs={"incidents": ("officer_id",)},
            applies=lambda result: result.subject_kind != "officer",
        ),
        # Pending cases, where they are recorded, have set such quarters aside already.
        "newest": Cause(counts=_newest, applies=lambda result: not result.detail.get("pending")),
        "field_test": Cause(applies=_of_goods),
        "prosecutor": Cause(applies=_of_charges),
    },
    constants={"last_quarters": LAST_QUARTERS},
    values=_values,
    shares=(ENDED, EXAMINED),
    broken_by=("complaints", "cases", "outcomes"),
)
run = CHECK.run
