"""How do acts and officers respond to monitoring, and who knows and tells?"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tallystick.simulate.incentives.settings import Insiders
from tallystick.simulate.incentives.worth import ACT

CAREER_YEARS = 20


def change(more: float, less: float) -> float:
    """Relative change of acts from less to more monitoring."""
    return more / less - 1


def unmoved(more: NDArray[np.float64], less: NDArray[np.float64], tolerance: float = 0.02) -> float:
    """Share of officers whose chance of the act differs by less than the tolerance; [O, M].

    Who never does it has not moved.
    """
    a, b = more.mean(axis=1), less.mean(axis=1)
    return float(np.mean(np.abs(a - b) <= tolerance * np.maximum(b, 1e-12)))


def know_and_tell(
    acts_a_year: dict[str, NDArray[np.float64]], insiders: Insiders
) -> tuple[float, float]:
    """Share of staff who learn of an act in a career, and share of those who tell of one.

    `acts_a_year` by act [U]. Everyone would tell of an act when its seriousness passes a
    personal bar, uniform on 0 to 1, and follows through with the usual chance: people who stay
    silent stay silent about the like, so many chances do not add up.
    """
    bars = sorted(acts_a_year, key=lambda act: ACT[act].serious, reverse=True)
    no_graver = 1.0
    tell = 0.0
    for act in bars:
        learns = 1 - np.exp(-insiders.seen * CAREER_YEARS * acts_a_year[act])
        told = min(1.0, insiders.follow_through * ACT[act].serious * (1 + insiders.protect))
        tell = tell + no_graver * learns * told
        no_graver = no_graver * (1 - learns)
    know = 1 - no_graver
    return float(np.mean(know)), float(np.mean(tell) / np.mean(know))
