"""How many records are to be drawn of a population, by what its reader wants to know?"""

from __future__ import annotations

from dataclasses import dataclass

from tallystick.stats.sampling.sample_size import (
    MOST,
    SampleSizeError,
    attribute_size,
    difference_size,
    precision_size,
)

__all__ = ["SampleSizeError", "Wanted", "size_of"]


@dataclass(frozen=True)
class Wanted:
    """What is to be known: one of the first four, the first that is given.

    Parameters
    ----------
    size
        So many records.
    tolerable
        Whether the share is below this one; with `expected` of it there.
    within
        The share, to so much on either side; `expected` is near a half where None.
    difference
        Whether two groups with these shares differ; so many are drawn of each.
    """

    size: int | None = None
    tolerable: float | None = None
    within: float | None = None
    difference: tuple[float, float] | None = None
    expected: float | None = None
    confidence: float = 0.95


def size_of(wanted: Wanted, population: int | None = None) -> tuple[int, str]:
    """Return how many records, and in words what they can show.

    SampleSizeError when the numbers contradict each other or ask for more than anybody reads.
    """
    if not 0 < wanted.confidence < 1:
        raise SampleSizeError(f"a confidence of {wanted.confidence:g} is not between 0 and 1")
    sure = f"with {100 * wanted.confidence:g}% confidence"
    if wanted.size is not None:
        if not 1 <= wanted.size <= MOST:
            raise SampleSizeError(f"a size of {wanted.size:,} is not between 1 and {MOST:,}")
        return min(wanted.size, population or wanted.size), "as many as were asked for"
    if wanted.tolerable is not None:
        size = attribute_size(
            wanted.tolerable, expected=wanted.expected or 0.0, confidence=wanted.confidence,
            population=population,
        )  # fmt: skip
        few = f"{size.allowed} or fewer" if size.allowed else "none"
        return size.n, (
            f"if {few} of them are coded as wrong, less than {100 * wanted.tolerable:g}% of all "
            f"are, {sure}"
        )
    if wanted.within is not None:
        n = precision_size(
            wanted.within, expected=0.5 if wanted.expected is None else wanted.expected,
            confidence=wanted.confidence, population=population,
        )  # fmt: skip
        return n, f"the share is known to within {100 * wanted.within:g}% on either side, {sure}"
    if wanted.difference is not None:
        one, other = wanted.difference
        n = difference_size(one, other, confidence=wanted.confidence)
        return n, (
            f"of each of two groups: shares of {100 * one:g}% and {100 * other:g}% are told apart "
            f"8 times in 10, {sure}"
        )
    raise SampleSizeError("say a size, a tolerable share, a distance or two shares")
