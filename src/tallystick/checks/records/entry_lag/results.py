"""Whose entry is late at the ends, in batches there, or after its figure, more than others'?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tallystick.checks.proposed import proposed
from tallystick.checks.shared import beside_others
from tallystick.checks.shared.beside_others import LEAST_RECORDS, Also, Aspect, answer, with_detail
from tallystick.checks.shared.metric_series import examined
from tallystick.checks.shared.period_ends import ends_of
from tallystick.findings import Result, SubjectKind
from tallystick.findings.words import words_beside
from tallystick.stats.estimate import Tested
from tallystick.stats.peers.larger_share import Marked, larger
from tallystick.stats.periods.entry_lag import LateAtEnds, crossings, late_at_ends
from tallystick.stats.proportions.shares import Counts
from tallystick.stats.texts import at, named, numbered, rows_of
from tallystick.tables import Frame, Period

say = words_beside(__file__).say

Ints = NDArray[np.int64]
Columns = Mapping[str, np.ndarray]

LATE, BATCHES, PUBLISHED = "late", "batches", "published"
WINDOW, LONGEST = 3, 11
HALF_YEAR, MOST_TOLD = 6, 5
SHARE = say("estimands.share")
FEW_LATER = say("reasons.few_later")
FEW_OWN = say("reasons.few_own", n=LEAST_RECORDS)


def test(*, frame: Frame, **columns: np.ndarray) -> list[Result]:
    """Return of each question the agency's result, then its units' and officers'."""
    held = columns | {
        name: columns[name].astype(np.int64) for name in ("lag", "n", "later", "found")
    }
    held["day"] = columns["day"].astype("datetime64[D]").astype(np.int64)
    results = _late_results(at(held, held["asked"] == LATE), frame)
    abouts, of = numbered(held["about"])
    for question, results_of in ((BATCHES, _batch_results), (PUBLISHED, _published_results)):
        for place, name in enumerate(abouts):
            rows = (held["asked"] == question) & (of == place)
            if rows.any():
                results += results_of(name, at(held, rows))
    return results


def _late_results(rows: Columns, frame: Frame) -> list[Result]:
    """A result per calendar and subject; the rows are counts ``n`` by unit, day and lag."""
    if not len(rows["day"]):
        return []
    first, last = examined(rows["day"], frame)
    rows = at(rows, (rows["day"] >= first) & (rows["day"] <= last))
    names, of = numbered(rows["unit_id"])
    units = [(name, own) for name, own in zip(names, rows_of(of), strict=True) if name]
    length = max(1, last - first + 1)

    def dense(own: Ints | slice) -> Ints:
        """Counts by lag and day, (LONGEST + 1, T)."""
        cells = rows["lag"][own] * length + rows["day"][own] - first
        table = np.bincount(cells, rows["n"][own], (LONGEST + 1) * length)
        return table.astype(np.int64).reshape(LONGEST + 1, length)

    results: list[Result] = []
    for period in frame.periods:
        ends = ends_of(period, first, last) - first
        window = period.window_days or WINDOW
        if window >= LONGEST:
            results.append(_too_wide(period, int(rows["n"].sum())))
            continue
        dates = np.datetime_as_string((ends + first).astype("datetime64[D]")).tolist()
        whole = crossings(dense(slice(None)), window)
        results.append(_late("", period, window, dates, late_at_ends(whole, ends, window)))
        for name, own in units if len(units) > 1 else []:
            part = crossings(dense(own), window)
            said = late_at_ends(part, ends, window, whole.without(part))
            results.append(_late(name, period, window, dates, said))
    return results


def _too_wide(period: Period, n: int) -> Result:
    return Result(
        "", "agency", "", say("aspects.ends", period=period.name), "insufficient", n, SHARE,
        reason=say("reasons.wide_window", n=period.window_days, days=LONGEST - 1),
    )  # fmt: skip


def _late(
    subject: str, period: Period, window: int, ends: list[str], said: Tested[LateAtEnds]
) -> Result:
    bare = Result(
        "", "unit" if subject else "agency", subject, say("aspects.ends", period=period.name),
        "insufficient", said.n, SHARE,
        detail={
            "period": period.name, "window": window, "ends": ends, "late": int(said.numbers.late),
            "expected": round(said.numbers.expected, 1),
        },
    )  # fmt: skip
    return proposed(bare, said, "late")


def _batch_results(period: str, rows: Columns) -> list[Result]:
    """Results of one calendar's batches: the agency's level, its units', and its officers'."""
    units, unit = named(rows["unit_id"])
    officers, officer = named(rows["officer_id"])
    month = rows["day"].astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    half = (month - month.min(initial=0)) // HALF_YEAR
    last, found, n = rows["lag"] == 1, rows["found"], rows["n"]
    aspect = Aspect(
        say("aspects.batches", period=period), say("estimands.of_days", period=period), unit,
        officer, half, np.where(last, found, 0), n,
    )  # fmt: skip
    same = (officer + 1) * (int(half.max(initial=0)) + 1) + half
    own = _own(beside_others.beside_own({"unit": unit, "officer": officer}, same, last, found, n))
    results = beside_others.results_of(aspect, units, officers, own, habits=False)
    return [with_detail(each, asked=BATCHES) for each in results]


def _own(beside: Callable[[str, int], Tested[Counts]]) -> Also:
    """The p-value of a subject's last days beside its other days of the same officer and time."""

    def said(kind: SubjectKind, who: int) -> Tested[dict[str, Any]]:
        own = beside(kind, who)
        other = own.numbers
        numbers = {
            "p_own": own.p_value, "last_days": own.n, "last_batches": other.found,
            "other_days": other.rest_n, "other_batches": other.rest_found,
        }  # fmt: skip
        return answer(own, min(own.n, other.rest_n) >= LEAST_RECORDS, FEW_OWN, numbers)

    return said


def _published_results(metric: str, rows: Columns) -> list[Result]:
    """Results of one metric: the agency's level, and its units', period by period."""
    of_units = rows["unit_id"] != ""
    rows = at(rows, of_units) if of_units.any() else rows
    units, unit = named(rows["unit_id"])
    period = np.unique(rows["day"], return_inverse=True)[1].astype(np.int64)
    aspect = Aspect(
        say("aspects.published", metric=metric), say("estimands.of_records", metric=metric), unit,
        np.full(len(unit), -1), period, rows["found"], rows["n"],
    )  # fmt: skip
    late = larger(
        Marked(unit, period, rows["later"], rows["n"]), len(units), LEAST_RECORDS,
        beside_others.FEWEST["unit"], habits=False,
    )  # fmt: skip

    def said(kind: SubjectKind, who: int) -> Tested[dict[str, Any]]:
        numbers = {
            "p_later": late[who].p_value, "later": late[who].numbers.found,
            "later_expected": round(late[who].numbers.expected, 3),
            "periods": _periods(at(rows, unit == who)),
        }  # fmt: skip
        return replace(late[who], reason=FEW_LATER).with_numbers(numbers)

    agency, *of_each = beside_others.results_of(aspect, units, [], said, habits=False)
    agency = replace(agency, detail={**agency.detail, "periods": _periods(rows)})
    return [with_detail(each, asked=PUBLISHED) for each in (agency, *of_each)]


def _periods(rows: Columns) -> list[list[Any]]:
    """The last day, the number and all records of the periods that have most of them."""
    ends, place = np.unique(rows["day"], return_inverse=True)
    found, n = (np.bincount(place, rows[name]).astype(np.int64) for name in ("found", "n"))
    most = [row for row in np.argsort(-found, kind="stable")[:MOST_TOLD] if found[row]]
    dates = np.datetime_as_string(ends.astype("datetime64[D]"))
    return [[str(dates[row]), int(found[row]), int(n[row])] for row in most]
