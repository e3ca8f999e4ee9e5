"""Do made values follow from their goods, and only those of the gaming units not?"""

from collections import defaultdict
from dataclasses import replace

import numpy as np
import pytest

from tallystick.audit.selection import chosen
from tallystick.calibrate.one_world import answers_of, single_thread
from tallystick.calibrate.trials import trials_of
from tallystick.simulate.single.making import make_world
from tallystick.simulate.single.published_values import WAYS
from tallystick.simulate.single.spec import gaming_units

VALUATION = chosen(("figures.valuation",))[0]
SUBSTITUTION = chosen(("figures.substitution",))[0]


def trial_of(name, months=6, dose=None, check="figures.valuation"):
    trials = (each for each in trials_of(check) if each.name == name)
    trial = next(each for each in trials if dose in (None, each.dose))
    return replace(trial, world=trial.world.model_copy(update={"months": months}))


def figures_of(trial):
    made = make_world(trial, 4)
    held = defaultdict(dict)
    for row in made.tables["reported_figures"].to_pylist():
        held[row["metric"]][row["unit_id"], row["period_start"]] = row["value"]
    return made, held


def test_honest_values_are_sums_of_prices_and_the_agencys_are_sums_of_units():
    trial = trial_of("clean")
    made, held = figures_of(trial)
    counts, worth = held["cases"], held["worth"]
    assert counts.keys() == worth.keys()
    whole = {key for key in counts if key[0] is None}
    assert len(whole) == 6
    for key in whole:
        for each in (counts, worth):
            parts = [value for (unit, day), value in each.items() if unit and day == key[1]]
            assert each[key] == pytest.approx(sum(parts), abs=0.011)
    for key in worth.keys() - whole:
        assert 90 <= worth[key] / counts[key] <= 310
    answers, _ = answers_of(VALUATION, trial, made, single_thread())
    assert {each.subject for each in answers} == {unit or "" for unit, _ in counts}
    assert not any(each.stands or each.true for each in answers)


@pytest.mark.parametrize("name", [each.name for each in trials_of("figures.valuation")
                                  if each.figures and each.dose == 1.0])  # fmt: skip
def test_made_values_are_found_in_the_gaming_units_and_are_what_the_way_says(name):
    trial = trial_of(name, dose=1.0)
    assert trial.figures in WAYS
    made, held = figures_of(trial)
    gaming = gaming_units(trial.world)
    for key, worth in held["worth"].items():
        price = worth / held["cases"][key]
        changed = key[0] in gaming and trial.figures != "misadded"
        assert (price == 200.0 or price > 10_000) == changed or key[0] is None
    answers, _ = answers_of(VALUATION, trial, made, single_thread())
    found = {each.subject for each in answers if each.stands}
    assert found - {""} == (set() if trial.figures == "misadded" else set(gaming))
    if trial.figures == "misadded":
        assert found == {""}
    assert all(each.true for each in answers if each.stands)


def test_downgrading_begins_half_way():
    name = "downgrading of all complaints from half way"
    trial = trial_of(name, 24, 1.0, "figures.substitution")
    made = make_world(trial, 3)
    rows = made.tables["incidents"].to_pylist()
    gaming = gaming_units(trial.world)
    serious = dict(trial.metrics[0].where)["offense_code"]

    def share(after):
        own = [row["offense_code"] in serious for row in rows if row["unit_id"] in gaming
               and (row["occurred_at"].isoformat() >= "2024-07") == after]  # fmt: skip
        return np.mean(own)

    assert share(True) < 0.3 * share(False)
    answers, _ = answers_of(SUBSTITUTION, trial, made, single_thread())
    assert {each.subject for each in answers if each.true} == {"", *gaming}
