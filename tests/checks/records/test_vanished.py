"""Are the differences between two releases listed, column by column, in tables made by hand?"""

from datetime import datetime, timedelta

import numpy as np
import pyarrow as pa
import pytest

from tallystick.audit.execution import cases, describe, explanations, results_of
from tallystick.checks.records.vanished import CHECK, COLUMNS
from tallystick.simulate.single.act import Act
from tallystick.simulate.single.releases import released
from worlds import tables_of

START = datetime(2023, 1, 1, 12)


def record(number, **more):
    return {
        "incident_id": f"i{number}", "occurred_at": START + timedelta(days=number),
        "recorded_at": START + timedelta(days=number), "unit_id": "U", "officer_id": f"o{number}",
        "offense_code": "theft", "clearance": "none", "count": 1,
    } | more  # fmt: skip


def audited(engine, earlier, later):
    tables = tables_of({"earlier_incidents": earlier, "incidents": later})
    results, _ = results_of(CHECK, tables, engine)
    return tables, {each.aspect: each for each in results}


def listed(engine, tables, result):
    return [row["incident_id"] for row in engine.rows(cases(CHECK, result, tables))]


BOTH = [record(k) for k in range(10)]


def test_equal_releases_and_a_later_day_have_no_exception(engine):
    _, found = audited(engine, BOTH, [*BOTH, record(10), record(9, incident_id=None)])
    assert set(found) == {"gone", "not_before", *(f"changed.{each}" for each in COLUMNS)}
    assert {each.verdict for each in found.values()} == {"not_found"}


CHANGES = {
    "occurred_at": START, "unit_id": "V", "officer_id": None, "offense_code": "trespass",
    "clearance": "unfounded", "count": 2,
}  # fmt: skip


@pytest.mark.parametrize("column", COLUMNS)
def test_a_changed_value_is_listed_under_its_column_alone(engine, column):
    later = [*BOTH[:3], record(3, **{column: CHANGES[column]}), *BOTH[4:]]
    tables, found = audited(engine, BOTH, later)
    assert {name for name, each in found.items() if each.names_pattern} == {f"changed.{column}"}
    one = found[f"changed.{column}"]
    assert (one.n, one.estimate, listed(engine, tables, one)) == (10, 1.0, ["i3"])


def test_a_value_that_was_filled_and_a_number_of_several_rows_are_no_change(engine):
    earlier = [record(0, clearance=None), record(1), record(1, offense_code="arson")]
    later = [record(0), record(1, offense_code="arson"), record(1), record(1, offense_code="x")]
    _, found = audited(engine, earlier, later)
    assert not any(each.names_pattern for each in found.values())


def test_gone_records_and_what_explains_them(engine):
    twin = record(50, occurred_at=BOTH[0]["occurred_at"])
    earlier = [*BOTH, record(11, offense_code="old code"), record(12, incident_id=None)]
    tables, found = audited(engine, earlier, [*BOTH[2:], twin])
    gone = found["gone"]
    assert (gone.estimate, gone.n) == (3.0, 12)
    assert sorted(listed(engine, tables, gone)) == ["i0", "i1", "i11"]
    told = explanations(CHECK, gone, tables, engine)
    assert [(each.explains, each.of) for each in told[:2]] == [(1, 3), (1, 3)]
    assert [each.explains for each in told[2:]] == [None] * 3
    finding = describe(CHECK, gone, tables, engine)
    assert finding.title == "Not in the later release: 3 records of the earlier one"


def test_a_record_of_a_past_day_that_was_not_there_before(engine):
    later = [
        *BOTH, record(20, occurred_at=START + timedelta(days=9, hours=11)),
        record(21, occurred_at=START + timedelta(days=10)),
        record(22, occurred_at=START, recorded_at=START + timedelta(days=9)),
    ]  # fmt: skip
    tables, found = audited(engine, BOTH, later)
    new = found["not_before"]
    assert listed(engine, tables, new) == ["i20", "i22"]
    late, _ = explanations(CHECK, new, tables, engine)
    assert (late.explains, late.of) == (1, 2)


def test_a_category_that_was_renamed_explains_its_changes(engine):
    later = [record(k, offense_code="larceny") for k in range(9)] + [record(9, offense_code="x")]
    tables, found = audited(engine, BOTH, later)
    told = explanations(CHECK, found["changed.offense_code"], tables, engine)
    assert [(each.explains, each.of) for each in told] == [(10, 10), (None, None)]
    tables, found = audited(engine, BOTH, [*later[:5], *BOTH[5:]])
    told = explanations(CHECK, found["changed.offense_code"], tables, engine)
    assert (told[0].explains, told[0].of) == (0, 5)


@pytest.mark.parametrize("way", ["removed", "lowered"])
def test_what_a_release_changes_is_what_the_check_lists(engine, way):
    rows = [record(k, unit_id=f"U{k % 4}", offense_code=("robbery", "theft")[k % 2])
            for k in range(200)]  # fmt: skip
    table = pa.Table.from_pylist(rows)
    later, numbers = released(table, Act(("U0", "U1"), way, 1.0), np.random.default_rng(1))
    tables, found = audited(engine, rows, later.to_pylist())
    name = {"removed": "gone", "lowered": "changed.offense_code"}[way]
    assert len(numbers) > 5
    assert sorted(listed(engine, tables, found[name])) == sorted(numbers)
    assert [each for each in found if found[each].names_pattern] == [name]
    same, none = released(table, Act(("U0",), way, 0.0), np.random.default_rng(1))
    assert same.equals(table)
    assert not none
