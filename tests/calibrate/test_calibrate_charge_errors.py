"""Are the errors and the acts in made charges those that were asked for, and known?"""

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest

from tallystick.calibrate.one_world import answers_of, single_thread
from tallystick.calibrate.trials import trials_of
from tallystick.checks.outcomes.class_mismatch import CHECK
from tallystick.simulate.charged_law import law_of
from tallystick.simulate.single.act import Act
from tallystick.simulate.single.charge_errors import (
    IN_KILOGRAMS,
    IN_YEARS,
    LONGER,
    LOWERED,
    RAISED,
    SHORTER,
    charged,
)
from tallystick.simulate.single.making import make_world

NAME = "outcomes.class_mismatch"
TRIALS = trials_of(NAME)


def trial(name, dose=None):
    held = next(each for each in TRIALS if each.name == name and dose in (None, each.dose))
    return replace(held, world=held.world.model_copy(update={"months": 6}))


def agency(made, held):
    answers, _ = answers_of(CHECK, held, made, single_thread())
    return {each.aspect: each for each in answers if each.subject_kind == "agency"}


def test_a_made_prosecutor_charges_by_the_law_of_the_world():
    held = trial("no errors")
    said = agency(make_world(held, 3), held)
    assert not any(each.alone for each in said.values())
    assert all(each.tested for each in said.values())


def test_every_error_is_known():
    held = trial("one charge in twenty in error")
    made = make_world(held, 3)
    said = agency(made, held)
    assert said["above"].alone
    assert said["below"].alone
    assert {each.true for each in said.values() if each.alone} == {True}
    plain = make_world(replace(held, charged=""), 3).tables["outcomes"]
    was, now = (np.array(each["statute"].to_pylist()) for each in (plain, made.tables["outcomes"]))
    moved = np.array(made.tables["outcomes"]["incident_id"].to_pylist())[was != now]
    assert set(moved) <= made.truth.touched["incident_id"]
    assert 0.01 < len(moved) / len(was) < 0.08


@pytest.mark.parametrize(("way", "rises"), [(RAISED, True), (LOWERED, False)])
def test_what_is_planted_goes_one_way_in_the_gaming_units_alone(way, rises):
    tables = table(["296(2)", "296(3)", "297(1)", "109"] * 50)
    world = TRIALS[0].world
    rng = np.random.default_rng(1)
    made, wrong = charged(tables, law_of(world), "", Act(("A",), way, 1.0), rng)
    assert wrong == frozenset()
    was, now = (each["outcomes"]["statute"].to_pylist() for each in (tables, made))
    changed = {(one, other) for one, other in zip(was, now, strict=True) if one != other}
    up = {("296(2)", "296(3)"), ("297(1)", "297(3)")}
    assert changed == (up if rises else {("296(3)", "296(2)")})
    assert was[100:] == now[100:]
    months = np.array(made["outcomes"]["sentence_months"].to_pylist(), dtype=float)
    if rises:
        assert set(months[np.array(now) == "297(3)"]) <= set(range(96, 145))


def test_slips_change_a_thousandth_and_a_twelfth():
    tables, law = table(["297(1)"] * 2000), law_of(TRIALS[0].world)
    rng = np.random.default_rng(2)
    made, wrong = charged(tables, law, IN_KILOGRAMS, Act(), rng)
    value = made["measurements"]["value"].to_numpy()
    assert set(value) == {10.0, 0.01}
    assert (value < 1).sum() == len(wrong)
    made, wrong = charged(tables, law, IN_YEARS, Act(), rng)
    months = made["outcomes"]["sentence_months"].to_numpy()
    assert set(months) == {72.0, 6.0}
    assert (months < 10).sum() == len(wrong)
    for way, term in ((LONGER, 108.0), (SHORTER, 30.0)):
        made, _ = charged(tables, law, "", Act(("A",), way, 1.0), rng)
        assert set(made["outcomes"]["sentence_months"].to_pylist()) == {72.0, term}


def table(texts):
    numbers = [str(at) for at in range(len(texts))]
    return {
        "incidents": pa.table({"incident_id": numbers,
                               "unit_id": ["A" if at < 100 else "B" for at in range(len(texts))]}),
        "measurements": pa.table({"incident_id": numbers, "value": [10.0] * len(texts),
                                  "unit": ["g"] * len(texts)}),
        "outcomes": pa.table({"incident_id": numbers, "statute": texts,
                              "sentence_months": [72.0] * len(texts)}),
    }  # fmt: skip
