"""Which parameters make the stops, searches and finds of each place and group the likeliest?

The mode of a posterior law: the trinomial likelihood of each cell (searched with a find, without
one, not searched) and normal laws of the parameters. A cell's three numbers, logit phi, log delta
and logit t of `discriminant`, are sums of parameters that many cells share, and its own deviation
of the threshold besides. Fisher scoring: since a deviation touches its own cell alone, it is
eliminated cell by cell, and what is left has a handful of parameters for each place.

References: Pierson, Corbett-Davies & Goel 2018, AISTATS (PMLR 84), the model; Dempster, Laird &
Rubin 1977, JRSS B 39(1), and Tierney & Kadane 1986, JASA 81(393), the spread of the deviations.
"""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tallystick.stats.proportions.discriminant import Searched, searched

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

ROUNDS, STILL, HALVINGS = 100, 1e-6, 30
SPREADS, FIRST_SPREAD, LEAST_SPREAD = 6, 0.3, 0.02
APART, HELD = 1, 1e4  # the place of the common log delta, and the precision of one that is held
MOST_STEP = 2.0  # of any parameter at once


@dataclass(frozen=True)
class Cells:
    """Stops, searches and finds of each place and group, (N,) each; no two cells are alike."""

    place: Ints
    group: Ints
    stops: Ints
    searches: Ints
    hits: Ints

    def without(self, place: int) -> Cells:
        """The same cells, of which those of a place have no stops."""
        kept = self.place != place
        return replace(
            self, stops=self.stops * kept, searches=self.searches * kept, hits=self.hits * kept
        )


@dataclass(frozen=True)
class Priors:
    """The normal laws of the parameters.

    `carried` and `apart`, of logit phi and log delta: the mean and s.d. of what all cells have in
    common, the s.d. of what a group adds, and of what a place adds. `threshold`: the mean and s.d.
    of a group's logit t. `spread`: the scale of the half-normal law of the s.d. of deviations.
    """

    carried: tuple[float, float, float, float] = (-3.0, 1.0, 0.5, 0.5)
    apart: tuple[float, float, float, float] = (0.5, 0.5, 0.25, 0.25)
    threshold: tuple[float, float] = (-2.0, 1.0)
    spread: float = 0.25


@dataclass(frozen=True)
class Fitted:
    """The mode: the shared parameters, (P,), each cell's deviation, (N,), their s.d., (R,)."""

    shared: Floats
    own: Floats
    spread: Floats


@dataclass(frozen=True)
class Information:
    """The Fisher information of shared parameters and deviations, in blocks.

    `shared` (P, P) with the deviations eliminated, `cross` (N, P), `own` (N,).
    """

    shared: Floats
    cross: Floats
    own: Floats

    def solve(self, shared: Floats, own: Floats) -> tuple[Floats, Floats]:
        """The parameters, (P,) and (N,), whose product with the information is the given one."""
        found = np.linalg.solve(self.shared, shared - self.cross.T @ (own / self.own))
        return np.asarray(found, dtype=np.float64), (own - self.cross @ found) / self.own

    def own_variance(self) -> Floats:
        """The variance of each deviation, (N,)."""
        part = np.linalg.solve(self.shared, self.cross.T).T
        return np.asarray(1 / self.own + (self.cross * part).sum(axis=1) / self.own**2)


class Model:
    """The cells and the design by which parameters make their numbers, (N, 3, P).

    Parameters in order: common phi and delta; of groups, phi and delta; of places, phi and delta;
    thresholds of groups.
    """

    def __init__(self, cells: Cells, priors: Priors) -> None:
        """Lay out the parameters of `cells`, whose places and groups are numbered from 0."""
        places, groups = int(cells.place.max()) + 1, int(cells.group.max()) + 1
        self.cells, self.priors, self.groups = cells, priors, groups
        sizes = (1, 1, groups, groups, places, places, groups)
        begin = np.cumsum((0, *sizes))
        self.first_threshold = int(begin[-2])
        self.design = np.zeros((len(cells.place), 3, int(begin[-1])))
        row, none = np.arange(len(cells.place)), np.zeros(len(cells.place), dtype=np.int64)
        of = (none, none, cells.group, cells.group, cells.place, cells.place, cells.group)
        for number, (first, at) in enumerate(zip(begin[:-1].tolist(), of, strict=True)):
            self.design[row, (0, 1, 0, 1, 0, 1, 2)[number], first + at] = 1.0
        (phi, *phi_sd), (delta, *delta_sd), (line, line_sd) = (
            priors.carried, priors.apart, priors.threshold,
        )  # fmt: skip
        self.mean = np.repeat([phi, delta, 0.0, 0.0, 0.0, 0.0, line], sizes)
        sd = [phi_sd[0], delta_sd[0], phi_sd[1], delta_sd[1], phi_sd[2], delta_sd[2], line_sd]
        self.precision = np.repeat(np.array(sd) ** -2.0, sizes)

    def held(self, apart: float) -> Model:
        """The same model, in which the log delta that all have in common is held at `apart`."""
        other = copy(self)
        other.mean, other.precision = self.mean.copy(), self.precision.copy()
        other.mean[APART], other.precision[APART] = apart, HELD
        return other

    def at(self, shared: Floats, own: Floats) -> Searched:
        """The shares of each cell."""
        numbers = self.design @ shared
        return searched(numbers[:, 0], numbers[:, 1], numbers[:, 2] + own)

    def lines(self, fitted: Fitted) -> Floats:
        """The logit of each cell's threshold, (N,)."""
        return np.asarray(fitted.shared[self.first_threshold + self.cells.group] + fitted.own)

    def loss(self, fitted: Fitted, cells: Cells) -> float:
        """Minus the logarithm of the posterior density, up to a constant."""
        shares = self.at(fitted.shared, fitted.own)
        likelihood = (
            cells.hits * np.log(shares.hits)
            + (cells.searches - cells.hits) * np.log(shares.misses)
            + (cells.stops - cells.searches) * np.log(shares.let_go)
        )
        prior = self.precision * (fitted.shared - self.mean) ** 2
        deviation = (fitted.own / fitted.spread[cells.group]) ** 2
        return float(-likelihood.sum() + (prior.sum() + deviation.sum()) / 2)

    def slopes(self, fitted: Fitted, cells: Cells) -> tuple[Floats, Floats, Information]:
        """The slopes of the log density, (P,) and (N,), and the information."""
        shares = self.at(fitted.shared, fitted.own)
        hit, miss, let_go = shares.hit_slopes, shares.miss_slopes, shares.let_go
        both, rest = hit + miss, (cells.stops - cells.searches) / let_go
        score = (cells.hits / shares.hits - rest)[:, None] * hit
        score += ((cells.searches - cells.hits) / shares.misses - rest)[:, None] * miss
        held = np.zeros((len(let_go), 3, 3))
        for slope, share in ((hit, shares.hits), (miss, shares.misses), (both, let_go)):
            held += (cells.stops / share)[:, None, None] * slope[:, :, None] * slope[:, None, :]
        variance = fitted.spread[cells.group] ** 2
        own = held[:, 2, 2] + 1 / variance
        reduced = held - held[:, :, 2:] * held[:, 2:, :] / own[:, None, None]
        width = self.design.shape[2]
        weighted = np.matmul(reduced, self.design).reshape(-1, width)
        shared = self.design.reshape(-1, width).T @ weighted + np.diag(self.precision)
        cross = np.einsum("nip,ni->np", self.design, held[:, :, 2])
        return (
            np.einsum("nip,ni->p", self.design, score)
            - self.precision * (fitted.shared - self.mean),
            score[:, 2] - fitted.own / variance,
            Information(shared, cross, own),
        )

    def mode(self, fitted: Fitted, cells: Cells) -> Fitted:
        """The mode at the spread that `fitted` has, sought from its parameters on."""
        loss = self.loss(fitted, cells)
        for _ in range(ROUNDS):
            shared, own, information = self.slopes(fitted, cells)
            step_shared, step_own = information.solve(shared, own)
            longest = float(max(np.abs(step_shared).max(), np.abs(step_own).max()))
            first = min(1.0, MOST_STEP / longest) if longest else 1.0
            for halving in range(HALVINGS):
                part = first * 0.5**halving
                moved = replace(
                    fitted,
                    shared=fitted.shared + part * step_shared,
                    own=fitted.own + part * step_own,
                )
                new = self.loss(moved, cells)
                if new <= loss:
                    break
            else:
                return fitted
            fitted, gain, loss = moved, loss - new, new
            if gain < STILL:
                break
        return fitted

    def start(self) -> Fitted:
        """The means of the laws, from where the first mode is sought."""
        own, spread = np.zeros(len(self.cells.place)), np.full(self.groups, FIRST_SPREAD)
        return Fitted(self.mean.copy(), own, spread)

    def fit(self, start: Fitted | None = None) -> Fitted:
        """The mode, at the spread of deviations that they show themselves."""
        cells = self.cells
        fitted = self.mode(start or self.start(), cells)
        many = np.bincount(cells.group, minlength=self.groups)
        scale = self.priors.spread**-2.0
        for _ in range(SPREADS):
            *_, information = self.slopes(fitted, cells)
            square = fitted.own**2 + information.own_variance()
            total = np.bincount(cells.group, square, self.groups)
            # The root of many / s - total / s^3 + s scale: normal deviations, half-normal s.d.
            root = (np.sqrt(many**2 + 4 * scale * total) - many) / (2 * scale)
            spread = np.maximum(np.sqrt(root), LEAST_SPREAD)
            fitted = self.mode(replace(fitted, spread=spread), cells)
        return fitted

    def evidence(self, fitted: Fitted) -> float:
        """The logarithm of how likely the cells are, all parameters averaged over but the held.

        By Laplace's approximation at the mode, up to a constant.
        """
        *_, information = self.slopes(fitted, self.cells)
        spread = fitted.spread
        curved = np.log(information.own).sum() + np.linalg.slogdet(information.shared)[1]
        laws = np.log(spread[self.cells.group]).sum() + (spread**2).sum() * (
            self.priors.spread**-2.0 / 2
        )
        return float(-self.loss(fitted, self.cells) - laws - curved / 2)
