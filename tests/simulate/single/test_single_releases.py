"""Do innocent revisions lower as much as they raise, and are acts on top of them labelled?"""

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest

from tallystick.calibrate.trials import trials_of
from tallystick.simulate.single.act import Act
from tallystick.simulate.single.making import make_world
from tallystick.simulate.single.releases import (
    BY_TWO,
    GRAVER,
    NEIGHBOUR,
    NEW_CODES,
    OF,
    OPEN_REMOVED,
    RECODED,
    REVISIONS,
    released,
    revised,
    two_of,
)
from tallystick.simulate.single.spec import gaming_units
from worlds import instant

CODES = (*NEIGHBOUR, *GRAVER, "vandalism")


def incidents(number=28_000):
    return pa.table({
        "incident_id": [str(k) for k in range(number)],
        "unit_id": [f"U{k % 4}" for k in range(number)],
        "officer_id": [f"U{k % 4}-{k // 4 % 5}" for k in range(number)],
        "offense_code": [CODES[k % len(CODES)] for k in range(number)],
        "clearance": [("none", "arrest")[k // 3 % 2] for k in range(number)],
        "origin": [("complaint", "patrol")[k // 5 % 2] for k in range(number)],
        "occurred_at": pa.array([instant("2024-03-05 10:00")] * number, pa.timestamp("us")),
    })  # fmt: skip


@pytest.mark.parametrize("way", REVISIONS)
def test_a_revision_lowers_and_raises_as_often_and_changes_no_more_than_it_says(way):
    plain = incidents()
    before = {row["incident_id"]: row for row in plain.to_pylist()}
    after = revised(plain, way, np.random.default_rng(4)).to_pylist()
    down = up = cleared = 0
    for row in after:
        old = before[row["incident_id"]]
        code, was = row["offense_code"], old["offense_code"]
        if way == RECODED:
            assert code not in NEW_CODES
        else:
            down += NEIGHBOUR.get(was) == code
            up += GRAVER.get(was) == code
            assert code in (was, NEIGHBOUR.get(was), GRAVER.get(was))
        if row["clearance"] != old["clearance"]:
            cleared += 1
            assert (old["clearance"], row["clearance"]) == ("none", "arrest")
        assert abs((row["occurred_at"] - old["occurred_at"]).days) <= 2
    assert 0 < len(before) - len(after) < len(before) / 4
    assert cleared > 0
    if way != RECODED:
        assert abs(down - up) < 4 * np.sqrt(down + up)
        assert 1 / 3 < (down + up) / (OF[way].swapped * len(before)) < 3


def test_open_cases_and_two_officers_alone_are_taken_out():
    plain = incidents()
    later, numbers = released(plain, Act(("U1",), OPEN_REMOVED, 1.0), np.random.default_rng(1))
    gone = [row for row in plain.to_pylist() if row["incident_id"] in numbers]
    assert len(later) + len(gone) == len(plain)
    assert {(row["unit_id"], row["clearance"]) for row in gone} == {("U1", "none")}
    assert two_of(plain, ("U1", "U2")) == {"U1-0", "U1-1"}
    _, numbers = released(plain, Act(("U1", "U2"), BY_TWO, 1.0), np.random.default_rng(1))
    assert {row["officer_id"] for row in plain.to_pylist() if row["incident_id"] in numbers} == {
        "U1-0", "U1-1"
    }  # fmt: skip


def test_the_truth_of_two_officers_is_theirs_and_their_units():
    trial = next(each for each in trials_of("records.revised") if each.figures == BY_TWO)
    trial = replace(trial, world=trial.world.model_copy(update={"months": 2}))
    made = make_world(trial, 2)
    first = gaming_units(trial.world)[0]
    assert made.truth.units == {first}
    assert made.truth.officers == two_of(made.tables["earlier_incidents"], (first,))
    assert len(made.truth.officers) == 2
