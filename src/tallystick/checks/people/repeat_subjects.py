"""Are the same few people arrested again and again to fill a count?

Criteria
    Whom officers meet does not know the day on which figures are drawn: the share of arrests that
    are of people arrested already in the 30 days before is the same on the last days of a period
    as on its other days.
Test
    H0  On the last days of a period the share is that of the other days around its end, half a
        period to each side, in the same unit and area: what only grows or falls cancels.
    H1  It is larger. One-sided, for the agency and each unit, per calendar; the larger of the
        exact conditional p-value (hypergeometric) and Student's t over periods, since a person or
        an operation makes arrests in runs. Needs six periods. The window is that of a calendar.
    Several arrests of a person on one day count once; the first 30 days only tell who was arrested.
    Estimate: the share of arrests that are of people arrested in the 30 days before, minus that of
    the other days.
    Not asked: whether a unit arrests the same people more than other units do, on any day. A
    fair or a shelter in one area makes such a difference by itself: set against the spread of the
    other units it named one innocent unit in six where fairs were held.
Cause, innocent first
    A few people live in the street, drink or steal every day and are met every day; benefits are
    paid at the turn of the month; warrants are served in one operation; a small town; an arrest
    entered on two days. Effort for a count that goes to whoever is easily found looks the same,
    and each of these arrests can be lawful.

References
    Mantel & Haenszel 1959, J. Nat. Cancer Inst. 22(4); Berger 1982, Technometrics 24(4);
    Eckhouse 2022, American Journal of Political Science 66(2), minor arrests under a count.
"""

from __future__ import annotations

import numpy as np
from ibis.expr.types import Table as Relation

from tallystick.checks.check import Check
from tallystick.checks.figures.period_results import why_no_ends
from tallystick.checks.people.arrests import NEEDS, arrests, is_again, listed
from tallystick.checks.people.repeat_causes import EXPLANATIONS
from tallystick.checks.people.repeat_results import results_of
from tallystick.checks.people.repeat_words import describe
from tallystick.findings import Result
from tallystick.tables import Frame
from tallystick.tables.store import Tables

NAME = "people.repeat_subjects"


def counts(tables: Tables) -> Relation:
    """Arrests by unit, area and day, and how many are of people arrested in the 30 days before."""
    rows = arrests(tables)
    return rows.group_by("unit_id", "area_id", "day").aggregate(
        n=rows.count(), again=is_again(rows).ifelse(1, 0).sum().cast("int64")
    )


def test(
    unit_id: np.ndarray,
    area_id: np.ndarray,
    day: np.ndarray,
    n: np.ndarray,
    again: np.ndarray,
    *,
    frame: Frame,
) -> list[Result]:
    """Arrays in, results out: per calendar the agency's, then its units'."""
    days = day.astype("datetime64[D]").astype(np.int64)
    columns = (days, n.astype(np.int64), again.astype(np.int64))
    return results_of(NAME, unit_id, area_id, *columns, frame)


def cases(tables: Tables, result: Result) -> Relation:
    """The last days' arrests of people arrested in the 30 days before."""
    rows = listed(tables, result)
    return rows.select("incident_id", "unit_id", "day", "person", "origin", "since").order_by(
        "day", "person", "incident_id"
    )


CHECK = Check(
    name=NAME,
    doc=__doc__,
    needs=NEEDS,
    counts=counts,
    test=test,
    describe=describe,
    cases=cases,
    explanations=EXPLANATIONS,
    unready=why_no_ends,
)
run = CHECK.run
