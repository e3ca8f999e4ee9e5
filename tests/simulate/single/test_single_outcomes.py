"""Do made outcomes change what they say, in the units where they are planted, and nothing else?"""

from dataclasses import replace

import numpy as np
import pytest

from tallystick.calibrate.trials import trials_of
from tallystick.simulate.single.case_outcomes import BORNE, BY_TWO, EMPTY, FAILING, LIFTED, ORDINARY
from tallystick.simulate.single.making import make_world
from tallystick.simulate.single.spec import gaming_units

NAME = "outcomes.disparity"


def made(way="", dose=0.0, outcomes=ORDINARY):
    trial = next(each for each in trials_of(NAME) if each.name == "clean")
    world = trial.world.model_copy(update={"months": 8})
    trial = replace(trial, world=world, figures=way, dose=dose or None, case_outcomes=outcomes)
    return trial, make_world(trial, 5)


def column(table, name):
    return np.array(table[name].to_pylist(), dtype=object)


def by_case(world, name):
    cases = world.tables["incidents"]
    return dict(zip(cases["incident_id"].to_pylist(), cases[name].to_pylist(), strict=True))


@pytest.fixture(scope="module")
def plain():
    return made()[1]


def changed(plain, world, table, name):
    """The numbers of the cases of which a column is another."""
    one, other = (column(each.tables[table], name) for each in (plain, world))
    rows = np.array([a != b and not (a != a and b != b) for a, b in zip(one, other, strict=True)])
    return set(column(plain.tables[table], "incident_id")[rows])


@pytest.mark.parametrize(
    ("way", "table", "name"),
    [
        (FAILING, "outcomes", "verdict"), (BY_TWO, "outcomes", "verdict"),
        (BORNE, "outcomes", "verdict"), (EMPTY, "measurements", "value"),
        (LIFTED, "measurements", "value"),
    ],
)  # fmt: skip
def test_an_act_touches_its_column_in_its_units_alone(plain, way, table, name):
    trial, world = made(way, 1.0)
    units, groups = by_case(plain, "unit_id"), by_case(plain, "subject_group")
    cases = changed(plain, world, table, name)
    assert len(cases) > 10
    assert {units[case] for case in cases} <= set(gaming_units(trial.world))
    if way in (BORNE, LIFTED):
        assert {groups[case] for case in cases} == {"A"}
    if way == BY_TWO:
        officers = by_case(plain, "officer_id")
        assert {officers[case] for case in cases} <= world.truth.officers
        assert len(world.truth.officers) == 6
    for other in ("outcomes", "measurements", "incidents", "persons"):
        if other != table:
            assert world.tables[other].equals(plain.tables[other])


def test_groups_and_empty_exhibits_are_there_and_nothing_is_planted(plain):
    groups = column(plain.tables["incidents"], "subject_group")
    assert set(groups) == {"A", "B", "C"}
    assert set(column(plain.tables["persons"], "nationality")) == {"K", "L", "M", "N"}
    readings = plain.tables["measurements"]
    lab = column(readings, "stage") == "lab"
    empty = column(readings, "value") == 0
    assert 0.02 < empty[lab].mean() < 0.1
    assert not empty[~lab].any()
    bare = made(outcomes=None)[1]
    assert "subject_group" not in bare.tables["incidents"].column_names
    assert not plain.truth.planted("agency", "")


def test_a_share_of_the_cases_is_declined_and_units_differ_in_it(plain):
    _, world = made(outcomes=replace(ORDINARY, units=0.6, declined=0.2))
    units = by_case(plain, "unit_id")
    usual, held = (set(column(each.tables["outcomes"], "incident_id")) for each in (plain, world))
    assert held < usual
    assert 0.1 < 1 - len(held) / len(usual) < 0.4
    share = [
        np.mean([case not in held for case in usual if units[case] == unit])
        for unit in sorted(set(units.values()))
    ]
    assert max(share) > 2 * min(share)
    assert world.tables["incidents"].equals(plain.tables["incidents"])
