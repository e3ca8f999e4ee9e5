"""Weights of people who serve at two kinds of times, with known truth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tallystick.stats.line_moves.within import Windows, Within, moved_more

STEP, FIRST, BINS, LINE = 0.05, 8, 192, 2.0
AT = Windows(FIRST, 40 - FIRST, 10, 4, np.arange(20 - FIRST, BINS, 20))
GRAINS, USUAL, COARSE = (0.01, 0.1, 0.5, 1.0), (0.3, 0.3, 0.25, 0.15), (0.1, 0.2, 0.3, 0.4)
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Times:
    """What the two kinds of times are like.

    Each of `units` has its own goods and rounding, and `parts` strata. In a stratum a share of the
    records, drawn anew, or `own` of them, belong to the group. A `share` of the group's true
    weights up to a quarter below 2 g is written at it or up to a tenth above. Of the group's
    records: `tilt` is the rise of the log mean, `coarse` the part rounded to coarser steps, `love`
    the part of true weights near the line that is written as it, and `unopened` the part below the
    line that is not recorded. `packed` is the part of goods
    that come 5 % above whole grams, in the rest and in the group. In `late` parts of a unit half
    of all goods come so packed, and nine in ten of their records are of the group. In a part of
    `dealers` of the strata most of the group's goods are of one size.
    """

    share: float = 0.0
    units: int = 10
    parts: int = 24
    own: float | None = None
    tilt: float = 0.0
    coarse: float = 0.0
    love: float = 0.0
    unopened: float = 0.0
    packed: tuple[float, float] = (0.0, 0.0)
    late: int = 0
    dealers: float = 0.0


def records(n: int, what: Times, rng: np.random.Generator) -> tuple[Ints, Ints, Ints]:
    """About `n` records: the group's and the rest's (S, J) counts, and the unit (S,) of each."""
    strata = what.units * what.parts
    counts = np.zeros((2, strata, BINS), dtype=np.int64)
    for unit in range(what.units):
        median, habits = rng.normal(np.log(1.6), 0.15), rng.dirichlet(np.array(USUAL) * 20)
        for part in range(what.parts):
            late = part < what.late
            m = rng.poisson(n / strata)
            chance = 0.9 if late else rng.random() if what.own is None else what.own
            group = rng.random(m) < chance
            true = np.exp(rng.normal(median + what.tilt * group, 0.8))
            written = _written(true, group, what, habits, late, rng)
            bins = np.floor(written / STEP + 1e-6).astype(int) - FIRST
            held = (bins >= 0) & (bins < BINS)
            held &= ~(group & (written < LINE) & (rng.random(m) < what.unopened))
            for place, rows in enumerate((held & group, held & ~group)):
                np.add.at(counts[place, unit * what.parts + part], bins[rows], 1)
    return counts[0], counts[1], np.repeat(np.arange(what.units), what.parts)


def _written(true, group, what, habits, late, rng):
    m = len(true)
    grain = rng.choice(GRAINS, m, p=habits)
    coarser = group & (rng.random(m) < what.coarse)
    grain = np.where(coarser, rng.choice(GRAINS, m, p=COARSE), grain)
    written = np.maximum(np.round(np.round(true / grain) * grain, 2), 0.01)
    part = np.where(group, what.packed[1], what.packed[0]) if not late else 0.5
    packs = rng.random(m) < part
    written = np.where(packs, np.maximum(np.round(true), 1) * 1.05, written)
    if rng.random() < what.dealers:
        size = rng.choice([1.05, 1.6, 1.8, 2.0, 2.1, 3.1])
        written = np.where(group & (rng.random(m) < 0.6), size, written)
    loved = group & (np.abs(true - LINE) < 0.25) & (rng.random(m) < what.love)
    written = np.where(loved, LINE, written)
    moves = group & (true >= 0.75 * LINE) & (true < LINE) & (rng.random(m) < what.share)
    return np.where(moves, LINE * rng.choice([1, 1, 1.05, 1.1], m), written)


def answer(n: int, what: Times, seed) -> Within:
    """What the test says of one sample."""
    return moved_more(*records(n, what, np.random.default_rng(seed)), AT)
