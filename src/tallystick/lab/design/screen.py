"""Which inputs matter at all? Morris (1991): effects of one input at a time along random paths."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
LEVELS = 4
STEP = LEVELS / (2 * (LEVELS - 1))


@dataclass(frozen=True)
class Screen:
    """Of each input: mean effect, mean absolute effect and spread of effects over paths; [d]."""

    mean: Floats
    size: Floats
    spread: Floats


def paths(inputs: int, count: int, seed: int) -> Floats:
    """Return [count * (inputs + 1), inputs] points of the unit cube, path after path.

    Each path moves each input once, by two thirds of its range, in a random order.
    """
    rng = np.random.default_rng(seed)
    points = []
    for _ in range(count):
        start = rng.integers(0, LEVELS // 2, inputs) / (LEVELS - 1)
        up = rng.random(inputs) < 0.5
        at = np.where(up, start, start + STEP)
        points.append(at.copy())
        for each in rng.permutation(inputs):
            at[each] += STEP if up[each] else -STEP
            points.append(at.copy())
    return np.array(points)


def screen(points: Floats, values: Floats) -> Screen:
    """Return the effects of `values` [n] along the paths of `points` [n, d]."""
    inputs = points.shape[1]
    along = points.reshape(-1, inputs + 1, inputs)
    told = values.reshape(-1, inputs + 1)
    step, change = np.diff(along, axis=1), np.diff(told, axis=1)
    moved = np.abs(step).argmax(axis=2)
    signed = np.take_along_axis(step, moved[:, :, None], axis=2)[:, :, 0]
    effect = np.empty((len(along), inputs))
    np.put_along_axis(effect, moved, change / signed, axis=1)
    spread = effect.std(axis=0, ddof=1) if len(effect) > 1 else np.full(inputs, np.nan)
    return Screen(effect.mean(axis=0), np.abs(effect).mean(axis=0), spread)
