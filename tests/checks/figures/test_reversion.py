"""Is a unit that swings about its peers found, and one that comes back to its usual level not?"""

from datetime import timedelta

import numpy as np
import pytest

from tallystick.audit.execution import cases, describe, results_of
from tallystick.checks.figures.reversion import CHECK
from tallystick.tables import Frame, Metric
from worlds import instant, monthly_figures, tables_of

FRAME = Frame(
    metrics=(
        Metric("stops", "incidents"),
        Metric("crashes", "incidents", (("origin", ("complaint",)),), is_control=True),
    )
)
MONTHS = [np.datetime64("2018-01", "M") + np.timedelta64(k, "M") for k in range(36)]
UNITS = "ABCDEF"


def counts(swinging=(), seed=1):
    """Monthly counts by unit about 100; those that swing have 15 more or fewer by turns."""
    rng = np.random.default_rng(seed)
    swing = np.where(np.arange(36) % 2, 15, -15)
    return {unit: rng.poisson(100 + swing * (unit in swinging)) for unit in UNITS}


def figures(by_unit, metric="stops", kind=None):
    return [
        row
        for unit, values in by_unit.items()
        for row in monthly_figures(values, unit, metric, kind, "2018-01")
    ]


def audited(engine, rows=None, **more):
    given = {"reported_figures": rows} if rows else {}
    tables = tables_of({**given, **more}, FRAME)
    results, _ = results_of(CHECK, tables, engine)
    return tables, {(each.aspect, each.subject): each for each in results}


def test_a_unit_that_swings_is_found_and_the_others_are_not(engine):
    rows = figures(counts("A")) + figures(counts(seed=2), "crashes")
    tables, found = audited(engine, rows)
    swings = found["stops", "A"]
    assert (swings.verdict, swings.n, swings.detail["period"]) == ("follows", 35, "month")
    assert swings.interval[0] > 0
    assert {found["stops", unit].verdict for unit in "BCDEF"} == {"not_found"}
    assert {found["crashes", unit].verdict for unit in ("", *UNITS)} == {"not_found"}
    finding = describe(CHECK, swings, tables, engine)
    assert "The control crashes:" in finding.condition
    whole = describe(CHECK, found["stops", ""], tables, engine)
    told = [any("Name no unit" in text for text in each.caveats) for each in (finding, whole)]
    assert told == [True, False]
    assert {row["unit_id"] for row in engine.rows(cases(CHECK, swings, tables))} == {"A"}


def test_the_months_behind_are_those_below_the_median_by_hand(engine):
    by_unit = {unit: np.full(36, 100) for unit in UNITS}
    by_unit["A"] = np.where(np.arange(36) % 3 == 0, 70, 115)
    rng = np.random.default_rng(3)
    by_unit["F"] = rng.poisson(100, 36)
    _, found = audited(engine, figures(by_unit))
    behind = found["stops", "A"].detail["behind_in"]
    assert behind == [f"{month}-01" for k, month in enumerate(MONTHS[:-1]) if k % 3 == 0]


def test_a_unit_whose_figures_are_no_series_is_left_out(engine):
    twice = figures({"Z": [100, 100]}) + figures({"Z": [90, 90]})
    _, found = audited(engine, figures(counts("A")) + twice)
    assert found["stops", "A"].verdict == "follows"
    assert ("stops", "Z") not in found


def test_a_control_that_swings_says_that_it_is_one(engine):
    rows = figures(counts(seed=5)) + figures(counts("ABC", seed=4), "crashes")
    tables, found = audited(engine, rows)
    finding = describe(CHECK, found["crashes", "A"], tables, engine)
    assert any("This is a control" in each for each in finding.caveats)


def test_records_are_counted_by_month_where_nothing_is_published(engine):
    records = [
        {"incident_id": f"{unit}{month}", "unit_id": unit, "count": int(value),
         "occurred_at": instant(f"{month}-15T10:00"), "origin": "tip"}
        for unit, values in counts("A").items()
        for month, value in zip(MONTHS, values, strict=True)
    ]  # fmt: skip
    tables, found = audited(engine, None, incidents=records)
    _, published = audited(engine, figures(counts("A")))
    assert found["stops", "A"].p_value == pytest.approx(published["stops", "A"].p_value)
    assert found["stops", "A"].detail["source"] == "recorded"
    assert len(engine.rows(cases(CHECK, found["stops", "A"], tables))) == 36


def test_a_unit_without_some_months_is_compared_in_the_others(engine):
    rows = [each for each in figures(counts("A"))
            if each["unit_id"] != "B" or each["period_start"].year > 2018]  # fmt: skip
    _, found = audited(engine, rows)
    assert (found["stops", "B"].n, found["stops", "A"].n) == (23, 35)


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        (figures(counts(), kind="%"), "denominator"),
        (figures({"A": counts()["A"] + 0.5}), "no whole numbers"),
        (figures({unit: counts()[unit] for unit in "ABC"}), "5 units or more"),
        ([dict(each, unit_id=None) for each in figures({"A": counts()["A"]})], "several units"),
    ],
)
def test_what_is_not_tested_says_why(engine, rows, reason):
    _, found = audited(engine, rows)
    assert {each.verdict for each in found.values()} == {"insufficient"}
    assert all(reason in each.reason for each in found.values())


def test_quarters_that_begin_in_another_month_are_left_out(engine):
    rng = np.random.default_rng(9)
    rows = []
    for unit in UNITS:
        for number in range(20):
            later = 3 * number + (1 if unit == "F" else 0)
            begin = np.datetime64("2015-01", "M") + np.timedelta64(later, "M")
            rows.append({
                "unit_id": unit, "metric": "stops", "value": float(rng.poisson(300)),
                "period_start": begin.astype("datetime64[D]").item(),
                "period_end": (begin + np.timedelta64(3, "M")).astype("datetime64[D]").item()
                - timedelta(days=1),
            })  # fmt: skip
    _, found = audited(engine, rows)
    assert found["stops", "A"].detail["period"] == "quarter"
    assert (found["stops", "A"].n, found["stops", "F"].n) == (19, 0)
