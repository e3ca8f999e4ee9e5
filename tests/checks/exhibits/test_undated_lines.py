"""Is a line that holds from or to a day asked of no record without a date, and is that told?"""

from dataclasses import replace
from decimal import Decimal

import pytest
import test_other_stratum as stratum
import test_stage_drift as drift

from tallystick.audit.execution import results_of
from tallystick.checks.exhibits import (
    moved_line,
    moved_when,
    other_stratum,
    other_substance,
    rounding_style,
    stage_drift,
    threshold_bunching,
)
from tallystick.tables import Frame, Line
from worlds import day, instant, tables_of

OPEN = Line("2.5 g", "net_weight", Decimal("2.5"), "g", "Act s. 1", substance_code="heroin")
HELD = replace(OPEN, name="2.5 g to 2019", to_date=day("2019-12-31"))
LATER = replace(OPEN, name="5 g from 2020", value=Decimal(5), from_date=day("2020-01-01"))
GRAMS = [0.6 + 0.01 * k for k in range(600)]


def weighings(substance="heroin", **more):
    """An export of weights alone: no day, no case."""
    return [
        {"exhibit_id": f"{substance}-{k}", "kind": "net_weight", "value": value, "unit": "g",
         "substance_code": substance} | more
        for k, value in enumerate(GRAMS)
    ]  # fmt: skip


def audited(check, rows, engine, *lines):
    results, _ = results_of(check, tables_of({"measurements": rows}, Frame(lines=lines)), engine)
    return [each for each in results if not each.subject]


def test_a_line_with_days_is_asked_of_no_weight_without_one(engine):
    held, later = audited(threshold_bunching.CHECK, weighings(), engine, HELD, LATER)
    for each in (held, later):
        assert (each.verdict, each.n, each.p_value) == ("insufficient", 0, None)
        assert "records without a date are left out" in each.reason


def test_a_line_without_days_is_asked_of_the_same_weights(engine):
    own, *_ = audited(threshold_bunching.CHECK, weighings(), engine, OPEN, HELD)
    assert own.n > 0.99 * len(GRAMS)
    assert "without a date" not in own.reason


def test_with_days_the_same_weights_are_asked_about(engine):
    dated = weighings(measured_at=instant("2018-05-04T10:00"))
    held, *_, later = audited(threshold_bunching.CHECK, dated, engine, HELD, LATER)
    assert held.n > 0.99 * len(GRAMS)
    assert later.n == 0
    assert "without a date" not in held.reason
    assert "no record of a day on which it is asked" in later.reason


@pytest.mark.parametrize("lines", [(HELD, LATER), (HELD,), (LATER,)])
def test_neither_is_a_line_that_moved(engine, lines):
    for each in audited(moved_line.CHECK, weighings(), engine, *lines):
        assert (each.verdict, each.n) == ("insufficient", 0)
        assert "records without a date are left out" in each.reason


def test_neither_are_goods_without_such_a_line(engine):
    rows = weighings() + weighings("cannabis")
    (dated,) = audited(other_substance.CHECK, rows, engine, HELD)
    assert (dated.verdict, dated.n) == ("insufficient", 0)
    assert "records without a date are left out" in dated.reason
    (open_one,) = audited(other_substance.CHECK, rows, engine, OPEN)
    assert open_one.n > 1.98 * len(GRAMS)


def test_neither_is_a_weight_that_changed_later(engine):
    rows = [{**row, "measured_at": None} for row in drift.agency()]
    to_2024 = replace(drift.LINE, to_date=day("2024-12-31"))
    (dated, *_) = audited(stage_drift.CHECK, rows, engine, to_2024)
    assert (dated.verdict, dated.n) == ("insufficient", 0)
    assert "records without a date are left out" in dated.reason
    for asked, line in ((rows, drift.LINE), (drift.agency(), to_2024)):
        (told, *_) = audited(stage_drift.CHECK, asked, engine, line)
        assert (told.verdict, told.n, str(told.reason)) == ("not_found", 60, "")


def test_neither_are_units_under_lines_of_their_own(engine):
    rows = [stratum.weighing(value, unit, measured_at=None) for value in GRAMS for unit in "ABDE"]
    lines = stratum.HERE, stratum.THERE
    for each in audited(other_stratum.CHECK, rows, engine, *lines):
        assert each.n > 0.95 * len(rows)
    held = (replace(each, to_date=day("2024-12-31")) for each in lines)
    for each in audited(other_stratum.CHECK, rows, engine, *held):
        assert (each.verdict, each.n) == ("insufficient", 0)
        assert "records without a date are left out" in each.reason


def test_neither_is_who_rounds_at_it(engine):
    rows = weighings(unit_id="A")
    (dated,) = audited(rounding_style.CHECK, rows, engine, HELD)
    assert (dated.verdict, dated.n) == ("insufficient", 0)
    assert "2.5 g to 2019" in dated.aspect
    assert "records without a date are left out" in dated.reason
    both, _ = results_of(rounding_style.CHECK, tables_of({"measurements": rows},
                         Frame(lines=(OPEN, HELD))), engine)  # fmt: skip
    told = {(each.subject, "without a date" in each.reason) for each in both}
    assert {("", True), ("A", False)} <= told


@pytest.mark.parametrize("line", [OPEN, HELD])
def test_without_a_time_no_line_is_asked_by_the_hour(engine, line):
    rows = weighings(measured_at=None, unit_id="A")
    (result,) = audited(moved_when.CHECK, rows, engine, line)
    assert (result.verdict, result.n) == ("insufficient", 0)
    assert result.reason == "no reading around the line is known by the time of day"


def test_an_open_line_without_any_record_near_it_says_that_alone(engine):
    far = replace(OPEN, value=Decimal(500))
    for check in (threshold_bunching.CHECK, other_substance.CHECK):
        (result, *_) = audited(check, weighings(), engine, far)
        assert result.reason == "no record lies in range"
