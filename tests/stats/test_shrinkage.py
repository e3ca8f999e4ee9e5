"""Are estimates pulled together as much as chance demands?"""

from fractions import Fraction

import numpy as np
import pytest

from tallystick.stats.peers.shrinkage import shrink


def test_by_hand():
    """Equal errors of 1 about 0, 2, 4, 10: DerSimonian & Laird by hand."""
    said = shrink(np.array([0.0, 2.0, 4.0, 10.0]), np.ones(4))
    variance = (4**2 + 2**2 + 0 + 6**2 - 3) / 3
    kept = variance / (variance + 1)
    assert (said.mean, said.between) == (4.0, pytest.approx(np.sqrt(variance)))
    assert said.value == pytest.approx(4 + kept * np.array([-4.0, -2, 0, 6]))
    assert said.error == pytest.approx(np.sqrt(kept + (1 - kept) ** 2 * (variance + 1) / 4))


def test_estimates_that_chance_explains_all_become_their_mean():
    said = shrink(np.array([0.1, -0.1, 0.05]), np.array([1.0, 2.0, 1.0]))
    assert said.between == 0
    assert said.value == pytest.approx([said.mean] * 3)


def test_the_largest_is_no_longer_too_large_and_the_range_covers():
    rng = np.random.default_rng(2)
    raw, pulled, covered = [], [], []
    for _ in range(300):
        true, error = rng.normal(0.1, 0.2, 60), rng.uniform(0.1, 0.4, 60)
        seen = true + rng.normal(0, error)
        said = shrink(seen, error)
        top = int(np.argmax(seen))
        raw.append(seen[top] - true[top])
        pulled.append(said.value[top] - true[top])
        covered.append(np.mean(np.abs(said.value - true) <= 1.96 * said.error))
    assert np.mean(raw) > 0.2
    assert abs(np.mean(pulled)) < 0.05
    assert np.mean(covered) == pytest.approx(0.95, abs=0.02)


def test_one_that_weighs_nearly_all_as_with_exact_fractions():
    x = [Fraction(1, 2), Fraction(1, 5), Fraction(9, 10)]
    v = [Fraction(1, 10**each) for each in (34, 2, 1)]
    w = [1 / each for each in v]
    mean = sum(a * b for a, b in zip(w, x, strict=True)) / sum(w)
    excess = sum(a * (b - mean) ** 2 for a, b in zip(w, x, strict=True)) - 2
    between = excess / (sum(w) - sum(a * a for a in w) / sum(w))
    said = shrink(np.array(x, dtype=float), np.sqrt(np.array(v, dtype=float)))
    assert said.between**2 == pytest.approx(float(between))
    assert float(between) > 0


@pytest.mark.parametrize(("estimates", "errors"), [([1.0], [1.0]), ([1.0, 2.0], [1.0, 0.0])])
def test_what_cannot_be_shrunk_is_refused(estimates, errors):
    with pytest.raises(ValueError, match="two estimates or more"):
        shrink(np.array(estimates), np.array(errors))
