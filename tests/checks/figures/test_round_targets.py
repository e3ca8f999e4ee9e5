"""Are round totals found by a count that a hand can repeat, and is rounding told as rounding?"""

import numpy as np
import pytest

from tallystick.audit.execution import cases, describe, results_of
from tallystick.checks.figures.round_targets import CHECK
from tallystick.tables import Frame, Metric
from worlds import instant, tables_of
from worlds import monthly_figures as figures

FRAME = Frame(metrics=(Metric("stops", "incidents"),))
ROUND = [100, 120, 90, 110, 100, 130, 80, 100, 120, 110, 90, 100]
FREE = [103, 118, 94, 111, 97, 126, 83, 102, 119, 108, 90, 101]


def audited(rows, engine, **more):
    tables = tables_of({"reported_figures": rows, **more}, FRAME)
    results, _ = results_of(CHECK, tables, engine)
    return tables, {(each.aspect, each.subject): each for each in results}


def test_totals_on_tens_are_found_in_their_unit_and_not_in_the_other(engine):
    tables, found = audited(figures(ROUND) + figures(FREE, "B"), engine)
    tens, free = found["stops", "A"], found["stops", "B"]
    assert (tens.verdict, free.verdict) == ("round", "not_found")
    assert tens.detail["multiples"] == 12
    assert tens.p_value == pytest.approx(0.1**12)
    assert free.detail["multiples"] == 1
    assert "12 of 12" in describe(CHECK, tens, tables, engine).condition
    assert len(engine.rows(cases(CHECK, tens, tables))) == 12


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        (figures(np.array(ROUND) + 0.5), "no whole numbers"),
        (figures(ROUND, kind="%"), "denominator"),
        (figures(ROUND[:11]), "12 are needed"),
    ],
)
def test_what_is_not_tested_says_why(engine, rows, reason):
    _, found = audited(rows, engine)
    (result,) = found.values()
    assert result.verdict == "insufficient"
    assert reason in result.reason


def test_figures_that_are_their_records_rounded_are_told_so(engine):
    months = [np.datetime64("2020-01", "M") + k for k in range(12)]
    recorded = [value - 3 for value in ROUND[:10]] + ROUND[10:]
    records = [
        {"incident_id": f"{month}", "unit_id": "A", "count": count,
         "occurred_at": instant(f"{month}-15T10:00")}
        for month, count in zip(months, recorded, strict=True)
    ]  # fmt: skip
    tables, found = audited(figures(ROUND), engine, incidents=records)
    told = describe(CHECK, found["stops", "A"], tables, engine).explanations[0]
    assert (told.explains, told.of) == (10, 12)


def test_a_metric_that_nobody_declared_is_tested_without_its_records(engine):
    tables, found = audited(figures(ROUND, metric="fines"), engine)
    finding = describe(CHECK, found["fines", "A"], tables, engine)
    assert [each.explains for each in finding.explanations] == [None, None]
