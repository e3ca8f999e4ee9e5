"""How is a weight moved over a legal line: in the goods, on paper, or by joining exhibits?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from tallystick.simulate.department import Part
from tallystick.simulate.exhibits.lots import Lots

How = Literal["mass", "reading"]


class Margin(Part):
    """How far over the line a moved weight lands.

    Goods (`mass`) land evenly on (line, line (1 + `most`)]. Figures (`reading`) are written at
    the line itself in a share `at_line`, and otherwise one or more steps of `step_g` above it,
    up to `most`. `strict`: the law says "over" the line, so the line itself does not pass.
    """

    most: float = Field(default=0.10, gt=0, le=1)
    step_g: float = Field(default=0.1, ge=0.01)
    at_line: float = Field(default=0.5, ge=0, le=1)
    strict: bool = False


def move_over(
    weight_g: NDArray[np.float64],
    line_g: NDArray[np.float64] | float,
    how: How,
    margin: Margin,
    rng: np.random.Generator,
    *,
    loss: NDArray[np.float64] | float = 0.0,
    used_g: NDArray[np.float64] | float = 0.0,
) -> NDArray[np.float64]:
    """Weights over the line [N]; those already over it stay as they are.

    `mass` is for true weights, before they are weighed: substance is added, and enough of it
    that after drying (`loss`) and analysis (`used_g`) the goods are still over the line, so
    every later stage that reads hundredths agrees; the officer's own figure may still be
    rounded below it. `reading` is for the figure written in the field: later stages still
    weigh what is there.

    Parameters
    ----------
    weight_g
        True weights (`mass`) or written weights (`reading`), grams [N].
    line_g
        The line, grams, one or [N].
    how, margin
        What is changed, and how far.
    rng
        Draws the margins; the same number of draws whatever is moved.
    loss, used_g
        For `mass`: the share of weight that the goods will lose, and grams used by analysis.
    """
    line = np.broadcast_to(np.asarray(line_g, dtype=np.float64), weight_g.shape)
    at, beyond = rng.random((2, weight_g.size))
    if how == "mass":
        least = line + (0.01 if margin.strict else 0.0)
        needed = (least + line * margin.most * (1 - beyond) + used_g) / (1 - np.asarray(loss))
        passes = weight_g * (1 - np.asarray(loss)) - used_g >= least
    else:
        step, cents = round(margin.step_g * 100), np.ceil(line * 100 - 1e-6).astype(np.int64)
        steps = np.maximum(np.floor(cents * margin.most / step + 1e-9), 1).astype(np.int64)
        above = np.minimum(1 + np.floor(beyond * steps).astype(np.int64), steps)
        exact = (at < margin.at_line) & (not margin.strict)
        needed = (cents + np.where(exact, 0, above) * step) / 100.0
        passes = weight_g > line if margin.strict else weight_g >= line
    return np.where(passes, weight_g, needed)


@dataclass(frozen=True)
class Merged:
    """Exhibits after some were joined.

    Parameters
    ----------
    lots
        The remaining goods [N - P].
    index
        Where each former exhibit is now [N].
    """

    lots: Lots
    index: NDArray[np.int64]


def merge(lots: Lots, into: NDArray[np.int64], joined: NDArray[np.int64]) -> Merged:
    """Join exhibits in pairs: `joined[p]` becomes part of `into[p]`, of the same case.

    Weights, containers and pieces add up; drying loss and purity are averaged by weight; the
    result is loose goods when either part was, or the packs differ, and fresh when the heavier
    part was.

    Raises
    ------
    ValueError
        When an exhibit occurs twice, or the substances of a pair differ.
    """
    both = np.concatenate([into, joined])
    if np.unique(both).size != both.size:
        raise ValueError("an exhibit can be joined once, to one other exhibit")
    if np.any(lots.substance[into] != lots.substance[joined]):
        raise ValueError("exhibits of different substances cannot be joined")
    remaining = np.ones(lots.size, dtype=np.bool_)
    remaining[joined] = False
    index = np.cumsum(remaining, dtype=np.int64) - 1
    index[joined] = index[into]
    mass = _added(index, lots.true_g)
    heavier = np.where(lots.true_g[into] >= lots.true_g[joined], into, joined)
    fresh, pack = lots.fresh.copy(), lots.pack.copy()
    fresh[into] = lots.fresh[heavier]
    pack[into] = np.where(lots.pack[into] == lots.pack[joined], lots.pack[into], -1)
    pieces = np.ones(lots.size) if lots.pieces is None else lots.pieces.astype(np.float64)
    merged = Lots(
        substance=lots.substance[remaining],
        pack=pack[remaining],
        true_g=mass,
        fresh=fresh[remaining],
        loss=_added(index, lots.true_g * lots.loss) / mass,
        purity=_added(index, lots.true_g * lots.purity) / mass,
        container_g=_added(index, lots.container_g),
        pieces=_added(index, pieces).astype(np.int64),
    )
    return Merged(merged, index)


def _added(index: NDArray[np.int64], amount: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(np.bincount(index, amount), dtype=np.float64)


def with_mass(lots: Lots, exhibit: NDArray[np.int64], true_g: NDArray[np.float64]) -> Lots:
    """The same goods, with other true weights for some exhibits [n]."""
    changed = lots.true_g.copy()
    changed[exhibit] = true_g
    return replace(lots, true_g=changed)
