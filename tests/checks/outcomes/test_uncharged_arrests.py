"""Which units' arrests are not charged, in tables added up by hand?"""

from datetime import datetime, timedelta

import numpy as np
import pytest

from tallystick.audit.execution import cases, describe, explanations, results_of
from tallystick.checks.outcomes.uncharged_arrests import CHECK
from tallystick.stats.peers.standardised import beside_the_rest
from worlds import tables_of

START = datetime(2024, 1, 1, 8)
UNITS = 8


def arrest(unit, k, **more):
    return {"incident_id": f"{unit}-{k}", "unit_id": f"U{unit}", "officer_id": f"U{unit}#1",
            "occurred_at": START + timedelta(days=k), "offense_code": "theft",
            "clearance": "arrest", "origin": "patrol"} | more  # fmt: skip


def outcome(number, person="p", verdict="convicted"):
    return {"incident_id": number, "person_id": person, "verdict": verdict}


def agency(first=None, units=UNITS, each=60):
    """Units of 60 arrests, a day apart; 6 to 8 of each have no outcome, of U0 `first`."""
    rows = [arrest(unit, k) for unit in range(units) for k in range(each)]
    without = [first if first is not None and not unit else 6 + unit % 3 for unit in range(units)]
    decided = [
        outcome(f"{unit}-{k}", f"p{unit}-{k}", "pending" if k % 5 == 0 else "convicted")
        for unit in range(units) for k in range(without[unit], each)
    ]  # fmt: skip
    return rows, decided


def audited(engine, rows, decided, roles=None):
    tables = tables_of(
        {"incidents": rows, "outcomes": decided} | ({"involvements": roles} if roles else {})
    )
    return tables, {each.subject: each for each in results_of(CHECK, tables, engine)[0]}


def test_units_whose_arrests_are_charged_alike_are_not_found(engine):
    _, found = audited(engine, *agency())
    assert len(found) == UNITS
    assert {each.verdict for each in found.values()} == {"not_found"}
    assert all(0 < each.smallest_detectable < 1 for each in found.values())


def test_a_unit_most_of_whose_arrests_are_not_charged_is_found(engine):
    tables, found = audited(engine, *agency(first=40))
    result, without = found["U0"], np.array([40, *(6 + unit % 3 for unit in range(1, UNITS))])
    assert (result.verdict, result.n, result.detail["found"]) == ("differs", 60, 40)
    share = without[1:].sum() / (60 * 7)
    assert result.detail["expected"] == pytest.approx(60 * share, abs=0.001)
    assert result.estimate == pytest.approx(40 / 60 - share)
    unit, kind = np.arange(UNITS), np.zeros(UNITS, dtype=np.int64)
    twin, *_ = beside_the_rest(unit, kind, without, np.full(UNITS, 60), UNITS, rare=True)
    assert result.p_value == pytest.approx(twin.p_value)
    assert {found[f"U{k}"].verdict for k in range(1, UNITS)} == {"not_found"}
    assert cases(CHECK, result, tables).count().to_pyarrow().as_py() == 40
    assert "40 have no charge on record" in describe(CHECK, result, tables, engine).condition


def test_a_later_quarter_and_another_offence_are_compared_with_their_like(engine):
    """Nothing of the last quarter is charged yet, and of one offence nothing ever is."""
    rows, decided = agency()
    for unit in range(UNITS):
        many = 40 if unit == 0 else 10
        rows += [arrest(unit, 200 + k) for k in range(many)]
        rows += [arrest(unit, 300 + k, offense_code="drunk") for k in range(many)]
    _, found = audited(engine, rows, decided)
    assert found["U0"].detail["found"] == 6 + 80
    assert found["U0"].detail["expected"] == pytest.approx(60 * 49 / 420 + 80, abs=0.001)
    assert found["U0"].verdict == "not_found"


def test_each_cause_counts_the_arrests_that_it_would_explain(engine):
    rows, decided = agency(first=40)
    for k in range(5):
        rows[k]["origin"] = "warrant"
    roles = [{"incident_id": f"0-{k}", "person_id": f"x{k}", "role": "subject"} for k in range(8)]
    roles.append({"incident_id": "0-9", "person_id": "x9", "role": "witness"})
    # Charged in another case within thirty days, a day too late, and as a witness.
    for k, days in ((5, 5 + 30), (6, 6 - 6), (7, 7 + 31), (9, 9)):
        rows.append(arrest(1, days, incident_id=f"other {k}"))
        decided.append(outcome(f"other {k}", f"x{k}"))
    tables, found = audited(engine, rows, decided, roles)
    said = explanations(CHECK, found["U0"], tables, engine)
    assert [(each.explains, each.of) for each in said[:2]] == [(2, 40), (5, 40)]


def test_few_arrests_few_units_and_no_outcome_are_insufficient(engine):
    assert "fewer than 5 units" in audited(engine, *agency(units=4))[1]["U0"].reason
    assert "fewer than 20 arrests" in audited(engine, *agency(each=19))[1]["U0"].reason
    rows, _ = agency()
    assert "no arrest of a known unit has an outcome" in audited(engine, rows, [])[1][""].reason


def test_null_repeated_and_other_rows_count_nothing(engine):
    rows, decided = agency(first=40)
    odd = [arrest(0, 90, incident_id=None), arrest(0, 40, incident_id="nobody's", unit_id=None),
           arrest(0, 92, occurred_at=None), arrest(0, 93, clearance="none"),
           dict(rows[0])]  # fmt: skip
    more = [outcome(None), outcome("gone"), dict(decided[0])]
    _, plain = audited(engine, rows, decided)
    _, found = audited(engine, [*rows, *odd], [*decided, *more])
    assert found.keys() == plain.keys()
    assert found["U0"].detail == plain["U0"].detail
    assert found["U0"].n == plain["U0"].n
