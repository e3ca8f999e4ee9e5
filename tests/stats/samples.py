"""Samples with known truth for tests and benchmarks: weights, scores and speeds people round."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bins = tuple[Ints, Ints, Ints]

LINE_MG = 2_000
GRAINS_MG = np.array([10, 100, 500, 1_000])
MIXES = {
    "mild": (0.70, 0.20, 0.06, 0.04),
    "real": (0.30, 0.30, 0.25, 0.15),
    "strong": (0.10, 0.30, 0.30, 0.30),
}
LOG_MEAN, LOG_SD = np.log(1_200.0), 0.8
WRITTEN_MG = np.array([2_000, 2_000, 2_100, 2_200])


def true_weights(n: int, rng: np.random.Generator) -> Floats:
    """Log-normal weights in mg, shape (n,), median 1.2 g, log-sd .8: an eighth in [1.5, 2) g."""
    return rng.lognormal(LOG_MEAN, LOG_SD, n)


def packages(n: int, rng: np.random.Generator, *, size: float, sd: float, part: float) -> Floats:
    """Weights of which ``part`` lie near size * k grams, k = 1 ... 5, with relative sd ``sd``."""
    y = true_weights(n, rng)
    packed = rng.random(n) < part
    k = np.clip(np.round(y / 1_000), 1, 5)
    return np.where(packed, size * k * 1_000 * (1 + sd * rng.standard_normal(n)), y)


def written(y: Floats, mix: str, rng: np.random.Generator, *, attraction: float = 0.0) -> Ints:
    """Round true mg to written mg.

    ``mix``: ``continuous`` (to the mg below), ``tenths`` (all to .1 g) or a mix to .01/.1/.5/1 g.
    ``attraction`` is the log-sd with which each whole gram multiplies its share of whole-gram
    rounding; the finer grains give way in proportion.
    """
    if mix == "continuous":
        return np.floor(y).astype(np.int64)
    if mix == "tenths":
        return (np.round(y / 100) * 100).astype(np.int64)
    shares = np.array(MIXES[mix])
    gram = np.round(y / 1_000).astype(np.int64)
    pull = np.exp(attraction * rng.standard_normal(int(gram.max()) + 1))
    whole = np.minimum(shares[-1] * pull[gram], 0.95)
    finer = np.searchsorted(np.cumsum(shares[:-1]) / shares[:-1].sum(), rng.random(len(y)))
    grain = GRAINS_MG[np.where(rng.random(len(y)) < whole, 3, np.minimum(finer, 2))]
    return (np.round(y / grain) * grain).astype(np.int64)


def moved(
    y: Floats, mg: Ints, share: float, rng: np.random.Generator, *, line: int = LINE_MG
) -> Ints:
    """Write a share of the true weights in [1.5, 2) g as 2.0, 2.0, 2.1 or 2.2 g.

    At another line, in proportion.
    """
    source = (y >= 0.75 * line) & (y < line) & (rng.random(len(y)) < share)
    return np.where(source, rng.choice(WRITTEN_MG * line // LINE_MG, len(y)), mg)


def fine_counts(mg: Ints, *, exact: bool = True) -> Bins:
    """(bin, n, n_exact) for written mg; ``exact`` False says that values lie between the mg."""
    bins, n = np.unique(mg, return_counts=True)
    return bins.astype(np.int64), n.astype(np.int64), (n if exact else 0 * n).astype(np.int64)


def weights(
    n: int,
    mix: str,
    rng: np.random.Generator,
    *,
    share: float = 0.0,
    attraction: float = 0.0,
) -> Bins:
    """Fine counts of n weights with a share moved over 2 g."""
    y = true_weights(n, rng)
    mg = moved(y, written(y, mix, rng, attraction=attraction), share, rng)
    return fine_counts(mg, exact=mix != "continuous")


def binned_weights(
    n: int,
    rng: np.random.Generator,
    *,
    step: int,
    line: int = LINE_MG,
    share: float = 0.0,
    nearest: bool = False,
) -> Bins:
    """Fine counts of weights given only in steps of mg, as a published histogram gives them.

    They are written as for ``real`` with popularity of log-sd .15, and then stand at the lower edge
    of their bin [k * step, (k + 1) * step), or at the multiple that is ``nearest``.
    """
    y = true_weights(n, rng)
    mg = moved(y, written(y, "real", rng, attraction=0.15), share, rng, line=line)
    return fine_counts((mg + (step // 2 if nearest else 0)) // step * step)


def jumped_weights(n: int, rng: np.random.Generator, *, missing: float) -> Bins:
    """Fine counts of weights, a share of whose true values below 2 g were never recorded."""
    y = true_weights(2 * n, rng)
    y = y[(y >= LINE_MG) | (rng.random(2 * n) >= missing)][:n]
    return fine_counts(written(y, "real", rng))


def packed_weights(
    n: int, rng: np.random.Generator, *, size: float, sd: float, share: float = 0.0
) -> Bins:
    """Fine counts of weights 30 % of which are packages, with the ``real`` rounding mix."""
    y = packages(n, rng, size=size, sd=sd, part=0.30)
    y = np.maximum(y, 1.0)
    return fine_counts(moved(y, written(y, "real", rng), share, rng))


def contract_weights(n: int, rng: np.random.Generator, *, part: float, over: float) -> Bins:
    """Fine counts of weights a part of which is sold in packs of the line and `over` more.

    An exhibit holds the one to four packs that come nearest to what it weighed, each filled
    with a log-sd of .02; rounding is ``real``, with popularity of log-sd .15.
    """
    y = true_weights(n, rng)
    packed = rng.random(n) < part
    pack = LINE_MG * (1 + over)
    held = np.clip(np.rint(y / pack), 1, 4)
    filled = held * pack * np.exp(0.02 / np.sqrt(held) * rng.standard_normal(n))
    y = np.maximum(np.where(packed, filled, y), 1.0)
    return fine_counts(written(y, "real", rng, attraction=0.15))


def speeds(n: int, rng: np.random.Generator, *, to_five: float = 0.3, to_ten: float = 0.1) -> Bins:
    """Whole mph over the limit, some officers rounding to 5 and 10."""
    y = rng.gamma(6.0, 2.7, n)
    grain = np.array([1, 5, 10])[
        np.searchsorted(np.cumsum([1 - to_five - to_ten, to_five]), rng.random(n))
    ]
    mph = (np.round(y / grain) * grain).astype(np.int64)
    return fine_counts(mph)


def scores(
    n: int, rng: np.random.Generator, *, share: float = 0.0, line: int = 65, width: int = 5
) -> Bins:
    """Scores on a scale with random holes: a sixth of the scores is nearly impossible to get.

    A share of the true scores just below the line is written at the line or up to 4 above.
    """
    points = np.arange(101)
    ease = np.where(rng.random(101) < 1 / 6, 0.05, np.exp(0.3 * rng.standard_normal(101)))
    chance = ease * np.exp(-0.5 * ((points - 66) / 16) ** 2)
    y = rng.choice(points, size=n, p=chance / chance.sum())
    source = (y >= line - width) & (y < line) & (rng.random(n) < share)
    return fine_counts(np.where(source, line + rng.integers(0, 3, n), y).astype(np.int64))
