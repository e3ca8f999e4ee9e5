"""Does a weight that changes over a line count, and no other, in tables added up by hand?"""

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import ibis
import pyarrow as pa
import pytest

from one_cause import said_of
from tallystick.audit.execution import cases, describe, results_of
from tallystick.checks.exhibits.stage_drift import CHECK, query
from tallystick.checks.exhibits.stage_drift.query import ANY, near, step_of, windows_of
from tallystick.tables import Frame, Line
from worlds import tables_of

LINE = Line("6 g", "net_weight", Decimal(6), "g", "the act's s. 1", substance_code="herb")
FRAME = Frame(lines=(LINE,))
OVER = "6 g: field weights over it, next weighing on the other side"
CHARGED = "6 g: charged over it, every weighing on the other side"
SHORT = "weight that is missing after the laboratory"
UNITS = ("A", "B", "C")


def weighing(exhibit, stage, grams, unit="A", **more):
    stages = ("field", "lab", "court", "destruction", "charge")
    at = datetime(2024, 3, 1) + timedelta(days=10 * stages.index(stage))
    row = {"exhibit_id": exhibit, "incident_id": f"case {exhibit}", "kind": "net_weight",
           "substance_code": "herb", "stage": stage, "measured_at": at, "value": grams,
           "unit": "g", "unit_id": unit, "officer_id": f"{unit}1"}  # fmt: skip
    return row | more


def honest(exhibit, unit, field, lost=0.01):
    lab = round(field * (1 - lost), 2)
    return [weighing(exhibit, "field", field, unit), weighing(exhibit, "lab", lab, unit)]


def agency():
    """Each unit writes 20 weights just over 6 g and 40 elsewhere; all lose 1 %, some 3 %."""
    rows = []
    for unit in UNITS:
        for k in range(20):
            rows += honest(f"{unit} at {k}", unit, 6.11 + 0.02 * k, 0.03 if k % 5 == 0 else 0.01)
        for k in range(40):
            grams = 3.01 + 0.07 * k if k % 2 else 8.01 + 0.13 * k
            rows += honest(f"{unit} far {k}", unit, round(grams, 2), 0.03 if k % 5 == 0 else 0.01)
    return rows


def moved(number, unit="A", field=6.03, lab=4.7):
    return [weighing(f"{unit} moved {k}", stage, grams, unit)
            for k in range(number)
            for stage, grams in (("field", field), ("lab", lab))]  # fmt: skip


def audited(engine, rows, frame=FRAME, **more):
    tables = tables_of({"measurements": rows, **more}, frame)
    results, _ = results_of(CHECK, tables, engine)
    return tables, {(each.aspect, each.subject): each for each in results}


def test_honest_weights_over_and_under_the_line_are_not_found(engine):
    _, found = audited(engine, agency())
    results = [found[OVER, subject] for subject in ("", *UNITS)]
    assert {each.verdict for each in results} == {"not_found"}
    assert [each.n for each in results] == [60, 20, 20, 20]
    assert results[1].p_value == 1.0


def test_a_unit_whose_weights_fall_under_the_line_is_found_and_the_others_are_not(engine):
    tables, found = audited(engine, agency() + moved(10))
    result = found[OVER, "A"]
    assert (result.verdict, result.n) == ("moved", 30)
    assert result.estimate == pytest.approx(10 / 30)
    assert result.detail["found"] == 10
    assert result.interval[0] > 0
    # Of 70 at the line 10 fell, all of them among the unit's 30: C(30, 10) / C(70, 10).
    rest = {whose: each for whose, *each in result.detail["against"]}["the rest of the agency"]
    assert rest == [0, 40, 0.0, pytest.approx(30045015 / 396704524216)]
    assert {found[OVER, unit].verdict for unit in "BC"} == {"not_found"}
    # Windows of five cases each may differ by so much: the agency's needs more than the unit's.
    assert found[OVER, ""].verdict == "not_found"
    assert found[OVER, ""].smallest_detectable > 10 / 70
    assert audited(engine, agency() + moved(25))[1][OVER, ""].verdict == "moved"
    listed = engine.rows(cases(CHECK, result, tables))
    assert {row["exhibit_id"] for row in listed} == {f"A moved {k}" for k in range(10)}
    assert {(row["first_g"], row["then_g"]) for row in listed} == {(6.03, 4.7)}
    assert "10 of 30 cases" in CHECK.describe(result, tables).condition


def test_one_case_counts_once_however_many_exhibits_it_has(engine):
    rows = [row | {"incident_id": "one case"} for row in moved(10)]
    _, found = audited(engine, agency() + rows)
    assert (found[OVER, "A"].detail["found"], found[OVER, "A"].n) == (1, 21)


def test_a_unit_that_is_off_everywhere_is_not_found_at_the_line(engine):
    """A scale that shows a quarter too much: at the line as elsewhere."""
    rows = [row for row in agency() if row["unit_id"] != "A" or row["stage"] != "lab"]
    labs = [row | {"value": round(row["value"] * 0.8, 2)}
            for row in agency() if row["unit_id"] == "A" and row["stage"] == "lab"]  # fmt: skip
    _, found = audited(engine, rows + labs)
    assert found[OVER, "A"].p_value > 0.5
    assert found[OVER, "A"].detail["found"] == 0


def test_what_all_units_lose_near_the_line_is_no_units_pattern(engine):
    rows = agency() + [row for unit in UNITS for row in moved(10, unit)]
    _, found = audited(engine, rows)
    assert {found[OVER, unit].verdict for unit in UNITS} == {"not_found"}
    assert found[OVER, ""].verdict == "moved"


@pytest.mark.parametrize(
    ("field", "lab", "counted"),
    [
        # Half a gram, half a hundredth and the 3 % that nine in ten lose: 6.0 may be 5.32.
        (6.0, 5.32, 0), (6.0, 5.2, 10), (6.03, 5.87, 0), (6.03, 5.78, 10),
        # Over the line at the laboratory too; and beyond a tenth over it in the field.
        (6.57, 6.01, 0), (6.63, 4.7, 0),
    ],
)  # fmt: skip
def test_rounding_and_drying_are_allowed_for(engine, field, lab, counted):
    _, found = audited(engine, agency() + moved(10, field=field, lab=lab))
    assert found[OVER, "A"].detail["found"] == counted


def test_a_line_that_one_gains_by_being_under_is_the_mirror_image(engine):
    down = replace(LINE, name="6 g", direction="down")
    rows = agency() + moved(10, field=5.97, lab=8.0)
    extra = [row for unit in UNITS for k in range(10)
             for row in honest(f"{unit} under {k}", unit, 5.63 + 0.02 * k)]  # fmt: skip
    _, found = audited(engine, rows + extra, Frame(lines=(down,)))
    assert found[OVER, "A"].detail["found"] == 10
    assert found[OVER, "A"].verdict == "moved"
    assert found[OVER, "B"].verdict == "not_found"


def test_another_lines_weights_and_days_out_of_force_are_left_out(engine):
    ends = replace(LINE, to_date=date(2024, 2, 29))
    _, found = audited(engine, agency(), Frame(lines=(ends,)))
    assert found[OVER, ""].verdict == "insufficient"
    other = replace(LINE, name="4 g", value=Decimal(4))
    tables, _ = audited(engine, agency(), Frame(lines=(LINE, other)))
    kept = engine.columns(near(tables, LINE))["before"]
    assert not ((kept >= 4000) & (kept <= 4400)).any()


def test_windows_lie_on_both_sides_of_the_line_and_are_as_wide_for_their_place():
    windows = windows_of(LINE)
    assert [each.number for each in windows] == list(range(-11, 12))
    assert (windows[11].near, windows[11].far) == (6000, 6600)
    assert (windows[10].near, windows[12].far) == (round(6000 / 1.1), 7260)
    assert windows_of(replace(LINE, above=Decimal(0))) == ()


def test_charged_weights_that_no_weighing_bears_out_are_counted_one_by_one(engine):
    charged = [
        weighing("A far 1", "charge", 6.5),  # weighed 3.08: under the line
        weighing("A at 1", "charge", 6.13),  # weighed 6.13 in the field
        weighing("A at 0", "charge", 6.5),  # weighed 6.11 and 5.93: one of them bears it out
        weighing("unweighed", "charge", 7.0),
        weighing("A far 3", "charge", 5.9),
    ]
    tables, found = audited(engine, agency() + charged)
    result = found[CHARGED, "A"]
    assert (result.verdict, result.n, result.estimate, result.p_value) == (
        "exceptions", 3, 1.0, None)  # fmt: skip
    (row,) = engine.rows(cases(CHECK, result, tables))
    assert (row["exhibit_id"], row["first_g"], row["then_g"]) == ("A far 1", 6.5, 3.05)
    told = describe(CHECK, result, tables, engine)
    assert told.title.startswith("unit A: 1 exhibit charged over the line 6 g")
    together = {each.cause: each.explains for each in told.explanations}
    assert together["Several exhibits of the case were charged together"] == 0


def test_exhibits_charged_together_are_explained_by_their_sum(engine):
    rows = [weighing("one", "field", 4.0, incident_id="both"),
            weighing("two", "field", 3.0, incident_id="both"),
            weighing("one", "charge", 7.0, incident_id="both")]  # fmt: skip
    tables, found = audited(engine, agency() + rows)
    told = describe(CHECK, found[CHARGED, "A"], tables, engine)
    assert (told.explanations[0].explains, told.explanations[0].of) == (1, 1)


def stored(short=0):
    """Each unit's exhibits lose 1 % or 2 % from the laboratory to destruction; some half."""
    rows = []
    for unit in UNITS:
        for k in range(40):
            lab = 20.01 + 0.37 * k
            rest = 0.5 if unit == "A" and k < short else 0.98 if k % 4 else 0.99
            rows += [weighing(f"{unit}{k}", "lab", round(lab, 2), unit),
                     weighing(f"{unit}{k}", "destruction", round(lab * rest, 2), unit)]  # fmt: skip
    return rows


def test_goods_that_are_missing_at_destruction_are_found_in_their_unit(engine):
    _, found = audited(engine, stored())
    assert {found[SHORT, unit].verdict for unit in UNITS} == {"not_found"}
    tables, found = audited(engine, stored(8))
    result = found[SHORT, "A"]
    assert (result.verdict, result.detail["found"], result.n) == ("differs", 8, 40)
    assert result.estimate == pytest.approx(0.2)
    assert found[SHORT, "B"].verdict == "not_found"
    assert len(engine.rows(cases(CHECK, result, tables))) == 8
    assert "8 of 40 cases lack" in CHECK.describe(result, tables).condition


def explained(engine, rows, aspect, cause, **more):
    tables, found = audited(engine, rows, **more)
    (said,) = said_of(CHECK, found[aspect, "A"], tables, engine, cause)
    return said.explains, said.of


def test_fresh_goods_explain_a_loss_of_a_quarter_and_no_tenth(engine):
    name = {"substance_code": "cannabis_herb"}
    frame = Frame(lines=(replace(LINE, substance_code="cannabis_herb"),))
    for lab, hits in ((4.0, 10), (5.4, 0)):
        rows = [row | name for row in agency() + moved(10, lab=lab)]
        assert explained(engine, rows, OVER, "Fresh", frame=frame) == (hits, 10)


def test_a_gross_weight_a_decimal_point_and_a_scale_explain_what_they_fit(engine):
    gross = [weighing(f"A moved {k}", "field", 6.03, kind="gross_weight") for k in range(4)]
    assert explained(engine, agency() + moved(10) + gross, OVER, "A weight with") == (4, 10)
    rows = agency() + moved(8) + [row | {"exhibit_id": row["exhibit_id"] + "x",
        "incident_id": row["incident_id"] + "x"} for row in moved(3, lab=0.603)]  # fmt: skip
    assert explained(engine, rows, OVER, "Another unit of weight") == (3, 11)
    bad = [row for k in range(6) for row in (
        weighing(f"bad {k}", "field", 20.0 + k, officer_id="bad"),
        weighing(f"bad {k}", "lab", 16.0 + 0.8 * k, officer_id="bad"))]  # fmt: skip
    his = [row | {"officer_id": "bad"} for row in moved(10, lab=4.9)]
    assert explained(engine, agency() + bad + his, OVER, "The scale was off") == (10, 10)
    assert explained(engine, agency() + bad + moved(10, lab=4.9), OVER, "The scale") == (0, 10)


def test_a_part_that_was_split_off_explains_what_is_missing(engine):
    parts = [weighing(f"part {k}", "lab", round((20.01 + 0.37 * k) / 2, 2),
             incident_id=f"case A{k}") for k in range(3)]  # fmt: skip
    assert explained(engine, stored(8) + parts, SHORT, "A part was") == (3, 8)


def test_a_number_that_two_cases_or_substances_share_is_left_out(engine):
    _, found = audited(engine, agency() + moved(10))
    twice = [row | {"incident_id": "another"} for row in moved(3)]
    _, with_twice = audited(engine, agency() + moved(10) + twice)
    assert with_twice[OVER, "A"].n == found[OVER, "A"].n - 3
    mixed = [row | {"substance_code": "other"} for row in moved(2)]
    _, with_mixed = audited(engine, agency() + moved(10) + mixed)
    assert with_mixed[OVER, "A"].n == found[OVER, "A"].n - 2


def test_of_several_readings_of_a_stage_those_that_differ_least_are_taken(engine):
    again = [weighing(f"A moved {k}", "lab", 6.02) for k in range(4)]
    _, found = audited(engine, agency() + moved(10) + again)
    assert found[OVER, "A"].detail["found"] == 6


def test_the_unit_and_the_officer_are_looked_up_in_the_incidents(engine):
    rows = [row | {"unit_id": None, "officer_id": None} for row in agency() + moved(10)]
    incidents = [{"incident_id": f"case {row['exhibit_id']}", "unit_id": row["unit_id"],
                  "officer_id": row["officer_id"], "occurred_at": row["measured_at"]}
                 for row in agency() + moved(10) if row["stage"] == "field"]  # fmt: skip
    _, found = audited(engine, rows, incidents=incidents)
    assert found[OVER, "A"].verdict == "moved"


def test_a_line_for_every_substance_unit_and_day_is_drawn_for_all(engine):
    bare = replace(LINE, substance_code=None)
    _, found = audited(engine, agency() + moved(10), Frame(lines=(bare,)))
    assert (found[OVER, "A"].verdict, found[OVER, "A"].n) == ("moved", 30)


def test_no_rows_one_stage_and_odd_values_end_in_no_answer_and_no_error(engine):
    odd = [weighing("x", "field", 0.0), weighing("x", "lab", 6.0), weighing(None, "lab", 6.0),
           weighing("y", "field", 6.1, incident_id=None),
           dict(weighing("y", "lab", 1e12), stage=None),
           weighing("z'\"", "field", 6.1, unit=None, substance_code=None)]  # fmt: skip
    for rows in ([weighing("x", "field", 6.0)], odd, [row | {"kind": "volume"} for row in odd]):
        _, found = audited(engine, rows)
        assert {each.verdict for each in found.values()} <= {"insufficient"}
    assert CHECK.counts is query


def test_few_fine_readings_do_not_tell_what_is_lost(engine):
    rows = [row for row in agency() if row["exhibit_id"][0] == "A"][:36] + moved(10)
    _, found = audited(engine, rows)
    assert found[OVER, ""].verdict == "insufficient"
    assert "finely read" in found[OVER, ""].reason


@pytest.mark.parametrize(
    ("milli", "step"),
    [(6000, 1000), (6100, 100), (6130, 10), (6135, 5), (6137, 1), (5000, 1000), (10_000, 5000),
     (20_000, 10_000), (15_000, 5000), (1, 1), (2, 1), (5, 1), (10, 5), (6500, 500)],
)  # fmt: skip
def test_a_step_is_the_coarsest_on_which_a_reading_sits(engine, milli, step):
    row = ibis.memtable(pa.table({"milli": [milli]}))
    assert engine.rows(row.select(step=step_of(row.milli)))[0]["step"] == step
    assert ANY.kind == "net_weight"
