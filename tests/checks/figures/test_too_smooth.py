"""Does the check take series from records and figures, and find only the too smooth?"""

from datetime import timedelta

import numpy as np
import pytest

from tallystick.audit.execution import cases, describe, results_of
from tallystick.audit.selection import why_not
from tallystick.checks.figures.too_smooth import CHECK
from tallystick.checks.shared.calendars import DAYS, MONTHS, QUARTERS, WEEKS, calendars_of
from tallystick.tables import Frame, Metric
from worlds import day, instant, tables_of

START = day("2018-01-01")
STOPS = Metric("stops", "incidents")
FRAME = Frame(metrics=(STOPS,))


def stops(counts, unit):
    return [
        {"incident_id": f"{unit}-{k}", "unit_id": unit, "count": int(n),
         "occurred_at": instant(f"{START + timedelta(days=k)}T12:00")}
        for k, n in enumerate(counts) if n
    ]  # fmt: skip


def months(values, unit="A", metric="stops", begin=2010):
    starts = [
        np.datetime64(f"{begin}-01", "M") + np.timedelta64(k, "M") for k in range(len(values))
    ]
    return [
        {"unit_id": unit, "metric": metric, "value": float(value),
         "period_start": start.astype("datetime64[D]").item(),
         "period_end": (start + np.timedelta64(1, "M")).astype("datetime64[D]").item()
         - timedelta(days=1)}
        for start, value in zip(starts, values, strict=True)
    ]  # fmt: skip


def parts(counts, of, unit="A", decimals=1, kind="%"):
    """Monthly percentages of wholes; counts of them where `kind` is empty."""
    shown = np.round(100 * np.array(counts) / of, decimals) if kind else np.array(counts)
    return [
        dict(row, unit=kind, denominator=int(whole))
        for row, whole in zip(months(shown, unit), np.broadcast_to(of, len(counts)), strict=True)
    ]


def audited(rows, engine, frame=FRAME):
    tables = tables_of(rows, frame)
    results, _ = results_of(CHECK, tables, engine)
    return tables, {(each.aspect, each.subject): each for each in results}


def test_a_unit_with_the_same_stops_every_day_is_found_and_its_neighbour_is_not(engine):
    rng = np.random.default_rng(1)
    even = 20 + rng.integers(-1, 2, 364)
    rows = stops(even, "A") + stops(rng.poisson(20, 364), "B")
    tables, found = audited({"incidents": rows}, engine)
    aspect = "stops, recorded by day"
    smooth, other = found[aspect, "A"], found[aspect, "B"]
    assert (smooth.verdict, other.verdict) == ("smooth", "not_found")
    assert smooth.estimate == pytest.approx(0.67 / 20 - 1, abs=0.02)
    assert smooth.interval[1] < -0.9
    finding = describe(CHECK, smooth, tables, engine)
    assert "unit A" in finding.title
    listed = engine.rows(cases(CHECK, smooth, tables))
    # 364 days are six tables of eight weeks and four weeks left over at the beginning.
    assert len(listed) == 6 * 8 * 7
    assert min(row["occurred_at"] for row in listed).date() == START + timedelta(days=28)
    assert {row["unit_id"] for row in listed} == {"A"}


def test_published_months_that_follow_a_plan_are_found_by_hand_made_figures(engine):
    season = np.array([90, 95, 100, 105, 110, 115, 115, 110, 105, 100, 95, 90])
    plan = np.concatenate([season * (1 + year / 10) for year in range(5)]).round()
    drawn = np.random.default_rng(2).poisson(plan)
    rows = {"reported_figures": months(plan, "A") + months(drawn, "B")}
    tables, found = audited(rows, engine)
    planned, honest = (found["stops, published by month", unit] for unit in "AB")
    assert (planned.verdict, honest.verdict) == ("smooth", "not_found")
    assert planned.detail["spans"] == [["2010-01-01", "2014-12-31"]]
    assert len(engine.rows(cases(CHECK, planned, tables))) == 60
    explained = {each.cause: each for each in describe(CHECK, planned, tables, engine).explanations}
    rounded = explained["The figures are rounded"]
    tens = int((plan % 10 == 0).sum())
    assert (rounded.explains, rounded.of) == (max(0, tens - 6), 60)


@pytest.mark.parametrize("kind", ["%", None])
def test_parts_of_a_whole_are_compared_with_a_binomial_and_not_with_poisson(engine, kind):
    """At .95 a binomial count varies a twentieth as much as a Poisson count: an innocent series."""
    rng = np.random.default_rng(3)
    of = rng.integers(280, 320, 60)
    rows = parts(rng.binomial(of, 0.95), of, "A", kind=kind)
    rows += parts(np.round(0.95 * of).astype(int), of, "B", kind=kind)
    tables, found = audited({"reported_figures": rows}, engine)
    honest, planned = (found["stops, published by month", unit] for unit in "AB")
    assert (honest.verdict, planned.verdict) == ("not_found", "smooth")
    assert honest.n == 60
    assert planned.detail["mean"] == pytest.approx(0.95 * of.mean(), abs=0.5)
    assert planned.detail["mean_of"] == pytest.approx(of.mean())
    finding = describe(CHECK, planned, tables, engine)
    assert "counts of wholes of the same size at one rate" in finding.condition
    causes = {each.cause for each in finding.explanations}
    assert "The figures are rounded" not in causes
    assert any("always, or never, counted" in each for each in causes)


def test_a_rate_that_moves_over_the_years_hides_nothing_and_accuses_nobody(engine):
    of = np.full(60, 400)
    rate = np.repeat(np.linspace(0.5, 0.8, 5), 12)
    drawn = np.random.default_rng(4).binomial(of, rate)
    rows = parts(drawn, of, "A", 2) + parts(np.round(of * rate).astype(int), of, "B", 2)
    _, found = audited({"reported_figures": rows}, engine)
    verdicts = [found["stops, published by month", unit].verdict for unit in "AB"]
    assert verdicts == ["not_found", "smooth"]


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        (parts(np.full(36, 20), 20), "nearly none or nearly all"),
        (parts(np.full(36, 0), 20, kind=None), "nearly none or nearly all"),
        (parts(np.tile([299, 300], 18), 300), "nearly none or nearly all"),
        (parts(np.full(36, 9_500), 10_000, decimals=0), "steps wider than chance"),
        ([dict(row, unit="%") for row in months(np.full(36, 95))], "without the whole"),
        (parts(np.full(18, 15), 20) + months(np.full(18, 75), begin=2011)[6:], "without the whole"),
        ([dict(row, value=101.0) for row in parts(np.full(36, 15), 20)], "below none or above all"),
        (parts(np.full(20, 15), 20), "too few periods"),
    ],
)
def test_shares_that_say_nothing_of_chance_are_insufficient(engine, rows, reason):
    _, found = audited({"reported_figures": rows}, engine)
    (result,) = found.values()
    assert (result.verdict, result.p_value) == ("insufficient", None)
    assert reason in result.reason


@pytest.mark.parametrize(
    ("rows", "frame", "reason"),
    [
        (months(np.full(36, 81.5)), FRAME, "no whole numbers"),
        (months(np.full(36, 81), metric="clearance rate"), FRAME, "clearance rate counts records"),
        (months(np.full(36, 81)),
         Frame(metrics=(Metric("stops", "measurements", total="value"), Metric("b", "incidents"))),
         "stops counts records"),
        (months(np.full(20, 81)), FRAME, "too few periods"),
        (months(np.tile([0, 1], 18)), FRAME, "too few counts"),
    ],
)  # fmt: skip
def test_what_is_no_series_of_counts_is_insufficient_and_says_why(engine, rows, frame, reason):
    _, found = audited({"reported_figures": rows}, engine, frame)
    (result,) = found.values()
    assert result.verdict == "insufficient"
    assert reason in result.reason


def test_weeks_are_told_by_their_four_week_cycles(engine):
    weeks = [
        {"unit_id": "A", "metric": "stops", "value": 50.0,
         "period_start": START + timedelta(days=7 * k),
         "period_end": START + timedelta(days=7 * k + 6)}
        for k in range(104)
    ]  # fmt: skip
    # The second year is drawn, so that only the first stretch of two is too smooth.
    drawn = np.random.default_rng(5).poisson(50, 52)
    weeks = weeks[:52] + [dict(w, value=float(n)) for w, n in zip(weeks[52:], drawn, strict=True)]
    tables, found = audited({"reported_figures": weeks}, engine)
    result = found["stops, published by week", "A"]
    assert result.detail["spans"] == [["2018-01-01", "2018-12-30"]]
    condition = CHECK.describe(result, tables).condition
    assert "In 1 of 2 stretches of 13 four-week cycles (the first: 2018-01-01" in condition


@pytest.mark.parametrize(
    ("runs", "span"),
    [
        (((2010, 29), (2015, 48)), ["2015-01-01", "2018-12-31"]),
        (((2010, 48), (2015, 29)), ["2010-01-01", "2013-12-31"]),
        (((2010, 36), (2015, 36)), ["2015-01-01", "2017-12-31"]),
    ],
)
def test_a_gap_leaves_the_longest_run_or_the_latest(engine, runs, span):
    rows = [row for begin, n in runs for row in months(np.full(n, 50), begin=begin)]
    _, found = audited({"reported_figures": rows}, engine)
    (result,) = found.values()
    assert result.detail["spans"] == [span]


def test_the_length_of_a_period_says_its_calendar():
    first = np.array(["2020-02-01", "2020-02-01", "2020-02-03", "2020-01-01", "2020-02-01",
                      "2020-02-02"], dtype="datetime64[D]")  # fmt: skip
    last = np.array(["2020-02-29", "2020-02-01", "2020-02-09", "2020-03-31", "2020-02-28",
                     "2020-03-01"], dtype="datetime64[D]")  # fmt: skip
    assert calendars_of(first, last) == [MONTHS, DAYS, WEEKS, QUARTERS, None, None]


def test_it_says_what_it_needs():
    tables = tables_of({"incidents": stops([3], "A")}, Frame())
    assert "[[metrics]]" in why_not(CHECK, tables)
    tables = tables_of({"persons": [{"person_id": "p"}]}, FRAME)
    assert "reported_figures" in why_not(CHECK, tables)
    assert why_not(CHECK, tables_of({"reported_figures": months([3])}, FRAME)) == ""
