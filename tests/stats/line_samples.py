"""Weights on both sides of a date on which a line moved, or began, with known truth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import samples
from numpy.typing import NDArray

from tallystick.stats.line_moves.followed import followed
from tallystick.stats.line_moves.shift import Edge, LineShift, shift_at_lines

STEP_MG, FIRST, LAST = 100, 5, 120
GRAIN = 10
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Date:
    """What happened on the date.

    The line moved from `old` to `new` mg (None: it began). While a line is in force a `share` of
    the true weights up to a quarter below it is written at it or up to a tenth above. `habits` is
    the log-sd with which the popularity of each whole gram changed; that of the new line's number
    also rose by `known` in the log, and the old one's fell. A part `unopened` of the cases below a
    line is not recorded while it is in force; a part `packed` of the later goods comes in packs of
    1.05 grams, twice, ... five times that. A part `follow` of the goods comes in one to four packs
    of `above` more than the line in force. Every record is entered `clump` times over.
    """

    old: int | None = 2_000
    new: int = 3_000
    share: float = 0.0
    habits: float = 0.1
    known: float = 0.0
    unopened: float = 0.0
    packed: float = 0.0
    follow: float = 0.0
    above: float = 0.05
    clump: int = 1
    mix: str = "real"


def as_people_write(
    y: Floats, mix: str, pull: Floats, rng: np.random.Generator
) -> NDArray[np.int64]:
    """Round true mg as people do, whole grams with the popularity ``pull``."""
    shares = np.array(samples.MIXES[mix])
    gram = np.minimum(np.round(y / 1_000), len(pull) - 1).astype(np.int64)
    whole = np.minimum(shares[-1] * pull[gram], 0.95)
    finer = np.searchsorted(np.cumsum(shares[:-1]) / shares[:-1].sum(), rng.random(len(y)))
    grain = samples.GRAINS_MG[np.where(rng.random(len(y)) < whole, 3, np.minimum(finer, 2))]
    return (np.round(y / grain) * grain).astype(np.int64)


def _packs_above(y: Floats, line: int, what: Date, rng: np.random.Generator) -> Floats:
    """A part of the weights becomes the nearest of one to four packs a little above the line."""
    filled = (1 + what.above) * line * np.arange(1, 5)
    nearest = filled[np.abs(np.log(y)[:, None] - np.log(filled)).argmin(axis=1)]
    packed = rng.random(len(y)) < what.follow
    return np.where(packed, nearest * np.exp(0.02 * rng.standard_normal(len(y))), y)


def _side(n: int, line: int | None, pull: Floats, packed: float, what: Date, rng) -> NDArray:
    n //= what.clump
    y = samples.true_weights(2 * n, rng)
    if line is not None and what.unopened:
        y = y[(y >= line) | (rng.random(2 * n) >= what.unopened)]
    y = y[:n]
    n = len(y)
    if packed:
        y = np.maximum(samples.packages(n, rng, size=1.05, sd=0.06, part=packed), 1.0)
    if line is not None and what.follow:
        y = _packs_above(y, line, what, rng)
    mg = as_people_write(y, what.mix, pull, rng)
    if line is not None:
        source = (y >= 0.75 * line) & (y < line) & (rng.random(n) < what.share)
        over = np.round(np.array([1, 1, 1.05, 1.1]) * line).astype(np.int64)
        mg = np.where(source, rng.choice(over, n), mg)
    return np.repeat(mg, what.clump)


def weights(n: int, what: Date, rng: np.random.Generator) -> tuple[NDArray, NDArray]:
    """Written mg of n weights before the date and of n after it."""
    pull = np.exp(0.15 * rng.standard_normal(40))
    later = pull * np.exp(what.habits * rng.standard_normal(40))
    later[what.new // 1_000] *= np.exp(what.known)
    if what.old is not None:
        later[what.old // 1_000] *= np.exp(-what.known)
    return (
        _side(n, what.old, pull, 0.0, what, rng),
        _side(n, what.new, later, what.packed, what, rng),
    )


def binned(mg: NDArray) -> Floats:
    """Counts (J,) of written mg in bins of a tenth of a gram, as the check has them."""
    place = mg // STEP_MG - FIRST
    held = place[(place >= 0) & (place <= LAST - FIRST)]
    return np.bincount(held, minlength=LAST - FIRST + 1).astype(np.float64)


def edge(mg: int, *, appears: bool) -> Edge:
    """A line with the default windows of weights."""
    at = mg // STEP_MG
    return Edge(at, at // 4, max(1, at // 10), appears)


def answer(before: NDArray, after: NDArray, what: Date) -> LineShift:
    """Method D on written mg."""
    edges = [edge(what.new, appears=True)]
    if what.old is not None:
        edges.append(edge(what.old, appears=False))
    return followed(shift_at_lines(binned(before), binned(after), edges, grain=GRAIN, first=FIRST))


def run(n: int, what: Date, replications: int, seed: int) -> list[LineShift]:
    """Method D on samples of n weights on each side of the date."""
    rngs = (np.random.default_rng([seed, r]) for r in range(replications))
    return [answer(*weights(n, what, rng), what) for rng in rngs]
