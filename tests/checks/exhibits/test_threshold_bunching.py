"""Does the check count as a hand would, and find a planted line and unit and nothing else?"""

from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest

from tallystick.audit.execution import cases, describe, results_of
from tallystick.checks.exhibits.threshold_bunching import CHECK
from tallystick.checks.shared.readings_near_line import beyond, fine_step, pooled
from tallystick.tables import Frame, Line
from worlds import day, instant, tables_of

LINE = Line("2 g", "net_weight", Decimal(2), "g", "Act s. 1", substance_code="cocaine")


def weighing(value, unit_id="A", number="1", **more):
    return {"incident_id": number, "unit_id": unit_id, "kind": "net_weight", "value": value,
            "substance_code": "cocaine", "unit": "g"} | more  # fmt: skip


@pytest.mark.parametrize(
    ("line_bins", "parts", "factor"),
    [(200, (50,), 10), (200, (50, 7), 1), (65, (5,), 1), (100, (25, 50), 5), (2000, (500,), 100)],
)
def test_bins_are_pooled_so_that_windows_stay_whole(line_bins, parts, factor):
    assert pooled(line_bins, *parts) == factor


def counted(rows, engine, line=LINE, incidents=()):
    given = {"measurements": rows} | ({"incidents": list(incidents)} if incidents else {})
    columns = engine.columns(CHECK.counts(tables_of(given, Frame(lines=(line,)))))
    keys = zip(columns["unit_id"], columns["officer_id"], columns["bin"].tolist(), strict=True)
    values = zip(columns["n"].tolist(), columns["n_exact"].tolist(), strict=True)
    return dict(zip(keys, values, strict=True))


def test_counts_equal_a_table_added_up_by_hand(engine):
    rows = [
        weighing(2.0), weighing(2.0), weighing(2.004), weighing(1.99), weighing(1.99, "B"),
        weighing(2.0, count=5), weighing(0.3), weighing(11.0),
        weighing(2.0, substance_code="heroin"), weighing(2.0, kind="gross_weight"),
        weighing(2.0, unit="mg"),
    ]  # fmt: skip
    assert counted(rows, engine) == {
        ("A", "", 200): (8, 7), ("A", "", 199): (1, 1), ("B", "", 199): (1, 1),
    }  # fmt: skip


def test_unit_officer_and_day_are_looked_up_in_the_case(engine):
    incidents = [
        {"incident_id": number, "unit_id": unit, "officer_id": officer, "occurred_at": instant(on)}
        for number, unit, officer, on in (
            ("1", "N", "o", "2020-01-05"),
            ("2", "S", "p", "2021-01-05"),
        )
    ]
    rows = [weighing(2.0, None, "1"), weighing(2.0, None, "2"), weighing(2.0, "own", "1")]
    before = Line("2 g", "net_weight", Decimal(2), "g", "Act", to_date=day("2020-12-31"))
    assert counted(rows, engine, before, incidents) == {
        ("N", "o", 200): (1, 1), ("own", "o", 200): (1, 1),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("value", "step"),
    [("2", 10), ("65", 100), ("10", 100), ("2.5", 10), ("0.08", 1), ("1000", 10_000), ("2.345", 1)],
)
def test_fine_bins_are_decimal_and_divide_the_line(value, step):
    line = Line("x", "net_weight", Decimal(value), "g", "Act")
    assert fine_step(line) == step
    assert line.milli % step == 0


@pytest.mark.parametrize(
    ("inclusive", "direction", "values"),
    [
        (True, "up", [2.0, 2.1, 2.2]),
        (False, "up", [2.1, 2.2]),
        (True, "down", [1.8, 1.9]),
        (False, "down", [1.8, 1.9, 2.0]),
    ],
)
def test_records_to_review_lie_on_the_side_that_is_written_to(inclusive, direction, values, engine):
    line = replace(LINE, inclusive=inclusive, direction=direction)
    rows = [weighing(v / 10) for v in range(15, 25)]
    tables = tables_of({"measurements": rows}, Frame(lines=(line,)))
    listed = engine.rows(beyond(tables, line, 200))
    assert sorted(row["value"] for row in listed) == values


def drawn(units, n, moved, seed):
    """Log-normal weights; the units in `moved` write half of [1.5, 2) at the line."""
    rng = np.random.default_rng(seed)
    rows = []
    for unit in units:
        true = np.exp(rng.normal(0.6, 0.8, n))
        value = np.where(rng.random(n) < 0.6, np.round(true, 1), np.round(true, 2))
        whole = rng.random(n) < 0.15
        value[whole] = np.round(true[whole])
        if unit in moved:
            picked = (true >= 1.5) & (true < 2) & (rng.random(n) < 0.5)
            value[picked] = rng.choice([2.0, 2.0, 2.1, 2.2], picked.sum())
        rows += [weighing(float(v), unit, str(k)) for k, v in enumerate(value)]
    return rows


def verdicts(rows, engine):
    tables = tables_of({"measurements": rows}, Frame(lines=(LINE,)))
    results, _ = results_of(CHECK, tables, engine)
    return tables, {(each.aspect, each.subject): each for each in results}


UNITS = [f"U{k:02d}" for k in range(10)]


def test_clean_records_are_not_found(engine):
    _, found = verdicts(drawn(UNITS, 800, (), 1), engine)
    assert found["2 g", ""].verdict == "not_found"
    assert found["2 g", ""].smallest_detectable < 0.3
    assert [key for key, each in found.items() if (each.p_value or 1) < 0.001] == []


def test_a_line_that_all_cross_is_moved_and_its_share_is_covered(engine):
    tables, found = verdicts(drawn(UNITS, 800, UNITS, 2), engine)
    result = found["2 g", ""]
    assert result.verdict == "moved"
    assert result.p_value < 1e-6
    assert result.interval[0] < 0.5 < result.interval[1]
    finding = describe(CHECK, result, tables, engine)
    assert "not a count of records that are wrong" in finding.caveats[0]
    assert finding.picture.mark == 2.0
    drawn_over = range(*finding.picture.excess)
    assert sum(finding.picture.recorded[k] - finding.picture.expected[k] for k in drawn_over) > 0


def test_the_one_unit_that_moves_records_is_named_and_no_other(engine):
    tables, found = verdicts(drawn(UNITS, 3000, ("U03",), 3), engine)
    small = {key[1] for key, each in found.items() if each.subject and (each.p_value or 1) < 0.005}
    assert small == {"U03"}
    result = found["2 g", "U03"]
    assert result.verdict == "moved"
    assert {each.verdict for key, each in found.items() if key[1] not in ("", "U03")} == {
        "not_found"
    }
    assert result.interval[0] < 0.5 < result.interval[1]
    listed = engine.rows(cases(CHECK, result, tables))
    assert {row["unit_id"] for row in listed} == {"U03"}
    assert all(2.0 <= row["value"] <= 2.2 for row in listed)
    assert len(listed) == sum(
        row["unit_id"] == "U03" and 2.0 <= row["value"] <= 2.2
        for row in drawn(UNITS, 3000, ("U03",), 3)
    )


def test_innocent_causes_are_counted_in_the_records(engine):
    rows = drawn(UNITS, 800, UNITS, 2)
    at_line = [row for row in rows if 2.0 <= row["value"] <= 2.2]
    for row in at_line[:7]:
        row |= {"exhibit_id": f"x{row['incident_id']}{row['unit_id']}", "stage": "field"}
    laboratory = [row | {"stage": "lab", "value": 2.3} for row in at_line[:4]]
    tables, found = verdicts(rows + laboratory, engine)
    finding = describe(CHECK, found["2 g", ""], tables, engine)
    packs, _, _, _, other_stage, _ = finding.explanations
    assert (other_stage.explains, other_stage.of) == (4, len(at_line))
    assert packs.explains == 0


def test_a_heap_that_a_tariff_makes_is_told_as_one_and_the_tariff_named_as_a_cause(engine):
    """A thousand records more at the line than habit puts there, and none fewer below it."""
    tables, found = verdicts(drawn(UNITS, 800, (), 1) + [weighing(2.0)] * 1000, engine)
    heap = found["2 g: heap", ""]
    assert heap.verdict == "spike"
    assert heap.estimate == pytest.approx(1000, rel=0.25)
    rule = describe(CHECK, heap, tables, engine).explanations[-1]
    assert "contract, tariff or rule" in rule.cause
    assert (rule.explains, rule.of) == (None, None)
    assert found["2 g", ""].verdict == "not_found"


def test_a_line_below_which_nothing_is_recorded_is_insufficient(engine):
    _, found = verdicts([weighing(float(v)) for v in range(2, 9) for _ in range(50)], engine)
    result = found["2 g", ""]
    assert result.verdict == "insufficient"
    assert result.p_value is None
    assert result.reason


def test_a_line_on_scores_must_state_its_windows(engine):
    line = Line("65", "score", Decimal(65), "{score}", "rule")
    tables = tables_of({"measurements": [weighing(2.0)]}, Frame(lines=(line,)))
    results, _ = results_of(CHECK, tables, engine)
    assert "`below` and `above`" in results[0].reason


def test_no_line_no_test():
    assert "[[lines]]" in CHECK.unready(tables_of({"measurements": [weighing(2.0)]}))


def test_a_unit_all_of_whose_records_might_move_unseen_is_not_said_to_be_unremarkable(engine):
    """Of 80 records a unit a dozen lie just before the line, and for some a move of all is lost."""
    found = verdicts(drawn(UNITS, 80, (), 3), engine)[1]
    told = [each for (aspect, unit), each in found.items() if aspect == "2 g" and unit]
    assert all(each.smallest_detectable < 1 for each in told if each.verdict == "not_found")
    assert {each.subject for each in told if "a move of all these records" in each.reason} == {
        "U05", "U06",
    }  # fmt: skip
