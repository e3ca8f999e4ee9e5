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
    apart (stats/standardised.py alone) it was up to .106 of units. Counted by person in place of by
    case, chance alone would pass .21 of innocent officers for .09 (seed 41, three cases in ten of 2
    to 8 people). One unit of 12 whose cases fail three times as often as they would (seed 32, 30
    worlds): found in .83 and .57 where units differ by .2 and .4, twice as often in .50 and .17; an
    officer four times: .93 and .90 (differing by .2 and .4), twice: .45 and .41.
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
    Research II; and those of stats/standardised.py and stats/larger_share.py.
"""

from __future__ import annotations

from functools import reduce

import ibis
import numpy as np
from ibis.expr.types import Table as Relation

from tallystick.checks.check import Check
from tallystick.checks.flags import one_if
from tallystick.checks.outcomes import ended, examined
from tallystick.checks.outcomes.collapse_causes import EXPLANATIONS, failed
from tallystick.checks.outcomes.collapse_results import NAME, collapse_results
from tallystick.checks.outcomes.collapse_words import describe
from tallystick.checks.outcomes.ended import ASPECTS, ENDED, FAILED, PENDING, has_failed, listed
from tallystick.checks.outcomes.examined import EXAMINED
from tallystick.findings import Result
from tallystick.tables import Frame
from tallystick.tables.store import Tables

KEYS = ("aspect", "unit_id", "officer_id", "kind", "quarter")


def counts(tables: Tables) -> Relation:
    """Cases by aspect, unit, officer, offence or substance, and quarter, and how they ended."""
    parts = []
    for aspect, shared in zip(ASPECTS, (ENDED, EXAMINED), strict=True):
        if not shared.ready(tables):
            continue
        rows = shared(tables)
        parts.append(
            rows.select(
                "kind", "quarter", "fate",
                aspect=ibis.literal(aspect),
                unit_id=rows.unit_id.fill_null(""),
                officer_id=rows.officer_id.fill_null(""),
            )
        )  # fmt: skip
    rows = reduce(lambda a, b: a.union(b), [part.select(*KEYS, "fate") for part in parts])
    decided = one_if(rows.fate != PENDING)
    return rows.group_by(*KEYS).aggregate(
        n=decided.sum().cast("int64"),
        failed=one_if(has_failed(rows)).sum().cast("int64"),
        **{fate: one_if(rows.fate == fate).sum().cast("int64") for fate in (*FAILED, PENDING)},
    )


def test(
    aspect: np.ndarray,
    unit_id: np.ndarray,
    officer_id: np.ndarray,
    kind: np.ndarray,
    quarter: np.ndarray,
    n: np.ndarray,
    failed: np.ndarray,
    *,
    frame: Frame,
    **fates: np.ndarray,
) -> list[Result]:
    """Arrays in, results out: of each aspect the agency's level, its units' and its officers'."""
    names = {"aspect": aspect, "unit": unit_id, "officer": officer_id, "kind": kind}
    numbers = {"quarter": quarter, "n": n, "failed": failed, **fates}
    return collapse_results(
        names, {name: column.astype(np.int64) for name, column in numbers.items()}
    )


def unready(tables: Tables) -> str:
    """Say why nothing can be followed to a later stage."""
    if ENDED.ready(tables) or EXAMINED.ready(tables):
        return ""
    charges, goods = (tables.missing(module.NEEDS) for module in (ended, examined))
    return f"needs {', '.join(charges)}; or {', '.join(goods)}"


def cases(tables: Tables, result: Result) -> Relation:
    """The subject's cases that failed, also those that are not compared."""
    return listed(tables, failed(tables, result))


CHECK = Check(
    name=NAME,
    doc=__doc__,
    needs={"incidents": ("incident_id", "unit_id")},
    counts=counts,
    test=test,
    describe=describe,
    cases=cases,
    explanations=EXPLANATIONS,
    unready=unready,
    shares=(ENDED, EXAMINED),
)
run = CHECK.run
