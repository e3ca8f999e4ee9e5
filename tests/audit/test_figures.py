"""Are the figures of a unit those of the tables, each with the level that it had to reach?"""

from datetime import date

import pytest

from tallystick.audit.figures import figures
from tallystick.findings.figure import read_figures, write_figures
from tallystick.tables import Frame, Metric
from worlds import day, instant, monthly_figures, tables_of

FRAME = Frame(metrics=(Metric("stops", "incidents"),
                       Metric("deaths", "incidents", direction="at most")))  # fmt: skip


def target(first, last, value, basis="plan", unit="A", metric="stops"):
    return {"unit_id": unit, "metric": metric, "period_start": day(first), "period_end": day(last),
            "target": value, "basis": basis}  # fmt: skip


def told(engine, rows, frame=FRAME):
    return figures(tables_of(rows, frame), engine)


def levels(engine, rows):
    return [(each.level, each.basis) for each in told(engine, rows)]


def test_published_figures_are_told_as_they_are(engine):
    (one, other) = told(engine, {"reported_figures": monthly_figures([7, 9.5], kind="kg")})
    assert (one.source, one.metric, one.unit_id, one.value, one.measure) == (
        "published", "stops", "A", 7.0, "kg",
    )  # fmt: skip
    assert (one.first, one.last) == (date(2020, 1, 1), date(2020, 1, 31))
    assert (other.first, other.last, other.value) == (date(2020, 2, 1), date(2020, 2, 29), 9.5)
    assert (one.level, one.basis, one.at_most) == (None, "", False)


def test_a_monthly_level_is_the_least_whole_number_that_meets_it(engine):
    rows = {"reported_figures": monthly_figures([10, 12]),
            "targets": [target("2020-02-01", "2020-02-29", 11.2)]}  # fmt: skip
    assert levels(engine, rows) == [(None, ""), (12.0, "the plan")]


def test_a_level_of_a_growing_part_of_a_year_is_what_was_lacking(engine):
    """January 10 of 12; by February 20 in all, so 10 lacking; by March 33, so 33 - 10 - 13."""
    rows = {
        "reported_figures": monthly_figures([10, 13, 5]),
        "targets": [target("2020-01-01", end, value) for end, value in
                    (("2020-01-31", 12), ("2020-02-29", 20), ("2020-03-31", 33))],
    }  # fmt: skip
    assert levels(engine, rows) == [(12.0, "the plan"), (10.0, "the plan"), (10.0, "the plan")]


def test_the_plan_is_shown_before_other_levels(engine):
    month = "2020-01-01", "2020-01-31"
    rows = {
        "reported_figures": monthly_figures([10]),
        "targets": [target(*month, 8, "peer_median"), target(*month, 9), target(*month, 7,
                    "prior_year")],
    }  # fmt: skip
    assert levels(engine, rows) == [(9.0, "the plan")]
    rows["targets"] = rows["targets"][:1]
    assert levels(engine, rows) == [(8.0, "the median of its peers")]


def test_a_target_of_another_unit_metric_or_period_is_no_level(engine):
    month = "2020-01-01", "2020-01-31"
    rows = {
        "reported_figures": monthly_figures([10, 10]),
        "targets": [target(*month, 8, unit="B"), target(*month, 8, metric="deaths"),
                    target("2020-01-01", "2020-02-29", 30)],
    }  # fmt: skip
    assert levels(engine, rows) == [(None, ""), (None, "")]


@pytest.mark.parametrize(("values", "kind"), [([10.5], None), ([10], "%")])
def test_figures_that_are_no_counts_have_the_target_as_it_was_set(engine, values, kind):
    rows = {"reported_figures": monthly_figures(values, kind=kind),
            "targets": [target("2020-01-01", "2020-01-31", 11.2)]}  # fmt: skip
    assert levels(engine, rows) == [(11.2, "the plan")]


def test_a_ceiling_is_told_as_one(engine):
    rows = {"reported_figures": monthly_figures([3], metric="deaths"),
            "targets": [target("2020-01-01", "2020-01-31", 4.9, metric="deaths")]}  # fmt: skip
    (figure,) = told(engine, rows)
    assert (figure.at_most, figure.level) == (True, 4.0)


def test_without_published_figures_the_records_of_whole_months_are_counted(engine):
    rows = {"incidents": [{"incident_id": str(k), "unit_id": unit, "occurred_at": instant(at)}
                          for k, (unit, at) in enumerate([("A", "2020-01-05"), ("A", "2020-01-31"),
                                                          ("A", "2020-03-01"), ("B", "2020-01-09")])
                          ]}  # fmt: skip
    found = told(engine, rows, Frame(metrics=(Metric("cases", "incidents"),)))
    assert [(each.source, each.unit_id, each.first.month, each.value) for each in found] == [
        ("recorded", "A", 1, 2.0), ("recorded", "A", 3, 1.0), ("recorded", "B", 1, 1.0),
    ]  # fmt: skip


def test_without_figures_and_metrics_there_is_nothing(engine):
    assert told(engine, {"incidents": [{"incident_id": "1"}]}, Frame()) == ()


def test_they_are_read_back_as_they_were_and_an_older_run_has_none(engine, tmp_path):
    rows = {"reported_figures": monthly_figures([10, 12], unit="=1+1"),
            "targets": [target("2020-02-01", "2020-02-29", 11.2, unit="=1+1")]}  # fmt: skip
    held = told(engine, rows)
    assert read_figures(tmp_path) is None
    write_figures(tmp_path, held)
    assert read_figures(tmp_path) == held
