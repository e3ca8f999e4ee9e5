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

from dataclasses import replace
from typing import Any

import ibis
import numpy as np
from ibis.expr.types import Table as Relation

from tallystick.checks.declared import Cause, declared
from tallystick.checks.shared.line_changes import (
    GAP_DAYS,
    Change,
    by_stage,
    changes_of,
    compared,
    sides,
    stages_of,
)
from tallystick.checks.shared.line_records import (
    OPERATION,
    in_one_case,
    on_busy_days,
    records_at,
    tally,
)
from tallystick.checks.shared.line_shifts import change_results, stage_results
from tallystick.checks.shared.lines_in_words import drawn_at, in_hundred, line_values
from tallystick.checks.shared.names import place
from tallystick.checks.shared.readings_near_line import NEAR, cut
from tallystick.findings import Result
from tallystick.findings.words import words_beside
from tallystick.stats.texts import at, is_called, numbered
from tallystick.tables import Frame
from tallystick.tables.store import Tables

say = words_beside(__file__).say


def query(tables: Tables) -> Relation:
    """Records around the lines: a row per change or line, unit, side or stage, and fine bin."""
    parts = [sides(tables, change) for change in changes_of(tables.frame)]
    if tables.holds("measurements", "stage"):
        parts += [by_stage(tables, line) for line in tables.frame.lines if line.stage is None]
    return ibis.union(*parts)


def test(*, frame: Frame, **columns: np.ndarray) -> list[Result]:
    """Return for each change, then each pair of stages, the agency's result and its units'."""
    names, of = numbered(columns["change"])
    columns |= {name: columns[name].astype(np.int64) for name in ("later", "bin", "n")}
    results: list[Result] = []
    for each in changes_of(frame):
        results += change_results(each, at(columns, is_called(each.name, names, of)))
    for each in stages_of(frame):
        results += stage_results(each, columns, is_called(each.lines[0].name, names, of))
    return results


def unready(tables: Tables) -> str:
    """Say why no change can be examined although measurements were loaded."""
    by_stages = tables.holds("measurements", "stage") and stages_of(tables.frame)
    if by_stages or changes_of(tables.frame):
        return ""
    return say("reasons.needs_dates")


def _change(tables: Tables, result: Result) -> Change:
    every = (*changes_of(tables.frame), *stages_of(tables.frame))
    return next(change for change in every if change.name == result.detail["change"])


def listed(tables: Tables, result: Result) -> Relation:
    """The subject's records at and just beyond each line while it was in force."""
    return records_at(tables, result, _change(tables, result))


def _newcomers(tables: Tables, result: Result) -> Relation:
    """Records by those who recorded nothing of the kind near a line on the other side of the day.

    Units for the agency, officers for a unit.
    """
    change, rows = _change(tables, result), listed(tables, result)
    who = "officer_id" if result.subject else "unit_id"
    open_line = replace(change.lines[0], from_date=None, to_date=None)
    every = cut(tables, open_line)
    every = every.filter(compared(every, change), every[who].notnull())
    sides = every.group_by(who).aggregate(
        first=(every.on_day < change.day).cast("int64").max(),
        last=(every.on_day >= change.day).cast("int64").max(),
    )
    both = sides.filter(sides["first"] == 1, sides["last"] == 1).select(who)
    return tally(rows.anti_join(both, who), rows)


def _by_date(result: Result) -> bool:
    return result.detail["day"] is not None


def _values(result: Result, tables: Tables) -> dict[str, Any]:
    change = _change(tables, result)
    lines = change.lines if _by_date(result) else change.lines[:1]
    old, new = (each and place(each) for each in (change.old, change.new))
    earlier, later = change.stages or ("", "")
    return {
        **line_values(*lines), **in_hundred(result), "old": old, "new": new,
        "way": "moved" if old and new else "began" if old is None else "ended",
        "earlier": earlier, "later": later, "alone": _by_date(result) and len(lines) == 1,
        "held": len(result.detail["placebos"]),
        "sum_recorded": sum(result.detail.get("recorded", ())),
    }  # fmt: skip


CHECK = declared(
    __name__,
    needs={"measurements": ("kind", "value")},
    unready=unready,
    query=query,
    test=test,
    listed=listed,
    cases=lambda tables, result: listed(tables, result).drop("milli"),
    causes={
        "newcomers": Cause(counts=_newcomers, applies=_by_date),
        "new_scale": Cause(applies=_by_date),
        "one_case": Cause(among=in_one_case, needs={"measurements": ("incident_id",)}),
        "one_operation": Cause(among=on_busy_days, needs={"measurements": ("measured_at",)}),
        "packs": Cause(applies=_by_date),
        "agreed": Cause(applies=lambda result: not _by_date(result)),
    },
    constants={"operation": OPERATION, "gap_days": GAP_DAYS},
    values=_values,
    picture=lambda result, tables: drawn_at(_change(tables, result).lines[0], result.detail),
    shares=(NEAR,),
    broken_by=("cases", "outcomes"),
)
run = CHECK.run
