"""Are sample sizes those of the published tables, and allocations those of the textbook?"""

from math import comb

import numpy as np
import pytest

from tallystick.stats.sampling.sample_size import (
    SampleSizeError,
    allocate,
    at_most,
    attribute_size,
    difference_size,
    precision_size,
)


@pytest.mark.parametrize(
    ("tolerable", "expected", "n", "allowed"),
    [
        (0.05, 0.0, 59, 0), (0.05, 0.01, 93, 1), (0.05, 0.0125, 124, 2), (0.05, 0.0175, 153, 3),
        (0.05, 0.02, 181, 4), (0.05, 0.0225, 208, 5), (0.05, 0.025, 234, 6), (0.10, 0.0, 29, 0),
        (0.10, 0.01, 46, 1), (0.10, 0.05, 116, 6), (0.02, 0.0, 149, 0), (0.06, 0.0, 49, 0),
        (0.20, 0.0, 14, 0),
    ],
)  # fmt: skip
def test_sizes_are_those_of_the_aicpas_table(tolerable, expected, n, allowed):
    """AICPA, Audit Guide: Audit Sampling, Table A-1: size, and expected deviations in brackets."""
    size = attribute_size(tolerable, expected=expected)
    assert (size.n, size.allowed) == (n, allowed)


def chances(k, n, finds, population):
    ways = sum(comb(finds, j) * comb(population - finds, n - j) for j in range(k + 1))
    return ways / comb(population, n)


@pytest.mark.parametrize("population", [12, 57, 200])
@pytest.mark.parametrize("allowed", [0, 1, 3])
def test_the_hypergeometric_law_is_that_of_counting(population, allowed):
    for n in range(allowed + 1, population, 5):
        for finds in range(0, population + 1, 7):
            want = chances(allowed, n, finds, population)
            assert at_most(allowed, n, finds, population) == pytest.approx(want, abs=1e-12)


@pytest.mark.parametrize(("population", "expected"), [(40, 0.0), (300, 0.0), (300, 0.02)])
def test_a_finite_population_needs_the_smallest_sample_that_will_do(population, expected):
    size = attribute_size(0.08, expected=expected, population=population)
    finds = -(-population * 8 // 100)
    assert chances(size.allowed, size.n, finds, population) <= 0.05
    assert expected * size.n <= size.allowed
    for n in range(1, size.n):
        few = int(np.ceil(expected * n - 1e-9))
        assert chances(few, n, finds, population) > 0.05


def test_where_nothing_less_will_do_all_are_read():
    assert attribute_size(0.05, population=10).n == 10
    # One find among ten: eleven twentieths of a chance to miss it in nine.
    assert attribute_size(0.1, expected=0.099, population=10).n == 10


def test_what_no_sample_answers_is_refused():
    for tolerable, expected in ((0.05, 0.05), (0.05, 0.06), (1.0, 0.0), (0.0, 0.0), (0.1, -0.1)):
        with pytest.raises(SampleSizeError, match="below"):
            attribute_size(tolerable, expected=expected)
    with pytest.raises(SampleSizeError, match="100,000"):
        attribute_size(0.0501, expected=0.05)
    for ask in (lambda: precision_size(0.0), lambda: difference_size(0.2, 0.2)):
        with pytest.raises(SampleSizeError):
            ask()


def test_a_share_and_a_difference_have_their_usual_sizes():
    # Cochran 1977, 4.4: z squared p q / d squared = 384.15, and of 2,000 records 322.4.
    assert precision_size(0.05) == 385
    assert precision_size(0.05, population=2000) == 323
    assert precision_size(0.05, population=30) == 28
    # power.prop.test(p1 = .50, p2 = .75, power = .90) of R says n = 76.7 (its help page).
    assert difference_size(0.5, 0.75, power=0.9) == difference_size(0.75, 0.5, power=0.9) == 77


def test_allocation_is_that_of_the_textbook():
    """Cochran 1977, 5.4 to 5.9: 64 cities, 16 large and 48 small, a sample of 24."""
    sizes, spread = np.array([16, 48]), np.sqrt([53_843.0, 5_581.0])
    assert allocate(24, sizes, spread).tolist() == [12, 12]
    assert allocate(24, sizes).tolist() == [6, 18]


def test_each_stratum_has_two_or_all_and_none_more_than_it_has():
    sizes = np.array([1, 3, 100, 1000])
    assert allocate(5, sizes).tolist() == [1, 2, 2, 2]
    assert allocate(5000, sizes).tolist() == sizes.tolist()
    for n in (20, 137, 900):
        given = allocate(n, sizes)
        assert given.sum() == n
        assert (given <= sizes).all()
        assert (given >= np.minimum(sizes, 2)).all()
    assert allocate(100, sizes, np.array([0.0, 0.0, 9.0, 0.0])).tolist() == [1, 2, 95, 2]
    assert allocate(110, sizes, np.array([0.0, 0.0, 9.0, 0.0])).sum() == 110
