"""Is a number's span the one that a hand would write?"""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallystick.stats.rounding.written import Span, cut, digits, last_unit, rounded, summed


@pytest.mark.parametrize(
    ("number", "unit", "figures"),
    [(7_500_000_000, 10**8, 2), (15_000, 1000, 2), (1_500_000_000, 10**8, 2), (1576, 1, 4),
     (1_200, 100, 2), (1_001, 1, 4), (5, 1, 1), (0, 0, 1), (500_000, 10**5, 1)],
)  # fmt: skip
def test_the_last_digit_that_is_not_zero(number, unit, figures):
    assert last_unit(number) == unit
    if number:
        assert digits(number) == figures


def test_digits_of_decimals_and_fractions():
    assert digits(Fraction(5, 2)) == 2
    assert digits(Fraction(125, 1000)) == 3
    assert digits(Fraction(1, 3)) == 0
    assert digits(Fraction(-40)) == 1


def test_spans_by_hand():
    assert rounded(1500) == Span(Fraction(1450), Fraction(1550))
    assert cut(1500) == Span(Fraction(1500), Fraction(1600))
    assert rounded(7) == Span(Fraction(13, 2), Fraction(15, 2))
    assert rounded(0) == Span(Fraction(0), Fraction(0))
    assert summed([100, 20, 3]) == Span(
        Fraction(50) + 15 + Fraction(5, 2), Fraction(150) + 25 + Fraction(7, 2)
    )
    assert summed([]) == Span(Fraction(0), Fraction(0))
    one, two = Span(Fraction(1), Fraction(2)), Span(Fraction(2), Fraction(3))
    assert one.meets(two)
    assert two.meets(one)
    assert not one.meets(two.times(Fraction(11, 10)))
    assert two.over(one) == Span(Fraction(1), Fraction(3))


@given(st.integers(1, 10**9), st.integers(0, 9))
def test_what_was_rounded_or_cut_lies_in_the_span_of_what_is_written(number, zeros):
    place = 10**zeros
    nearest = (2 * number + place) // (2 * place) * place
    if nearest:
        assert rounded(nearest).low <= number <= rounded(nearest).high
    below = number // place * place
    if below:
        assert cut(below).low <= number <= cut(below).high
