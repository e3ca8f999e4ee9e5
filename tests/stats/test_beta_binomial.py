"""Is the beta-binomial law that of SciPy, its fit the best, and are its p-values of their size?"""

import numpy as np
import pytest
from scipy.optimize import minimize
from scipy.stats import betabinom

from tallystick.stats.peers.beta_binomial import beyond_beta, beyond_most, fitted, law, teach_a_law


@pytest.mark.parametrize(("n", "a", "b"), [(1, 0.5, 2.0), (40, 0.32, 7.68), (300, 40.0, 900.0)])
def test_the_law_is_that_of_scipy(n, a, b):
    assert law(n, a, b) == pytest.approx(betabinom.pmf(np.arange(n + 1), n, a, b), rel=1e-8)


def drawn(rng, a, b, members=80, most=300):
    n = rng.integers(20, most, members)
    return rng.binomial(n, rng.beta(a, b, members)), n


@pytest.mark.parametrize(("a", "b"), [(0.32, 7.68), (3.0, 30.0), (0.3, 1.7)])
def test_the_fit_is_as_likely_as_that_of_a_general_optimiser(a, b):
    found, n = drawn(np.random.default_rng(3), a, b)

    def unlikely(logs):
        return -betabinom.logpmf(found, n, *np.exp(logs)).sum()

    best = minimize(unlikely, np.log([a, b]), method="Nelder-Mead")
    assert unlikely(np.log(fitted(found, n))) == pytest.approx(best.fun, abs=0.02)


def test_equal_shares_have_the_tail_of_chance_alone():
    n = np.full(60, 200)
    found = np.random.default_rng(1).binomial(n, 0.1)
    found[0] = 40
    p_values, least = beyond_beta(found, n)
    assert p_values[0] < 0.001
    assert np.all(p_values[1:] > 0.001)
    assert 0.1 < least[0] < 0.25


def test_members_without_records_and_no_members_have_no_answer():
    p_values, least = beyond_beta(np.array([0, 1, 2]), np.array([0, 30, 30]))
    assert np.isnan(p_values).tolist() == np.isnan(least).tolist() == [True, False, False]
    assert not len(beyond_beta(np.array([], dtype=int), np.array([], dtype=int))[0])
    assert np.isnan(beyond_beta(np.array([0]), np.array([0]))[0]).all()


@pytest.mark.parametrize(("a", "b"), [(0.32, 7.68), (0.3, 1.7), (4.0, 60.0)])
def test_its_size_holds_and_a_heavy_tail_is_no_finding(a, b):
    rng = np.random.default_rng(8)
    p_values = np.concatenate([beyond_beta(*drawn(rng, a, b))[0] for _ in range(12)])
    assert np.mean(p_values < 0.05) < 0.065
    assert p_values.min() > 0.05 / len(p_values) / 20


def slow_twin(found, n, means, sums):
    """Posterior tails, the member left out, over a fixed grid and with nobody censored."""
    laws = [(m * s, (1 - m) * s, s) for m in means for s in sums]
    logs = np.array([betabinom.logpmf(found, n, a, b) for a, b, _ in laws])
    tails = np.array([betabinom.sf(found - 1, n, a, b) for a, b, _ in laws])
    prior = -0.5 * np.log([s for _, _, s in laws])
    p_values = []
    for place in range(len(n)):
        weight = prior + np.delete(logs, place, axis=1).sum(axis=1)
        weight = np.exp(weight - weight.max())
        p_values.append(weight @ tails[:, place] / weight.sum())
    return np.array(p_values)


def test_by_most_it_is_the_average_over_laws_of_a_slow_twin(monkeypatch):
    monkeypatch.setattr("tallystick.stats.peers.beta_binomial.CENSORED", 0.0)
    found, n = drawn(np.random.default_rng(4), 0.6, 11.4, members=40, most=90)
    middle = np.log((found.sum() + 0.5) / ((n - found).sum() + 0.5))
    means = 1 / (1 + np.exp(-np.linspace(middle - 3, middle + 1, 61)))
    slow = slow_twin(found, n, means, np.geomspace(0.3, 1000, 61))
    assert beyond_most(found, n) == pytest.approx(slow, rel=0.1)


@pytest.mark.parametrize(
    ("a", "b", "members"), [(0.15, 4.85, 40), (0.6, 19.4, 60), (0.12, 1.88, 60), (0.3, 9.7, 600)]
)
def test_by_most_its_size_holds(a, b, members):
    rng = np.random.default_rng(10)
    worlds = max(2, 1200 // members)
    p_values = np.concatenate(
        [beyond_most(*drawn(rng, a, b, members, most=120)) for _ in range(worlds)]
    )
    assert np.mean(p_values < 0.05) < 0.065
    assert np.mean(p_values < 0.005) < 0.01


def test_by_most_a_tenth_who_are_far_off_do_not_hide_each_other():
    rng = np.random.default_rng(11)
    found, n = drawn(rng, 1.5, 48.5, members=60, most=100)
    found[:6] = n[:6] // 2
    p_values = beyond_most(found, n)
    assert p_values[:6].max() < 1e-3
    assert p_values[6:].min() > 1e-3
    assert beyond_beta(found, n)[0][:6].min() > 5e-3


def test_by_most_nothing_found_and_no_records_are_no_excess():
    assert beyond_most(np.array([0, 0]), np.array([20, 30])).tolist() == [1.0, 1.0]
    assert beyond_most(np.array([0, 3]), np.array([0, 30]))[0] == 1.0
    assert not len(beyond_most(np.array([], dtype=int), np.array([], dtype=int)))


def test_a_fifth_of_those_with_records_teach_a_law():
    n = np.array([30] * 10 + [0] * 5)
    assert teach_a_law(np.array([1, 9] + [0] * 13), n)
    assert not teach_a_law(np.array([9] + [0] * 14), n)
