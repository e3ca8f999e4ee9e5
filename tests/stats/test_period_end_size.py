"""How often does `period_end_rise` accuse the innocent, and how often find what was planted?"""

from __future__ import annotations

import math
from dataclasses import replace

import daily_samples as ds
import numpy as np
import pytest
from scipy import stats

from tallystick.stats.periods.end import default_window, period_end_rise, period_end_rises

SEED = 20261125
ORDINARY = ds.World(mean=20, size=10, rho=0.5, sd=0.2)


def rng() -> np.random.Generator:
    return np.random.default_rng(SEED)


def false_alarms(world, years, every, subjects, **more):
    day = ds.days_of(years)
    ends = ds.ends_of(day, every)
    counts = ds.draw(world, day, subjects, rng(), **more)
    found = period_end_rises(day, counts, period_ends=ends, window=default_window(ends))
    return np.array([r.p_value for r in found if r.p_value is not None])


@pytest.mark.parametrize("every", [1, 3])
@pytest.mark.parametrize(
    "name",
    [
        "Poisson",
        "AR(1) .7, sd .3, shape 5",
        "season x 7",
        "every date its habit, sd .05",
        "30 % of days unreported",
        "turn of the year x .5, eve x 2",
    ],
)
def test_innocent_worlds_are_not_accused(name, every):
    """400 subjects: .05 + 3 standard errors = .083."""
    p = false_alarms(ds.at_mean(ds.WORLDS[name], 50), 2, every, 400)
    assert len(p) >= 390
    assert np.mean(p < 0.05) <= 0.083


@pytest.mark.parametrize("kind", ds.OFFICERS)
def test_a_thousand_small_subjects(kind):
    """.05 of 1,000 + 3 standard errors = .071, of all and of those tested."""
    day = ds.days_of(6)
    ends = ds.ends_of(day)
    counts = ds.officers(kind, day, 60, 1000, rng())
    found = period_end_rises(day, counts, period_ends=ends, window=3)
    p = np.array([r.p_value for r in found if r.p_value is not None])
    assert len(p) > 300
    assert np.mean(p < 0.05) <= 0.05 + 3 * math.sqrt(0.05 * 0.95 / len(p))
    few = period_end_rises(day, counts // 2, period_ends=ends, window=3)
    assert sum(r.p_value is None for r in few) > 900


def test_treating_days_as_the_sample_accuses_where_dates_have_habits():
    """The same flat series, with dispersion over days: three times the promised alarms, or more."""
    world = ds.World(mean=200, weekdays=(1,) * 7, season=0, third=0, trend=0, date_sd=0.1)
    day = ds.days_of(5)
    ends = ds.ends_of(day)
    counts = ds.draw(world, day, 300, rng())
    end = ds.in_window(day, ends, 3)
    naive = []
    for n in counts:
        others = n[~end]
        error = math.sqrt(others.var() / others.mean() / n[end].sum())
        naive.append(stats.norm.sf(math.log(n[end].mean() / others.mean()) / error))
    assert np.mean(np.array(naive) < 0.05) >= 0.15
    ours = period_end_rises(day, counts, period_ends=ends, window=3)
    assert np.mean([r.p_value < 0.05 for r in ours]) <= 0.088


@pytest.mark.parametrize(("every", "rise", "least"), [(1, 0.25, 0.85), (3, 0.5, 0.85)])
def test_a_planted_rise_is_found_and_measured(every, rise, least):
    day = ds.days_of(5)
    ends = ds.ends_of(day, every)
    window = default_window(ends)
    boosted = ds.in_window(day, ends, window)
    counts = ds.draw(ORDINARY, day, 200, rng(), boosted=boosted, rise=rise)
    found = period_end_rises(day, counts, period_ends=ends, window=window)
    assert np.mean([r.p_value < 0.05 for r in found]) >= least
    assert np.mean([r.estimate for r in found]) == pytest.approx(rise, abs=0.03)
    covered = np.mean([r.interval[0] <= rise <= r.interval[1] for r in found])
    assert covered == pytest.approx(0.95, abs=0.05)


def test_the_smallest_detectable_rise_is_found_four_times_in_five():
    day = ds.days_of(5)
    ends = ds.ends_of(day)
    world = ds.World(mean=20, size=4)
    plain = period_end_rises(day, ds.draw(world, day, 200, rng()), period_ends=ends, window=3)
    smallest = float(np.median([r.minimum_detectable for r in plain]))
    boosted = ds.in_window(day, ends, 3)
    p = false_alarms(world, 5, 1, 300, boosted=boosted, rise=smallest)
    assert np.mean(p < 0.05) == pytest.approx(0.8, abs=0.08)


def test_records_pulled_forward_leave_a_dip():
    day = ds.days_of(5)
    ends = ds.ends_of(day)
    n = ds.draw(replace(ORDINARY, mean=40), day, 1, rng())[0]
    for end in ends[:-1]:
        moved = n[(day > end) & (day <= end + 3)] // 2
        n[(day > end) & (day <= end + 3)] -= moved
        n[(day > end - 3) & (day <= end)] += moved
    found = period_end_rise(day, n, period_ends=ends, window=3)
    assert found.p_value < 1e-6
    assert found.numbers.dip_after.high < 0
    assert found.numbers.dip_after.change == pytest.approx(-0.5, abs=0.08)


@pytest.mark.slow
@pytest.mark.parametrize("every", [1, 3])
@pytest.mark.parametrize("mean", [1, 50])
@pytest.mark.parametrize("name", ds.WORLDS)
def test_size_in_every_world(name, mean, every):
    """2,000 subjects, five years: .05 + .01 tolerated + 3 standard errors = .075."""
    p = false_alarms(ds.at_mean(ds.WORLDS[name], mean), 5, every, 2000)
    assert np.mean(p < 0.05) <= 0.075
