"""Is the chance of a count nearest to a round share never below that of any rate, to the sum?"""

import numpy as np
import pytest
from scipy.special import gammaln
from scipy.stats import binom

from reasons import text_of
from tallystick.stats.rounding.nearest_counts import (
    KINDS,
    allowance,
    chances,
    lowest_step,
    nearest,
    on_nearest,
    printed,
    trials,
    usable,
    weights_of,
)

EVEN = np.ones(len(KINDS))
KNOWN = np.zeros(1, dtype=np.int64)  # counts that are known are printed in no parts


def kind_of(count):
    return max(kind for kind in KINDS if count % kind == 0)


def slow(count, of, steps, weights):
    """The same chance from each count about it, by its overlap with the window."""
    half = of / steps / 2
    lowest = next(j for j in range(1, steps) if 4 * j * (steps - j) >= of)
    on = {(2 * j * of + steps) // (2 * steps) for j in range(lowest - 1, steps - lowest + 2)}
    every = met = 0.0
    for other in range(int(count - half) - 2, int(count + half) + 3):
        overlap = min(other + 0.5, count + half) - max(other - 0.5, count - half)
        weight = max(overlap, 0.0) * weights[KINDS.index(kind_of(other))]
        every += weight
        met += weight if other in on else 0.0
    return met / every


@pytest.mark.parametrize("of", [200, 257, 505, 1000, 1203, 3333])
@pytest.mark.parametrize("weights", [EVEN, np.array([0.4, 1.5, 3.0, 2.0, 4.0, 5.0, 9.0])])
def test_the_chance_is_that_of_a_slow_twin(of, weights):
    counts = np.arange(of // 2, int(0.93 * of), max(of // 90, 1))
    full = np.full(len(counts), of)
    found = chances(counts, full, 100, weights, KNOWN) / allowance(counts, full, 100)
    assert found.tolist() == pytest.approx(
        [slow(count, of, 100, weights) for count in counts.tolist()]
    )


def binomials(of, rates):
    """The law of a count of `of`, (R, of + 1), at each of the rates."""
    count = np.arange(of + 1)
    ways = gammaln(of + 1) - gammaln(count + 1) - gammaln(of - count + 1)
    return np.exp(ways + count * np.log(rates)[:, None] + (of - count) * np.log1p(-rates)[:, None])


def largest_ratio(of, steps):
    """Over all rates, how often a count is nearest, against how often it is said to be."""
    rates = np.sin(np.linspace(0.02, np.pi / 4, int(6 * np.sqrt(of)))) ** 2
    count = np.arange(of + 1)
    full = np.full(of + 1, of)
    taken, on = trials(count, full, steps, KNOWN)
    chance = np.where(taken, chances(count, full, steps, EVEN, KNOWN), 0.0)
    law = binomials(of, rates)
    often = law @ taken > 1e-9
    return float(((law @ on)[often] / (law @ chance)[often]).max())


@pytest.mark.parametrize("of", [200, 229, 345, 538, 664, 751, 1000, 1203, 2010])
def test_no_rate_makes_more_of_them_than_the_chance(of):
    assert 0.9 < largest_ratio(of, 100) <= 1


@pytest.mark.slow
@pytest.mark.parametrize("of", [5000, 6007, 7501, 9999, 10_000])
def test_no_rate_makes_more_of_them_for_some_large_denominators(of):
    assert largest_ratio(of, 100) <= 1


@pytest.mark.parametrize("of", [40, 57, 99, 101, 150, 201, 333, 400])
def test_no_rate_makes_more_multiples_of_five(of):
    assert largest_ratio(of, 20) <= 1


@pytest.mark.slow
@pytest.mark.parametrize("first", range(200, 3000, 100))
def test_no_rate_makes_more_of_them_for_any_denominator(first):
    ratios = {of: largest_ratio(of, 100) for of in range(first, first + 100, 1 + first // 500)}
    assert max(ratios.values()) <= 1, max(ratios, key=ratios.get)


@pytest.mark.slow
def test_no_rate_makes_more_multiples_of_five_for_any_denominator():
    assert max(largest_ratio(of, 20) for of in range(40, 401)) <= 1


def read_off(count, of, parts, steps=100):
    """Whether a page shows a round share of each count, and the count that is read off it."""
    shown = (2 * count * steps * parts + of) // (2 * of)
    return shown % parts == 0, (2 * shown * of + steps * parts) // (2 * steps * parts)


def largest_printed_ratio(of, parts=10, steps=100):
    """The same where each share is printed in tenths of a step."""
    shown, read = read_off(np.arange(of + 1), of, parts)
    rates = np.sin(np.linspace(0.02, np.pi / 4, int(6 * np.sqrt(of)))) ** 2
    full, places = np.full(of + 1, of), np.full(of + 1, parts)
    taken, on = trials(read, full, steps, places)
    inside = on | ~taken
    assert (inside | ~shown)[of // 4 : 3 * of // 4].all()  # what the page shows as round is on it
    chance = np.where(taken, chances(read, full, steps, EVEN, places), 0.0)
    law = binomials(of, rates)
    often = law @ taken > 1e-9
    return float(((law @ on)[often] / (law @ chance)[often]).max())


@pytest.mark.parametrize("of", [1001, 1112, 1333, 1429, 1999, 2214, 2667])
def test_no_rate_prints_more_of_them_than_the_chance(of):
    assert 0.85 < largest_printed_ratio(of) <= 1


@pytest.mark.slow
@pytest.mark.parametrize("first", range(1001, 3000, 250))
def test_no_rate_prints_more_of_them_for_any_denominator(first):
    ratios = {of: largest_printed_ratio(of) for of in range(first, first + 250, 3) if of % 50}
    assert max(ratios.values()) <= 1, max(ratios, key=ratios.get)


def test_which_counts_print_a_step_is_read_off_the_page():
    for of in (1001, 1333, 1530, 4999):
        shown, _ = read_off(np.arange(of + 1), of, 10)
        step = np.array([31, 50, 77])
        first, last = printed(step, np.full(3, of), 100, np.full(3, 10))
        for each, low, high in zip(step, first, last, strict=True):
            tenth = np.rint(1000 * np.arange(of + 1) / of).astype(int)
            counts = np.flatnonzero((tenth == 10 * each) & shown)
            assert (low, high) == (counts.min(), counts.max())


def test_one_count_is_nearest_to_each_whole_percentage():
    assert nearest(np.array([80, 79, 1]), np.array([1203, 150, 250]), 100).tolist() == [962, 119, 3]
    assert lowest_step(np.array([250, 1000, 10_000]), 100).tolist() == [1, 3, 50]
    assert usable(np.array([199, 200, 10_000, 10_001]), 100).tolist() == [False, True, True, False]


def test_trials_and_hits_by_hand():
    """Of 1,000 steps from 3 to 97 count, and counts up to 98.5 percent are trials."""
    counts = np.array([800, 801, 970, 980, 984, 985, 30, 20, 15])
    taken, on = trials(counts, np.full(9, 1000), 100, KNOWN)
    assert taken.tolist() == [True, True, True, True, True, False, True, True, False]
    assert on.tolist() == [True, False, True, False, False, False, True, False, False]


def test_the_weight_of_a_kind_is_how_often_it_comes():
    counts = np.array([1, 2, 3, 5, 10, 20, 30, 1000])
    found = weights_of(counts)
    expected = 8 * np.array([0.8, 0.1, 0.08, 0.01, 0.008, 0.001, 0.001])
    assert found == pytest.approx((np.array([3, 1, 3, 0, 0, 0, 1]) + 1) / (expected + 1))


def test_p_estimate_and_expected_are_those_of_the_chances():
    counts, of = np.array([962, 842, 902, 723, 605, 811]), np.full(6, 1203)
    said = on_nearest(counts, of, 100)
    chance = np.maximum(
        chances(counts, of, 100, weights_of(counts), KNOWN), chances(counts, of, 100, EVEN, KNOWN)
    )
    assert (said.n, said.numbers.found) == (
        6,
        3,
    )  # 80, 70, 75 and 60 percent are 962, 842, 902 and 722
    assert said.numbers.expected == pytest.approx(chance.sum())
    assert said.p_value == pytest.approx(binom.sf(2, 6, chance.mean()))
    assert said.estimate == pytest.approx(3 / 6 - chance.mean())
    assert said.interval[0] < said.estimate < said.interval[1]


@pytest.mark.parametrize(
    ("of", "reason"),
    [
        ([60] * 40, "(0 of 40 counts), 0 are"),
        ([20_000] * 40, "so large"),
        ([1000] * 10 + [60] * 30, "(10 of 40 counts), 10 are"),
        ([1000] * 3, "only 3"),
    ],
)
def test_what_cannot_be_told_says_why(of, reason):
    of = np.array(of)
    said = on_nearest(of * 4 // 5, of, 100)
    assert said.p_value is None
    assert reason in text_of("figures.round_targets", said.reason)


def rounded(rng, counts, of, to, share):
    near = np.minimum(np.rint(counts / to).astype(np.int64) * to, of)
    return np.where(rng.random(len(counts)) < share, near, counts)


def units(rng, number, low=150, high=2500):
    return np.exp(rng.uniform(np.log(low), np.log(high), number)).astype(np.int64)


def hundreds(rng, number, to=100):
    return np.maximum(to, np.rint(units(rng, number) / to).astype(np.int64) * to)


def smooth(rng, of):
    return np.clip(rng.beta(6, 2.5, len(of)), 0.02, 0.995)


# name: denominators, their rates, what counts are rounded to and how many of them
INNOCENT = {
    "rates that differ": (units, smooth, 1, 0),
    "one rate": (units, lambda rng, of: 0.8, 1, 0),
    "95 percent": (units, lambda rng, of: 0.95, 1, 0),
    "99 percent": (units, lambda rng, of: 0.99, 1, 0),
    "tiny": (lambda rng, n: rng.integers(5, 80, n), smooth, 1, 0),
    "small": (lambda rng, n: rng.integers(100, 300, n), lambda rng, of: 0.7, 1, 0),
    "one denominator": (lambda rng, n: np.full(n, 751), lambda rng, of: 0.0353, 1, 0),
    "registers of hundreds": (hundreds, smooth, 1, 0),
    "registers of tens": (lambda rng, n: hundreds(rng, n, 10), smooth, 1, 0),
    "counts of tens": (units, smooth, 10, 1),
    "counts of fives": (units, smooth, 5, 1),
    "counts of tens in registers of hundreds": (hundreds, smooth, 10, 1),
    "a third of them": (hundreds, smooth, 10, 0.3),
    "one in thirty": (hundreds, smooth, 10, 0.03),
    "one in thirty to hundreds": (hundreds, smooth, 100, 0.03),
}


def p_values(world, reps, number, seed, steps=100, parts=0):
    denominators, rates, to, share = INNOCENT[world]
    for r in range(reps):
        rng = np.random.default_rng([seed, r])
        of = denominators(rng, number)
        counts = rng.binomial(of, rates(rng, of)).astype(np.int64)
        counts = rounded(rng, counts, of, to, share)
        places = np.where(of > steps * parts, parts, 0)
        if parts:
            counts = np.where(places > 0, read_off(counts, of, parts, steps)[1], counts)
        said = on_nearest(counts, of, steps, places)
        yield 1.0 if said.p_value is None else said.p_value


@pytest.mark.parametrize("world", INNOCENT)
@pytest.mark.parametrize("number", [40, 1500])
def test_size(world, number):
    """Of 60 draws at .05 more than 9 are found with a chance below .001."""
    found = sum(p < 0.05 for p in p_values(world, 60, number, 11))
    assert found <= binom.ppf(0.999, 60, 0.05)


@pytest.mark.parametrize("world", INNOCENT)
def test_size_of_shares_printed_to_one_decimal(world):
    found = sum(p < 0.05 for p in p_values(world, 60, 1500, 13, parts=10))
    assert found <= binom.ppf(0.999, 60, 0.05)


@pytest.mark.slow
@pytest.mark.parametrize("world", INNOCENT)
def test_size_of_shares_printed_to_one_decimal_in_full(world):
    found = np.array(list(p_values(world, 1000, 1500, 14, parts=10)))
    for level in (0.05, 0.001):
        assert (found < level).sum() <= binom.ppf(0.999, 1000, level)


@pytest.mark.slow
@pytest.mark.parametrize("world", INNOCENT)
@pytest.mark.parametrize(
    ("number", "reps", "steps"),
    [(40, 2000, 100), (40, 2000, 20), (1500, 1000, 100), (90_000, 60, 100)],
)
def test_size_in_full(world, number, reps, steps):
    found = np.array(list(p_values(world, reps, number, 12, steps)))
    for level in (0.05, 0.001):
        assert (found < level).sum() <= binom.ppf(0.999, reps, level)


def test_the_smallest_detectable_excess_is_found_as_often_as_it_promises():
    rng = np.random.default_rng(3)
    of = units(rng, 1500, 300)
    counts = rng.binomial(of, smooth(rng, of)).astype(np.int64)
    reach = on_nearest(counts, of, 100).minimum_detectable
    found = []
    for r in range(200):
        rng = np.random.default_rng([4, r])
        counts = rng.binomial(of, smooth(rng, of)).astype(np.int64)
        moved = rng.random(len(of)) < reach / (1 - 0.1)
        near = nearest(np.rint(100 * counts / of).astype(np.int64), of, 100)
        found.append(on_nearest(np.where(moved, near, counts), of, 100).p_value < 0.05)
    assert 0.7 < np.mean(found) < 0.9


def test_a_tenth_of_large_units_brought_to_whole_percentages_is_found_on_a_page_of_one_decimal():
    rng = np.random.default_rng(6)
    of = units(rng, 1500, 1001)
    counts = rng.binomial(of, smooth(rng, of)).astype(np.int64)
    near = nearest(np.rint(100 * counts / of).astype(np.int64), of, 100)
    counts = np.where(rng.random(len(of)) < 0.1, near, counts)
    said = on_nearest(read_off(counts, of, 10)[1], of, 100, np.full(len(of), 10))
    assert said.p_value < 1e-6
    assert said.interval[0] < 0.083 < said.interval[1]  # 0.09, less what `PRINTED` allows for


def test_a_tenth_of_units_brought_to_whole_percentages_is_found():
    rng = np.random.default_rng(5)
    of = units(rng, 1500, 300)
    counts = rng.binomial(of, smooth(rng, of)).astype(np.int64)
    near = nearest(np.rint(100 * counts / of).astype(np.int64), of, 100)
    said = on_nearest(np.where(rng.random(len(of)) < 0.1, near, counts), of, 100)
    assert said.p_value < 1e-6
    assert said.interval[0] < 0.09 < said.interval[1]
