"""Which officers do PyOD's outlier detectors flag, and how many of them did we plant?

A detector is used here as its users use it: fitted to one row per officer, with a contamination
set by hand. It then flags that share of the officers whatever they did: at .05, 10 of 200
officers in a world without any gaming. That share is a setting and not a size, so set beside it
the share of the planted officers among the flagged (against their share among all) and the share
of the planted that are flagged (against the contamination).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from tallystick.calibrate.peers.quiet import quiet

USUAL_CONTAMINATION = 0.05


class PlantedShares(NamedTuple):
    """How flags and planted officers overlap; NaN where there is nothing to divide by."""

    of_flagged: float
    of_planted: float


def isolation_forest_flags(
    features: np.ndarray, contamination: float = USUAL_CONTAMINATION, *, seed: int = 0
) -> np.ndarray:
    """Officers with the highest isolation-forest scores, shape [n], bool.

    `features` has shape [n, k], finite, in any units (trees do not see a column's scale).
    `contamination`, over 0 and at most .5, is the share that gets flagged by construction; ties
    at the line flag fewer. 100 trees on 256 officers each, the package's own settings.

    Raises ValueError for NaN or infinite features and a contamination out of range, and
    ImportError without the package.

    Source: Liu, Ting and Zhou, "Isolation forest", ICDM 2008, 413-422.
    """
    with quiet():
        from pyod.models.iforest import IForest

        forest = IForest(contamination=contamination, random_state=seed)
        return np.asarray(forest.fit(features).labels_, dtype=bool)


def ecod_flags(features: np.ndarray, contamination: float = USUAL_CONTAMINATION) -> np.ndarray:
    """Officers with the highest sums of marginal tail scores, shape [n], bool.

    Features, contamination, ties and errors as for `isolation_forest_flags`; no seed is needed.
    An officer's score is the sum over columns of -log of the smaller of the two empirical tail
    shares. The paper takes the largest of three such sums instead, one of them picking each
    column's tail by its skewness; the package's code takes the maximum within each column.

    Source: Li, Zhao, Hu, Botta, Ionescu and Chen, "ECOD: unsupervised outlier detection using
    empirical cumulative distribution functions", IEEE TKDE 35 (2023) 12181-12193.
    """
    with quiet():
        from pyod.models.ecod import ECOD

        return np.asarray(ECOD(contamination=contamination).fit(features).labels_, dtype=bool)


def planted_shares(flags: np.ndarray, planted: np.ndarray) -> PlantedShares:
    """Share of the flagged that are planted, and of the planted that are flagged.

    Both arguments are bool with shape [n]. Raises ValueError where the shapes differ.
    """
    flags, planted = np.asarray(flags, dtype=bool), np.asarray(planted, dtype=bool)
    if flags.shape != planted.shape:
        raise ValueError(f"flags {flags.shape} and planted {planted.shape} differ in shape")
    both = float((flags & planted).sum())
    return PlantedShares(
        of_flagged=both / flags.sum() if flags.any() else float("nan"),
        of_planted=both / planted.sum() if planted.any() else float("nan"),
    )
