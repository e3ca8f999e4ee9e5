"""Does one officer's or scale's rounding change at a line or in a period?

Criteria
    How finely a reading is written is the scale's and the writer's habit. A line of the law gives
    neither a reason to write more coarsely beside it, and one month is like the next.
Test
    At a line, H0: about the line as many readings are written as the round number itself as the
    rest of the agency and the subject's own habits at other numbers of the same roundness would
    have it. H1: more. The window is half a step of the number on either side, so that rounding
    draws from within it, and what the goods weigh cancels. One-sided, per unit and officer.
    In a period, H0: in each class of weights each writer's steps are exchangeable in time, or
    change as the agency's do. H1: they are coarser, or finer, from some month on. Two-sided, the
    largest difference over all months with a bound that counts them.
    Both are widened by how much the same contrast varies where nothing is asked: at other numbers,
    and over all subjects in time. Fewer than 15 readings at the line, or 100 in time, or nobody to
    compare with: insufficient. A change in time at the line alone is not tested: with less than
    some hundred readings beside the line no dose of the simulator's acts could be seen.
    Estimate: the share of readings about the line written as the line itself beyond what is
    expected; steps of 1, 5, 10, 50 ... by which readings became coarser.
Cause, innocent first
    A new scale, or an old one that came back from repair: then all weighings of the unit change,
    at all weights. Another form or instruction; a new colleague who reads the scale while another
    writes; goods packed at the weight of the line. Where packs lie a little beside the line in a
    few units only, their numbers differ for that reason alone.

References
    Williams 1982, Applied Statistics 31(2); Worsley 1983, Biometrika 70(2); Devlin & Roeder 1999,
    Biometrics 55(4); Goncalves & Mello 2021, AER 111(5), officers who are
    lenient at a round number and officers who are not.
"""

from __future__ import annotations

from functools import reduce
from typing import Any

import numpy as np
from ibis.expr.types import Table as Relation

from tallystick.checks.declared import declared
from tallystick.checks.exhibits.rounding_style.causes import CAUSES, is_at_line, listed
from tallystick.checks.exhibits.rounding_style.readings import at_line, kinds, over_time
from tallystick.checks.exhibits.rounding_style.results import results_of
from tallystick.checks.shared.line_records import line_of
from tallystick.checks.shared.lines_in_words import line_values
from tallystick.checks.shared.readings_near_line import NEAR
from tallystick.findings import Result
from tallystick.findings.words import words_beside
from tallystick.tables import Frame
from tallystick.tables.store import Tables

say = words_beside(__file__).say


def query(tables: Tables) -> Relation:
    """Readings by unit and officer: about each round number near a line, and by month and size."""
    parts = [at_line(tables, line) for line in tables.frame.lines]
    if _is_dated(tables):
        parts += [over_time(tables, *kind) for kind in kinds(tables.frame)]
    return reduce(lambda a, b: a.union(b), parts)


def test(
    source: np.ndarray,
    line: np.ndarray,
    unit_id: np.ndarray,
    officer_id: np.ndarray,
    place: np.ndarray,
    size: np.ndarray,
    n: np.ndarray,
    total: np.ndarray,
    squares: np.ndarray,
    *,
    frame: Frame,
) -> list[Result]:
    """Return the results of units and officers, at each line and over time."""
    columns = {
        "source": source, "line": line, "unit": unit_id, "officer": officer_id, "place": place,
        "size": size, "n": n, "total": total, "squares": squares,
    }  # fmt: skip
    return results_of(columns, frame)


def _is_dated(tables: Tables) -> bool:
    return tables.holds("measurements", "measured_at") or tables.holds(
        "incidents", "incident_id", "occurred_at"
    )


def unready(tables: Tables) -> str:
    """Say why nobody's rounding can be followed; "" when it can."""
    known = [
        column
        for column in ("unit_id", "officer_id")
        if tables.holds("measurements", column) or tables.holds("incidents", "incident_id", column)
    ]
    if not known:
        return say("reasons.needs_whose")
    if not tables.frame.lines and not _is_dated(tables):
        return say("reasons.needs_line")
    return ""


def _values(result: Result, tables: Tables) -> dict[str, Any]:
    change, at_line = result.estimate or 0.0, is_at_line(result)
    of_line = line_values(line_of(tables, result)) if at_line else {"held_in": ()}
    told = {"at_line": at_line, "is_coarser": change > 0, "size_of_change": abs(change)}
    return {**of_line, **told}


CHECK = declared(
    __name__,
    needs={"measurements": ("kind", "value")},
    unready=unready,
    query=query,
    test=test,
    listed=listed,
    causes=CAUSES,
    values=_values,
    shares=(NEAR,),
)
run = CHECK.run
