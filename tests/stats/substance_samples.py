"""Written weights of two kinds of goods, a line drawn through one or each of them: known truth."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import line_samples
import numpy as np
from numpy.typing import NDArray

from tallystick.stats.line_moves.contrast import contrast_at_lines
from tallystick.stats.line_moves.shift import LineShift

Ints = NDArray[np.int64]
LADDER = (0.5, 1, 2, 5, 10)
EIGHTHS = (0.886, 1.772, 3.544, 7.087)


@dataclass(frozen=True)
class Packs:
    """A `part` of the goods is in packs of ``size * k`` grams, `k` among `counts`, log-sd `sd`."""

    part: float = 0.0
    size: float = 1.0
    sd: float = 0.03
    counts: tuple[float, ...] = (1, 2, 3, 4, 5)


@dataclass(frozen=True)
class Goods:
    """How much of a substance is met, how it is packed, and how it is written.

    Weights are log-normal about `median` grams; `scale` is the step of the scale in mg. A `share`
    of the true weights up to a quarter below `line` (mg) is written at it or up to a tenth over
    it; a part `unopened` of the cases below it is not recorded.
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
    """Goods with a line, and others; whole grams of both have a popularity of log-sd .15.

    `apart` is the log-sd of what each has of its own besides.
    """

    own: Goods = Goods(line=2_000)
    other: Goods = Goods(median=1.8, sd=0.9)
    apart: float = 0.1


def _side(n: int, what: Goods, pull: line_samples.Floats, rng: np.random.Generator) -> Ints:
    y = rng.lognormal(np.log(1_000 * what.median), what.sd, 2 * n)
    packs = what.packs
    if packs.part:
        filled = 1_000 * packs.size * np.array(packs.counts)
        nearest = filled[np.abs(np.log(y)[:, None] - np.log(filled)).argmin(axis=1)]
        packed = rng.random(2 * n) < packs.part
        y = np.where(packed, nearest * np.exp(packs.sd * rng.standard_normal(2 * n)), y)
    if what.line is not None and what.unopened:
        y = y[(y >= what.line) | (rng.random(2 * n) >= what.unopened)]
    y = y[:n]
    n = len(y)
    mg = line_samples.as_people_write(y, what.mix, pull, rng)
    mg = np.maximum(mg // what.scale, 1) * what.scale
    if what.line is not None:
        source = (y >= 0.75 * what.line) & (y < what.line) & (rng.random(n) < what.share)
        over = np.round(np.array([1, 1, 1.05, 1.1]) * what.line).astype(np.int64)
        mg = np.where(source, rng.choice(over, n), mg)
    return mg


def weights(n: int, what: Two, rng: np.random.Generator) -> tuple[Ints, Ints]:
    """Written mg of n weights of the other goods, and of n of those with the line."""
    pull = np.exp(0.15 * rng.standard_normal(40))
    own, other = (pull * np.exp(what.apart * rng.standard_normal(40)) for _ in range(2))
    return _side(n, what.other, other, rng), _side(n, what.own, own, rng)


def answer(other: Ints, own: Ints, what: Two) -> LineShift:
    """Difference in bunching on written mg."""
    edges = [line_samples.edge(what.own.line or 0, appears=True)]
    if what.other.line is not None:
        edges.append(line_samples.edge(what.other.line, appears=False))
    counts = [line_samples.binned(each) for each in (other, own)]
    return contrast_at_lines(*counts, edges, grain=line_samples.GRAIN, first=line_samples.FIRST)


def run(n: int, what: Two, replications: int, seed: int) -> list[LineShift]:
    """Difference in bunching on samples of n weights of each kind of goods."""
    rngs = (np.random.default_rng([seed, r]) for r in range(replications))
    return [answer(*weights(n, what, rng), what) for rng in rngs]


def innocent(line: int | None) -> Iterator[tuple[str, Two]]:
    """What may differ between goods where nothing is moved; `line` is that of the other goods."""
    own, other = Goods(line=2_000), Goods(median=1.8, sd=0.9, line=line)
    yield "alike", Two(own, other)
    yield "popularity of numbers apart by log-sd .2", Two(own, other, apart=0.2)
    yield "popularity of numbers apart by log-sd .3", Two(own, other, apart=0.3)
    yield "other goods three times as heavy", Two(own, replace(other, median=3.6))
    packed = Packs(0.3, 1.05)
    both = (replace(each, packs=packed) for each in (own, other))
    yield "30 % of both in packs 5 % above grams", Two(*both)
    yield "30 % of these alone so", Two(replace(own, packs=packed), other)
    whole = replace(other, packs=Packs(0.3))
    yield "30 % of these so, of the others at grams", Two(replace(own, packs=packed), whole)
    ladder = replace(own, packs=Packs(0.3, 1.05, counts=LADDER))
    yield "30 % of these 5 % above .5, 1, 2, 5, 10 g", Two(ladder, other)
    eighths = replace(other, packs=Packs(0.3, counts=EIGHTHS))
    yield "the same, of the others in eighths of an ounce", Two(ladder, eighths)
    at = replace(own, packs=Packs(0.15, 2.0, 0.01, (1,)))
    yield "15 % of these in packs of 2 g", Two(at, other)
    above = replace(own, packs=Packs(0.15, 2.1, counts=(1,)))
    yield "15 % of these in packs of 2.1 g", Two(above, other)
    yield "others on a scale of .5 g", Two(own, replace(other, scale=500))
    yield "these on a scale of .5 g", Two(replace(own, scale=500), other)
    yield (
        "these rounded strongly, others mildly",
        Two(replace(own, mix="strong"), replace(other, mix="mild")),
    )
    yield (
        "these rounded mildly, others strongly",
        Two(replace(own, mix="mild"), replace(other, mix="strong")),
    )
    yield "30 % of these below 2 g not opened", Two(replace(own, unopened=0.3), other)


def contract(part: float, line: int | None) -> Two:
    """A part of each of the goods with a line is in up to four packs 5 % above that line."""
    counts = (1, 2, 3, 4)
    own = Goods(line=2_000, packs=Packs(part, 2.1, 0.02, counts))
    other = Goods(median=1.8, sd=0.9, line=line)
    if line is not None:
        other = replace(other, packs=Packs(part, 1.05 * line / 1_000, 0.02, counts))
    return Two(own, other)


def planted(share: float, line: int | None) -> Two:
    """A share of the true weights below each line is moved over it."""
    return Two(Goods(line=2_000, share=share), Goods(median=1.8, sd=0.9, line=line, share=share))
