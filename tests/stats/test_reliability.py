"""Is Krippendorff's alpha the published one, and its interval as often right as it promises?"""

from itertools import combinations

import numpy as np
import pytest

from tallystick.stats.proportions.binomial import jeffreys
from tallystick.stats.sampling.reliability import FEW_UNITS, ONE_VALUE, krippendorff

# Krippendorff 2011, Computing Krippendorff's Alpha-Reliability, sections B and C.
TWO = list(zip("aabbdcccedda", "babbbccceddd", strict=True))
FOUR = [
    "11.1", "2232", "3333", "3333", "2222", "1234", "4444", "1121", "2222", ".555", "..11", ".3..",
]  # fmt: skip
# The worked example of three coders and 15 units that encyclopaedias print, alpha .691.
THREE = list(zip("*****34121133*3", "1*213343*******", "**21344*21133*4", strict=True))


def units(rows):
    return [[None if each in ".*" else each for each in row] for row in rows]


def slow_alpha(rows):
    """One less observed over expected disagreement, pair by pair."""
    read = [[each for each in row if each is not None] for row in rows]
    read = [row for row in read if len(row) > 1]
    values = [each for row in read for each in row]
    observed = sum(
        2 * (one != other) / (len(row) - 1) for row in read for one, other in combinations(row, 2)
    ) / len(values)
    pairs = list(combinations(values, 2))
    expected = sum(one != other for one, other in pairs) / len(pairs)
    return 1 - observed / expected if expected else 1.0


@pytest.mark.parametrize(("rows", "published"), [(TWO, 0.692), (FOUR, 0.743), (THREE, 0.691)])
def test_alpha_is_the_published_one(rows, published):
    found = krippendorff(units(rows))
    assert found.alpha == pytest.approx(published, abs=0.0005)
    assert found.alpha == pytest.approx(slow_alpha(units(rows)))
    low, high = found.interval
    assert -1 <= low < found.alpha < high <= 1


def test_of_two_readers_it_is_what_a_hand_adds_up():
    """Eight of ten alike, 12 times yes and 8 no: 1 - 19 4 / (400 - 144 - 64) = .604."""
    rows = [("y", "y")] * 5 + [("n", "n")] * 3 + [("y", "n"), ("n", "y")]
    found = krippendorff(rows)
    assert (found.units, found.same) == (10, 8)
    assert found.alpha == pytest.approx(1 - 19 * 4 / (400 - 144 - 64))


def test_it_is_the_same_each_time_and_in_whatever_order_readers_come():
    rows = [("y", "y")] * 5 + [("n", "n")] * 3 + [("y", "n"), ("n", "y")]
    assert krippendorff(rows) == krippendorff(rows)
    assert krippendorff([row[::-1] for row in rows]).alpha == krippendorff(rows).alpha


def test_it_cannot_be_told_of_few_units_or_of_one_value():
    few = krippendorff([("y", "n")] * 9 + [("y", None)] * 20)
    assert (few.units, few.alpha, few.interval, few.reason) == (9, None, None, FEW_UNITS)
    one = krippendorff([("y", "y")] * 30)
    assert (one.units, one.same, one.alpha, one.reason) == (30, 30, None, ONE_VALUE)
    assert krippendorff([]).reason == FEW_UNITS
    assert krippendorff([("y", "n")] * 12).alpha < 0


@pytest.mark.parametrize("shares", [(0.8, 0.2), (0.6, 0.2, 0.15, 0.05)])
@pytest.mark.parametrize("alpha", [0.4, 0.85])
def test_the_interval_holds_the_truth_as_often_as_it_promises(shares, alpha):
    """Two readers who give one value with chance alpha, and else values at random; 12 units."""
    rng = np.random.default_rng(7)
    held = made = 0
    for _ in range(150):
        one, other = (rng.choice(len(shares), size=12, p=shares) for _ in range(2))
        other = np.where(rng.random(12) < alpha, one, other)
        found = krippendorff(list(zip(one.tolist(), other.tolist(), strict=True)))
        if found.interval is not None:
            made += 1
            held += found.interval[0] <= alpha <= found.interval[1]
    assert made >= 100
    assert held / made >= 0.93


@pytest.mark.parametrize(("n", "below"), [(10, 0.24), (40, 0.10)])
def test_how_often_a_true_alpha_of_eight_tenths_comes_out_below_the_line(n, below):
    """The page of a check says by its interval that chance can have put it there."""
    rng, shares, found = np.random.default_rng(5), (0.6, 0.2, 0.15, 0.05), []
    for _ in range(400):
        one, other = (rng.choice(4, size=n, p=shares) for _ in range(2))
        other = np.where(rng.random(n) < 0.8, one, other)
        found.append(slow_alpha(list(zip(one.tolist(), other.tolist(), strict=True))) < 0.67)
    assert np.mean(found) == pytest.approx(below, abs=0.07)


def test_jeffreys_leaves_two_and_a_half_percent_of_its_law_on_either_side():
    x = np.linspace(0, 1, 2_000_001)[1:-1]
    for found, n in ((1, 12), (6, 12), (18, 20), (29, 30)):
        law = x ** (found - 0.5) * (1 - x) ** (n - found - 0.5)
        below = np.cumsum(law) / law.sum()
        low, high = jeffreys(found, n)
        assert low == pytest.approx(float(x[np.searchsorted(below, 0.025)]), abs=1e-4)
        assert high == pytest.approx(float(x[np.searchsorted(below, 0.975)]), abs=1e-4)


def test_jeffreys_reaches_the_ends_and_is_the_same_from_both():
    assert jeffreys(0, 10)[0] == 0.0
    assert jeffreys(10, 10)[1] == 1.0
    for found in range(11):
        low, high = jeffreys(found, 10)
        assert (1 - high, 1 - low) == pytest.approx(jeffreys(10 - found, 10))
