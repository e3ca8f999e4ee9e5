"""Is coarser writing at a line or from a month on found by a count that a hand can repeat?"""

from datetime import date, datetime
from decimal import Decimal

import pytest

from tallystick.audit.execution import cases, describe, explanations, results_of
from tallystick.audit.selection import why_not
from tallystick.checks.exhibits.rounding_style import CHECK
from tallystick.checks.exhibits.rounding_style.query import readings, step_of
from tallystick.tables import Frame, Line
from worlds import tables_of

LINE = Line("6 g", "net_weight", Decimal(6), "g", "the act's s. 1", "cannabis")
FRAME = Frame(lines=(LINE,))
UNITS = "ABCDEF"


def reading(unit, value, exhibit=None, month=0, stage="field", **more):
    when = datetime(2020 + month // 12, month % 12 + 1, 15)
    return {"unit_id": unit, "officer_id": f"{unit}1", "exhibit_id": exhibit, "stage": stage,
            "kind": "net_weight", "substance_code": "cannabis", "unit": "g", "value": value,
            "measured_at": when, **more}  # fmt: skip


def about(unit, value, coarse, fine):
    """Readings on a value, and as many a fifth of a gram beside it."""
    return [reading(unit, float(value))] * coarse + [reading(unit, value - 0.2)] * fine


def at_line(unit_a):
    rows = []
    for unit in UNITS:
        for value in (4, 6, 7, 8):
            rows += about(unit, value, *(unit_a if unit == "A" and value == 6 else (5, 15)))
    return rows


def audited(rows, engine, frame=FRAME, **more):
    tables = tables_of({"measurements": rows, **more}, frame)
    results, _ = results_of(CHECK, tables, engine)
    return tables, {(each.aspect, each.subject): each for each in results}


def test_readings_written_as_the_line_are_found_in_their_unit_and_not_in_another(engine):
    tables, found = audited(at_line((16, 4)), engine)
    result = found["6 g", "A"]
    assert (result.verdict, result.n) == ("differs", 20)
    assert result.detail["coarse"] == 16
    assert result.detail["expected"] == pytest.approx(5, abs=0.3)
    assert result.estimate == pytest.approx(11 / 20, abs=0.02)
    assert found["6 g", "A1"].verdict == "differs"
    assert {found["6 g", unit].verdict for unit in "BCDEF"} == {"not_found"}
    finding = describe(CHECK, result, tables, engine)
    assert "16 are written as 6 g itself" in finding.condition
    assert len(engine.rows(cases(CHECK, result, tables))) == 20


def test_nothing_is_found_where_all_write_alike(engine):
    _, found = audited(at_line((5, 15)), engine)
    assert {each.verdict for key, each in found.items() if key[0] == "6 g"} == {"not_found"}


def test_a_habit_at_all_round_numbers_is_not_found_at_the_line(engine):
    rows = [row for row in at_line((5, 15)) if row["unit_id"] != "A"]
    for value in (4, 6, 7, 8):
        rows += about("A", value, 15, 5)
    assert audited(rows, engine)[1]["6 g", "A"].verdict == "not_found"


def test_numbers_rounder_than_the_line_and_readings_beyond_half_a_step_do_not_count(engine):
    more = about("A", 5, 40, 0) + about("A", 10, 40, 0) + [reading("A", 6.5)] * 40
    _, found = audited(at_line((5, 15)) + more, engine)
    result = found["6 g", "A"]
    # 6.5 g is nearer to no round number: it belongs to the next window.
    assert (result.n, result.detail["coarse"], result.detail["values"]) == (20, 5, 3)
    # The readings at 5.5 g and below are of another window than those from 5.5 g on.
    more = [reading("A", 5.5)] * 3 + [reading("A", 5.499)] * 7
    assert audited(at_line((5, 15)) + more, engine)[1]["6 g", "A"].n == 23


def test_what_the_laboratory_wrote_is_not_the_officers_rounding(engine):
    lab = [reading("A", 6.0, stage="lab")] * 30 + [reading("A", 6.0, stage="charge")] * 30
    assert audited(at_line((5, 15)) + lab, engine)[1]["6 g", "A"].n == 20


@pytest.mark.parametrize(
    ("weighed", "explained"),
    [
        ([5.9] * 7 + [6.0] * 7, 14),
        ([5.999] * 10 + [6.0] * 4, 8),
        ([4.0] * 14, 0),
        ([6.3] * 14, 14),
        ([None] * 14, 0),
    ],
)
def test_as_many_above_the_line_as_below_in_the_laboratory_explain_it(engine, weighed, explained):
    rows = at_line((0, 4))
    for number, lab in enumerate(weighed):
        rows.append(reading("A", 6.0, f"x{number}"))
        if lab:
            rows.append(reading("A", lab, f"x{number}", stage="lab"))
    tables, found = audited(rows, engine)
    told = describe(CHECK, found["6 g", "A"], tables, engine).explanations[0]
    assert (told.explains, told.of) == (explained, sum(each is not None for each in weighed))


def in_time(change, units=UNITS, months=24, since=12):
    """Six readings a month, in tenths; of unit A those for which `change` says so in grams."""
    rows = []
    for unit in units:
        for month in range(months):
            for value in (2.3, 5.8, 6.2, 11.4, 23.7, 61.2):
                coarse = unit == "A" and month >= since and change(value, month)
                rows.append(reading(unit, float(round(value)) if coarse else value, month=month))
                rows.append(reading(unit, float(round(value)), month=month))
    return rows


def test_coarser_writing_from_a_month_on_is_found_with_its_month_and_told_as_a_new_scale(engine):
    tables, found = audited(in_time(lambda *_: True), engine)
    result = found["net_weight over time", "A"]
    assert (result.verdict, result.n) == ("differs", 288)
    assert result.detail["month"] == "2021-01"
    assert result.estimate > 0.4
    assert found["net_weight over time", "A1"].verdict == "differs"
    assert {found["net_weight over time", unit].verdict for unit in "BCDEF"} == {"not_found"}
    finding = describe(CHECK, result, tables, engine)
    assert "coarser from 2021-01 on" in finding.title
    assert [each.is_whole for each in finding.explanations] == [True, False]
    assert finding.explanations[0].of == 144
    assert len(engine.rows(cases(CHECK, result, tables))) == 144


@pytest.mark.parametrize("far", [lambda value, month: False, lambda v, month: v > 60 and month % 2])
def test_a_change_near_the_line_alone_is_not_told_as_a_new_scale(engine, far):
    rows = in_time(lambda value, month: 3 <= value <= 12 or far(value, month))
    tables, found = audited(rows, engine)
    result = found["net_weight over time", "A"]
    assert result.verdict == "differs"
    told = describe(CHECK, result, tables, engine).explanations[0]
    assert (told.explains, told.of) == (0, 144)


def test_an_officer_whose_colleagues_changed_alike_shares_their_scale(engine):
    rows = in_time(lambda *_: True)
    other = [{**row, "officer_id": "A2"} for row in rows if row["unit_id"] == "A"]
    alone = [{**row, "officer_id": "A3", "value": row["value"] * 1.0}
             for row in in_time(lambda *_: False) if row["unit_id"] == "A"]  # fmt: skip
    tables, found = audited(rows + other, engine)
    told = describe(CHECK, found["net_weight over time", "A1"], tables, engine).explanations[1]
    assert (told.explains, told.of) == (144, 144)
    tables, found = audited(rows + alone, engine)
    told = describe(CHECK, found["net_weight over time", "A1"], tables, engine).explanations[1]
    assert (told.explains, told.of) == (0, 144)


def test_a_change_of_the_whole_agency_is_nobodys(engine):
    rows = []
    for unit in UNITS:
        rows += [{**row, "unit_id": unit, "officer_id": f"{unit}1"}
                 for row in in_time(lambda *_: True, units="A")]  # fmt: skip
    _, found = audited(rows, engine)
    assert {each.verdict for key, each in found.items() if "time" in key[0]} == {"not_found"}


def test_nothing_explains_a_change_that_could_not_be_told(engine):
    tables, found = audited(in_time(lambda *_: True, units="A", months=4), engine)
    result = found["net_weight over time", "A"]
    assert result.verdict == "insufficient"
    assert explanations(CHECK, result, tables, engine)[0].explains == 0


def test_the_rung_of_a_reading_is_at_most_that_of_the_power_of_ten_below_it(engine):
    values = {0.04: 2, 0.5: 4, 1.0: 6, 5.0: 6, 2.5: 5, 3.47: 2, 10.0: 8, 50.0: 8, 12.0: 6, 0.003: 0}
    tables = tables_of({"measurements": [reading("A", value) for value in values]}, FRAME)
    rows = engine.rows(readings(tables, "net_weight", "g").select("milli", "rung"))
    assert {row["milli"] / 1000: row["rung"] for row in rows} == values


def test_a_new_writer_is_no_change_of_writing(engine):
    rows = [
        {**row, "officer_id": "A9"} if row["unit_id"] == "A" and row["measured_at"].year > 2020
        else row
        for row in in_time(lambda *_: True)
    ]  # fmt: skip
    _, found = audited(rows, engine)
    assert found["net_weight over time", "A"].verdict != "differs"


@pytest.mark.parametrize("bad", [
    [], [reading("A", 0.0)], [reading(None, 6.0, officer_id=None)],
    [reading("A", 6.0, measured_at=None)], [reading("A", 10**9 + 0.5)], [reading("A", 0.0004)],
])  # fmt: skip
def test_empty_and_odd_input_is_insufficient(engine, bad):
    _, found = audited([*bad, reading("A", 6.0, kind="purity")], engine)
    assert {each.verdict for each in found.values()} == {"insufficient"}


def test_unit_and_officer_are_looked_up_in_the_case(engine):
    rows = [{**row, "unit_id": None, "officer_id": None, "incident_id": row["unit_id"]}
            for row in at_line((16, 4))]  # fmt: skip
    incidents = [{"incident_id": unit, "unit_id": f"unit {unit}", "officer_id": unit,
                  "occurred_at": datetime(2020, 1, 1)} for unit in UNITS]  # fmt: skip
    _, found = audited(rows, engine, incidents=incidents)
    assert found["6 g", "unit A"].verdict == "differs"


def test_a_line_on_the_finest_step_and_a_day_out_of_force_say_so(engine):
    fine = Line("6.001 g", "net_weight", Decimal("6.001"), "g", "s. 1")
    later = Line("later", "net_weight", Decimal(6), "g", "s. 1", from_date=date(2024, 1, 1))
    rows = [*at_line((16, 4)), reading("A", 6.001)]
    _, found = audited(rows, engine, Frame(lines=(fine, later)))
    assert (found["6.001 g", "A"].verdict, found["6.001 g", "A"].n) == ("insufficient", 1)
    assert "finest step" in found["6.001 g", "A"].reason
    assert [key for key in found if key[0] == "later"] == [("later", "")]
    assert "no record of a day on which it is asked" in found["later", ""].reason


def test_without_lines_or_days_or_subjects_it_is_not_run():
    bare = {"kind": "net_weight", "value": 1.0}
    assert "whose rounding" in why_not(CHECK, tables_of({"measurements": [bare]}, FRAME))
    owned = tables_of({"measurements": [{**bare, "unit_id": "A"}]})
    assert "[[lines]]" in why_not(CHECK, owned)


@pytest.mark.parametrize(
    ("milli", "step"), [(6000, 1000), (2500, 500), (10_000, 10_000), (28_350, 50), (6001, 1)]
)
def test_the_step_of_a_value_is_the_coarsest_that_divides_it(milli, step):
    assert step_of(milli) == step
