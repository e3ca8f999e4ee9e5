"""Is a share compared with the rest as exact tables, published intervals and shuffling say?"""

from dataclasses import replace
from fractions import Fraction
from itertools import product
from math import comb

import numpy as np
import pytest

from tallystick.stats.proportions.shares import (
    compared,
    critical,
    newcombe,
    null_law,
    smallest,
    wilson,
)


def whole(*values):
    return np.array(values, dtype=np.int64)


def by_hand(found, n, rest_found, rest_n):
    """The slow twin: every way in which the found ones can fall, stratum by stratum."""
    total = [a + b for a, b in zip(found, rest_found, strict=True)]
    at_least = everything = 0
    for ways in product(*[range(t + 1) for t in total]):
        weight = 1
        for k, t, own, rest in zip(ways, total, n, rest_n, strict=True):
            weight *= comb(own, k) * comb(rest, t - k)
        everything += weight
        at_least += weight * (sum(ways) >= sum(found))
    return at_least / everything


def test_the_lady_tasting_tea():
    """Fisher 1935: three of four cups told, four by chance alone in 17 of 70 ways."""
    assert compared(whole(3), whole(4), whole(1), whole(4)).p_value == pytest.approx(17 / 70)


@pytest.mark.parametrize(
    "table",
    [
        ((3, 1), (5, 4), (1, 2), (6, 3)),
        ((0, 2, 1), (2, 3, 1), (2, 0, 0), (3, 4, 2)),
        ((4,), (4,), (0,), (9,)),
        ((0,), (6,), (3,), (4,)),
    ],
)
def test_the_law_over_strata_is_that_of_every_way_counted(table):
    said = compared(*(whole(*each) for each in table))
    assert said.p_value == pytest.approx(by_hand(*table), rel=1e-12)
    assert null_law(whole(3, 2), whole(2, 4), whole(5, 1)).sum() == pytest.approx(1)


def test_what_is_detectable_is_worked_out_only_where_it_is_asked_for():
    table = [whole(*each) for each in ((9, 1), (40, 4), (4, 2), (60, 3))]
    asked, bare = compared(*table), compared(*table, detectable=False)
    assert asked.minimum_detectable > 0
    assert bare.minimum_detectable is None
    assert replace(asked, minimum_detectable=None) == bare


def test_large_strata_are_cut_where_chances_are_none_and_small_ones_are_whole():
    """Each stratum by itself, by its definition, whatever stands beside it."""
    total, n, rest_n = whole(3, 900, 0, 5), whole(2, 4000, 3, 5), whole(9, 60_000, 2, 1)
    law = np.ones(1)
    for t, own, rest in zip(total.tolist(), n.tolist(), rest_n.tolist(), strict=True):
        ways = [comb(own, k) * comb(rest, t - k) for k in range(min(t, own) + 1)]
        law = np.convolve(law, [float(Fraction(way, sum(ways))) for way in ways])
    assert null_law(total, n, rest_n) == pytest.approx(law, rel=1e-9, abs=1e-30)


def by_fractions(total, n, rest_n):
    """The twin without a cut: whole numbers of ways, and one division at the end."""
    law = [1]
    for t, own, rest in zip(total.tolist(), n.tolist(), rest_n.tolist(), strict=True):
        ways = [comb(own, k) * comb(rest, t - k) for k in range(min(t, own) + 1)]
        law = [
            sum(law[at - k] * way for k, way in enumerate(ways) if 0 <= at - k < len(law))
            for at in range(len(law) + len(ways) - 1)
        ]
    whole = sum(law)
    return [Fraction(each, whole) for each in law]


@pytest.mark.parametrize("often", [0.1, 0.6])
def test_what_is_let_go_of_on_the_way_is_missed_in_no_p_value(often):
    """Hundreds of finds in 500 strata; p-values down to the least that is told."""
    rng = np.random.default_rng(6)
    n, rest_n = rng.integers(1, 6, 500), rng.integers(1, 9, 500)
    total = rng.binomial(n + rest_n, often)
    law, exactly = null_law(total, n, rest_n), by_fractions(total, n, rest_n)
    assert len(law) == len(exactly)
    assert (law == 0).sum() > 20
    tails = np.cumsum(exactly[::-1])[::-1]
    told = [(float(law[at:].sum()), float(tail)) for at, tail in enumerate(tails) if tail > 1e-30]
    assert len(told) > 50
    for one, other in told:
        assert one == pytest.approx(other, rel=1e-11)


def test_strata_without_a_counterpart_say_nothing():
    with_one = compared(whole(9, 9), whole(40, 9), whole(1, 0), whole(40, 0))
    assert with_one == compared(whole(9), whole(40), whole(1), whole(40))
    nothing = compared(whole(2), whole(4), whole(0), whole(0))
    assert (nothing.p_value, nothing.n) == (1.0, 0)
    assert nothing.minimum_detectable is None


def test_the_expected_number_weighs_the_rest_as_the_group_lies():
    """Half of 10 and a tenth of 30: 8 expected; the group has 4 and 15, 19 in all, of 40."""
    said = compared(whole(4, 15), whole(10, 30), whole(50, 10), whole(100, 100))
    assert said.numbers.expected == pytest.approx(8.0)
    assert said.estimate == pytest.approx(11 / 40)
    counts = said.numbers
    assert (counts.found, said.n, counts.rest_found, counts.rest_n) == (19, 40, 60, 200)


@pytest.mark.parametrize(
    ("counts", "low", "high"),
    [
        # Newcombe 1998, Statistics in Medicine 17, 873-890, table II, method 10.
        ((56, 70, 48, 80), 0.0524, 0.3339),
        ((9, 10, 3, 10), 0.1705, 0.8090),
        ((5, 56, 0, 29), -0.0381, 0.1926),
        ((0, 10, 0, 10), -0.2775, 0.2775),
    ],
)
def test_newcombes_intervals_are_the_published_ones(counts, low, high):
    a, n, b, m = counts
    assert newcombe(a / n, n, b / m, m) == pytest.approx((low, high), abs=5e-5)


def test_a_share_of_none_may_be_anything():
    assert wilson(0.0, 0) == (0.0, 1.0)


def test_the_critical_number_is_the_first_below_five_per_cent():
    n, rest_found, rest_n = whole(30, 20), whole(3, 6), whole(300, 100)
    least = critical(rest_found, n, rest_n)

    def p_of(number):
        first = round(number * 30 / 50)
        spread = whole(first, number - first)
        return compared(spread, n, rest_found, rest_n).p_value

    assert p_of(least) < 0.05 <= p_of(least - 1)
    assert critical(whole(0), whole(1), whole(2)) == -1


def test_the_smallest_detectable_share_is_found_eight_times_in_ten():
    n, rest_found, rest_n = whole(60), whole(20), whole(600)
    share = smallest(60, rest_found, n, rest_n)
    rng = np.random.default_rng(5)
    drawn = rng.binomial(60, share, 4000)
    found = np.mean(drawn >= critical(rest_found, n, rest_n))
    assert found == pytest.approx(0.8, abs=0.02)


@pytest.mark.parametrize("tables", [1000, pytest.param(4000, marks=pytest.mark.slow)])
def test_the_size_is_held_over_strata_of_unequal_shares(tables):
    """Exact tests are below their level: at most .05 and three errors, .0707 of 1,000 tables."""
    rng = np.random.default_rng(11)
    n, rest_n = whole(40, 10, 25), whole(200, 300, 60)
    wrong = 0
    for _ in range(tables):
        share = rng.beta(1, 6, 3)
        wrong += (
            compared(rng.binomial(n, share), n, rng.binomial(rest_n, share), rest_n).p_value < 0.05
        )
    assert 0.015 < wrong / tables < 0.05 + 3 * np.sqrt(0.05 * 0.95 / tables)


def test_a_law_of_many_records_is_cut_where_nothing_is_left():
    """Beside all numbers of a hypergeometric law, one after the other (SciPy's)."""
    hypergeom = pytest.importorskip("scipy.stats").hypergeom
    total, n, rest_n = whole(4000, 30), whole(9000, 40), whole(60_000, 90)
    law = null_law(total, n, rest_n)
    parts = [hypergeom.pmf(np.arange(min(t, o) + 1), o + r, t, o)
             for t, o, r in zip(total, n, rest_n, strict=True)]  # fmt: skip
    slow = np.convolve(*parts)
    assert len(law) == len(slow)
    assert law == pytest.approx(slow, rel=1e-9, abs=1e-14)
    assert law.sum() == pytest.approx(1)
    far = compared(whole(4000, 30), whole(9000, 40), whole(1, 0), whole(60_000, 90))
    assert far.p_value == 1e-30


def test_the_critical_number_of_many_records_is_that_of_the_whole_law():
    rest_found, n, rest_n = whole(9000, 4000), whole(20_000, 9000), whole(90_000, 70_000)
    least = critical(rest_found, n, rest_n)

    def chance(found):
        first = round(found * 20_000 / 29_000)
        spread = whole(first, found - first)
        return null_law(spread + rest_found, n, rest_n)[found:].sum()

    assert chance(least + 2) < 0.05 <= chance(least - 2)
