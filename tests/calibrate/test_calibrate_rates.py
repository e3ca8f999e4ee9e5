"""Do made rates follow from their counts, and only those of the gaming units not?"""

from dataclasses import replace

import numpy as np
import pytest

from tallystick.audit.selection import chosen
from tallystick.calibrate.one_world import answers_of, single_thread
from tallystick.calibrate.trials import trials_of
from tallystick.simulate.single.making import make_world
from tallystick.simulate.single.published_rates import RATES, WAYS
from tallystick.simulate.single.spec import gaming_units

CHECK = chosen(("figures.round_targets",))[0]


def made_of(name, dose=None, months=12):
    trials = (each for each in trials_of(CHECK.name) if each.name == name)
    trial = next(each for each in trials if dose in (None, each.dose))
    trial = replace(trial, world=trial.world.model_copy(update={"months": months}))
    made = make_world(trial, 4)
    held = {(row["metric"], row["unit_id"], row["period_start"]): row
            for row in made.tables["reported_figures"].to_pylist()}  # fmt: skip
    return trial, made, held


@pytest.mark.parametrize(
    ("name", "decimals"),
    [("clean", 1), ("rates without decimals", 0), ("rates to two decimals", 2)],
)
def test_honest_rates_are_their_counts_in_percent(name, decimals):
    _, _, held = made_of(name)
    rates = {key: row for key, row in held.items() if key[0] in RATES}
    assert len(rates) == 2 * 8 * 12
    for (metric, *place), row in rates.items():
        cases, counted = (held[name, *place]["value"] for name in ("cases", RATES[metric]))
        assert (row["denominator"], row["unit"]) == (cases, "%")
        assert row["value"] == pytest.approx(round(100 * counted / cases, decimals), abs=1e-9)
    assert all(row["denominator"] is None for key, row in held.items() if key[0] not in RATES)


@pytest.mark.parametrize(("way", "dose"), list(zip(WAYS, (1.0, 0.5), strict=True)))
def test_made_rates_are_round_in_the_gaming_units_alone_and_found_there(way, dose):
    """A unit that rounds all to wholes is one that prints no decimals: of that nothing is said."""
    name = next(each.name for each in trials_of(CHECK.name) if each.figures == way)
    trial, made, held = made_of(name, dose, 36)
    base = 5 if way == "to fives" else 1
    gaming = gaming_units(trial.world)
    share = {
        unit: np.mean([row["value"] % base == 0 for key, row in held.items()
                       if key[0] in RATES and key[1] == unit])
        for unit in {key[1] for key in held}
    }  # fmt: skip
    assert all((share[unit] > 0.4) == (unit in gaming) for unit in share)
    answers, _ = answers_of(CHECK, trial, made, single_thread())
    assert {each.subject for each in answers if each.stands} - {""} <= set(gaming)
    assert {each.subject for each in answers if each.alone} >= set(gaming)
