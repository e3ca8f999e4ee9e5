"""Is a period compared with its unit's other periods, at the size that is promised?"""

import numpy as np
import pytest
import statsmodels.api as sm
from scipy.stats import binom
from scipy.stats import t as student

from tallystick.stats.series.usual_gaps import usual_gaps

ONE = np.array([90.0, 110, 84, 131, 140, 101, 160, 99])
OTHER = np.array([100.0, 125, 99, 140, 161, 118, 70, 113])
TIME = np.arange(8.0)


def test_a_period_is_predicted_by_a_weighted_regression_on_the_others():
    said = usual_gaps(ONE, OTHER, TIME)
    a, b = ONE + 0.5, OTHER + 0.5
    for k in range(8):
        kept = np.arange(8) != k
        weight = a * b / (a + b)
        design = sm.add_constant(TIME)
        fit = sm.WLS(np.log(a / b)[kept], design[kept], weights=weight[kept]).fit()
        spread = max(1.0, fit.scale)
        covariance = fit.cov_params() / fit.scale * spread
        error = np.sqrt(spread / weight[k] + design[k] @ covariance @ design[k])
        predicted = design[k] @ fit.params
        t = (np.log(a / b)[k] - predicted) / error
        assert said.p_values[k] == pytest.approx(2 * student.sf(abs(t), 5))
        assert said.expected[k] == pytest.approx(b[k] * np.exp(predicted) - 0.5)
        ends = predicted + student.ppf([0.025, 0.975], 5) * error
        assert [said.low[k], said.high[k]] == pytest.approx(b[k] * np.exp(ends) - 0.5)
    assert said.p_values.argmin() == 6
    assert said.p_value == pytest.approx(8 * said.p_values[6])


def test_too_few_periods_have_no_usual_gap():
    assert usual_gaps(ONE[:5], OTHER[:5], TIME[:5]) is None
    assert usual_gaps(ONE, OTHER, np.zeros(8)) is None


def drawn(rng, periods, kind):
    """Two counts of a unit whose levels wander and whose gap has a habit of its own."""
    level = rng.uniform(20, 2000) * np.exp(0.1 * rng.normal(size=periods).cumsum())
    gap = np.full(periods, 0.2 + 0.3 * rng.normal())
    if "trend" in kind:
        gap += 0.03 * np.arange(periods)
    if "overdispersed" in kind:
        gap += rng.normal(size=periods) * 0.15
    if kind == "autocorrelated":
        shock = 0.0
        for k, each in enumerate(rng.normal(size=periods) * 0.12):
            shock = 0.6 * shock + each
            gap[k] += shock
    counts = (rng.poisson(level * np.exp(sign * gap / 2)).astype(float) for sign in (1, -1))
    return (*counts, np.arange(float(periods)))


@pytest.mark.parametrize("periods", [6, 12, 24])
@pytest.mark.parametrize("kind", ["plain", "trend", "overdispersed trend", "autocorrelated"])
def test_size(kind, periods):
    rng = np.random.default_rng(5)
    found = sum(usual_gaps(*drawn(rng, periods, kind)).p_value < 0.05 for _ in range(400))
    assert found <= binom.ppf(0.999, 400, 0.05)


def test_a_third_that_is_missing_from_one_period_of_twelve_is_found():
    rng, found = np.random.default_rng(6), 0
    for _ in range(200):
        one, other, time = drawn(rng, 12, "plain")
        one[8] = np.floor(one[8] * 0.65)
        said = usual_gaps(one, other, time)
        found += said.p_value < 0.05 and said.p_values.argmin() == 8
    assert found >= 140
