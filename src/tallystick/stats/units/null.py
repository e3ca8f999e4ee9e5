"""How far from zero do units lie that moved nothing?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tallystick.stats.units.contrast import Contrast
from tallystick.stats.units.fit import HABIT_GUESS_WEIGHT, Fit, Problem
from tallystick.stats.units.heaps import Floats

FEWEST_UNITS = 8
MOST_DF = 30.0
RESIDUAL_DF = 500.0
MAD_TO_SD = 1.4826
FAR_CENTRE, FAR_SCALE, MATERIAL_SHARE = 0.5, 1.5, 0.05


@dataclass(frozen=True)
class Null:
    """The law of z among units that moved nothing.

    Attributes
    ----------
    centre, scale : float
        Median, and 1.4826 MAD but at least 1; 0 and 1 with fewer than eight tested units.
    df : (U,)
        Degrees of freedom of the t law.
    kurtosis : float
        Excess kurtosis of the standardised habits at placebo numbers.
    empirical : bool
        Whether centre and scale were learned from the units.
    contaminated : bool
        The scale exceeds 1.5, or the centre is far from 0 (beyond noise) and worth more than
        a twentieth of the hole: many units must be doing it.
    """

    centre: float
    scale: float
    df: Floats
    kurtosis: float
    empirical: bool
    contaminated: bool


def null_of(problem: Problem, fit: Fit, contrast: Contrast, tested: NDArray[np.bool_]) -> Null:
    """Learn the null from the units themselves (Efron 2004) and the tails from placebos.

    The tails are those of a t law with the kurtosis of the placebo habits, two standard
    errors up: df = 4 + 6 / kurtosis, at most 30. With fewer than eight units there is no
    empirical null: z keeps its model scale. The df never exceed what the number of placebo
    habits that taught the habit variance allows (Satterthwaite 1946), less one unit's,
    because every unit is compared with the others.

    Parameters
    ----------
    problem : Problem
        The agency.
    fit : Fit
        Its fit.
    contrast : Contrast
        Its contrasts.
    tested : (U,) bool
        Units that count for the empirical null; at least one.
    """
    z = (contrast.moved / contrast.error)[tested]
    kurtosis, upper = _kurtosis(problem, fit)
    known = (1 - fit.habit_error / fit.prior)[:, problem.placebo]
    part = contrast.habit_share
    tails = 4 + 6 / max(upper, 1e-3)
    taught = (known.sum() + HABIT_GUESS_WEIGHT) * (1 - 1 / tested.size)
    learned = 1 / (part**2 / max(taught - 1, 1.0) + (1 - part) ** 2 / RESIDUAL_DF)
    df = np.minimum(learned, min(tails, MOST_DF))
    if z.size < FEWEST_UNITS:
        return Null(0.0, 1.0, df, kurtosis, False, False)
    centre = float(np.median(z))
    spread = MAD_TO_SD * float(np.median(np.abs(z - centre)))
    noise = 1 / np.sqrt(z.size)
    share = abs(centre) * float(np.median((contrast.error / contrast.hole)[tested]))
    far = abs(centre) > max(FAR_CENTRE, 3 * 1.2533 * noise) and share > MATERIAL_SHARE
    wide = spread > max(FAR_SCALE, 1 + 2.5 * 1.17 * noise)
    return Null(centre, max(1.0, spread), df, kurtosis, True, bool(far or wide))


def _kurtosis(problem: Problem, fit: Fit) -> tuple[float, float]:
    """Excess kurtosis of the placebo habits, and two standard errors above it."""
    known = np.maximum(fit.prior - fit.habit_error, 1e-9)
    habits = (fit.habits / np.sqrt(known))[:, problem.placebo]
    square = float((habits**2).mean())
    kurtosis = float((habits**4).mean()) / max(square, 1e-12) ** 2 - 3
    return kurtosis, kurtosis + 2 * float(np.sqrt(24 / habits.size))
