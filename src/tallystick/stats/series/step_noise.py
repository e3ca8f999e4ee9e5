"""Which noise does a series have, when it may be overdispersed and hang together in time?

Standardised residuals are taken to have the covariance phi ((1 - h) I + h AR(rho)): counting
noise, and a share `h` that is a first-order autoregression. A pure AR(1) would understate how long
the noise lasts wherever counting noise lies over it.

Reference: Harvey 1989, Forecasting, Structural Time Series Models and the Kalman Filter.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
SHARES, RHOS = (0.3, 0.6, 1.0), (0.3, 0.6, 0.8, 0.92)


@dataclass(frozen=True)
class Noise:
    """One law of the noise of T periods.

    `root` [T, T] makes it from independent draws, `whiten` [T, T] takes it back to them, and
    `log_det` is the logarithm of the determinant of its correlation.
    """

    share: float
    rho: float
    root: Floats
    whiten: Floats
    log_det: float

    @property
    def lasting(self) -> float:
        """Variance of the mean of many periods, in that of as many independent ones."""
        return 1 - self.share + self.share * (1 + self.rho) / (1 - self.rho)


@lru_cache(maxsize=32)
def noises(periods: int) -> tuple[Noise, ...]:
    """The laws that are tried for a series of so many periods: independent first."""
    apart = np.abs(np.subtract.outer(np.arange(periods), np.arange(periods)))
    return tuple(
        _noise(share, rho, (1 - share) * np.eye(periods) + share * rho**apart)
        for share, rho in ((0.0, 0.0), *((s, r) for s in SHARES for r in RHOS))
    )


def _noise(share: float, rho: float, correlation: Floats) -> Noise:
    root = np.asarray(np.linalg.cholesky(correlation), dtype=np.float64)
    log_det = 2 * float(np.log(np.diag(root)).sum())
    return Noise(share, rho, root, np.asarray(np.linalg.inv(root), dtype=np.float64), log_det)
