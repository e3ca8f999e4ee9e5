"""Are levels under two rules set, and figures brought to them, as a slow recount says?"""

from dataclasses import replace
from datetime import date
from math import ceil
from statistics import mean

import pytest

from tallystick.audit.selection import chosen
from tallystick.calibrate.departments import in_season
from tallystick.calibrate.one_world import answers_of, single_thread
from tallystick.calibrate.trials import trials_of
from tallystick.checks.figures.ratchet.results import OWN_RULE
from tallystick.simulate.single.making import make_world
from tallystick.simulate.single.spec import gaming_units
from tallystick.simulate.single.target_rules import EVERY, PLAN, PRIOR, Rules
from tallystick.tables import canonical

RATCHET = chosen(("figures.ratchet",))[0]
PLAIN = next(each for each in trials_of("figures.ratchet") if each.rules is not None)


def made_of(rules, figures="", dose=None, seed=5, world=None):
    trial = replace(PLAIN, rules=rules, figures=figures, dose=dose, world=world or PLAIN.world)
    return trial, make_world(trial, seed)


def values(made, table="reported_figures", value="value"):
    """The value by unit, metric, year and month."""
    return {
        (row["unit_id"], row["metric"], row["period_start"].year, row["period_start"].month): row[
            value
        ]
        for row in made.tables[table].to_pylist()
    }


def recounted(figures, key, rule, growth):
    unit, metric, year, month = key
    of = range(1, 13) if rule == PLAN else (month,)
    return ceil(mean(figures[unit, metric, year - 1, each] for each in of) * (1 + growth))


@pytest.mark.parametrize("first", [PRIOR, PLAN])
@pytest.mark.parametrize(("figures", "growth"), [("", 0.0), ("", 0.1), ("met", 0.0), (EVERY, 0.1)])
def test_each_half_has_the_levels_of_its_rule_taken_from_what_was_published(first, figures, growth):
    trial, made = made_of(Rules(first=first, growth=growth), figures, 0.5)
    told = values(made)
    units = sorted({unit for unit, *_ in told})
    other = PLAN if first == PRIOR else PRIOR
    basis = values(made, "targets", "basis")
    assert basis == {key: first if key[0] in units[:4] else other for key in basis}
    levels = values(made, "targets", "target")
    want = {key for key in told if key[2] > 2023 and key[1] != "complaints"}
    assert levels.keys() == want
    for key, level in levels.items():
        assert level == recounted(told, key, basis[key], growth)
    assert set(made.tables["targets"].column_names) <= {
        column.name for column in canonical("targets").columns
    }
    assert set(gaming_units(trial.world)) < set(units[:4])


@pytest.mark.parametrize("way", ["met", EVERY])
def test_shortfalls_and_nothing_else_are_published_as_met_by_the_dose(way):
    _, honest = made_of(Rules())
    before = values(honest)
    taken = short = 0
    for dose in (0.0, 0.5, 1.0):
        trial, made = made_of(Rules(), way, dose)
        told, levels = values(made), values(made, "targets", "target")
        units = {unit for unit, *_ in told}
        gaming = units if way == EVERY else set(gaming_units(trial.world))
        assert made.truth.units == gaming
        assert made.truth.planted("agency", "")
        moved = {key for key in told if told[key] != before[key]}
        assert {key[0] for key in moved} == (gaming if dose else set())
        for key in moved:
            assert told[key] == levels[key] > before[key]
        below = {key for key, level in levels.items() if before[key] < level and key[0] in gaming}
        assert moved <= below
        if dose == 1.0:
            assert moved == below
        if dose == 0.5:
            taken, short = len(moved), len(below)
    assert taken / short == pytest.approx(0.5, abs=4 * (0.25 / short) ** 0.5)


def test_portions_cap_every_figure_at_the_mean_month_of_the_first_year():
    _, honest = made_of(Rules())
    _, made = made_of(Rules(portions=True, plan_of_portions=True))
    before, told = values(honest), values(made)
    basis, levels = values(made, "targets", "basis"), values(made, "targets", "target")
    assert not made.truth.units
    for key, value in told.items():
        unit, metric, _, _ = key
        most = round(mean(before[unit, metric, 2023, month] for month in range(1, 13)))
        capped = value == min(before[key], most)
        assert capped or (metric == "complaints" and value == before[key])
        if key in levels:
            planned = basis[key] == PLAN
            assert levels[key] == (most if planned else recounted(told, key, PRIOR, 0))


def test_only_what_is_asked_is_counted_and_an_honest_season_is_not_found():
    trial, made = made_of(Rules(growth=0.05), world=in_season(PLAIN.world))
    flow = trial.world.flow
    assert (flow.season, flow.trend) == (0.4, 0.2)
    told = values(made)
    by_month = [sum(v for k, v in told.items() if k[1] == "cases" and k[3] == m) for m in (1, 7)]
    assert by_month[1] / by_month[0] > 1.5
    every, _ = answers_of(RATCHET, replace(trial, asked=""), made, single_thread())
    answers, _ = answers_of(RATCHET, replace(trial, asked=OWN_RULE), made, single_thread())
    assert {each.aspect for each in answers} == {
        f"{metric}: {OWN_RULE}" for metric in ("cases", "arrests", "cleared")
    }
    assert len(every) > len(answers)
    assert all(each.tested and not each.alone and not each.true for each in answers)


def test_a_department_that_meets_its_own_levels_is_found_by_its_own_rule():
    trial, made = made_of(Rules(), EVERY, 1.0)
    assert trial.world.first_month == "2023-01"
    assert min(row["period_start"] for row in made.tables["targets"].to_pylist()) == date(
        2024, 1, 1
    )
    answers, _ = answers_of(RATCHET, replace(trial, asked=OWN_RULE), made, single_thread())
    assert len(answers) == 3
    assert all(each.stands and each.true for each in answers)
