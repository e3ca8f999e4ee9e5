"""Does a unit that knows nothing of its peers look like one that races them? And the reverse?"""

import numpy as np
import pytest

from reasons import text_of
from tallystick.stats.targets.reversion import NEAR, Pairs, pairs_of, reversion


def agency(rng, units=8, periods=36, mean=60.0, spread=0.0, memory=0.0, growth=0.0, sizes=0.4,
           race=0.0, missing=0.0):  # fmt: skip
    """Counts of units by period, in which (`race`) a lag is answered by as much in the next."""
    usual = mean * np.exp(rng.normal(0, sizes, units))
    season = np.exp(0.2 * np.sin(2 * np.pi * np.arange(periods) / 12))
    trend = np.exp(rng.normal(0, growth, units)[:, None] * np.arange(periods) / 12)
    state, waves = np.zeros(units), np.zeros((units, periods))
    for period in range(periods):
        noise = rng.normal(0, 1, units)
        state = memory * state + spread * np.sqrt(1 - memory**2) * noise
        waves[:, period] = state
    expected = usual[:, None] * season * trend * np.exp(waves)
    counts = rng.poisson(expected).astype(np.float64)
    for period in range(1, periods if race else 0):
        place = counts[:, period - 1] / expected[:, period - 1]
        lag = np.maximum(0, np.median(place) - place)
        counts[:, period] = rng.poisson(expected[:, period] * (1 + race * lag))
    if missing:
        counts[rng.random(counts.shape) < missing] = np.nan
    return counts


def slow_pairs(counts):
    """The same pairs, one at a time."""
    units, periods = counts.shape
    lag, surplus, weight = (np.full((units, periods - 1), np.nan) for _ in range(3))
    place = np.full((units, periods - 1), np.nan)
    for t in range(periods - 1):
        near = [
            k for k in range(max(0, t - NEAR), min(periods, t + 2 + NEAR)) if k not in (t, t + 1)
        ]
        for u in range(units):
            if np.isnan(counts[u, t]) or np.isnan(counts[u, t + 1]):
                continue
            own = sum(counts[u, k] for k in near if not np.isnan(counts[u, k]))
            rest = sum(np.nansum(np.delete(counts[:, k], u)) for k in near
                       if not np.isnan(counts[u, k]))  # fmt: skip
            before, after = (own / rest * np.nansum(np.delete(counts[:, k], u)) for k in (t, t + 1))
            place[u, t] = counts[u, t] / before - 1
            surplus[u, t] = counts[u, t + 1] / after - 1
            weight[u, t] = after
        known = place[~np.isnan(place[:, t]), t]
        if len(known) >= 5:
            lag[:, t] = np.median(known) - place[:, t]
    return lag, surplus, weight


@pytest.mark.parametrize("missing", [0.0, 0.15])
def test_pairs_are_those_of_a_slow_twin(missing):
    counts = agency(np.random.default_rng(1), units=6, periods=30, missing=missing)
    told = pairs_of(counts)
    for ours, slow in zip((told.lag, told.surplus), slow_pairs(counts)[:2], strict=True):
        assert ours == pytest.approx(slow, nan_ok=True)
    slow = slow_pairs(counts)[2]
    assert told.weight[~np.isnan(slow)] == pytest.approx(slow[~np.isnan(slow)])


def test_the_slope_is_a_weighted_regression_with_a_robust_variance():
    sm = pytest.importorskip("statsmodels.api")
    pairs = pairs_of(agency(np.random.default_rng(2), units=7, periods=30))
    said = reversion(pairs)
    period = np.broadcast_to(np.arange(29), pairs.lag.shape).ravel()
    fitted = sm.WLS(pairs.surplus.ravel(), pairs.lag.ravel(), weights=pairs.weight.ravel()).fit(
        cov_type="cluster", cov_kwds={"groups": period, "use_correction": False}, use_t=True
    )
    assert said.estimate - 1 / pairs.drawn == pytest.approx(fitted.params[0])
    spread = fitted.bse[0] * np.sqrt(29 / 28)
    assert said.interval[1] - said.interval[0] == pytest.approx(2 * 2.048407 * spread, rel=1e-5)
    behind = pairs.lag > 0
    weighted = np.average(pairs.surplus[behind], weights=pairs.weight[behind])
    assert said.numbers.behind == pytest.approx(weighted)


WORLDS = {
    "plain chance": {},
    "few units and periods": {"units": 5, "periods": 14},
    "more than chance": {"spread": 0.2},
    "good and bad times last": {"spread": 0.2, "memory": 0.6},
    "units grow apart": {"growth": 0.2},
    "one unit is most of it": {"units": 5, "periods": 24, "sizes": 1.5},
    "gaps": {"missing": 0.1},
}


def sizes(options, samples, seed):
    rng = np.random.default_rng(seed)
    whole, single = [], []
    for _ in range(samples):
        pairs = pairs_of(agency(rng, **options))
        whole.append(reversion(pairs).p_value)
        single += [reversion(pairs, unit).p_value for unit in range(3)]
    return [np.mean([each < 0.05 for each in said if each is not None]) for said in (whole, single)]


@pytest.mark.parametrize("options", WORLDS.values(), ids=WORLDS)
def test_size_where_nobody_looks_at_peers(options):
    assert max(sizes(options, 200, 1)) <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / 200)


@pytest.mark.slow
@pytest.mark.parametrize("options", WORLDS.values(), ids=WORLDS)
def test_size_where_nobody_looks_at_peers_in_full(options):
    assert max(sizes(options, 4000, 2)) <= 0.05 + 4 * np.sqrt(0.05 * 0.95 / 4000)


def test_a_race_is_found_and_regression_to_the_mean_is_not():
    """A lag answered by as much: a naive comparison with the period before says so of both."""
    rng = np.random.default_rng(3)
    raced, free = ([reversion(pairs_of(agency(rng, race=race))) for _ in range(40)]
                   for race in (1.0, 0.0))  # fmt: skip
    assert np.mean([each.p_value < 0.05 for each in raced]) >= 0.9
    assert np.mean([each.p_value < 0.05 for each in free]) <= 0.1
    assert np.mean([each.estimate for each in free]) == pytest.approx(0, abs=0.03)
    assert all(each.numbers.behind > each.numbers.ahead for each in raced)


def test_a_naive_split_shows_regression_to_the_mean():
    rng = np.random.default_rng(4)
    counts = agency(rng, sizes=0.0)
    behind = counts[:, :-1] < np.median(counts[:, :-1], axis=0)
    change = counts[:, 1:] / counts[:, :-1]
    assert change[behind].mean() > 1.1
    assert reversion(pairs_of(counts)).p_value > 0.05


def test_what_is_too_little_is_said():
    few = agency(np.random.default_rng(5), units=4)
    assert "5 units or more" in text_of("figures.reversion", reversion(pairs_of(few)).reason)
    small = agency(np.random.default_rng(5), mean=2.0, sizes=0.1)
    assert reversion(pairs_of(small)).p_value is None
    short = agency(np.random.default_rng(5), periods=12)
    assert "only 11 pairs" in text_of("figures.reversion", reversion(pairs_of(short)).reason)
    constant = Pairs(np.ones((5, 20)), np.zeros((5, 20)), np.full((5, 20), 9.0), 24.0)
    assert reversion(constant).p_value is None
    level = Pairs(np.zeros((5, 20)), np.ones((5, 20)), np.full((5, 20), 9.0), 24.0)
    assert "do not vary" in text_of("figures.reversion", reversion(level).reason)
