"""Is a unit that holds all records asked what the agency is asked, and counted once?"""

import random
from datetime import datetime, timedelta

import pytest

from tallystick.audit import TABLES, About, audit
from tallystick.audit.one_unit import is_one_unit
from tallystick.tables import Frame, Metric, Period, Received
from tallystick.tables.store import Tables
from worlds import tables_of

FRAME = Frame(periods=(Period("month", "month"),), metrics=(Metric("cases", "incidents"),))
ONLY = ("figures.period_end", "figures.too_smooth", "records.entry_lag")


def cases(units):
    drawn = random.Random(20261130)
    start = datetime(2020, 1, 1)
    for number in range(1_500):
        day = start + timedelta(days=drawn.randrange(730))
        row = {"incident_id": str(number), "occurred_at": day,
               "recorded_at": day + timedelta(days=drawn.randrange(9))}  # fmt: skip
        yield row | ({"unit_id": units[number % len(units)]} if units else {})


def audited(folder, units, engine):
    made = tables_of({"incidents": list(cases(units))}, FRAME)
    (folder / TABLES).mkdir(parents=True)
    path = folder / TABLES / "incidents.parquet"
    engine.write_parquet(made["incidents"], path)
    tables = Tables({"incidents": engine.read_parquet(path, "incidents")}, made.filled, FRAME)
    return audit(folder, tables, Received(()), About("Test", "Agency", "XX", only=ONLY), engine)


def told(outcome):
    return {(each.check, each.aspect, each.subject): (each.p_value, each.q_value)
            for each in outcome.results}  # fmt: skip


def test_the_only_unit_changes_no_answer_and_no_correction(tmp_path, engine):
    """The same records without the unit are the oracle: each question, p and q as there."""
    with_unit = audited(tmp_path / "one", ["Metro PD"], engine)
    without = audited(tmp_path / "none", [], engine)
    assert told(with_unit) == told(without)
    assert sum(p is not None for p, _ in told(without).values()) >= 2
    assert any("One unit holds all records" in note for note in with_unit.record.notes)
    assert without.record.notes == ()


def test_a_unit_beside_another_is_asked(tmp_path, engine):
    outcome = audited(tmp_path, ["North", "South"], engine)
    assert "North" in {each.subject for each in outcome.results if each.subject_kind == "unit"}
    assert outcome.record.notes == ()


@pytest.mark.parametrize(
    ("units", "one"), [(["North"], True), (["North", "South"], False), (["North", None], False),
                       (["North", ""], False), ([None], False)],
)  # fmt: skip
def test_a_unit_is_the_agency_only_where_no_record_lacks_it(engine, units, one):
    tables = tables_of({"incidents": [{"incident_id": "1", "unit_id": each} for each in units]})
    assert is_one_unit(tables, engine) == one
