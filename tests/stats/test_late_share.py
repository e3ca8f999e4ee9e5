"""Is the share of the last days compared like with like, and its size kept in runs of events?"""

import numpy as np
import pytest

from tallystick.stats.periods.late_share import late_share
from tallystick.stats.proportions.shares import compared


def split(rng, periods=24, rise=0.0, run=1):
    """Ten last-day and ninety other records a period, found in runs of `run` from anywhere."""
    found, rest = np.zeros(periods, np.int64), np.zeros(periods, np.int64)
    for period in range(periods):
        hit = np.zeros(100, dtype=bool)
        for start in np.flatnonzero(rng.random(100) < 0.15 / run):
            hit[start : start + run] = True
        hit[90:] |= rng.random(10) < rise
        found[period], rest[period] = hit[90:].sum(), hit[:90].sum()
    n = np.full(periods, 10)
    return np.arange(periods), found, n, rest, n * 9


def test_one_unit_and_period_each_by_hand():
    said = late_share(*(np.array(each) for each in ([0, 1], [2, 1], [2, 2], [0, 1], [4, 4])))
    exact = compared(*(np.array(each) for each in ([2, 1], [2, 2], [0, 1], [4, 4])))
    assert said.numbers.shares == exact
    gaps = np.array([2 - 4 / 6, 1 - 4 / 6])
    t = gaps.mean() / gaps.std(ddof=1) * np.sqrt(2)
    cauchy = 0.5 - np.arctan(t) / np.pi
    assert said.p_value == pytest.approx(max(cauchy, exact.p_value))
    assert said.p_value == pytest.approx(cauchy)
    assert said.numbers.periods == 2


def test_units_of_one_period_count_as_one():
    columns = [np.array(each) for each in ([5, 5], [2, 1], [2, 2], [0, 1], [4, 4])]
    said = late_share(*columns)
    assert (said.numbers.periods, said.p_value) == (1, 1.0)


def test_a_pattern_without_exception_is_found():
    many = 8
    said = late_share(np.arange(many), *(np.full(many, each) for each in (2, 2, 0, 4)))
    assert said.p_value == pytest.approx(15.0**-many)


@pytest.mark.parametrize("run", [1, 5])
def test_the_size_is_kept_where_events_come_in_runs(run):
    rng = np.random.default_rng(5)
    said = [late_share(*split(rng, run=run)) for _ in range(400)]
    assert np.mean([each.p_value < 0.05 for each in said]) <= 0.065
    if run > 1:
        alone = np.array([each.numbers.shares.p_value for each in said])
        assert np.mean(alone < 0.05) > 0.09, "alone it is not"
        assert np.mean([each.numbers.widened for each in said]) > 1.3
        inside = [each.interval[0] <= 0 <= each.interval[1] for each in said]
        assert np.mean(inside) >= 0.92


def test_the_smallest_detectable_rise_is_found_eight_times_in_ten():
    rng = np.random.default_rng(6)
    base = np.mean([late_share(*split(rng)).minimum_detectable for _ in range(20)])
    found = [late_share(*split(rng, rise=base / 0.85)).p_value < 0.05 for _ in range(200)]
    assert np.mean(found) == pytest.approx(0.8, abs=0.12)


@pytest.mark.parametrize(("run", "periods"), [(1, 8), (5, 8), (5, 24)])
def test_a_true_rise_lies_in_the_range_and_does_not_widen_it(run, periods):
    rng = np.random.default_rng(7)
    rise, innocent = 0.5, [late_share(*split(rng, periods, run=run)) for _ in range(200)]
    rest = [each.numbers.shares.numbers for each in innocent]
    base = np.mean([each.rest_found / each.rest_n for each in rest])
    said = [late_share(*split(rng, periods, rise, run)) for _ in range(300)]
    inside = [x.interval[0] <= rise * (1 - base) <= x.interval[1] for x in said]
    assert np.mean(inside) >= 0.92
    beyond = [x.interval[0] > 0 for x in said if x.p_value < 0.01]
    assert np.mean(beyond) >= 0.98
    assert np.mean([x.numbers.widened for x in said]) < 1.4 * np.mean(
        [x.numbers.widened for x in innocent]
    )
