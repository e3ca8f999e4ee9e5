"""Does the check count days as a hand would, and find a planted rise and no innocent one?"""

from datetime import timedelta

import numpy as np
import pytest

from reasons import text_of
from tallystick.audit.execution import cases, describe, results_of
from tallystick.checks.figures.period_end import CHECK
from tallystick.checks.shared.period_ends import ends_of
from tallystick.stats.periods.end import period_end_rise
from tallystick.tables import Frame, Metric, Period
from worlds import day, instant, tables_of

MONTH = Period("month", "month")
START = day("2018-01-01")


def incident(number, when, unit="A", **more):
    return {"incident_id": str(number), "unit_id": unit, "occurred_at": when} | more


def series(rates, seed, unit="A", number=0, **more):
    """Poisson days at `rates`, from `START`."""
    counts = np.random.default_rng(seed).poisson(rates)
    when = [instant(f"{START + timedelta(days=k)}T12:00") for k in range(len(rates))]
    return [
        incident(f"{unit}{number}{k}", when[k], unit, count=int(n), **more)
        for k, n in enumerate(counts)
        if n
    ]


def last_three(length):
    days = [START + timedelta(days=k) for k in range(length)]
    return np.array([(each + timedelta(days=3)).month != each.month for each in days])


def audited(rows, engine, frame=None):
    tables = tables_of({"incidents": rows}, frame or Frame(periods=(MONTH,)))
    results, _ = results_of(CHECK, tables, engine)
    return tables, {(each.aspect, each.subject): each for each in results}


@pytest.mark.parametrize(
    ("period", "first", "last", "ends"),
    [
        (MONTH, "2020-01-15", "2020-03-31", ["2020-01-31", "2020-02-29", "2020-03-31"]),
        (MONTH, "2020-01-15", "2020-03-30", ["2020-01-31", "2020-02-29"]),
        (Period("quarter", "quarter"), "2019-12-01", "2020-07-01",
         ["2019-12-31", "2020-03-31", "2020-06-30"]),
        (Period("year", "year"), "2018-06-01", "2020-12-31",
         ["2018-12-31", "2019-12-31", "2020-12-31"]),
        (Period("review", ends=(day("2020-06-15"), day("2019-06-15"))), "2019-07-01",
         "2020-12-31", ["2020-06-15"]),
    ],
)  # fmt: skip
def test_period_ends_are_the_calendars(period, first, last, ends):
    bounds = (int(np.datetime64(each, "D").astype(int)) for each in (first, last))
    assert [str(each) for each in ends_of(period, *bounds).astype("datetime64[D]")] == ends


def test_counts_equal_a_table_added_up_by_hand(engine):
    rows = [
        incident(1, instant("2020-01-31T23:59"), clearance="arrest"),
        incident(2, instant("2020-01-31T00:00"), clearance="none", count=3),
        incident(3, instant("2020-02-01T00:00"), "B", clearance="arrest"),
    ]
    arrests = Metric("arrests", "incidents", where=(("clearance", ("arrest",)),))
    tables = tables_of({"incidents": rows}, Frame(metrics=(arrests,), periods=(MONTH,)))
    columns = engine.columns(CHECK.counts(tables))
    assert sorted(zip(*(columns[name].astype(str).tolist() for name in columns), strict=True)) == [
        ("arrests", "A", "2020-01-31", "1"),
        ("arrests", "B", "2020-02-01", "1"),
        ("incidents", "A", "2020-01-31", "4"),
        ("incidents", "B", "2020-02-01", "1"),
    ]


def test_a_planted_rise_is_found_and_covered(engine):
    length = 365 * 3
    rates = np.where(last_three(length), 13.0, 10.0)
    tables, found = audited(series(rates, 1), engine)
    result = found["incidents, month", ""]
    assert result.verdict == "rise"
    assert result.p_value < 0.001
    assert result.interval[0] < 0.3 < result.interval[1]
    finding = describe(CHECK, result, tables, engine)
    assert "gather in the last 3 days of the month" in finding.title
    assert "does not show that a record is wrong" in finding.caveats[0]
    assert "Name a series" in finding.explanations[2].how_to_check
    first, last = finding.picture.excess
    assert [finding.picture.x[k] for k in range(first, last)] == [-2, -1, 0]
    listed = engine.rows(cases(CHECK, result, tables))
    assert {(row["occurred_at"] + timedelta(days=3)).month - row["occurred_at"].month
            for row in listed} <= {1, -11}  # fmt: skip


def test_a_rise_that_the_control_shares_is_not_found(engine):
    length = 365 * 3
    payday = np.where(last_three(length), 1.3, 1.0)
    rows = series(10 * payday, 2) + series(50 * payday, 3, "X", 1, origin="complaint")
    own = Metric("stops", "incidents", where=(("unit_id", ("A",)),))
    calls = Metric("calls", "incidents", where=(("origin", ("complaint",)),), is_control=True)
    frame = Frame(metrics=(own, calls), periods=(MONTH,))
    _, found = audited(rows, engine, frame)
    assert found["stops, month", ""].verdict == "not_found"
    alone = Frame(metrics=(own,), periods=(MONTH,))
    assert audited(rows, engine, alone)[1]["stops, month", ""].verdict == "rise"


def test_units_are_tested_over_the_days_that_they_existed(engine):
    rows = series(np.full(365 * 3, 8.0), 4) + [
        row
        for row in series(np.full(365 * 3, 8.0), 5, "B")
        if row["occurred_at"] >= instant("2020-12-01")
    ]
    _, found = audited(rows, engine)
    assert found["incidents, month", "A"].verdict == "not_found"
    assert found["incidents, month", "A"].smallest_detectable > 0
    late = found["incidents, month", "B"]
    assert late.verdict == "insufficient"
    assert late.p_value is None


QUARTER = Period("quarter", "quarter")
SUBJECTS = ("", "A", "B", "C")
LAST = day("2019-11-30")


def four_units():
    """Reports and four times as many complaints; C and a unit without a name came later."""
    return [
        row | {"origin": origin}
        for origin, size, seed in (("report", 1.0, 10), ("complaint", 4.0, 20))
        for unit, first, rate in (("A", 0, 9), ("B", 0, 3), ("C", 200, 9), ("", 200, 2))
        for row in series(np.full(365 * 2, rate * size), seed + rate, unit, seed)
        if row["occurred_at"] >= instant(f"{START + timedelta(days=first)}T00:00")
    ]


def reports_alone(rows, unit, period):
    """The records of one subject, and its rise, from a loop over all records."""
    first = START + timedelta(days=200 if unit == "C" else 0)
    days = np.arange(
        np.datetime64(first, "D"), np.datetime64(LAST, "D") + np.timedelta64(1, "D")
    ).astype(int)
    own, control = np.zeros((2, len(days)), dtype=int)
    for row in rows:
        at = int(np.datetime64(row["occurred_at"], "D").astype(int)) - days[0]
        if 0 <= at < len(days) and row["origin"] == "complaint":
            control[at] += row["count"]
        elif 0 <= at < len(days) and unit in ("", row["unit_id"]):
            own[at] += row["count"]
    ends = ends_of(period, days[0], days[-1])
    window = 3 if period is MONTH else 7
    return own.sum(), period_end_rise(days, own, period_ends=ends, window=window, control=control)


def test_each_subject_is_tested_as_if_it_were_alone(engine):
    rows = four_units()
    reports = Metric("reports", "incidents", where=(("origin", ("report",)),))
    calls = Metric("calls", "incidents", where=(("origin", ("complaint",)),), is_control=True)
    frame = Frame((), (MONTH, QUARTER), (reports, calls), last_day=LAST)
    _, found = audited(rows, engine, frame)
    asked = [(period, unit) for period in (MONTH, QUARTER) for unit in SUBJECTS]
    listed = [key for key in found if key[0].startswith("reports")]
    assert listed == [(f"reports, {period.name}", unit) for period, unit in asked]
    for key, (period, unit) in zip(listed, asked, strict=True):
        total, twin = reports_alone(rows, unit, period)
        result = found[key]
        assert (result.n, result.reason) == (total, text_of("figures.period_end", twin.reason))
        assert result.detail["days_left_out"] == twin.numbers.n_days_left_out
        assert (result.p_value is None) == (twin.p_value is None)
        if twin.p_value is not None:
            assert result.p_value == pytest.approx(twin.p_value, rel=1e-9)
            assert result.interval == pytest.approx(twin.interval, rel=1e-9)


def test_a_window_too_long_to_compare_is_refused(engine):
    frame = Frame(periods=(Period("month", "month", window_days=20),))
    _, found = audited(series(np.full(800, 8.0), 6), engine, frame)
    assert "window_days is 20" in found["incidents, month", ""].reason


def test_papers_dated_by_entry_are_told_from_haste(engine):
    length = 365 * 3 + 1
    last = last_three(length)
    rows = series(np.where(last, 16.0, 10.0), 7)
    in_window = {START + timedelta(days=int(k)) for k in np.flatnonzero(last)}
    for filed in (True, False):
        entered = []
        for index, row in enumerate(rows):
            at, n = row["occurred_at"], row["count"]
            # Half of all is entered on its day. What the last days have beyond ten, or all of it,
            # is too.
            more = max(n - 10, 0) if filed else n
            same = more * (at.date() in in_window)
            same += (n - same + index % 2) // 2
            entered += [
                row | {"count": count, "recorded_at": at + timedelta(days=late)}
                for count, late in ((same, 0), (n - same, 1))
                if count
            ]
        tables, found = audited(entered, engine)
        papers = describe(CHECK, found["incidents, month", ""], tables, engine).explanations[0]
        assert "entry or filing" in papers.cause
        rise = found["incidents, month", ""].estimate
        n = sum(row["count"] for row in rows if row["occurred_at"].date() in in_window)
        assert papers.of == round(n - n / (1 + rise))
        assert papers.explains == (papers.of if filed else 0)


def test_no_calendar_no_test():
    assert "[[periods]]" in CHECK.unready(tables_of({"incidents": [incident(1, None)]}))
