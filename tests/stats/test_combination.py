"""Does the combined p-value keep its size however the tests hang together, and is it Cauchy's?"""

import numpy as np
import pytest
from scipy.special import ndtr

from tallystick.stats.combination import cauchy_combination


def test_by_hand_and_by_a_public_twin():
    assert cauchy_combination(np.array([0.03])) == pytest.approx(0.03)
    assert cauchy_combination(np.array([0.25, 0.75])) == pytest.approx(0.5)
    p_values = np.array([0.001, 0.2, 0.9, 0.04])
    statistic = np.mean([np.tan(np.pi * (0.5 - p)) for p in p_values])
    cauchy = pytest.importorskip("scipy.stats").cauchy
    assert cauchy_combination(p_values) == pytest.approx(cauchy.sf(statistic))


def test_a_far_tail_keeps_its_digits():
    """Of K tests of which one is tiny, the combination is K times it, as Bonferroni has it."""
    for tiny in (1e-10, 1e-14, 1e-16, 1e-40, 1e-300):
        assert cauchy_combination(np.array([tiny, 0.5, 0.5, 0.5])) == pytest.approx(
            4 * tiny, rel=1e-4
        )
    assert cauchy_combination(np.array([0.0, 1.0])) == 0.0


def test_a_guard_that_says_one_does_not_undo_the_others():
    guarded = cauchy_combination(np.array([1e-4, 1.0, 1.0]))
    assert guarded == pytest.approx(3e-4, rel=0.05)
    assert cauchy_combination(np.array([1.0, 1.0])) == pytest.approx(0.99)


@pytest.mark.parametrize("given", [[], [0.5, 1.2], [-0.1], [np.nan, 0.5]])
def test_what_is_no_p_value_is_refused(given):
    with pytest.raises(ValueError, match="between 0 and 1"):
        cauchy_combination(np.array(given))


@pytest.mark.parametrize("tests", [2, 5, 20])
@pytest.mark.parametrize("correlation", [0.0, 0.5, 0.95])
@pytest.mark.parametrize("guarded", [0.0, 0.5])
def test_size_under_dependence(tests, correlation, guarded):
    """Nominal 1 %: the far tail, in which the promise is made; 5 % goes up to about 7 %."""
    rng = np.random.default_rng(int(1000 * correlation) + tests)
    found = []
    for _ in range(4000):
        noise = np.sqrt(correlation) * rng.normal() + np.sqrt(1 - correlation) * rng.normal(
            size=tests
        )
        p_values = ndtr(-noise)
        p_values[(p_values > 0.3) & (rng.random(tests) < guarded)] = 1.0
        found.append(cauchy_combination(p_values))
    assert np.mean(np.array(found) < 0.01) <= 0.0165 + 3 * np.sqrt(0.01 * 0.99 / 4000)
    assert np.mean(np.array(found) < 0.05) <= 0.075 + 3 * np.sqrt(0.05 * 0.95 / 4000)
