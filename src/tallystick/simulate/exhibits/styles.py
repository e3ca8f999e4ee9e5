"""What habits of writing weights do officers, departments and scales have?

An officer's rounding is Dirichlet around the department's, separately for each order of
magnitude. A round number's attraction is the department's: it multiplies the odds that a weight
nearby is written as that number, so it thins both sides of the number alike.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tallystick.simulate.exhibits.settings import Weighing

HALF_GRAMS = 2000
HUNDREDS = 1000


@dataclass(frozen=True)
class Styles:
    """Habits of a department.

    Parameters
    ----------
    mix
        [O, M, K]: officer, order of magnitude, step of `GRIDS`; adds up to 1 over the steps.
    popularity
        Factors on the odds of a number being written: multiples of .5 g up to 1 kg (2,000),
        then multiples of 100 g up to 100 kg (1,000). Other numbers have the factor 1.
    readability_g, bias
        [U]: what each unit's scale can show, grams, and its relative error.
    """

    mix: NDArray[np.float64]
    popularity: NDArray[np.float64]
    readability_g: NDArray[np.float64]
    bias: NDArray[np.float64]


def styles(
    n_officers: int, weighing: Weighing, rng: np.random.Generator, *, n_units: int = 1
) -> Styles:
    """Draw the habits of `n_officers` and the scales of `n_units`."""
    mean = np.array([mix.row() for mix in weighing.mix])
    drawn = rng.standard_gamma(weighing.concentration * mean, (n_officers, *mean.shape))
    total = drawn.sum(axis=2, keepdims=True)
    mix = np.where(total > 0, drawn / np.where(total > 0, total, 1.0), mean)
    attraction = rng.standard_normal(HALF_GRAMS + HUNDREDS)
    owned = np.array([scale.share for scale in weighing.scales])
    scale = rng.choice(owned.size, n_units, p=owned / owned.sum())
    return Styles(
        mix=mix,
        popularity=np.exp(weighing.popularity_sd * attraction),
        readability_g=np.array([s.readability_g for s in weighing.scales])[scale],
        bias=weighing.bias_sd * rng.standard_normal(n_units),
    )


def popularity_of(centigrams: NDArray[np.int64], styles: Styles) -> NDArray[np.float64]:
    """The factor on the odds of each number being written; numbers in hundredths of a gram [N]."""
    small = HALF_GRAMS * 50
    by_half = np.where((centigrams % 50 == 0) & (centigrams < small), centigrams // 50, -1)
    beyond = (centigrams >= small) & (centigrams < HUNDREDS * 10_000) & (centigrams % 10_000 == 0)
    place = np.where(beyond, HALF_GRAMS + centigrams // 10_000, by_half)
    padded = np.append(styles.popularity, 1.0)
    return padded[place]
