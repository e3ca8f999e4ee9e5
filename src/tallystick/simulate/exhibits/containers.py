"""What does the container weigh, and how much of it stays in a net weight?"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tallystick.simulate.exhibits.settings import Weighing


def draw_containers(true_g: NDArray[np.float64], rng: np.random.Generator) -> NDArray[np.float64]:
    """Weights of bags and wrappings [N]: about 1.5 g and a fiftieth of the goods (design)."""
    bag = 1.5 * np.exp(0.5 * rng.standard_normal(true_g.size))
    return bag + 0.02 * true_g


def draw_tare_errors(
    container_g: NDArray[np.float64], weighing: Weighing, rng: np.random.Generator
) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
    """Which exhibits are weighed in their container [N], and what is wrongly left in [N] grams.

    A tare can fall short by no more than the container weighs; it is zero outside the share
    `tare_error_share` of the exhibits weighed in their container.
    """
    inside, wrong, size = rng.random((3, container_g.size))
    gross: NDArray[np.bool_] = inside < weighing.gross_share
    short = np.minimum(size * weighing.tare_error_g, container_g)
    return gross, np.where(gross & (wrong < weighing.tare_error_share), short, 0.0)
