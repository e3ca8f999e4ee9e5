"""Which units enter an arrest in several records, in tables added up by hand?"""

from datetime import datetime, timedelta

import numpy as np
import pytest

from tallystick.audit.execution import cases, describe, explanations, results_of
from tallystick.checks.records.split_arrests import CHECK
from tallystick.stats.peers.standardised import beside_the_rest
from worlds import tables_of

START = datetime(2024, 1, 1, 8)
UNITS = 8


class Log:
    """Records with their people, one after the other."""

    def __init__(self):
        self.incidents, self.involvements = [], []

    def record(self, unit, person, minutes, **more):
        number = f"r{len(self.incidents)}"
        self.incidents.append({
            "incident_id": number, "unit_id": unit, "officer_id": f"{unit}#1",
            "occurred_at": START + timedelta(minutes=minutes), "offense_code": "theft",
            "area_id": "a", "clearance": "arrest",
        } | more)  # fmt: skip
        self.involvements.append({"incident_id": number, "person_id": person, "role": "subject"})
        return number

    def audited(self, engine):
        tables = tables_of({"incidents": self.incidents, "involvements": self.involvements})
        return tables, {each.subject: each for each in results_of(CHECK, tables, engine)[0]}


def agency(first=None, units=UNITS, each=60):
    """Units of 60 arrests, a day apart; 5 to 7 of each stand in two records, of U0 `first`."""
    log = Log()
    for unit in range(units):
        split = first if first is not None and unit == 0 else 5 + unit % 3
        for k in range(each):
            for part in range(2 if k < split else 1):
                log.record(f"U{unit}", f"{unit}-{k}", 1440 * k + 20 * part)
    return log


def test_units_that_split_alike_are_not_found(engine):
    _, found = agency().audited(engine)
    assert {each.subject for each in found.values()} == {f"U{k}" for k in range(UNITS)}
    assert {each.verdict for each in found.values()} == {"not_found"}
    assert [found[f"U{k}"].detail["more"] for k in range(4)] == [5, 6, 7, 5]


def test_a_unit_that_splits_half_of_its_arrests_is_found(engine):
    tables, found = agency(first=30).audited(engine)
    result = found["U0"]
    assert (result.verdict, result.n, result.detail["found"]) == ("differs", 60, 30)
    others = sum(5 + unit % 3 for unit in range(1, UNITS))
    assert result.detail["expected"] == pytest.approx(60 * others / (60 * 7), abs=0.001)
    assert result.estimate == pytest.approx(30 / 60 - others / (60 * 7))
    split = np.array([30, *(5 + k % 3 for k in range(1, UNITS))])
    unit, kind = np.arange(UNITS), np.zeros(UNITS, dtype=np.int64)
    twin, *_ = beside_the_rest(unit, kind, split, np.full(UNITS, 60), UNITS, rare=True)
    assert result.p_value == pytest.approx(twin.p_value)
    assert {found[f"U{k}"].verdict for k in range(1, UNITS)} == {"not_found"}
    assert cases(CHECK, result, tables).count().to_pyarrow().as_py() == 60
    assert "30 stand in several records" in describe(CHECK, result, tables, engine).condition


def test_a_unit_that_alone_splits_arrests_is_set_beside_a_wide_spread(engine):
    log = Log()
    for unit in range(UNITS):
        for k in range(200):
            for part in range(2 if unit == 0 and k < 150 else 1):
                log.record(f"U{unit}", f"{unit}-{k}", 400 * k + 20 * part)
    _, found = log.audited(engine)
    split = np.array([150] + [0] * (UNITS - 1))
    unit, kind = np.arange(UNITS), np.zeros(UNITS, dtype=np.int64)
    wide, none = (
        beside_the_rest(unit, kind, split, np.full(UNITS, 200), UNITS, rare=rare)[0].p_value
        for rare in (True, False)
    )
    assert found["U0"].p_value == pytest.approx(wide)
    assert none is None
    assert found["U0"].verdict == "differs"


def test_an_arrest_is_of_one_person_officer_and_day(engine):
    log = agency(first=0)
    for k in range(20):
        day = 1440 * (70 + k)
        # Two people in one record, two officers, and two days are no split arrest.
        both = log.record("U0", f"pair {k}", day)
        log.involvements.append({"incident_id": both, "person_id": f"mate {k}", "role": "subject"})
        log.record("U0", f"two {k}", day + 60)
        log.record("U0", f"two {k}", day + 80, officer_id="U0#2")
        log.record("U0", f"late {k}", day + 60)
        log.record("U0", f"late {k}", day + 60 + 1440)
        # Nor are a witness and a record without an arrest.
        log.record("U0", f"seen {k}", day, clearance="none")
        log.record("U0", f"seen {k}", day + 5)
        log.record("U0", f"told {k}", day + 100)
        log.involvements.append(
            {"incident_id": log.incidents[-2]["incident_id"], "person_id": f"told {k}",
             "role": "witness"}
        )  # fmt: skip
    _, found = log.audited(engine)
    assert found["U0"].detail["more"] == 0


def test_each_cause_counts_the_records_that_it_would_explain(engine):
    log = agency(first=20)
    for k in range(4):
        log.record("U0", f"far {k}", 1440 * (80 + k))
        log.record("U0", f"far {k}", 1440 * (80 + k) + 200, area_id="b")
    for k in range(3):
        log.record("U0", f"law {k}", 1440 * (84 + k))
        log.record("U0", f"law {k}", 1440 * (84 + k) + 9, offense_code="fraud")
    for k in range(2):
        log.record("U0", f"same {k}", 1440 * (87 + k))
        log.record("U0", f"same {k}", 1440 * (87 + k))
    tables, found = log.audited(engine)
    said = explanations(CHECK, found["U0"], tables, engine)
    assert [(each.explains, each.of) for each in said[:3]] == [(6, 58), (8, 58), (4, 58)]


def test_few_arrests_few_units_and_none_are_insufficient(engine):
    assert "fewer than 5 units" in agency(units=4).audited(engine)[1]["U0"].reason
    assert "fewer than 20 arrests" in agency(each=19).audited(engine)[1]["U0"].reason
    log = Log()
    log.record("U0", "p", 0, clearance="none")
    assert "no arrest of a known person" in log.audited(engine)[1][""].reason


def test_null_and_repeated_rows_count_nothing(engine):
    plain = agency(first=30)
    odd = agency(first=30)
    for lacks in ("incident_id", "unit_id", "officer_id", "occurred_at"):
        odd.record("U0", "0-50", 1440 * 50 + 5, **{lacks: None})
    odd.record("U0", None, 1440 * 50 + 6)
    odd.incidents.append(dict(odd.incidents[-9]))
    odd.involvements.append(dict(odd.involvements[3]))
    assert odd.audited(engine)[1]["U0"].detail == plain.audited(engine)[1]["U0"].detail
