"""Do worlds without any regime show what fools a naive reader, and no more?

The numbers are those of the project's review: the month at target stands 5 to 9 % over the
others with nobody judged (regression to the mean); half-months split on themselves give 1.2 to
1.4 behind and .8 to .95 ahead, split on an earlier month 1.
"""

from __future__ import annotations

import numpy as np
import pytest

from tallystick.simulate.incentives import Incentives, Opportunity, Regime, Staff, decide
from tallystick.simulate.streams import Streams

UNITS, EACH, YEARS = 60, 12, 6


def reported(seed, kind="none"):
    rng = np.random.default_rng(seed)
    officers, month = UNITS * EACH, np.arange(12 * YEARS)
    unit = np.repeat(np.arange(UNITS), EACH)
    log_sd = np.sqrt(np.log1p(0.45**2))
    shape = (officers, len(month))
    staff = Staff(
        unit_of=np.repeat(unit[:, None], len(month), axis=1),
        duty=np.where(rng.random(shape) < 1 / 12, 0.0, 1.0),  # a month of leave a year
        ability=2.2 * np.exp(log_sd * rng.standard_normal(officers) - log_sd**2 / 2),
        season=np.exp(0.05 * rng.standard_normal((UNITS, len(month))))[unit],
        month_of_year=month % 12 + 1,
        year=month // 12,
        narcotics=np.ones(UNITS, dtype=bool),
    )
    ones = np.ones(UNITS)
    settings = Incentives(regime=Regime(kind=kind))
    decision = decide(staff, Opportunity(ones, ones, ones, ones / 3), [], settings, Streams(seed))
    return decision.reported


@pytest.fixture(scope="module")
def worlds():
    return [reported(seed) for seed in range(24)]


def month_at_target(monthly):
    """Month by month and unit by unit: the first that reaches the level of the year before."""
    excess, usual = 0.0, 0.0
    calendar = [monthly[:, m::12][:, 1:].mean() for m in range(12)]
    whole = sum(calendar) / 12
    for unit in monthly:
        mean = unit[12:].mean()
        for year in range(1, len(unit) // 12):
            goal, so_far = unit[12 * year - 12 : 12 * year].sum(), 0.0
            for m in range(12):
                so_far += unit[12 * year + m]
                if so_far >= goal:
                    excess += unit[12 * year + m]
                    usual += mean * calendar[m] / whole
                    break
    return excess / usual - 1


def test_the_month_at_target_stands_out_although_nobody_is_judged(worlds):
    assert 0.05 < np.mean([month_at_target(monthly) for monthly in worlds]) < 0.09


def test_those_behind_speed_up_only_when_split_on_the_same_half_month(worlds):
    rng = np.random.default_rng(7)
    same, earlier = [], []
    for monthly in worlds:
        counts = monthly.astype(np.int64)
        first = rng.binomial(counts, 0.5)
        second = counts - first
        behind = first < first.mean(axis=1, keepdims=True)
        same.append(
            (
                second[behind].sum() / first[behind].sum(),
                second[~behind].sum() / first[~behind].sum(),
            )
        )
        before = counts[:, :-1] < counts.mean(axis=1, keepdims=True)
        earlier.append(second[:, 1:][before].sum() / first[:, 1:][before].sum())
    up, down = np.mean(same, axis=0)
    assert 1.2 < up < 1.4
    assert 0.8 < down < 0.95
    assert abs(np.mean(earlier) - 1) < 0.01


def test_a_target_alone_makes_figures_gather_above_it(worlds):
    """Effort is lawful: nobody games, and yet the mass just over the target grows."""

    def over(monthly):
        total = monthly.reshape(UNITS, YEARS, 12).sum(axis=2)
        ratio = total[:, 1:] / total[:, :-1]
        return np.mean((ratio >= 1) & (ratio < 1.05))

    judged = [reported(seed, "prior_year") for seed in range(24)]
    assert np.mean([over(each) for each in judged]) > np.mean([over(each) for each in worlds])
