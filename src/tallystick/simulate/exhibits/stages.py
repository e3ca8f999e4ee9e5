"""Which stages weigh an exhibit, when, and what does each write?"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tallystick.simulate.exhibits.containers import draw_tare_errors
from tallystick.simulate.exhibits.drying import DAY, dry
from tallystick.simulate.exhibits.lots import Lots
from tallystick.simulate.exhibits.scales import nearest, read_scale
from tallystick.simulate.exhibits.settings import Laboratory, Weighing
from tallystick.simulate.exhibits.styles import Styles
from tallystick.tables.measurements import KINDS, STAGES

FIELD, LAB, COURT, DESTRUCTION = (
    STAGES.index(name) for name in ("field", "lab", "court", "destruction")
)
NET, GROSS, PURITY = (KINDS.index(name) for name in ("net_weight", "gross_weight", "purity"))
SHORTEST_WAIT = 2 * DAY
SAMPLE_SHARE = 0.05
MOST_SUMMED_SHARE = 0.25


@dataclass(frozen=True)
class Readings:
    """Readings of all exhibits, flat [R], sorted by exhibit and then by time.

    Parameters
    ----------
    exhibit
        Position of the exhibit in its `Lots`.
    stage, kind
        Index into `tallystick.tables.measurements.STAGES` and `KINDS`.
    at
        Minutes since 1970-01-01.
    value
        What is written: grams, or a share for purity.
    """

    exhibit: NDArray[np.int64]
    stage: NDArray[np.int64]
    kind: NDArray[np.int64]
    at: NDArray[np.int64]
    value: NDArray[np.float64]

    def net(self, stage: int) -> NDArray[np.intp]:
        """Positions of the net weights of one stage."""
        return np.flatnonzero((self.stage == stage) & (self.kind == NET))


@dataclass(frozen=True)
class Visits:
    """When each exhibit is weighed at each later stage [N], minutes; -1: it is not."""

    lab: NDArray[np.int64]
    court: NDArray[np.int64]
    destruction: NDArray[np.int64]


def sample_g(lots: Lots, laboratory: Laboratory) -> NDArray[np.float64]:
    """What analysis uses up, grams [N]: `sample_g`, at most a twentieth of the goods."""
    return np.minimum(laboratory.sample_g, SAMPLE_SHARE * lots.true_g)


def draw_visits(
    at_field: NDArray[np.int64], laboratory: Laboratory, rng: np.random.Generator
) -> Visits:
    """When the laboratory, the court and the incinerator weigh each exhibit.

    Each follows the stage before it by at least two days.
    """
    reached = rng.random((3, at_field.size))
    waits = laboratory.log_sd * rng.standard_normal((3, at_field.size))
    last, visits = at_field, []
    for i, (coverage, median) in enumerate(
        (
            (laboratory.coverage, laboratory.median_days),
            (laboratory.court_coverage, laboratory.court_median_days),
            (laboratory.destruction_coverage, laboratory.destruction_median_days),
        )
    ):
        wait = np.rint(DAY * median * np.exp(waits[i])).astype(np.int64)
        then = last + np.maximum(wait, SHORTEST_WAIT)
        there = reached[i] < coverage
        visits.append(np.where(there, then, -1))
        last = np.where(there, then, last)
    return Visits(*visits)


def weigh(
    lots: Lots,
    at_field: NDArray[np.int64],
    officer: NDArray[np.int64],
    unit: NDArray[np.int64],
    styles: Styles,
    weighing: Weighing,
    laboratory: Laboratory,
    rng: np.random.Generator,
) -> Readings:
    """Weigh every exhibit in the field and at the later stages that it reaches.

    Goods dry from `at_field` on. Court and destruction weigh what the laboratory left.

    Parameters
    ----------
    lots
        The goods [N].
    at_field, officer, unit
        When the goods are seized and weighed (minutes), who writes the weight (row of
        `styles.mix`), and whose scale it is (position in `styles.readability_g`), [N].
    styles, weighing, laboratory
        Habits and settings.
    rng
        Draws errors, habits and dates.

    Raises
    ------
    ValueError
        When a unit has no scale: draw the styles with `n_units` large enough.
    """
    if unit.size and unit.max() >= styles.bias.size:
        raise ValueError(f"unit {unit.max()} has no scale; draw styles with n_units above it")
    field = _in_the_field(lots, at_field, officer, unit, styles, weighing, rng)
    visits = draw_visits(at_field, laboratory, rng)
    parts = [*field, *_later(lots, at_field, visits, laboratory, rng)]
    joined = [np.concatenate(columns) for columns in zip(*parts, strict=True)]
    by_exhibit = np.argsort(joined[0], kind="stable")
    exhibit, stage, kind, at, value = (column[by_exhibit] for column in joined)
    return Readings(exhibit, stage, kind, at, value)


def with_field_net(
    readings: Readings, exhibit: NDArray[np.int64], value_g: NDArray[np.float64]
) -> Readings:
    """The same readings, with other net weights written in the field for some exhibits [n]."""
    at = readings.net(FIELD)
    written = readings.value.copy()
    written[at[np.searchsorted(readings.exhibit[at], exhibit)]] = value_g
    return replace(readings, value=written)


Block = tuple[
    NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64],
    NDArray[np.float64],
]  # fmt: skip


def _block(
    exhibit: NDArray[np.intp], stage: int, kind: int, at: NDArray[np.int64],
    value: NDArray[np.float64],
) -> Block:  # fmt: skip
    n = exhibit.size
    return exhibit.astype(np.int64), np.full(n, stage), np.full(n, kind), at[exhibit], value


def _in_the_field(
    lots: Lots,
    at_field: NDArray[np.int64],
    officer: NDArray[np.int64],
    unit: NDArray[np.int64],
    styles: Styles,
    weighing: Weighing,
    rng: np.random.Generator,
) -> tuple[Block, Block]:
    readability, bias = styles.readability_g[unit], styles.bias[unit]
    gross, left_in = draw_tare_errors(lots.container_g, weighing, rng)
    summed = lots.true_g + _summing_error(lots, readability, weighing, rng)
    shown = np.maximum((summed + left_in) * (1 + bias), 1e-3)
    net = read_scale(shown, officer, styles, weighing, rng, readability_g=readability)
    where = np.flatnonzero(gross)
    whole = (lots.true_g + lots.container_g)[where] * (1 + bias[where])
    heavy = read_scale(
        whole, officer[where], styles, weighing, rng, readability_g=readability[where]
    )
    everyone = np.arange(lots.size)
    return (
        _block(where, FIELD, GROSS, at_field, heavy),
        _block(everyone, FIELD, NET, at_field, net),
    )


def _summing_error(
    lots: Lots,
    readability: NDArray[np.float64],
    weighing: Weighing,
    rng: np.random.Generator,
) -> NDArray[np.float64]:
    summed = rng.random(lots.size) < weighing.summed_share
    error = np.clip(rng.standard_normal(lots.size) / 2, -1, 1)
    pieces = np.ones(lots.size) if lots.pieces is None else lots.pieces.astype(np.float64)
    most = np.minimum(pieces * readability, MOST_SUMMED_SHARE * lots.true_g)
    return np.where(summed & (pieces > 1), most * error, 0.0)


def _later(
    lots: Lots,
    at_field: NDArray[np.int64],
    visits: Visits,
    laboratory: Laboratory,
    rng: np.random.Generator,
) -> list[Block]:
    used = np.where(visits.lab >= 0, sample_g(lots, laboratory), 0.0)
    room, fine = laboratory.room_readability_g, laboratory.readability_g
    blocks = []
    for stage, at, gone, step in (
        (LAB, visits.lab, np.zeros(lots.size), fine),
        (COURT, visits.court, used, room),
        (DESTRUCTION, visits.destruction, used, room),
    ):
        here = np.flatnonzero(at >= 0)
        dried = dry(lots.true_g[here], lots.loss[here], at[here] - at_field[here])
        value = np.maximum(nearest(dried - gone[here], step) / 100.0, step)
        blocks.append(_block(here, stage, NET, at, value))
    asked = np.flatnonzero((visits.lab >= 0) & (rng.random(lots.size) < laboratory.purity_share))
    error = laboratory.purity_error_sd * rng.standard_normal(asked.size)
    purity = np.asarray(
        np.round(np.clip(lots.purity[asked] + error, 0.001, 1), 3), dtype=np.float64
    )
    blocks.insert(1, _block(asked, LAB, PURITY, visits.lab, purity))
    return blocks
