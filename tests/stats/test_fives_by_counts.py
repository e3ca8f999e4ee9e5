"""Are shares on multiples of five asked by the counts behind them at an honest size?"""

import numpy as np
import pytest
from scipy.stats import binom

from tallystick.stats.rounding.nearest_counts import on_nearest
from tallystick.stats.rounding.round_shares import nearest_multiple, on_values


def found_of(seed, draws, steps, m, of, rate, moved=0.0, round_to=1):
    """In how many of `draws` series of `m` counts more than chance are nearest to a round share.

    `of` and `rate` draw the denominators and rates; `moved` of the counts are put on the nearest
    round share, and all are rounded to multiples of `round_to`.
    """
    rng, asked, found = np.random.default_rng(seed), 0, 0
    for _ in range(draws):
        full = of(rng, m)
        count = rng.binomial(full, rate(rng, m))
        there = (2 * np.rint(count / full * steps) * full + steps) // (2 * steps)
        count = np.where(rng.random(m) < moved, there, count).astype(np.int64)
        count = np.minimum((count + round_to // 2) // round_to * round_to, full)
        said = on_nearest(count, full, steps)
        asked += said.p_value is not None
        found += said.p_value is not None and said.p_value < 0.05
    return asked, found


def each_drawn(low, high):
    return lambda rng, m: rng.integers(low, high, m)


def one_drawn(low, high):
    return lambda rng, m: np.full(m, rng.integers(low, high))


def free(rng, m):
    return rng.uniform(0.3, 0.9, m)


def steady(rng, _):
    return rng.choice([0.3, 0.5, 0.6, 0.72, 0.85, 0.99])


INNOCENT = {
    "smooth": (each_drawn(100, 400), free, 1),
    "steady, to 99 %": (each_drawn(100, 400), steady, 1),
    "one denominator": (one_drawn(100, 400), steady, 1),
    "tiny": (each_drawn(1, 120), free, 1),
    "counts in tens": (each_drawn(100, 400), free, 10),
    "counts in fives": (each_drawn(100, 400), free, 5),
}


@pytest.mark.slow
@pytest.mark.parametrize("m", [24, 200, 900])
@pytest.mark.parametrize("how", INNOCENT)
def test_innocent_shares_are_on_fives_as_often_as_promised(m, how):
    """24 of 300 would have a chance of .02 at the nominal 5 %."""
    of, rate, round_to = INNOCENT[how]
    asked, found = found_of(29, 300, 20, m, of, rate, round_to=round_to)
    print(f"| {how}, {m} | {found} of {asked} |")
    assert found < 24


@pytest.mark.parametrize(("steps", "low", "high"), [(20, 100, 400), (100, 200, 1000)])
def test_one_denominator_and_a_steady_rate_are_no_pattern(steps, low, high):
    """Told apart from rounded counts by equal weights: 8 of 40 would have a chance of .001."""
    assert found_of(7, 40, steps, 900, one_drawn(low, high), steady)[1] < 8


def test_a_tenth_brought_to_fives_is_found_by_counts_and_by_what_lies_near():
    """One share in ten moved, of 200 with denominators from 100 to 200, printed to a tenth."""
    asked, found = found_of(3, 20, 20, 200, each_drawn(100, 200), free, moved=0.1)
    assert (asked, found >= 14) == (20, True)
    rng, largest = np.random.default_rng(3), 0
    for _ in range(20):
        full = rng.integers(100, 200, 200)
        milli = np.rint(rng.binomial(full, free(rng, 200)) / full * 1000).astype(np.int64) * 100
        milli = np.where(rng.random(200) < 0.1, (milli + 2500) // 5000 * 5000, milli)
        each = [nearest_multiple(share, 5000, 100) for share in milli.tolist()]
        said = on_values(milli, full, 100, each, np.full(200, 100), apart=5000)
        largest += said.p_value < 0.05
    print(f"| by counts | {found} of 20 | by what lies near | {largest} of 20 |")
    assert largest >= 14


@pytest.mark.parametrize(("low", "high", "least"), [(500, 1000, 10), (1000, 2000, 20)])
def test_a_figures_own_rate_is_no_null_where_a_rate_is_steady(low, high, least):
    """A binomial at each figure's own share, 400 shares at a steady .85: 100 series.

    Its own share strays from the rate as far as the figure does, so that it gives the value at the
    rate too small a chance. 10 of 100 would have a chance of .03 at the nominal 5 %.
    """
    rng, found = np.random.default_rng(29), 0
    fives = np.arange(5, 100, 5) / 100
    for _ in range(100):
        full = rng.integers(low, high, 400)
        count = rng.binomial(full, 0.85)
        own, of = (count / full)[:, None], full[:, None]
        first, last = np.ceil((fives - 5e-4) * of), np.floor((fives + 5e-4) * of)
        chance = (binom.cdf(last, of, own) - binom.cdf(first - 1, of, own)).clip(0).sum(axis=1)
        on = ((first <= count[:, None]) & (count[:, None] <= last)).any(axis=1)
        found += binom.sf(on.sum() - 1, 400, chance.mean()) < 0.05
    print(f"| own rates, denominators from {low} to {high} | {found} of 100 |")
    assert found >= least
