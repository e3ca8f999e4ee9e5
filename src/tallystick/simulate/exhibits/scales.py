"""What does an officer write when the scale shows a weight?

Each reading is rounded to the nearest multiple of one step, drawn from the writer's habits for
that order of magnitude. Habits pass smoothly from one order of magnitude to the next (over a
quarter of a decade on either side), so that no legal line at 1, 10 or 100 g is a break in them.
Weights are whole hundredths of a gram and never zero: a step that would make a weight zero is
not open to it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tallystick.simulate.exhibits.settings import GRIDS, MAGNITUDES, OUNCE_G, Weighing
from tallystick.simulate.exhibits.styles import Styles, popularity_of

GRIDS_G = (0.01, 0.01, 0.1, 0.5, 1.0, 5.0, 10.0, 50.0, 100.0, 500.0, 1000.0, OUNCE_G / 8)
BLUR_DECADES = 0.5
CHUNK = 65_536
ATTRACTING = tuple(GRIDS.index(name) for name in GRIDS[3:11])
DECIMAL = tuple(range(1, 11))


def read_scale(
    true_g: NDArray[np.float64],
    officer: NDArray[np.int64],
    styles: Styles,
    weighing: Weighing,
    rng: np.random.Generator,
    *,
    readability_g: NDArray[np.float64] | None = None,
) -> NDArray[np.float64]:
    """What is written in the field for weights on the pan, in grams [N].

    Parameters
    ----------
    true_g, officer
        Weight on the scale, > 0, and who writes it (row of `styles.mix`), [N].
    styles, weighing
        Habits, and the settings that they were drawn from.
    rng
        Draws the habit that each reading follows.
    readability_g
        What the scale can show [N]; no reading is finer. Hundredths when it is not given.

    Raises
    ------
    ValueError
        When a weight is not above zero.
    """
    if true_g.size and not true_g.min() > 0:
        raise ValueError("a weight to be read must be above zero grams")
    order, choice = rng.random((2, true_g.size))
    finest = np.full(true_g.size, GRIDS_G[0]) if readability_g is None else readability_g
    used = np.flatnonzero(styles.mix.any(axis=(0, 1)))
    flat = weighing.popularity_sd == 0
    written = np.empty_like(true_g)
    for start in range(0, true_g.size, CHUNK):
        part = slice(start, start + CHUNK)
        written[part] = _write(
            true_g[part], officer[part], styles, finest[part], order[part], choice[part],
            used, flat,
        )  # fmt: skip
    return written


def magnitude(true_g: NDArray[np.float64], order: NDArray[np.float64]) -> NDArray[np.int64]:
    """Index into `MAGNITUDES` of each weight [N]; `order` is uniform on (0, 1).

    Within a quarter of a decade of a power of ten the two neighbours mix linearly.
    """
    decades = np.floor(np.log10(true_g) + (order - 0.5) * BLUR_DECADES) + 1
    return np.asarray(np.clip(decades, 0, len(MAGNITUDES) - 1), dtype=np.int64)


def nearest(true_g: NDArray[np.float64], step_g: float | NDArray[np.float64]) -> NDArray[np.int64]:
    """The multiple of a step nearest to each weight, ties up, in hundredths of a gram [N]."""
    times = np.floor(true_g / step_g + 0.5)
    return np.rint(times * (np.asarray(step_g) * 100.0)).astype(np.int64)


def grid_of(value_g: NDArray[np.float64]) -> NDArray[np.int64]:
    """The coarsest step of `GRIDS` on which each written weight sits [N].

    Eighths of an ounce are told only where the value is no multiple of a tenth of a gram;
    what is not a whole number of hundredths is `shown` (0).
    """
    cents = np.rint(value_g * 100).astype(np.int64)
    found = np.where(np.abs(value_g * 100 - cents) < 1e-6, GRIDS.index("hundredth"), 0)
    ounces = nearest(value_g, GRIDS_G[-1])
    found[(ounces == cents) & (cents > 0) & (found > 0)] = GRIDS.index("eighth_ounce")
    for k in DECIMAL[1:]:
        found[(cents % round(GRIDS_G[k] * 100) == 0) & (found > 0)] = k
    return found.astype(np.int64)


def _write(
    true_g: NDArray[np.float64],
    officer: NDArray[np.int64],
    styles: Styles,
    finest_g: NDArray[np.float64],
    order: NDArray[np.float64],
    choice: NDArray[np.float64],
    used: NDArray[np.intp],
    flat: bool,
) -> NDArray[np.float64]:
    habits = styles.mix[officer, magnitude(true_g, order)]
    cents = np.empty((used.size + 1, true_g.size), dtype=np.int64)
    running = np.zeros((used.size + 1, true_g.size))
    total = np.zeros(true_g.size)
    for row, k in enumerate(used):
        cents[row] = nearest(true_g, np.maximum(GRIDS_G[k], finest_g))
        weight = np.where(cents[row] > 0, habits[:, k], 0.0)
        if not flat and k in ATTRACTING:
            weight *= popularity_of(cents[row], styles)
        total += weight
        running[row] = total
    cents[-1] = np.maximum(nearest(true_g, GRIDS_G[0]), 1)
    drawn = (running[:-1] <= choice * total).sum(axis=0)
    chosen: NDArray[np.float64] = np.take_along_axis(cents, drawn[None, :], axis=0)[0] / 100.0
    return chosen
