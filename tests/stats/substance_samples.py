"""Written weights of two substances, a line drawn through one of them, with known truth."""

from __future__ import annotations

from dataclasses import dataclass

import line_samples
import numpy as np
from numpy.typing import NDArray

from tallystick.stats.line_shift import Allowed, Edge, LineShift, shift_at_lines

Ints = NDArray[np.int64]
WIDE = (0.5, 1, 2, 3, 4, 5, 6, 8, 10)


@dataclass(frozen=True)
class Packs:
    """A `part` of the goods is in packs of ``size * k`` grams for `k` among `counts`."""

    part: float = 0.0
    size: float = 1.0
    sd: float = 0.02
    counts: tuple[float, ...] = (1, 2, 3, 4, 5)


@dataclass(frozen=True)
class Goods:
    """How much of a substance is met, how it is packed, and how it is written.

    Median in g; `scale` is the step of its scale in mg; `line` mg, or None; a `share` of the true
    weights up to a quarter below it is written at or just over it, a part `unopened` of the cases
    below it is not recorded.
    """

    median: float = 1.2
    sd: float = 0.8
    mix: str = "real"
    packs: Packs = Packs()
    scale: int = 10
    line: int | None = None
    share: float = 0.0
    unopened: float = 0.0


@dataclass(frozen=True)
class Two:
    """A substance with a line, another without or with a line elsewhere.

    `habits` is the log-sd of the popularity of each whole gram that they share, `apart` of what
    each has of its own.
    """

    own: Goods = Goods(line=2_000)
    other: Goods = Goods(median=1.8, sd=0.9)
    habits: float = 0.15
    apart: float = 0.10
    ratio: float = 1.0


def _side(n: int, what: Goods, pull: NDArray, rng) -> Ints:
    y = rng.lognormal(np.log(1_000 * what.median), what.sd, 2 * n)
    packs = what.packs
    if packs.part:
        k = 1_000 * packs.size * np.array(packs.counts)
        near = k[np.abs(np.log(y)[:, None] - np.log(k)[None, :]).argmin(axis=1)]
        packed = rng.random(2 * n) < packs.part
        y = np.where(packed, near * np.exp(packs.sd * rng.standard_normal(2 * n)), y)
    if what.line is not None and what.unopened:
        y = y[(y >= what.line) | (rng.random(2 * n) >= what.unopened)]
    y = y[:n]
    mg = line_samples._written(y, what.mix, pull, rng)
    mg = np.maximum(mg // what.scale, 1) * what.scale if what.scale > 10 else mg
    if what.line is not None and what.share:
        source = (y >= 0.75 * what.line) & (y < what.line) & (rng.random(n) < what.share)
        over = np.round(np.array([1, 1, 1.05, 1.1]) * what.line).astype(np.int64)
        mg = np.where(source, rng.choice(over, n), mg)
    return mg


def weights(n: int, what: Two, rng: np.random.Generator) -> tuple[Ints, Ints]:
    """Written mg of the other substance, and of n weights of the one with the line."""
    pull = np.exp(what.habits * rng.standard_normal(40))
    own, other = (pull * np.exp(what.apart * rng.standard_normal(40)) for _ in range(2))
    return (
        _side(int(n * what.ratio), what.other, other, rng),
        _side(n, what.own, own, rng),
    )


def edges_of(what: Two) -> list[Edge]:
    edges = [line_samples.edge(what.own.line, appears=True)]
    if what.other.line is not None:
        edges.append(line_samples.edge(what.other.line, appears=False))
    return edges


def answer(other: Ints, own: Ints, what: Two, allowed: Allowed | None = None) -> LineShift:
    sides = [line_samples.binned(each) for each in (other, own)]
    return shift_at_lines(*sides, edges_of(what), grain=line_samples.GRAIN, first=line_samples.FIRST, allowed=allowed)
