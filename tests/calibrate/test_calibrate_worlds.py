"""Is what a trial holds to be true what the labels and the tables say?"""

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest

from tallystick.audit.selection import chosen
from tallystick.calibrate import pool
from tallystick.calibrate.beside import features
from tallystick.calibrate.one_world import answers_of, as_audited, single_thread
from tallystick.calibrate.trials import trials_of
from tallystick.simulate.single.making import make_world
from tallystick.simulate.single.spec import gaming_units
from tallystick.simulate.single.truth import truth_of
from tallystick.tables import canonical

RECOUNT = chosen(("figures.recount",))[0]
INTEGRITY = chosen(("records.integrity",))[0]


def trial_of(check, name, months=6, dose=None):
    trials = (each for each in trials_of(check) if each.name == name)
    trial = next(each for each in trials if dose in (None, each.dose))
    return replace(trial, world=trial.world.model_copy(update={"months": months}))


def test_a_seed_depends_on_the_trial_and_its_number_alone():
    one, other = trials_of("figures.recount")[:2]
    seeds = {trial.seed(base, n) for base in (1, 2) for trial in (one, other) for n in (0, 1)}
    assert len(seeds) == 8
    assert one.seed(1, 0) == replace(one, metrics=()).seed(1, 0)


def test_padded_figures_are_found_in_the_padded_units_and_nowhere_else():
    trial = trial_of("figures.recount", "padded figures")
    made = make_world(trial, 3)
    answers, _ = answers_of(RECOUNT, trial, made, single_thread())
    assert {each.subject for each in answers if each.stands} == set(gaming_units(trial.world))
    assert all(each.true == each.stands for each in answers)
    recorded, figures = made.tables["incidents"], made.tables["reported_figures"].to_pylist()
    january = [when.isoformat()[:7] == "2023-01" for when in recorded["occurred_at"].to_pylist()]
    units = np.array(recorded["unit_id"].to_pylist())[january]
    for row in figures:
        if row["metric"] == "cases" and str(row["period_start"]) == "2023-01-01":
            true = (units == row["unit_id"]).sum()
            raised = row["unit_id"] in gaming_units(trial.world)
            assert row["value"] == (np.ceil(true * 1.1) if raised else true)


def test_the_planted_are_those_whose_records_the_behaviour_labels():
    trial = trial_of("exhibits.threshold_bunching", "threshold: field weight chosen", dose=1.0)
    made = make_world(trial, 5)
    units, officers = made.truth.units, made.truth.officers
    assert units == set(gaming_units(trial.world))
    cases = made.tables["incidents"].to_pylist()
    assert officers <= {case["officer_id"] for case in cases if case["unit_id"] in units}
    assert made.truth.planted("agency", "")
    assert made.truth.planted("unit", "N01")
    assert not made.truth.planted("unit", "N09")
    clean = make_world(trial_of("exhibits.threshold_bunching", "clean"), 5).truth
    assert not clean.units
    assert not clean.officers
    assert not clean.planted("agency", "")


def test_labels_of_oddities_and_of_other_behaviours_make_nobody_planted():
    labels = pa.table(
        {
            "nature": ["behaviour", "behaviour", "oddity"],
            "name": ["ghosts", "threshold", "ghosts"],
            "incident_id": ["1", "2", "3"],
            "exhibit_id": pa.array([None, "E", None], pa.string()),
            "record_id": pa.array([None] * 3, pa.string()),
            "officer_id": ["K1", "K2", "K3"],
            "unit_id": ["A", "B", "C"],
        }
    )
    truth = truth_of(labels, frozenset({"K9"}), ("ghosts",), ("P",))
    assert (truth.units, truth.officers) == ({"A", "P"}, {"K1"})
    keys = {"incident_id": ["1", "3", "4", "4"], "officer_id": ["K5", "K5", "K9", "K1"]}
    arrays = {name: np.array(values, dtype=object) for name, values in keys.items()}
    assert truth.unexplained(arrays) == 1, "the last has neither a labelled case nor a note"


def test_an_exception_without_a_label_is_a_false_finding_and_one_with_a_label_is_true():
    supplied = trial_of("records.integrity", "police-supplied cases", months=12)
    made = make_world(supplied, supplied.seed(1, 0))
    answers, _ = answers_of(INTEGRITY, supplied, made, single_thread())
    found = {each.aspect: each.true for each in answers if each.stands}
    assert found.get("unweighed.custody", True)
    held = made.tables["measurements"]
    broken = replace(made, tables=made.tables | {"measurements": held.slice(len(held) * 9 // 10)})
    answers, _ = answers_of(INTEGRITY, supplied, broken, single_thread())
    rule = next(each for each in answers if each.aspect == "unweighed.custody")
    assert rule.stands
    assert not rule.true


def test_a_festival_of_month_ends_is_explained_by_its_place_and_a_push_is_not():
    check = chosen(("figures.period_end",))[0]
    festival = trial_of("figures.period_end", "festival in the last days of months", 24)
    answers, _ = answers_of(check, festival, make_world(festival, 6), single_thread())
    found = [each for each in answers if each.alone]
    assert len(found) > 20
    assert not any(each.explained for each in answers if not each.alone)
    assert sum(each.explained for each in found) >= 0.9 * len(found)
    pushed = trial_of("figures.period_end", "work pushed to month ends", 24, dose=1.0)
    answers, _ = answers_of(check, pushed, make_world(pushed, 6), single_thread())
    found = [each for each in answers if each.alone and each.true]
    assert len(found) > 5
    assert not any(each.explained for each in found)


def test_tables_have_every_canonical_column_and_say_which_are_filled():
    trial = trial_of("exhibits.threshold_bunching", "clean", months=2)
    tables = as_audited(make_world(trial, 1).tables, trial.frame, single_thread())
    for name in trial.tables:
        columns = set(tables[name].columns)
        assert columns == {*canonical(name).names, "source_file", "source_row"}
    assert tables.holds("measurements", "value", "stage", "count")
    assert not tables.holds("measurements", "officer_id")
    assert {(line.substance_code, line.milli) for line in tables.frame.lines} == {
        ("cannabis_herb", 6000),
        ("heroin", 2500),
    }
    assert str(tables.frame.first_day), str(tables.frame.last_day) == ("2023-01-01", "2023-02-28")


def test_the_features_of_an_officer_are_what_a_loop_counts():
    trial = trial_of("exhibits.threshold_bunching", "clean", months=4)
    made = make_world(trial, 2)
    ids, table = features(trial, made)
    cases = [row for row in made.tables["incidents"].to_pylist() if row["officer_id"] == ids[7]]
    own = {row["incident_id"] for row in cases}
    weights = [
        row
        for row in made.tables["measurements"].to_pylist()
        if row["incident_id"] in own and (row["kind"], row["stage"]) == ("net_weight", "field")
    ]
    lines = {"cannabis_herb": 6.0, "heroin": 2.5}
    cut = [row for row in weights if row["substance_code"] in lines]
    late = [(row["recorded_at"] - row["occurred_at"]).total_seconds() > 86400 for row in cases]
    assert table[7] == pytest.approx(
        [
            len(cases),
            np.mean(late),
            np.mean([row["clearance"] == "arrest" for row in cases]),
            np.mean(np.log([row["value"] for row in weights])),
            np.mean([row["value"] >= lines[row["substance_code"]] for row in cut]),
        ]
    )


def test_two_processes_give_the_answers_of_one():
    trials = [trial_of("figures.recount", "padded figures"), trial_of("figures.recount", "clean")]
    one, two = (pool.try_all(trials, 2, 9, jobs) for jobs in (1, 2))
    for alone, together in zip(one, two, strict=True):
        assert [(x.seed, x.answers, x.incidents) for x in alone] == [
            (x.seed, x.answers, x.incidents) for x in together
        ]
