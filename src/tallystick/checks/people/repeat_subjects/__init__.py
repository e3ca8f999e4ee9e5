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

import ibis
import numpy as np
from ibis.expr.types import BooleanValue
from ibis.expr.types import Table as Relation

from tallystick.checks.declared import Cause, declared
from tallystick.checks.proposed import proposed, undecided
from tallystick.checks.shared.largest_group import most_alike
from tallystick.checks.shared.period_ends import ends_of, why_no_ends
from tallystick.checks.shared.rows import of_subject
from tallystick.checks.shared.whole_numbers import one_if
from tallystick.findings import Result
from tallystick.findings.words import words_beside
from tallystick.stats.periods.end import default_window
from tallystick.stats.periods.late_share import LEAST_PERIODS, late_share
from tallystick.stats.texts import numbered
from tallystick.tables import Frame, Period
from tallystick.tables.store import Tables

say = words_beside(__file__).say

AGAIN_DAYS = 30
Columns = list[np.ndarray]


def query(tables: Tables) -> Relation:
    """Arrests by unit, area and day, and how many are of people arrested in the 30 days before."""
    rows = arrests(tables)
    return rows.group_by("unit_id", "area_id", "day").aggregate(
        n=rows.count(), again=one_if(is_again(rows)).sum().cast("int64")
    )


def arrests(tables: Tables) -> Relation:
    """Return a row per person and day of arrest, with the days since the last one before.

    Several arrests of a person on one day are one: a case of several charges, or an entry made
    twice. ``unit_id``, ``incident_id``, ``area_id`` and ``origin`` are those of one of them;
    ``since`` is null at the first.
    """
    rows, roles = tables["incidents"], tables["involvements"]
    rows = rows.filter(
        rows.clearance == "arrest", rows.incident_id.notnull(), rows.unit_id.notnull(),
        rows.occurred_at.notnull(),
    ).select("incident_id", "unit_id", "area_id", "occurred_at", "origin")  # fmt: skip
    subjects = roles.filter(roles.role == "subject").select("incident_id", "person_id")
    both = rows.inner_join(subjects, "incident_id")
    both = both.mutate(day=both.occurred_at.date())
    each = both.group_by("person_id", "day").aggregate(
        incident_id=both.incident_id.min(),
        unit_id=both.unit_id.min(),
        **{name: both[name].min().fill_null("") for name in ("area_id", "origin")},
    )
    each = each.mutate(before=each.day.lag().over(group_by="person_id", order_by="day"))
    return each.mutate(since=each.day.delta(each.before, unit="day").cast("int64"))


def is_again(rows: Relation) -> BooleanValue:
    """Whether the person of a row of `arrests` was arrested in the 30 days before."""
    return (rows.since <= AGAIN_DAYS).fill_null(False)


def test(*, frame: Frame, **columns: np.ndarray) -> list[Result]:
    """Return per calendar the agency's result, then its units'."""
    days = columns["day"].astype("datetime64[D]").astype(np.int64)
    first = int(days.min()) + AGAIN_DAYS if len(days) else 0
    kept = days >= first
    if not kept.any():
        return [undecided("agency", "", say("aspects.of_all"), reason="none")]
    names, of = numbered(columns["unit_id"][kept])
    where = numbered(columns["area_id"][kept])[1]
    n, again = columns["n"][kept], columns["again"][kept]
    results = []
    for period in frame.periods:
        near = _by_period(period, [of, where, days[kept], n, again])
        for place, subject in enumerate(["", *names]):
            rows = near[0] == place - 1 if subject else np.ones(len(near[0]), dtype=bool)
            results.append(_late(period, subject, [each[rows] for each in near], first))
    return results


def _by_period(period: Period, columns: Columns) -> Columns:
    """By unit, area and end: unit, end, found and n of the last days, then of the others around.

    The others lie on both sides of the end, nearer to it than to another, so that what only grows
    or falls through the months makes no difference.
    """
    day = columns[2]
    ends = ends_of(period, int(day.min()), int(day.max()))
    window = period.window_days or (default_window(ends) if len(ends) > 1 else 1)
    if not len(ends):
        return [np.zeros(0, dtype=np.int64)] * 7
    at = np.searchsorted((ends[:-1] + ends[1:]) // 2, day)
    near = np.abs(day - ends[at]) <= np.median(np.diff(ends)) // 2 if len(ends) > 1 else day > 0
    of, where, day, n, again, at = (each[near] for each in (*columns, at))
    last = (day > ends[at] - window) & (day <= ends[at])
    areas = int(where.max(initial=0)) + 1
    key, place = np.unique((of * areas + where) * len(ends) + at, return_inverse=True)
    sums = [
        np.bincount(place, np.where(days, values, 0), len(key)).astype(np.int64)
        for days in (last, ~last)
        for values in (again, n)
    ]
    return [key // len(ends) // areas, ends[key % len(ends)], *sums, np.full(len(key), window)]


def _late(period: Period, subject: str, columns: Columns, first: int) -> Result:
    _, end, found, n, rest_found, rest_n, window = columns
    test = late_share(end, found, n, rest_found, rest_n)
    numbers, counts = test.numbers, test.numbers.shares.numbers
    few = "few_periods" if numbers.periods < LEAST_PERIODS else ""
    few = few or ("few_again" if test.minimum_detectable is None else "")
    ends = np.unique(end[(n > 0) & (rest_n > 0)])
    width = int(window[0]) if len(window) else 0
    days = np.sort((ends[:, None] - np.arange(width)).ravel())
    bare = undecided(
        "unit", subject, say("aspects.last_days", period=period.name), test.n, few,
        found=counts.found, late=numbers.shares.n, rest_found=counts.rest_found, rest=counts.rest_n,
        expected=counts.expected, periods=numbers.periods, window=width,
        first_day=str(np.datetime64(first, "D")), widened=numbers.widened,
        days=[str(each) for each in days.astype("datetime64[D]")],
    )  # fmt: skip
    return bare if few else proposed(bare, test, "rise")


def listed(tables: Tables, result: Result) -> Relation:
    """The subject's arrests of people arrested before, those of the days of a result."""
    rows = arrests(tables)
    rows = rows.filter(is_again(rows), rows.day >= ibis.date(result.detail["first_day"]))
    rows = of_subject(rows, result)
    rows = rows.filter(rows.day.isin([ibis.date(day) for day in result.detail["days"]]))
    return rows.rename(person="person_id").drop("before")


CHECK = declared(
    __name__,
    needs={
        "involvements": ("incident_id", "person_id", "role"),
        "incidents": ("incident_id", "unit_id", "occurred_at", "clearance"),
    },
    unready=why_no_ends,
    query=query,
    test=test,
    listed=listed,
    columns=("incident_id", "unit_id", "day", "person", "origin", "since"),
    order=("day", "person", "incident_id"),
    causes={
        "one_person": Cause(among=lambda rows: most_alike(rows, "person")),
        "warrants": Cause(lambda rows: rows.origin == "warrant", needs={"incidents": ("origin",)}),
        "entered_twice": Cause(lambda rows: rows.since == 1),
    },
    constants={"least": LEAST_PERIODS},
    broken_by=("complaints", "cases"),
)
run = CHECK.run
