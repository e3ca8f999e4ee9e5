"""What does the season do to the days of a block, learned from the height of each month?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

HARMONICS = 3
SEASON_SPAN = 730
SEASON_MONTHS = 10


@dataclass(frozen=True)
class Season:
    """What a layout of K blocks and U used days gives every subject's season to work with.

    ``months`` (K, 12) is 1 at the calendar month of each block and ``present`` (12,) says which
    months have one; ``solution`` (7, N) turns the heights of the N present months into a level
    and six waves, ``waves`` (U, 6) are those waves at each day less their mean over the middle of
    its block.
    """

    months: Floats
    present: Bools
    solution: Floats
    waves: Floats

    def factor(self, records: Floats, at_risk: Floats) -> Floats:
        """Seasonal factor (S, U) of each day against the middle of its block.

        ``records`` (S, K) are those of the middles and ``at_risk`` (S, K) their days. Three annual
        harmonics through the logarithm of the level of each calendar month (with half a record
        added), pooled over years.
        """
        records, at_risk = records @ self.months, at_risk @ self.months
        mean = at_risk.mean(axis=1)
        half = np.divide(0.5, mean, out=np.zeros_like(mean), where=mean > 0)
        rate = np.divide(records, at_risk, out=np.zeros_like(records), where=at_risk > 0)
        height = np.log(rate + np.maximum(half, 1e-300)[:, None])
        wave = height[:, self.present] @ self.solution.T
        return np.asarray(np.exp(np.clip(wave[:, 1:] @ self.waves.T, -1.0, 1.0)))


def season_of(day: Ints, block: Ints, middle: Bools, month: Ints, span: int) -> Season | None:
    """The season of a layout; None when the span is too short or too few months are there.

    ``day``, ``block`` and ``middle`` (U,) of the used days, ``month`` (K,) of the blocks.
    """
    blocks = len(month)
    months = np.zeros((blocks, 12))
    months[np.arange(blocks), month] = 1.0
    present = months.sum(axis=0) > 0
    if span < SEASON_SPAN or int(present.sum()) < SEASON_MONTHS:
        return None
    angle = 2 * np.pi * day[:, None] / 365.25 * np.arange(1, HARMONICS + 1)
    waves = np.concatenate([np.cos(angle), np.sin(angle)], axis=1)
    centre = np.zeros((blocks, 2 * HARMONICS))
    np.add.at(centre, block[middle], waves[middle])
    centre /= np.maximum(np.bincount(block[middle], minlength=blocks), 1)[:, None]
    design = np.ones((12, 2 * HARMONICS + 1))
    design[:, 1:] = (months.T @ centre) / np.maximum(months.sum(axis=0), 1)[:, None]
    solution = np.linalg.pinv(design[present])
    return Season(months, present, solution, waves - centre[block])
