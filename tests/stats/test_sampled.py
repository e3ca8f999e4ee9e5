"""Is what a sample says of a population exact, or as often right as it promises?"""

from math import comb

import numpy as np
import pytest

from tallystick.stats.sampling.agreement import cohens_kappa
from tallystick.stats.sampling.sample_size import allocate
from tallystick.stats.sampling.sampled import estimated, exact_interval


def slow_interval(found, n, population):
    """Every number of finds that the population can have is tried."""
    kept = []
    for finds in range(population + 1):
        law = [
            comb(finds, j) * comb(population - finds, n - j) / comb(population, n)
            for j in range(n + 1)
        ]
        if law[found] > 0 and sum(law[: found + 1]) > 0.025 and sum(law[found:]) > 0.025:
            kept.append(finds)
    return kept[0], kept[-1]


@pytest.mark.parametrize("population", [5, 23, 60])
@pytest.mark.parametrize("n", [1, 5])
def test_one_stratums_interval_is_that_of_trying_every_number(population, n):
    for found in range(n + 1):
        assert exact_interval(found, n, population) == slow_interval(found, n, population)


def test_of_a_large_population_it_is_clopper_and_pearsons():
    # Clopper & Pearson for 0 of 59 and 3 of 20: 1 - .025 ** (1 / 59), and tabled .032 to .379.
    low, high = exact_interval(0, 59, 10**7)
    assert (low, high / 10**7) == (0, pytest.approx(1 - 0.025 ** (1 / 59), abs=1e-5))
    low, high = exact_interval(3, 20, 10**7)
    assert (low / 10**7, high / 10**7) == (
        pytest.approx(0.0321, abs=1e-4), pytest.approx(0.3789, abs=1e-4),
    )  # fmt: skip


def test_strata_are_weighed_by_their_records():
    """By hand: 2 of 10 of 100 records, and 5 of 10 of 300: .25 x .2 + .75 x .5."""
    said = estimated(np.array([2, 5]), np.array([10, 10]), np.array([100, 300]))
    assert said.share == pytest.approx(0.425)
    variance = 0.25**2 * 0.9 * 0.16 / 9 + 0.75**2 * (1 - 10 / 300) * 0.25 / 9
    assert said.error == pytest.approx(np.sqrt(variance))
    assert said.interval[0] < said.share < said.interval[1]
    assert (said.n, said.population, said.records[0]) == (20, 400, 170)


def test_all_read_is_all_known():
    said = estimated(np.array([1, 3]), np.array([4, 3]), np.array([4, 3]))
    assert said.interval == (pytest.approx(4 / 7), pytest.approx(4 / 7))
    one = estimated(np.array([2]), np.array([9]), np.array([9]))
    assert one.records == (2, 2, 2)
    # What was seen is there, and so is what was seen to be otherwise.
    said = estimated(np.array([9, 1]), np.array([10, 2]), np.array([10, 3]))
    assert said.interval[0] >= 10 / 13
    assert said.interval[1] <= 11 / 13 + 1e-12


def test_a_stratum_of_which_nothing_is_known_is_refused():
    with pytest.raises(ValueError, match="nothing was drawn"):
        estimated(np.array([1, 0]), np.array([5, 0]), np.array([10, 10]))
    alone = estimated(np.array([1, 0]), np.array([5, 0]), np.array([10, 0]))
    assert alone.population == 10


def covered(strata, base, total, times, rng, evenly=False):
    """How often the range holds the truth, and how often it lies above and below it."""
    hit = above = below = 0
    for _ in range(times):
        sizes = rng.integers(20, 2001, strata)
        rates = np.minimum(base * np.exp(rng.uniform(-0.7, 0.7, strata)), 0.97)
        finds = rng.binomial(sizes, rates)
        n = np.minimum(sizes, max(2, total // strata)) if evenly else allocate(total, sizes)
        found = rng.hypergeometric(finds, sizes - finds, n)
        low, high = estimated(found, n, sizes).interval
        truth = finds.sum() / sizes.sum()
        below += truth < low - 1e-12
        above += truth > high + 1e-12
        hit += low - 1e-12 <= truth <= high + 1e-12
    return hit / times, above / times, below / times


@pytest.mark.parametrize(("strata", "base", "total"), [(1, 0.1, 60), (5, 0.05, 300), (5, 0.3, 60)])
def test_the_range_holds_the_truth_as_often_as_it_says(strata, base, total):
    hit, above, below = covered(strata, base, total, 400, np.random.default_rng(6))
    assert hit >= 0.93
    assert max(above, below) <= 0.05


@pytest.mark.slow
@pytest.mark.parametrize("strata", [1, 2, 5, 12])
@pytest.mark.parametrize("base", [0.01, 0.05, 0.2, 0.6])
@pytest.mark.parametrize("total", [30, 100, 300])
@pytest.mark.parametrize("evenly", [False, True])
def test_the_range_holds_the_truth_over_the_whole_grid(strata, base, total, evenly):
    hit, above, below = covered(strata, base, total, 600, np.random.default_rng(7), evenly)
    assert hit >= 0.93
    assert max(above, below) <= 0.045


def test_kappa_is_that_of_the_textbook():
    """Fifty proposals read by two: 20 both yes, 15 both no; agreement .7, by chance .5."""
    said = cohens_kappa(np.array([[20, 5], [10, 15]]))
    assert (said.n, said.same, said.kappa) == (50, 35, pytest.approx(0.4))
    half = 1.959964 * np.sqrt(0.7 * 0.3 / 50) / 0.5
    assert said.interval == (pytest.approx(0.4 - half), pytest.approx(0.4 + half))
    # Fleiss, Levin & Paik 2003, Table 18.1: three diagnoses, kappa .676.
    fleiss = np.array([[75, 1, 4], [5, 4, 1], [0, 0, 10]])
    assert cohens_kappa(fleiss).kappa == pytest.approx(0.676, abs=0.001)


def test_kappa_says_nothing_where_there_is_one_code_or_no_record():
    for table in ([[9, 0], [0, 0]], [[0, 0], [0, 0]]):
        assert np.isnan(cohens_kappa(np.array(table)).kappa)
    assert cohens_kappa(np.array([[0, 3], [2, 0]])).kappa < 0
