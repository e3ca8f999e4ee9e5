"""What do the rules of a watch find among subjects whose p-values are drawn?

A subject of whom nothing is true has a normal score each quarter; one that games has the same with
`effect` standard errors more, in all quarters or in one. p is one-sided. Where subjects differ for
lasting reasons, a part of the variance of its scores stays with each, and nothing is wrong.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

ALPHA, SUBJECTS, GAMING, QUARTERS = 0.05, 400, 8, 12
RULES = (
    "BH each quarter",
    "BH each quarter, for twelve looks",
    "watch",
)
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Planted:
    """What the gaming subjects do: `effect` standard errors a quarter, in one quarter if `once`.

    `lasting` is the part of the variance that stays with each subject.
    """

    name: str
    effect: float = 0.0
    once: bool = False
    lasting: float = 0.0


PLANTED = (
    Planted("nothing"),
    Planted("nothing; subjects differ for lasting reasons, .1 of the variance", lasting=0.1),
    Planted("nothing; subjects differ for lasting reasons, .3 of the variance", lasting=0.3),
    Planted("lasting, 1 s.e. a quarter", 1.0),
    Planted("lasting, 1.5 s.e.", 1.5),
    Planted("lasting, 2.5 s.e.", 2.5),
    Planted("one quarter only, 5 s.e.", 5.0, once=True),
)


@dataclass(frozen=True)
class Share:
    """Shares of repeats, or of subjects, and the standard error of the first and of the last.

    `any_false` is with a false finding at any look, `false` the mean share of the false among all
    that was ever found, `found` the share of gaming subjects ever found.
    """

    any_false: float
    false: float
    found: float
    any_false_error: float
    found_error: float


def drawn(planted: Planted, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Return the p-values of one repeat, of each quarter and of all so far: (QUARTERS, SUBJECTS).

    The first GAMING subjects game. Both are valid where nothing is planted: a test of all quarters
    so far knows how much of the variance lasts, as a check learns it from the other subjects.
    """
    scores = rng.normal(size=(QUARTERS, SUBJECTS)) * np.sqrt(1 - planted.lasting)
    if planted.lasting:
        scores += rng.normal(size=SUBJECTS) * np.sqrt(planted.lasting)
    if planted.once:
        scores[rng.integers(0, QUARTERS), :GAMING] += planted.effect
    else:
        scores[:, :GAMING] += planted.effect
    n = np.arange(1, QUARTERS + 1)[:, None]
    spread = np.sqrt(n * (1 - planted.lasting) + n**2 * planted.lasting)
    return np.asarray(ndtr(-scores)), np.asarray(ndtr(-np.cumsum(scores, axis=0) / spread))


def bh(p_values: Floats, alpha: float) -> Flags:
    """Return what Benjamini and Hochberg's rule finds in each row."""
    tests = p_values.shape[1]
    least = alpha * np.arange(1, tests + 1) / tests
    ordered = np.sort(p_values, axis=1)
    passed = np.where(ordered <= least, ordered, -1.0).max(axis=1)
    return np.asarray(p_values <= passed[:, None])


def ever_found(p_values: Floats, so_far: Floats) -> dict[str, Flags]:
    """Return by rule which subjects it ever finds."""
    part = ALPHA / (2 * QUARTERS - 1)
    ways = (
        bh(p_values, ALPHA),
        bh(p_values, ALPHA / QUARTERS),
        bh(p_values, part) | bh(so_far, part),
    )
    return {rule: way.any(axis=0) for rule, way in zip(RULES, ways, strict=True)}


def shares(planted: Planted, repeats: int, seed: int) -> dict[str, Share]:
    """Return by rule what it finds in `repeats` of `planted`."""
    rng = np.random.default_rng(seed)
    gaming = np.arange(SUBJECTS) < (GAMING if planted.effect else 0)
    found: dict[str, list[tuple[bool, float, float]]] = {rule: [] for rule in RULES}
    for _ in range(repeats):
        for rule, ever in ever_found(*drawn(planted, rng)).items():
            false = int((ever & ~gaming).sum())
            found[rule].append(
                (false > 0, false / max(int(ever.sum()), 1), float(ever[gaming].sum()) / GAMING)
            )
    return {rule: _share(np.array(rows, dtype=float)) for rule, rows in found.items()}


def _share(rows: NDArray[np.float64]) -> Share:
    error = rows.std(axis=0) / np.sqrt(len(rows))
    return Share(*rows.mean(axis=0).tolist(), float(error[0]), float(error[2]))
