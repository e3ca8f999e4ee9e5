"""What does the contrast of a unit say, once the null is known?"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, stdtr, stdtrit

from tallystick.stats.units.contrast import Contrast
from tallystick.stats.units.heaps import Floats
from tallystick.stats.units.null import MOST_DF, Null

FEWEST_FOR_INTERVAL = 20.0
GUARD, DOUBT = 1.0, 1.645
ENOUGH, ENOUGH_OF_EACH = 0.84, 1.28
COST_SHARE, COST_LEVEL = 0.25, 0.005


def columns_of(
    contrast: Contrast, doubting: Contrast, null: Null, visible: float
) -> dict[str, Floats]:
    """The per-unit answers for the fitted units: (U',) each.

    `doubting` is the contrast of units that may have any habit at the line.
    """
    true = contrast.hole * visible
    z = (contrast.moved / contrast.error - null.centre) / null.scale
    z_hole, z_excess = contrast.z_hole / null.scale, contrast.z_excess / null.scale
    z_any_habit = doubting.moved / doubting.error / null.scale
    guarded = (z_hole > GUARD) & (z_excess > GUARD) & (z_any_habit > DOUBT)
    share = contrast.moved / true
    half_width = stdtrit(null.df, 0.975) * null.scale * contrast.spread / true
    half_width[contrast.hole < FEWEST_FOR_INTERVAL] = np.nan
    return {
        "p_value": np.where(guarded, stdtr(null.df, -z), 1.0),
        "z": z,
        "df": null.df,
        "z_hole": z_hole,
        "z_excess": z_excess,
        "z_any_habit": z_any_habit,
        "share_error": null.scale * contrast.error / true,
        "share": share,
        "share_low": share - half_width,
        "share_high": share + half_width,
        "smallest_detectable": _smallest(contrast, doubting, null) / true,
    }


def _smallest(contrast: Contrast, doubting: Contrast, null: Null) -> Floats:
    """Moved records that test and guard find with about 80 % power: (U',)."""
    own = (stdtrit(null.df, 0.95) + ENOUGH) * contrast.error
    sides = (GUARD + ENOUGH_OF_EACH) * np.maximum(contrast.hole_error, contrast.excess_error)
    any_habit = (DOUBT + ENOUGH_OF_EACH) * doubting.error
    return null.scale * np.maximum(np.maximum(own, sides), any_habit)


def power_cost(
    contrast: Contrast,
    doubting: Contrast,
    null: Null,
    visible: float,
    tested: NDArray[np.bool_],
) -> tuple[float, float]:
    """Median chance of finding a quarter moved at p = .005, without own habits and with them."""
    moved = COST_SHARE * contrast.hole * visible
    limit = stdtrit(null.df, 1 - COST_LEVEL)
    ideal = contrast.error * np.sqrt(1 - contrast.habit_share)
    without = ndtr(moved / ideal - stdtrit(MOST_DF, 1 - COST_LEVEL))
    found = ndtr(moved / (contrast.error * null.scale) - limit)
    believed = ndtr(moved / (doubting.error * null.scale) - DOUBT)
    with_habits = np.minimum(found, believed)
    return float(np.median(without[tested])), float(np.median(with_habits[tested]))
