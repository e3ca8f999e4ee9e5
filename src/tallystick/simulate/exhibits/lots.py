"""What do the seized goods truly weigh?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tallystick.simulate.exhibits.containers import draw_containers
from tallystick.simulate.exhibits.drying import draw_losses
from tallystick.simulate.exhibits.settings import OUNCE_G, Pack, Substance

TENTH = Pack(name="tenth of a gram", net_g=0.1, share=0.08, error_sd=0.10, most=10)
GRAM = Pack(name="gram", net_g=1.0, share=0.06, error_sd=0.06, most=5)
EIGHTH = Pack(name="eighth of an ounce", net_g=OUNCE_G / 8, share=0.05, error_sd=0.03)
QUARTER = Pack(name="quarter of an ounce", net_g=OUNCE_G / 4, share=0.03, error_sd=0.03)
HALF = Pack(name="half an ounce", net_g=OUNCE_G / 2, share=0.02, error_sd=0.02)
FULL_OUNCE = Pack(name="ounce", net_g=OUNCE_G, share=0.03, error_sd=0.02, most=4)
CONTRACT = Pack(name="contract pack", net_g=1.0, share=0.02, over=0.05, error_sd=0.06, most=5)

SUBSTANCES = (
    Substance(
        name="cannabis_herb", share=0.55, median_g=8.0, log_sd=1.6, dry_loss=0.03, fresh_share=0.04,
        packs=(GRAM, EIGHTH, QUARTER, HALF, FULL_OUNCE), purity_mean=0.14, purity_sd=0.05,
    ),
    Substance(
        name="cocaine", share=0.18, median_g=2.0, log_sd=1.5,
        packs=(GRAM, EIGHTH, CONTRACT), purity_mean=0.55, purity_sd=0.18,
    ),
    Substance(
        name="heroin", share=0.12, median_g=1.2, log_sd=1.1,
        packs=(TENTH, GRAM), purity_mean=0.30, purity_sd=0.15,
    ),
    Substance(
        name="methamphetamine", share=0.15, median_g=1.8, log_sd=1.4,
        packs=(TENTH, GRAM, EIGHTH), purity_mean=0.70, purity_sd=0.18,
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Lots:
    """The goods as they are, one entry per exhibit [N].

    Parameters
    ----------
    substance, pack
        Index into the substances, and into the packs of that substance (-1: loose goods).
    true_g
        Net weight at seizure, grams.
    fresh, loss
        Fresh herb or not, and the share of its weight that the exhibit will lose by drying.
    purity
        Share of active substance.
    container_g
        Weight of what the goods are wrapped in.
    pieces
        Packs in the exhibit (1 for loose goods); None when there is one in each.
    """

    substance: NDArray[np.int64]
    pack: NDArray[np.int64]
    true_g: NDArray[np.float64]
    fresh: NDArray[np.bool_]
    loss: NDArray[np.float64]
    purity: NDArray[np.float64]
    container_g: NDArray[np.float64]
    pieces: NDArray[np.int64] | None = None

    @property
    def size(self) -> int:
        """Number of exhibits."""
        return int(self.true_g.size)


def exhibits_per_case(n_cases: int, mean: float, rng: np.random.Generator) -> NDArray[np.int64]:
    """How many exhibits each case has [n_cases]: one, and Poisson(mean - 1) more.

    Raises ValueError when `mean` is below 1.
    """
    if mean < 1:
        raise ValueError(f"a drug case has at least one exhibit, not {mean} on average")
    return np.asarray(1 + rng.poisson(mean - 1.0, n_cases), dtype=np.int64)


def draw_substances(
    n: int, settings: Sequence[Substance], rng: np.random.Generator
) -> NDArray[np.int64]:
    """The substance of each of `n` exhibits, in proportion to the shares."""
    edges = np.cumsum([s.share for s in settings])
    if edges[-1] <= 0:
        raise ValueError("the shares of the substances add up to nothing")
    found = np.searchsorted(edges / edges[-1], rng.random(n), side="right")
    return np.asarray(np.minimum(found, len(settings) - 1), dtype=np.int64)


def draw_lots(
    substance: NDArray[np.int64], settings: Sequence[Substance], rng: np.random.Generator
) -> Lots:
    """Draw the goods of exhibits whose substances are known.

    Parameters
    ----------
    substance
        Index into `settings` [N].
    settings
        The substances of the world.
    rng
        Draws the weights.

    Raises
    ------
    ValueError
        When a substance is not among the settings.
    """
    if substance.size and not 0 <= substance.min() <= substance.max() < len(settings):
        raise ValueError(f"substances are numbered 0 to {len(settings) - 1}")
    n = substance.size
    median = np.array([s.median_g for s in settings])[substance]
    log_sd = np.array([s.log_sd for s in settings])[substance]
    noise = rng.standard_normal(n)
    loose = median * np.exp(log_sd * noise)
    pack, pieces, true_g = _packed(substance, settings, loose, noise, rng)
    fresh, loss = draw_losses(substance, settings, rng)
    return Lots(
        substance=substance,
        pack=pack,
        pieces=pieces,
        true_g=true_g,
        fresh=fresh,
        loss=loss,
        purity=_purity(substance, settings, rng),
        container_g=draw_containers(true_g, rng),
    )


def _packed(
    substance: NDArray[np.int64],
    settings: Sequence[Substance],
    loose: NDArray[np.float64],
    noise: NDArray[np.float64],
    rng: np.random.Generator,
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    which, count = rng.random((2, substance.size))
    pack = np.full(substance.size, -1, dtype=np.int64)
    pieces = np.ones(substance.size, dtype=np.int64)
    true_g = loose.copy()
    for i, settled in enumerate(settings):
        below = 0.0
        for j, kind in enumerate(settled.packs):
            at = np.flatnonzero((substance == i) & (which >= below) & (which < below + kind.share))
            below += kind.share
            held = 1 + np.floor(kind.most * count[at]).astype(np.int64)
            pack[at], pieces[at] = j, held
            filled = kind.net_g * (1 + kind.over)
            true_g[at] = held * filled * np.exp(kind.error_sd * noise[at] / np.sqrt(held))
    return pack, pieces, true_g


def _purity(
    substance: NDArray[np.int64], settings: Sequence[Substance], rng: np.random.Generator
) -> NDArray[np.float64]:
    purity = np.array([s.purity_mean for s in settings])[substance]
    for i, settled in enumerate(settings):
        mean, sd = settled.purity_mean, settled.purity_sd
        if sd > 0:
            at = np.flatnonzero(substance == i)
            strength = mean * (1 - mean) / sd**2 - 1
            purity[at] = rng.beta(mean * strength, (1 - mean) * strength, at.size)
    return purity
