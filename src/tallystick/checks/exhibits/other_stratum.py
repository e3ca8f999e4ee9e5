"""Do records crowd a line only in the units in which it holds?

Criteria
    A recorded value is what the scale or the instrument read. A weight at which the law of one
    region draws a line is a number like others in a region whose law draws none there.
Test
    H0  Apart from a smooth tilt, from how people love round numbers and each of them in each group
        of units, and from cases that are opened or dropped on one side of a line, records of the
        same goods are distributed in the units under a line as in the units without it; markets
        that differ in packs differ as much at numbers that are a line for neither.
    H1  In the units in which it holds, records are missing just before the line and as many are
        too many at and just beyond it.
    Difference in bunching, by the model and with the safeguards of `exhibits.other_substance`: each
    bin's share of records of the one group of units, binomial with a measured dispersion. Two
    comparisons. *Two lines*, a line and the nearest, at most four times the other, each in units
    where the other does not hold: both together, and in its own units each must show both sides,
    which packs of one region cannot do: both holes are beyond what chance gives in 5 % of samples.
    *One line*, beside all units in which it does not hold: records missing before it beyond error
    at 5 %, and beyond what is missing before round numbers that are a line for neither at 12.5 %;
    other lines of the goods in range are left free. In both the share must be beyond what such
    numbers show (random effects, their spread always counted), and no more may be in surplus at a
    line than is missing before it: packs add records at a line and take none from before it. Units
    in which another line lies so near that the windows touch are left out. With one line, each unit
    under it is compared with the same others.
    Windows are fixed before looking: a quarter of the line before it and a tenth beyond it, unless
    the engagement states others. Scores, which are no ratio scale, are not compared.
    Estimate: the share of the records that belong just before a line which lie at or beyond it in
    the units in which it holds. It is never a count of wrong records.
Cause, innocent first
    Packs common in one region at, or a little above, its line; scales or forms that differ between
    regions or their laboratories; other markets; a large case booked as several exhibits; an
    operation.

References
    Kleven 2016, Annual Review of Economics 8, on difference in bunching; Best, Cloyne, Ilzetzki &
    Kleven 2020, Rev. Econ. Studies 87(2); DerSimonian & Laird 1986, Controlled Clinical Trials
    7(3), 177-188.
"""

from __future__ import annotations

from functools import reduce

import numpy as np
from ibis.expr.types import Table as Relation

from tallystick.checks.check import Check
from tallystick.checks.exhibits.cut import NEAR
from tallystick.checks.exhibits.line_changes import by_units
from tallystick.checks.exhibits.other_stratum_causes import EXPLANATIONS
from tallystick.checks.exhibits.other_stratum_results import stratum_results
from tallystick.checks.exhibits.other_stratum_words import describe, records
from tallystick.checks.exhibits.strata_pairs import strata_of
from tallystick.findings import Result
from tallystick.stats.texts import numbered
from tallystick.tables import Frame
from tallystick.tables.store import Tables

NAME = "exhibits.other_stratum"


def counts(tables: Tables) -> Relation:
    """Records around the lines: a row per comparison, unit, side and fine bin."""
    parts = [
        by_units(tables, each.change, each.name, each.here) for each in strata_of(tables.frame)
    ]
    return reduce(lambda a, b: a.union(b), parts)


def test(
    change: np.ndarray,
    unit_id: np.ndarray,
    later: np.ndarray,
    bin: np.ndarray,
    n: np.ndarray,
    *,
    frame: Frame,
) -> list[Result]:
    """Arrays in, results out: for each comparison, agency and units."""
    names, of = numbered(change)
    results: list[Result] = []
    for each in strata_of(frame):
        rows = np.equal(of, names.index(each.name) if each.name in names else -1)
        columns = {
            "unit": unit_id[rows],
            "later": later[rows].astype(np.int64),
            "bin": bin[rows].astype(np.int64),
            "n": n[rows].astype(np.int64),
        }
        results += stratum_results(NAME, each, columns)
    return results


def unready(tables: Tables) -> str:
    """Say why no units can be compared although measurements were loaded."""
    if not strata_of(tables.frame):
        return "needs [[lines]] with `units`: in which units does each line hold?"
    given = tables.holds("measurements", "unit_id"), tables.holds("incidents", "unit_id")
    return "" if any(given) else "needs a unit_id in measurements or incidents: whose records?"


def cases(tables: Tables, result: Result) -> Relation:
    """The subject's records at and just beyond each line, in the units in which it holds."""
    return records(tables, result).drop("milli")


CHECK = Check(
    name=NAME,
    doc=__doc__,
    needs={"measurements": ("kind", "value")},
    counts=counts,
    test=test,
    describe=describe,
    cases=cases,
    explanations=EXPLANATIONS,
    unready=unready,
    shares=(NEAR,),
)
run = CHECK.run
