"""Did the records at the line move when the line moved?

Criteria
    A recorded value is what the scale or the instrument read. On the day on which a law draws a
    line elsewhere, readings have no reason to crowd another value.
Test
    H0  Apart from a smooth tilt, from how people love round numbers and each of them, and from
        cases that a law lets police open or drop on one side of a line, records after the date
        are distributed as those before it.
    H1  While a line is in force, records are missing just before it and as many are too many at
        and just beyond it: at the new line since the date, at the old one until then.
    Difference in bunching: each bin's share of records after the date, binomial with a measured
    dispersion; the changes in the popularity of numbers are random, with the variance that numbers
    away from the lines teach. A line that moved is tested at both of its places together; one that
    began or ended at its one. What is common to the two times (packaging, round numbers, the form
    of the density) cancels. Packs a little above the line in force add records at it and take none
    from before it: what is missing there must be beyond chance by itself. Of a line that moved both
    places must show it, as by chance 5 % of samples do; at one place alone it must exceed its
    error at 5 %, and no more may be in surplus than is missing. A pattern stands only if other
    round numbers, taken for lines, did not change as much; it is withheld where values changed in
    lumps elsewhere too. A month on each side of the date is left out. The same for each unit with
    enough records, by itself.
    *Stages*: at a line for readings of all stages, those of the laboratory and of the charge are
    compared in the same way with those before them: at which stage does the mass appear? That
    exhibits on one side of a line are charged more often is allowed for to any degree. Readings
    of the same exhibits agree better than chance, which makes the test cautious.
    Windows are fixed before looking: a quarter of the line before it and a tenth beyond it,
    unless the engagement states others; for scores, which are no ratio scale, it must.
    Estimate: the share of the records that belong just before a line which lie at or beyond it
    while it is in force. It is never a count of wrong records.
Cause, innocent first
    Packs that follow the law; cases that are no longer opened on one side; other units, officers,
    scales, forms or substances since the date; a large case in several exhibits; an operation.

References
    Best, Cloyne, Ilzetzki & Kleven 2020, Rev. Econ. Studies 87(2); Kleven 2016, Annual Review of
    Economics 8; Travova 2023, JEBO 212, on weights that follow a line of the law.
"""

from __future__ import annotations

from functools import reduce

import numpy as np
from ibis.expr.types import Table as Relation

from tallystick.checks.check import Check
from tallystick.checks.exhibits.cut import NEAR
from tallystick.checks.exhibits.line_changes import by_stage, changes_of, sides, stages_of
from tallystick.checks.exhibits.moved_line_causes import EXPLANATIONS
from tallystick.checks.exhibits.moved_line_results import change_results, stage_results
from tallystick.checks.exhibits.moved_line_words import describe, records
from tallystick.findings import Result
from tallystick.stats.texts import numbered
from tallystick.tables import Frame
from tallystick.tables.store import Tables

NAME = "exhibits.moved_line"


def counts(tables: Tables) -> Relation:
    """Records around the lines: a row per change or line, unit, side or stage, and fine bin."""
    parts = [sides(tables, change) for change in changes_of(tables.frame)]
    if tables.holds("measurements", "stage"):
        parts += [by_stage(tables, line) for line in tables.frame.lines if line.stage is None]
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
    """Arrays in, results out: for each change, then each pair of stages, agency and units."""
    names, of = numbered(change)
    columns = {
        "unit": unit_id,
        "later": later.astype(np.int64),
        "bin": bin.astype(np.int64),
        "n": n.astype(np.int64),
    }

    def rows(name: str) -> np.ndarray:
        return np.equal(of, names.index(name) if name in names else -1)

    results: list[Result] = []
    for each in changes_of(frame):
        kept = {key: column[rows(each.name)] for key, column in columns.items()}
        results += change_results(NAME, each, kept)
    for each in stages_of(frame):
        results += stage_results(NAME, each, columns, rows(each.lines[0].name))
    return results


def unready(tables: Tables) -> str:
    """Say why no change can be examined although measurements were loaded."""
    by_stages = tables.holds("measurements", "stage") and stages_of(tables.frame)
    if by_stages or changes_of(tables.frame):
        return ""
    return (
        "needs [[lines]] with `from` or `to` (on which day did a line move?), or lines "
        "for all stages and the stage of each reading"
    )


def cases(tables: Tables, result: Result) -> Relation:
    """The subject's records at and just beyond each line while it was in force."""
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
