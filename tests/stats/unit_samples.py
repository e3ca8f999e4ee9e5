"""Units of one agency that round as people do, some of them moving records over a line.

Mechanical, not the fitted mixture: a true value is log-normal; with a probability that is
logistic in the unit's habit at the nearest whole number it is written as that number, else
perhaps as the nearest half, else to a tenth.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit, ndtr

from tallystick.stats.units.over_line import UnitMovements, units_over_line

FIRST, BINS, GRAIN = 5, 80, 10
LINE = 20 - FIRST
HOLE, EXCESS = 5, 2
NUMBERS = np.arange(GRAIN, FIRST + BINS, GRAIN) - FIRST
HALVES = np.arange(FIRST, FIRST + BINS, GRAIN) - FIRST
Floats = NDArray[np.float64]
# Share written to 1 g, and to .5 g of what is left; the rest is written to .1 g.
ROUNDING = {"mild": (0.04, 0.06), "real": (0.15, 0.30), "strong": (0.30, 0.43)}


@dataclass(frozen=True)
class Agency:
    """What the units of a simulated agency do.

    `packed` last units hold goods packed at `pack_at` times a whole number (30 % of their true
    values, sd 6 %). `multiplied` habits multiply the chance of rounding, as the fitted model
    does not; `fond` last units love the number of the line, and no other, by one in the
    log-odds. Every record is entered `clump` times over.
    Under a `strict` line only what exceeds it is over.
    """

    units: int = 100
    n: int | NDArray[np.int64] = 5000
    own_sd: float = 0.15
    movers: int = 5
    share: float = 0.0
    tails: float = np.inf
    shared_sd: float = 0.4
    love_sd: float = 0.2
    mean_sd: float = 0.0
    rounding: str = "real"
    packed: int = 0
    pack_at: float = 1.05
    pack_of: tuple[int, ...] = (1, 2, 3, 4, 5)
    fond: int = 0
    multiplied: bool = False
    clump: int = 1
    strict: bool = False
    place: tuple[int, ...] = field(default=(0, 0, 1, 2))


def _latent(agency: Agency, shift: Floats) -> Floats:
    """True share per tenth of a gram, one more gram on each side: (U, BINS + 20)."""
    edges = np.maximum(np.arange(FIRST - GRAIN, FIRST + BINS + GRAIN + 1) - 0.5, 1e-3) / 10
    mass = np.diff(ndtr((np.log(edges) - np.log(2.0) - shift[:, None]) / 0.8), axis=1)
    centres = agency.pack_at * np.array(agency.pack_of)[:, None]
    lumps = np.diff(ndtr((edges - centres) / (0.06 * centres)), axis=1).mean(axis=0)
    packed = np.arange(agency.units)[:, None] >= agency.units - agency.packed
    return np.where(packed, 0.7 * mass + 0.3 * lumps, mass)


def _round(mass: Floats, share: Floats, grain: int, first: int) -> tuple[Floats, Floats]:
    """Write `share` (U, M) of every cell at its number; ties go half to each side."""
    values = first + np.arange(mass.shape[1])
    left = mass.copy()
    heaps = np.zeros_like(mass)
    for column, number in enumerate(_multiples(grain, first, mass.shape[1])):
        distance = np.abs(values - number)
        weight = np.where(distance < grain / 2, 1.0, np.where(distance == grain / 2, 0.5, 0.0))
        taken = mass * weight * share[:, column, None]
        left -= taken
        heaps[:, number - first] += taken.sum(axis=1)
    return left, heaps


def _multiples(grain: int, first: int, bins: int) -> NDArray[np.int64]:
    start = -(-first // grain) * grain
    return np.arange(start, first + bins, grain)


def _habits(agency: Agency, rng: np.random.Generator, wholes: int) -> Floats:
    """Chance of writing the nearest whole number: (U, wholes)."""
    size = (agency.units, wholes)
    heavy = np.isfinite(agency.tails)
    own = rng.standard_t(agency.tails, size=size) if heavy else rng.normal(size=size)
    shared = logit(ROUNDING[agency.rounding][0]) + rng.normal(0, agency.shared_sd, wholes)
    love = rng.normal(0, agency.love_sd, (agency.units, 1))
    own[agency.units - agency.fond :, (FIRST + LINE) // GRAIN] += 1 / agency.own_sd
    if agency.multiplied:
        return np.asarray(np.minimum(expit(shared) * np.exp(love + agency.own_sd * own), 0.9))
    return np.asarray(expit(shared + love + agency.own_sd * own))


def chances(agency: Agency, rng: np.random.Generator) -> tuple[Floats, float]:
    """Chance of each bin per unit (U, BINS), and the visible part of a true move."""
    first = FIRST - GRAIN
    mass = _latent(agency, rng.normal(0, 1, agency.units) * agency.mean_sd)
    whole = _habits(agency, rng, _multiples(GRAIN, first, mass.shape[1]).size)
    halves = (agency.units, _multiples(5, first, mass.shape[1]).size)
    love = logit(ROUNDING[agency.rounding][1]) + rng.normal(0, agency.love_sd, (agency.units, 1))
    half = np.broadcast_to(expit(love), halves)
    hole = slice(LINE - HOLE + GRAIN, LINE + GRAIN + agency.strict)
    moving = np.where(np.arange(agency.units) < agency.movers, agency.share, 0.0)[:, None]

    def write(latent: Floats) -> Floats:
        left, heaps = _round(latent, whole, GRAIN, first)
        left, fives = _round(left, half, 5, first)
        return left + heaps + fives

    inside = np.zeros_like(mass)
    inside[:, hole] = mass[:, hole]
    visible = write(inside)[:, hole].sum() / write(mass)[:, hole].sum()
    result = write(mass - moving * inside)
    for step in agency.place:
        result[:, LINE + GRAIN + agency.strict + step] += (moving * inside).sum(axis=1) / len(
            agency.place
        )
    result = result[:, GRAIN:-GRAIN]
    return result / result.sum(axis=1, keepdims=True), float(visible)


def draw(agency: Agency, seed: int) -> tuple[NDArray[np.int64], float]:
    """Counts (U, BINS) and the visible part; the first `movers` units move `share`."""
    rng = np.random.default_rng(seed)
    chance, visible = chances(agency, rng)
    n = np.broadcast_to(np.asarray(agency.n), agency.units) // agency.clump
    return agency.clump * rng.multinomial(n, chance), visible


def answer(counts: np.ndarray, visible: float = 1.0, *, inclusive: bool = True) -> UnitMovements:
    """Method U at the line of the simulated agencies."""
    return units_over_line(
        counts,
        line=LINE,
        hole=HOLE,
        excess=EXCESS,
        numbers=NUMBERS,
        half_numbers=HALVES,
        first_bin=FIRST,
        inclusive=inclusive,
        visible=visible,
    )
