"""What may a number have been before it was rounded, as it is written?

Zeros at the end of a whole number may be digits or only fill its places: 7,500,000,000 may be "7.5
billion". The wider reading is taken, which never accuses a number of more than it says: a number is
known to half a unit of its last digit that is not zero. Numbers are whole, in the smallest unit
that they are counted in, and spans are exact fractions.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Span:
    """All numbers from `low` to `high`, both included."""

    low: Fraction
    high: Fraction

    def meets(self, other: Span) -> bool:
        """Whether the two have a number in common."""
        return self.low <= other.high and other.low <= self.high

    def over(self, other: Span) -> Span:
        """The quotients of numbers of this span by those of `other`, whose low end is > 0."""
        return Span(self.low / other.high, self.high / other.low)

    def times(self, factor: Fraction) -> Span:
        """The span multiplied by a factor > 0."""
        return Span(self.low * factor, self.high * factor)


def last_unit(number: int) -> int:
    """The place of the last digit that is not zero: 100 for 1,200; 0 for 0."""
    if number == 0:
        return 0
    place = 1
    while number % (place * 10) == 0:
        place *= 10
    return place


def digits(number: Fraction | int) -> int:
    """How many digits `number` has from its first to its last that is not zero; 0 for a fraction.

    A fraction here is one that no decimal of six places writes.
    """
    whole = Fraction(number) * 10**6
    if whole.denominator != 1:
        return 0
    return len(str(abs(int(whole) // max(last_unit(int(whole)), 1))))


def rounded(number: int) -> Span:
    """What is rounded to `number`: half a unit of its last digit to either side."""
    half = Fraction(last_unit(number), 2)
    return Span(number - half, number + half)


def cut(number: int) -> Span:
    """What is cut down to `number`, its further digits left away: up to one unit more."""
    return Span(Fraction(number), Fraction(number + last_unit(number)))


def summed(parts: list[int]) -> Span:
    """What numbers that are written as `parts` may add up to."""
    spans = [rounded(each) for each in parts]
    low = sum((each.low for each in spans), Fraction(0))
    return Span(low, sum((each.high for each in spans), Fraction(0)))
