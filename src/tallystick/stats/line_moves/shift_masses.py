"""How much mass came with a line, or went with it, and what is that worth?

What one line says is a few numbers and their slopes by the free effects of all windows, so that the
errors of several lines, fitted together, follow from one covariance.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tallystick.stats.bunching.moved_mass import LARGE_FREEDOM
from tallystick.stats.line_moves.shift_fit import NU0, Allowed, Fitted, Layout, fit_windows
from tallystick.stats.rounding.grains import Windows, windows_of
from tallystick.stats.units.heaps import Floats

LEAST_MASS = 0.5
TWICE = 2


@dataclass(frozen=True)
class Edge:
    """A line that came or went, in bins of the grid: its place, and its windows' widths.

    ``appears`` says that it is in force for the later group only, otherwise for the earlier only.
    ``inclusive`` and ``direction`` are those of the engagement's lines.
    """

    line: int
    hole: int
    excess: int
    appears: bool = True
    inclusive: bool = True
    direction: str = "up"

    @property
    def windows(self) -> Windows:
        """Where a move over it would empty records, and where it would put them."""
        return windows_of(
            self.line,
            self.hole,
            self.excess,
            inclusive=self.inclusive == (self.direction == "up"),
            direction=self.direction,
        )

    def masks(self, first: int, bins: int) -> NDArray[np.bool_]:
        """Its hole, its own bin where that counts as excess, and its excess: (2 or 3, J)."""
        index, windows = first + np.arange(bins), self.windows
        own = [] if windows.at is None else [(windows.at, windows.at)]
        spans = [windows.hole, *own, windows.excess]
        return np.stack([(index >= low) & (index <= high) for low, high in spans])


@dataclass(frozen=True)
class EdgeShift:
    """What one line says, in records and as a share of those that belong in its hole.

    ``expected`` records would lie in the hole without movement, in the group for which the line is
    in force; ``missing`` of them are not there, ``surplus`` too many lie at and beside the line,
    each against what the other group has. ``visible`` is the part of a true move that shows;
    ``se_missing`` the error of what is missing without movement, as a share, ``z_missing`` its z.
    """

    line: int
    appears: bool
    expected: float
    missing: float
    surplus: float
    share: float
    se: float
    visible: float
    z_missing: float
    se_missing: float


@dataclass(frozen=True)
class Joint:
    """All lines together: mean share, errors under and without movement, t and its freedom.

    ``hole`` is the share that is missing, ``se_hole`` its error without movement, ``se_side`` the
    larger of the errors of what is missing and what is in surplus, as shares; ``mismatch`` the z of
    what is in surplus less what is missing.
    """

    edges: tuple[EdgeShift, ...]
    weight: Floats
    share: float
    se: float
    se_null: float
    t: float
    df: float
    z_hole: float
    z_excess: float
    hole: float
    se_hole: float
    se_side: float
    mismatch: float


@dataclass(frozen=True)
class _Slopes:
    """Slopes (K,) by the effects: of the share without movement and with it, and of each side.

    ``apart`` is that of what is in surplus less what is missing, with movement.
    """

    null: Floats
    found: Floats
    hole: Floats
    excess: Floats
    apart: Floats


def fit_edges(layout: Layout, edges: Sequence[Edge], first: int, allowed: Allowed) -> Fitted:
    """Fit with the windows of all lines left free; ``allowed`` as in `fit_windows`."""
    bins = layout.before.size
    index = first + np.arange(bins)
    steps = [index < x.line if x.direction == "up" else index > x.line for x in edges]
    around = [replace(x, hole=TWICE * x.hole, excess=TWICE * x.excess) for x in edges]
    return fit_windows(
        layout,
        np.concatenate([each.masks(first, bins) for each in edges]),
        np.concatenate([each.masks(first, bins) for each in around]).max(axis=0),
        np.array([each.line - first for each in edges]),
        np.stack(steps),
        allowed,
    )


def joint_of(layout: Layout, fitted: Fitted, edges: Sequence[Edge], first: int) -> Joint:
    """The mean share over the first of the fitted lines, weighted by precision.

    Without movement the masses are linear in the effects, which gives weights and the test; the
    shares are the masses themselves, with errors by the delta method. Degrees of freedom follow
    Satterthwaite (1946, Biometrics Bulletin 2(6), 110-114).
    """
    answers, slopes, at = [], [], 0
    for edge in edges:
        masks = edge.masks(first, layout.before.size)
        answer, slope = _one(layout, fitted, edge, masks, slice(at, at + len(masks)))
        answers.append(answer)
        slopes.append(slope)
        at += len(masks)
    null = np.stack([each.null for each in slopes])
    weight = _precise(null @ fitted.covariance @ null.T)
    shares = np.array([each.share for each in answers])
    contrast = weight @ null
    whole = float(contrast @ fitted.covariance @ contrast)
    plain = min(float(contrast @ fitted.plain @ contrast), whole)
    part = 1 - plain / whole
    learned = part**2 / (fitted.placebo_numbers + NU0 - 1)
    *sides, found, apart = (
        weight @ np.stack([getattr(each, name) for each in slopes])
        for name in ("hole", "excess", "found", "apart")
    )
    errors = [float(np.sqrt(side @ fitted.covariance @ side)) for side in sides]
    z_hole, z_excess = (float(s @ fitted.effect) / e for s, e in zip(sides, errors, strict=True))
    differ = [
        (each.surplus - each.missing) / (max(each.expected, LEAST_MASS) * each.visible)
        for each in answers
    ]
    return Joint(
        edges=tuple(answers),
        weight=weight,
        share=float(weight @ shares),
        se=float(np.sqrt(found @ fitted.covariance @ found)),
        se_null=float(np.sqrt(whole)),
        t=float(contrast @ fitted.effect) / float(np.sqrt(whole)),
        df=1.0 / (learned + (1 - part) ** 2 / LARGE_FREEDOM),
        z_hole=z_hole,
        z_excess=z_excess,
        hole=z_hole * errors[0],
        se_hole=errors[0],
        se_side=max(errors),
        mismatch=float(weight @ differ) / float(np.sqrt(apart @ fitted.covariance @ apart)),
    )


def _one(
    layout: Layout, fitted: Fitted, edge: Edge, masks: NDArray[np.bool_], own: slice
) -> tuple[EdgeShift, _Slopes]:
    """One line's masses, and their slopes by the effects; ``own`` are those of its windows."""
    turn = 1.0 if edge.appears else -1.0
    other = layout.before if edge.appears else layout.after
    base = masks @ (other * np.exp(turn * fitted.log_ratio))
    visible = visible_part(layout, masks[0])
    signed = np.maximum(base, LEAST_MASS) * np.where(np.arange(len(masks)) == 0, -1.0, 1.0)
    effect = turn * fitted.effect[own]
    weight = _equal_masses(fitted.covariance[own, own] * np.outer(signed, signed))
    moved = signed * np.expm1(effect)
    scale = max(float(base[0]), LEAST_MASS) * visible
    slopes = np.zeros((5, len(fitted.effect)))
    slopes[0, own] = turn * weight * signed
    slopes[1, own] = turn * weight * signed * np.exp(effect)
    slopes[2, own.start] = turn * signed[0]
    slopes[3, own.start + 1 : own.stop] = turn * signed[1:]
    slopes[4, own] = turn * np.abs(signed) * np.exp(effect)
    slopes /= scale
    se, se_missing = (float(np.sqrt(x @ fitted.covariance @ x)) for x in slopes[1:3])
    answer = EdgeShift(
        line=edge.line,
        appears=edge.appears,
        expected=float(base[0]),
        missing=float(moved[0]),
        surplus=float(moved[1:].sum()),
        share=float(weight @ moved) / scale,
        se=se,
        visible=visible,
        z_missing=float(slopes[2] @ fitted.effect) / se_missing,
        se_missing=se_missing,
    )
    return answer, _Slopes(*slopes)


def visible_part(layout: Layout, hole: NDArray[np.bool_]) -> float:
    """The part of a true move that shows in the recorded hole (J,), at least a quarter.

    Records that are written in the hole but belong outside it cannot be missed there: those that
    round numbers in it, above all on its edge, draw over that edge.
    """
    total, grain = layout.before + layout.after, float(np.diff(layout.numbers)[0])
    bins = np.flatnonzero(hole)
    low, high = bins[0] - 0.5, bins[-1] + 0.5
    reach = np.where(np.isin(bins, layout.numbers), grain / 2, grain / 4)
    outside = np.clip((low - bins + reach) / (2 * reach), 0, 1)
    outside += np.clip((bins + reach - high) / (2 * reach), 0, 1)
    drawn = float((layout.inflow[bins] * total[bins] * outside).sum())
    return max(1 - drawn / max(float(total[bins].sum()), 1.0), 0.25)


def _equal_masses(variance: Floats) -> Floats:
    """Least-squares weights of the moved mass that hole and all excess measure: (2 or 3,)."""
    design = np.ones((len(variance), 1))
    if len(variance) == 3:
        design = np.array([[1.0, 1.0], [1.0, 0.0], [0.0, 1.0]])
    scaled = np.linalg.solve(variance, design)
    return np.asarray(scaled @ np.linalg.solve(design.T @ scaled, np.ones(design.shape[1])))


def _precise(variance: Floats) -> Floats:
    """Weights of the most precise mean of equal shares, none of them negative."""
    weight = np.linalg.solve(variance, np.ones(len(variance)))
    if (weight < 0).any():
        weight = 1 / np.diag(variance)
    return np.asarray(weight / weight.sum())
