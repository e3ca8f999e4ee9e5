"""Records of last days and of others by unit and area with known truth, and the rule in NumPy."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

OTHER_DAYS = 9.0
HABIT = 0.04
ONE_SIDED_5 = 1.6449


def explained(last, others, rise, dispersion=1.0, known=None):
    """(explains, of) of whole arrays [unit, area]; `known` marks the areas with a name."""
    last, others = np.asarray(last, float), np.asarray(others, float)
    known = np.ones(last.shape[1], bool) if known is None else np.asarray(known)
    part = 1 / (1 + rise) if rise > 0 else 1.0
    n, outside = last.sum(), others.sum()
    expected = n * part
    of = int(np.floor(n - expected + 0.5))
    in_known = (last + others)[:, known].sum()
    if not outside or not in_known * 2 > n + outside:
        return 0, of
    usual = expected / outside
    beyond_usual = np.where(known, last.sum(0) - others.sum(0) * usual, -np.inf)
    place = int(np.argmax(beyond_usual))
    a, b, whole, whole_b = last[:, place], others[:, place], last.sum(1), others.sum(1)
    some = whole_b > 0
    share = b[some] / whole_b[some]
    surplus = (a[some] - whole[some] * share).sum()
    spread = whole[some] * share * (1 - share) * (1 + whole[some] / whole_b[some])
    if surplus < 3 * np.sqrt(max(spread.sum(), 1) * max(dispersion, 1)):
        return 0, of
    rest, rest_b = whole - a, whole_b - b
    rest_usual = rest_b.sum() * usual
    rest_excess = rest.sum() - rest_usual
    chance = 2 * np.sqrt(max(rest_usual, 1) * max(dispersion, 1))
    if rest_excess <= chance and rest_excess <= 0.25 * rise * rest_usual:
        return of, of
    there = rest_b > 0
    beyond = (a[there] - b[there] * rest[there] / rest_b[there]).sum()
    return int(max(0, min(np.floor(beyond + 0.5), np.floor(of - rest_excess), of))), of


@dataclass(frozen=True)
class Subject:
    """A subject with a rise: its share of records by unit and area, and what lifts them.

    `rise` is the additional part of the subject's last days' records; ``where`` "spread" lifts
    every area alike, "place" one area drawn by its share, "half" lifts that one by half of the
    rise and all alike by the other half, "unit" lifts the first unit in all of its areas.
    `clumps` is the variance of a count over its mean.
    """

    shares: np.ndarray
    records: int
    rise: float
    where: str
    clumps: float = 1.0


def zipf(areas, units=1):
    """Shares of areas of unequal weight, each unit with areas of its own."""
    own = 1 / np.arange(1, areas + 1)
    return np.kron(np.eye(units), own / own.sum()) / units


def draw(subject, rng):
    """Records of the last days and of the others, [unit, area]; about `records` in the last."""
    usual = subject.records / (1 + subject.rise) * subject.shares
    extra = subject.records - usual.sum()
    lift = {"spread": 0.0, "place": 1.0, "half": 0.5, "unit": 0.0}[subject.where]
    at = np.zeros(usual.size)
    at[rng.choice(usual.size, p=subject.shares.ravel())] = lift
    evenly = subject.shares.copy()
    if subject.where == "unit":
        evenly[1:] = 0
    last = usual + extra * (at.reshape(usual.shape) + (1 - lift) * evenly / evenly.sum())
    return _counts(last, subject.clumps, rng), _counts(OTHER_DAYS * usual, subject.clumps, rng)


def _counts(mean, clumps, rng):
    if clumps <= 1:
        return rng.poisson(mean)
    return rng.poisson(rng.gamma(np.maximum(mean, 1e-9) / (clumps - 1), clumps - 1))


def estimated(last, others, clumps, rng):
    """A rise as the test would estimate it, and whether it would be found."""
    expected = others.sum() / OTHER_DAYS * np.exp(rng.normal(0, HABIT))
    rise = last.sum() / expected - 1
    error = np.sqrt(clumps / expected + HABIT**2)
    return rise, rise > ONE_SIDED_5 * error


def tried(subject, r, seed):
    """The parts of the excess explained, for the rises found among `r` draws."""
    rng = np.random.default_rng(seed)
    parts = []
    for _ in range(r):
        last, others = draw(subject, rng)
        rise, found = estimated(last, others, subject.clumps, rng)
        if found:
            explains, of = explained(last, others, rise, subject.clumps)
            parts.append(explains / of if of else 0.0)
    return np.array(parts)
