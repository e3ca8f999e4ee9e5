"""Does figures.recount agree with a sum made by hand, in both directions?"""

import numpy as np
import pytest

from tallystick.audit.execution import cases, describe, results_of
from tallystick.checks.figures.recount import CHECK
from tallystick.report.words import in_language
from tallystick.report.words.rendering import rendering
from tallystick.tables import Frame, Metric
from worlds import day, instant, tables_of

ARRESTS = Metric("arrests", "incidents", where=(("clearance", ("arrest",)),))
GRAMS = Metric("grams", "measurements", where=(("kind", ("net_weight",)),), total="value")
FRAME = Frame(metrics=(ARRESTS, GRAMS))


def incident(number, unit, when, recorded, clearance="arrest", count=1):
    return {
        "incident_id": number, "unit_id": unit, "occurred_at": instant(when),
        "recorded_at": instant(recorded), "clearance": clearance, "count": count,
    }  # fmt: skip


def figure(unit, start, end, value, metric="arrests"):
    return {"unit_id": unit, "metric": metric, "period_start": day(start),
            "period_end": day(end), "value": value}  # fmt: skip


INCIDENTS = [
    incident("1", "A", "2020-01-01T00:00", "2020-01-01"),
    incident("2", "A", "2020-01-31T23:59", "2020-02-01"),
    incident("3", "A", "2020-01-15T12:00", "2020-01-15", "none"),
    incident("4", "A", "2020-02-01T00:00", "2020-02-01"),
    incident("5", "B", "2020-01-10T00:00", "2020-01-11", count=4),
]
JANUARY, FEBRUARY = ("2020-01-01", "2020-01-31"), ("2020-02-01", "2020-02-29")


def results(figures, engine, incidents=INCIDENTS, **more):
    tables = tables_of({"incidents": incidents, "reported_figures": figures, **more}, FRAME)
    found, _ = results_of(CHECK, tables, engine)
    return tables, {(each.aspect, each.subject): each for each in found}


def test_figures_that_add_up_are_not_found(engine):
    figures = [
        figure("A", *JANUARY, 2.0), figure("A", *FEBRUARY, 1.0),
        figure("B", *JANUARY, 4.0), figure("B", *FEBRUARY, 0.0), figure(None, *JANUARY, 6.0),
    ]  # fmt: skip
    _, found = results(figures, engine)
    assert {key: each.verdict for key, each in found.items()} == {
        ("arrests", "A"): "not_found", ("arrests", "B"): "not_found", ("arrests", ""): "not_found",
    }  # fmt: skip
    assert found["arrests", ""].subject_kind == "agency"


def test_both_directions_are_told_apart_although_they_cancel(engine):
    figures = [figure("A", *JANUARY, 5.0), figure("A", *FEBRUARY, 0.0), figure("B", *JANUARY, 4.0)]
    _, found = results(figures, engine)
    result = found["arrests", "A"]
    assert (result.verdict, result.estimate) == ("differs", 2.0)
    assert (result.detail["over"], result.detail["under"]) == (3.0, 1.0)
    assert result.detail["examples"] == [["2020-01-01", 5.0, 2.0], ["2020-02-01", 0.0, 1.0]]
    assert found["arrests", "B"].verdict == "not_found"


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (3, 2, 1, 0), (1, 0, 3, 2)])
def test_the_order_of_the_rows_makes_no_difference(order):
    """A month and a year that begin on one day, and a month that was published twice."""
    rows = list(order)
    starts = np.array(["2019-01-01"] * 4, dtype="datetime64[D]")
    ends = np.array(["2019-01-31", "2019-12-31", "2019-01-31", "2019-02-28"], "datetime64[D]")
    numbers = {"reported": np.array([5, 90, 4, 9]) * 1000, "recounted": np.full(4, 3000)}
    (result,) = CHECK.test(
        unit_id=np.array(["A"] * 4), metric=np.array(["arrests"] * 4), period_start=starts[rows],
        period_end=ends[rows], frame=Frame(metrics=(Metric("arrests", "incidents"),)),
        **{name: column[rows] for name, column in numbers.items()},
    )  # fmt: skip
    assert [reported for _, reported, _ in result.detail["examples"]] == [4, 5, 9, 90]


def test_a_sum_of_weights_is_exact_to_the_milligram(engine):
    weights = [
        {"incident_id": "1", "unit_id": "A", "kind": "net_weight", "value": value, "unit": "g",
         "measured_at": instant("2020-01-03")}
        for value in (0.1, 0.2, 0.3)
    ]  # fmt: skip
    figures = [figure("A", *JANUARY, 0.6, "grams"), figure("A", *FEBRUARY, 0.001, "grams")]
    _, found = results(figures, engine, measurements=weights)
    result = found["grams", "A"]
    assert (result.detail["differing"], result.estimate) == (1, 0.001)


def test_a_metric_that_nobody_defined_is_insufficient_and_says_so(engine):
    _, found = results([figure("A", *JANUARY, 5.0, "tickets")], engine)
    result = found["tickets", "A"]
    assert result.verdict == "insufficient"
    assert "[[metrics]]" in result.reason


def test_the_case_list_begins_with_the_largest_difference(engine):
    """Recorded are 2 in January and 1 in February: 1 too few, and 6 too many."""
    figures = [figure("A", *JANUARY, 1.0), figure("A", *FEBRUARY, 7.0)]
    tables, found = results(figures, engine)
    listed = engine.rows(cases(CHECK, found["arrests", "A"], tables))
    assert [row["difference"] for row in listed] == [6.0, -1.0]


def test_the_case_list_and_the_finding_hold_the_differing_periods(engine):
    figures = [figure("A", *JANUARY, 5.0), figure("A", *FEBRUARY, 1.0)]
    tables, found = results(figures, engine)
    result = found["arrests", "A"]
    assert [
        (str(row["period_start"]), row["reported"], row["recounted"], row["difference"])
        for row in engine.rows(cases(CHECK, result, tables))
    ] == [("2020-01-01", 5.0, 2.0, 3.0)]
    finding = describe(CHECK, result, tables, engine)
    assert "In 1 of 2 periods" in finding.condition
    assert "3 more were reported than recorded, and 0 fewer" in finding.condition


@pytest.mark.parametrize(
    ("figures", "incidents", "explains"),
    [
        ([figure("A", *JANUARY, 1.0), figure("A", *FEBRUARY, 2.0)], INCIDENTS, (2, 0, 1)),
        ([figure("A", *JANUARY, 2.0)],
         [*INCIDENTS, incident("1", "A", "2020-01-02T00:00", "2020-01-02")], (1, 1, 1)),
        ([figure("A", *JANUARY, 9.0)], INCIDENTS, (0, 0, 0)),
        # Record 2 (31 January) was entered on 1 February: a figure drawn before holds one less.
        ([figure("A", *JANUARY, 1.0)], INCIDENTS, (1, 0, 1)),
    ],
)  # fmt: skip
def test_innocent_causes_are_asked_of_the_records(figures, incidents, explains, engine):
    tables, found = results(figures, engine, incidents)
    finding = describe(CHECK, found["arrests", "A"], tables, engine)
    by_entry, counted_once, drawn_early, *unasked = finding.explanations
    assert (by_entry.explains, counted_once.explains, drawn_early.explains) == explains
    assert by_entry.of == found["arrests", "A"].detail["differing"]
    assert all(each.explains is None for each in unasked)


def two_counts(short=("C", 6), shared=0.8):
    """Eight months of six units: each figure is a fifth lower, one of them by far more."""
    rng, figures, records = np.random.default_rng(9), [], []
    for unit in "ABCDEF":
        for month in range(1, 9):
            of = int(rng.poisson(150))
            told = int(rng.binomial(of, 0.2 if (unit, month) == short else shared))
            span = f"2020-{month:02d}-01", f"2020-{month:02d}-28"
            figures.append(figure(unit, *span, float(told)))
            records.append(incident(f"{unit}{month}", unit, f"{span[0]}T08:00", span[0], count=of))
    return figures, records


def test_a_source_that_is_lower_everywhere_is_one_statement_with_the_largest_gap_named(engine):
    figures, records = two_counts()
    tables, found = results(figures, engine, records)
    both = found["arrests, all units", ""]
    differing = [each for each in found.values() if each.verdict == "differs"]
    assert {each.subject for each in differing} == {"", "C"}
    assert all(found["arrests", unit].verdict == "described" for unit in "ABCDEF")
    recorded = {(row["unit_id"], row["occurred_at"].month): row["count"] for row in records}
    gaps = {
        (row["unit_id"], row["period_start"].month):
            row["value"] - recorded[row["unit_id"], row["period_start"].month]
        for row in figures
    }  # fmt: skip
    assert both.estimate == sum(gaps.values())
    assert (both.detail["lower"], both.detail["higher"], both.detail["periods"]) == (6, 0, 48)
    assert [each["gap"] for each in both.detail["gaps"]] == sorted(gaps.values())[:10]
    assert both.detail["gaps"][0]["gap"] == gaps["C", 6]
    finding = describe(CHECK, both, tables, engine)
    assert finding.title == (
        "Two counts of arrests differ in 48 of 48 unit-periods; "
        "furthest from its unit's usual gap: C, 2020-06-01"
    )
    assert len(engine.rows(cases(CHECK, both, tables))) == 48


def test_one_unit_beyond_its_usual_gap_is_found_with_its_period_alone(engine):
    figures, records = two_counts()
    tables, found = results(figures, engine, records)
    result = found["arrests, beside the unit's usual gap", "C"]
    assert (result.verdict, result.detail["period"]) == ("differs", "2020-06-01")
    assert result.interval[1] < 0
    finding = describe(CHECK, result, tables, engine)
    assert "beyond its usual gap, in the period from 2020-06-01" in finding.title
    (row,) = engine.rows(cases(CHECK, result, tables))
    assert str(row["period_start"]) == "2020-06-01"
    assert row["reported"] == result.detail["reported"]
    with rendering("ru"):
        assert "сильнее обычного" in in_language.finding(finding).title


def test_two_units_that_differ_of_six_stay_findings_of_their_own(engine):
    figures, records = two_counts(short=None, shared=1.0)
    for row in figures:
        row["value"] += row["unit_id"] in "AB"
    _, found = results(figures, engine, records)
    assert {key for key, each in found.items() if each.verdict == "differs"} == {
        ("arrests", "A"), ("arrests", "B"),
    }  # fmt: skip


SECOND = Metric("deaths", "reported_figures", where=(("metric", ("certificates",)),), total="value")


def two_sources(figures, engine):
    tables = tables_of({"reported_figures": figures}, Frame(metrics=(SECOND,)))
    found, _ = results_of(CHECK, tables, engine)
    return tables, {(each.aspect, each.subject): each for each in found}


def test_figures_of_a_second_source_are_compared_where_both_state_them(engine):
    """By hand: A is short by 3 in January; February and B's January stand in one source alone."""
    figures = [
        figure("A", *JANUARY, 7.0, "deaths"), figure("A", *JANUARY, 10.0, "certificates"),
        figure("A", *FEBRUARY, 4.0, "deaths"), figure("B", *JANUARY, 9.0, "certificates"),
        figure("C", *JANUARY, 2.0, "deaths"), figure(None, *JANUARY, 19.0, "deaths"),
        figure(None, *JANUARY, 19.0, "certificates"),
    ]  # fmt: skip
    tables, found = two_sources(figures, engine)
    told = {key: (each.verdict, each.n, each.estimate) for key, each in found.items()}
    assert told == {
        ("deaths", "A"): ("differs", 1, -3.0),
        ("deaths", "C"): ("insufficient", 1, None),
        ("deaths", ""): ("not_found", 1, 0.0),
    }
    assert "no figure of the same unit and period" in found["deaths", "C"].reason
    result = found["deaths", "A"]
    (row,) = engine.rows(cases(CHECK, result, tables))
    assert (row["unit_id"], str(row["period_start"]), row["difference"]) == ("A", "2020-01-01", -3)
    finding = describe(CHECK, result, tables, engine)
    assert finding.title == "Reported deaths differ from the second source of unit A"
    assert "reported 7, stated by the second source 10" in finding.condition
    assert not any("records" in each.cause for each in finding.explanations)
    with rendering("ru"):
        told = in_language.finding(finding)
    assert "второй источник" in told.effect
    assert "записан" not in told.condition
