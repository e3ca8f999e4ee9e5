"""Are cases that fail, or weights just over a line, borne by some groups more than by others?

Criteria
    Who is charged without being convicted, and whose goods are written over a line, does not hang
    on the group to which a person belongs: like cases that the same officer brings fail as often,
    and like goods that the same officer weighs lie around a line alike.
Test
    Groups are taken as recorded: people with a prior conviction and without; nationalities; the
    `subject_group` of the record; districts. A case belongs to a group where all its people do.
    *Charges*: of decided cases, a row each, the share in which nobody was convicted (see
    `outcomes.case_collapse`, also for which quarters are decided enough).
    A person counts once in a half-year, by the first decided case: who is met again and again, and
    is convicted or not each time, would be as many people.
    H0  Within the cases of one officer, offence and half-year those of the group fail as often as
        the others', with an officer's cases hanging together in any way.
    H1  They fail more often. An exact conditional test, and the sums of the officers by Student's
        t, so that a raid, a person met again or an officer with whom one group's cases fail for a
        reason of their own is one event; with six groups or more also a test beside the spread of
        the groups. The largest p-value counts. Five officers, in effect, are needed; where no
        officer is known, five units, each taken as one.
    Measured (stats/peers/group_share.py): .000 to .047 of innocent groups at nominal 5 %, where
    officers differ, meet groups unequally and make raids. Where one of two groups is 20, 60 or 200
    people whom 48 officers meet again, and people differ in how often their cases fail by a log
    s.d. of .5 or 1 (seed 61, 200 tests a cell): .045 to .075; .04 to .20 were every case counted.
    Cases that fail twice as often are found in all of 30 worlds.
    *Weights*: the group's readings around each of the [[lines]] beside the others' of the same
    officer and half-year, as hours are compared by `exhibits.moved_when`: by method U with two
    subjects and by method D, both of which must show it (size and power of that comparison:
    docs/calibration/moved_when.md; it takes thousands of weights near a line).
    H0  Apart from a smooth tilt, a love of round numbers and habits at single numbers, they are
        distributed alike.
    H1  Of the group's, more are missing just before the line and more lie at and just beyond it.
    Estimate: the share that failed, or was moved, minus that of the others in like cases. What
    groups bear because officers differ is told beside it, and tested by neither: a group that only
    officers meet whose cases fail anyway bears more, and does so through them.
    Not asked: cases that are doubtful for another reason, such as having no counterpart in a second
    system, goods that the police supplied, or copied words: doubtful means here a charge that
    failed, or a weight just over a line.
    For context, no yardstick: after the line for crack went to 280 g in 2010, charged weights of
    280 to 290 g became more than two and a half times as frequent against Black and Hispanic
    defendants as against others.
Cause, innocent first
    Goods that one group carries in packs a little above a line; cases that differ within one
    offence; a prior conviction that is part of the charge; few people counted often; one operation;
    witnesses who are harder to hear; groups recorded of some people only, or guessed.

References
    Tuttle 2019, Racial Disparities in Federal Sentencing: Evidence from Drug Mandatory Minimums;
    Mantel & Haenszel 1959, J. National Cancer Institute 22(4); Liang & Zeger 1986, Biometrika
    73(1); and those of stats/peers/group_share.py and stats/line_moves/within.py.
"""

from __future__ import annotations

from functools import reduce
from typing import Any

import ibis
import numpy as np
from ibis.expr.types import IntegerValue
from ibis.expr.types import Table as Relation

from tallystick.checks.declared import declared
from tallystick.checks.outcomes.disparity.causes import CAUSES, OFTEN
from tallystick.checks.outcomes.disparity.groups import (
    GROUPED,
    OF_CASES,
    OF_PERSONS,
    once_a_half_year,
    sortings,
)
from tallystick.checks.outcomes.disparity.results import disparity_results
from tallystick.checks.outcomes.disparity.rows import borne, is_of_charges
from tallystick.checks.shared.case_dispositions import CHARGES, ENDED, PENDING, has_failed, listed
from tallystick.checks.shared.line_records import OPERATION, line_of
from tallystick.checks.shared.lines_in_words import drawn_at, line_values
from tallystick.checks.shared.readings_near_line import REACH, cut, fine_step
from tallystick.checks.shared.whole_numbers import one_if
from tallystick.findings import Result
from tallystick.findings.words import words_beside
from tallystick.tables import Frame, Line
from tallystick.tables.store import Tables

say = words_beside(__file__).say

TEXTS = ("aspect", "sorting", "member", "unit_id", "officer_id", "kind")
KEYS = (*TEXTS, "half", "bin")
COUNTS = ("n", "failed", "pending")


def query(tables: Tables) -> Relation:
    """Cases, and readings around each line, by group, unit, officer, kind, half-year and bin.

    ``aspect`` is "charges" or the name of a line; ``half`` twice the year, and one from July on.
    """
    parts = [_charged(tables)] if ENDED.ready(tables) else []
    parts += [_weighed(tables, line) for line in _lines(tables)]
    rows = reduce(lambda a, b: a.union(b), [part.select(*KEYS, *COUNTS) for part in parts])
    return rows.group_by(*KEYS).aggregate(
        **{name: rows[name].sum().cast("int64") for name in COUNTS}
    )


def _lines(tables: Tables) -> tuple[Line, ...]:
    weighed = tables.holds("measurements", "incident_id", "kind", "value")
    return tables.frame.lines if weighed else ()


def _charged(tables: Tables) -> Relation:
    cases = once_a_half_year(tables, ENDED(tables)).inner_join(GROUPED(tables), "incident_id")
    return cases.select(
        "sorting", "member", "kind",
        aspect=ibis.literal(CHARGES),
        unit_id=cases.unit_id.fill_null(""),
        officer_id=cases.officer_id.fill_null(""),
        half=((cases.quarter - 1) // 2).cast("int64"),
        bin=ibis.literal(0).cast("int64"),
        n=one_if(cases.fate != PENDING),
        failed=one_if(has_failed(cases)),
        pending=one_if(cases.fate == PENDING),
    )  # fmt: skip


def _weighed(tables: Tables, line: Line) -> Relation:
    rows = cut(tables, line)
    near = rows.milli.between(line.milli // REACH, line.milli * REACH)
    rows = rows.filter(near, rows.on_day.notnull(), rows.incident_id.notnull())
    both = rows.inner_join(GROUPED(tables), "incident_id")
    none = ibis.literal(0).cast("int64")
    return both.select(
        "sorting", "member",
        kind=ibis.literal(""),
        aspect=ibis.literal(line.name),
        unit_id=both.unit_id.fill_null(""),
        officer_id=both.officer_id.fill_null(""),
        half=_half(both),
        bin=(both.milli // fine_step(line)).cast("int64"),
        n=both["count"].cast("int64"),
        failed=none,
        pending=none,
    )  # fmt: skip


def _half(rows: Relation) -> IntegerValue:
    later = ibis.ifelse(rows.on_day.month() > 6, 1, 0)
    return (rows.on_day.year() * 2 + later).cast("int64")


def test(
    aspect: np.ndarray,
    sorting: np.ndarray,
    member: np.ndarray,
    unit_id: np.ndarray,
    officer_id: np.ndarray,
    kind: np.ndarray,
    half: np.ndarray,
    bin: np.ndarray,
    n: np.ndarray,
    failed: np.ndarray,
    pending: np.ndarray,
    *,
    frame: Frame,
) -> list[Result]:
    """Return for charges and each line a result per sorting and group."""
    texts = {"aspect": aspect, "sorting": sorting, "member": member, "unit": unit_id,
             "officer": officer_id, "kind": kind}  # fmt: skip
    numbers = {"half": half, "bin": bin, "n": n, "failed": failed, "pending": pending}
    return disparity_results(
        texts, {name: column.astype(np.int64) for name, column in numbers.items()}, frame.lines
    )


def unready(tables: Tables) -> str:
    """Say why no group can be set beside others."""
    if not sortings(tables):
        named = [f"persons.{column}" for column in OF_PERSONS.values()]
        named += [f"incidents.{column}" for column in OF_CASES.values()]
        return say("reasons.needs_one", columns=", ".join(named))
    if not ENDED.ready(tables) and not _lines(tables):
        return say("reasons.needs_outcome")
    return ""


def cases(tables: Tables, result: Result) -> Relation:
    """The group's cases that failed, or its records at and just beyond the line."""
    rows = borne(tables, result)
    return listed(tables, rows) if is_of_charges(result) else rows.drop("milli")


def _values(result: Result, tables: Tables) -> dict[str, Any]:
    if not is_of_charges(result):
        return {"of_charges": False, **line_values(line_of(tables, result))}
    own, rest = (
        result.detail[found] / max(1, result.detail[n])
        for found, n in (("all_found", "all_n"), ("rest_found", "rest_n"))
    )
    return {"of_charges": True, "own_share": own, "rest_share": rest, "held_in": ()}


def _picture(result: Result, tables: Tables) -> dict[str, Any] | None:
    charges = is_of_charges(result)
    return None if charges else drawn_at(line_of(tables, result), result.detail)


CHECK = declared(
    __name__,
    needs={"incidents": ("incident_id",)},
    unready=unready,
    query=query,
    test=test,
    listed=borne,
    cases=cases,
    causes=CAUSES,
    constants={"often": OFTEN, "operation": OPERATION},
    values=_values,
    picture=_picture,
    shares=(ENDED, GROUPED),
)
run = CHECK.run
