"""What do goods weigh after they have dried for a while?

Warner et al. 2017: herbal cannabis loses 25 to 77 % of its fresh weight, most of it in the
first three days and nothing more after a week.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tallystick.simulate.exhibits.settings import Substance

TIME_CONSTANT_DAYS = 1.8
DAY = 1440


def dry(
    weight_g: NDArray[np.float64], loss: NDArray[np.float64], minutes: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Weights after `minutes` in store: w0 (1 - l (1 - exp(-t / 1.8 d))).

    Parameters
    ----------
    weight_g, loss, minutes
        Weight at seizure in grams, the share lost in the end, and the time since, all [N] or
        broadcastable.
    """
    days = minutes / DAY
    dried: NDArray[np.float64] = weight_g * (1.0 + loss * np.expm1(-days / TIME_CONSTANT_DAYS))
    return dried


def draw_losses(
    substance: NDArray[np.int64], settings: Sequence[Substance], rng: np.random.Generator
) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
    """Which exhibits are fresh herb [N], and the share of weight each will lose [N].

    Fresh goods lose `fresh_loss_least` + `fresh_loss_range` Beta(3, 2), others 0 to `dry_loss`.
    """
    fresh_share = np.array([s.fresh_share for s in settings])[substance]
    fresh: NDArray[np.bool_] = rng.random(substance.size) < fresh_share
    least = np.array([s.fresh_loss_least for s in settings])[substance[fresh]]
    spread = np.array([s.fresh_loss_range for s in settings])[substance[fresh]]
    loss = rng.random(substance.size) * np.array([s.dry_loss for s in settings])[substance]
    loss[fresh] = least + spread * rng.beta(3.0, 2.0, least.size)
    return fresh, loss
