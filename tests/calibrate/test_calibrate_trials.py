"""Has every check its trials, and does every trial say what it should?"""

from dataclasses import replace

from every_fault import holds_of_each
from tallystick import checks
from tallystick.calibrate.trials import HELD, trials_of
from tallystick.simulate.oddities import ODDITIES
from tallystick.simulate.single.making import make_world
from tallystick.simulate.single.spec import GAMING_UNITS, gaming_units
from tallystick.simulate.stream import prepare

NAMES = tuple(check.name for check in checks.every())
MEND = "the check's entry in src/tallystick/calibrate/held_<family>.py"


def test_every_check_has_trials_and_no_trial_is_without_a_check():
    assert set(HELD) == set(NAMES), "add what the check is held to in calibrate/trials.py"


def is_held_to_innocent_and_to_planted_worlds(name):
    trials = trials_of(name)
    innocent = {trial.name for trial in trials if trial.nature == "innocent"}
    assert {"clean", "effort_only", "sloppy", "all oddities"} <= innocent
    planted = [trial for trial in trials if trial.nature == "planted"]
    assert {trial.dose for trial in planted} == {0.1, 0.25, 0.5, 1.0}
    assert {trial.size for trial in planted} == {"small", "medium", "large"}
    keys = [(trial.nature, trial.name, trial.dose, trial.size) for trial in trials]
    assert len(keys) == len(set(keys)) == len({trial.seed(1, 0) for trial in trials})


def test_a_check_is_held_to_innocent_and_to_planted_worlds():
    holds_of_each(is_held_to_innocent_and_to_planted_worlds, NAMES, MEND)


def has_nothing_planted_in_an_innocent_world(name):
    for trial in trials_of(name):
        if trial.nature == "innocent":
            assert not trial.world.behaviours
            assert not trial.true_names
            assert not trial.figures
        else:
            assert bool(trial.world.behaviours) != bool(trial.figures)


def test_nothing_is_planted_in_an_innocent_world():
    holds_of_each(has_nothing_planted_in_an_innocent_world, NAMES, MEND)


def test_every_oddity_is_met_by_the_check_of_every_table():
    held = {trial.name for trial in trials_of("records.integrity")}
    for process in ODDITIES:
        assert {f"{process.name}, all units", f"{process.name}, 3 units"} <= held


def test_an_oddity_that_leaves_a_check_its_columns_is_left_out():
    names = {trial.name.partition(",")[0] for trial in trials_of("figures.period_end")}
    assert "lab_backlog" not in names, "it acts on readings, and the check takes incidents alone"
    assert {"festival", "specialist"} <= names


def test_a_check_from_outside_is_held_to_the_clean_worlds():
    assert [trial.name for trial in trials_of("outside.check")] == ["clean"]


def has_units_of_the_department_that_game(name):
    world = HELD[name].world("medium")
    names = prepare(world, 1).force.unit_names
    assert len(gaming_units(world)) == GAMING_UNITS < len(names)
    assert set(gaming_units(world)) < set(names)


def test_the_gaming_units_are_units_of_the_department():
    holds_of_each(has_units_of_the_department_that_game, NAMES, MEND)


def has_the_tables_of_the_trial_and_no_other(name):
    trial = trials_of(name)[0]
    trial = replace(trial, world=trial.world.model_copy(update={"months": 2}))
    assert set(make_world(trial, 1).tables) == trial.tables


def test_a_world_has_the_tables_of_the_trial_and_no_other():
    holds_of_each(has_the_tables_of_the_trial_and_no_other, NAMES, MEND)
