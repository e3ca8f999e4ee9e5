"""At which likelihood of a find is a person of each group searched?"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit, stdtrit

from tallystick.stats.threshold_fit import Cells, Fitted, Model, Priors

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

LEAST_PLACES, MOST_PLACES = 5, 100
FOUND_HALF, BELOW = 0.7, 1.0  # on the logit scale


@dataclass(frozen=True)
class Thresholds:
    """Each group's threshold, (R,), and the difference to the reference group's, (R,).

    `error` is the standard error of the difference, the larger of two: `within`, that of the
    posterior, and `between`, that of the jackknife over places. `low` and `high` are the ends of
    the 95 % interval, by Student's t with one degree of freedom less than places.
    """

    threshold: Floats
    difference: Floats
    within: Floats
    between: Floats
    low: Floats
    high: Floats
    places: int

    @property
    def error(self) -> Floats:
        """The standard error of each difference."""
        return np.maximum(self.within, self.between)


def thresholds(cells: Cells, reference: int, priors: Priors | None = None) -> Thresholds:
    """Return the thresholds of the groups of `cells` beside that of the group `reference`."""
    model = Model(cells, priors or priors_of(cells))
    fitted = model.fit()
    whole, _ = _averaged(model, fitted, cells)
    places = int(cells.place.max()) + 1
    left = np.zeros((places, model.groups))
    for place in range(places):
        some = cells.without(place)
        left[place], _ = _averaged(model, model.mode(fitted, some), some)
    apart = left - left[:, [reference]]
    between = np.sqrt((places - 1) / places * ((apart - apart.mean(axis=0)) ** 2).sum(axis=0))
    within = _within(model, fitted, reference)
    difference = whole - whole[reference]
    half = float(stdtrit(places - 1, 0.975)) * np.maximum(within, between)
    return Thresholds(
        whole, difference, within, between, difference - half, difference + half, places
    )


def priors_of(cells: Cells) -> Priors:
    """The laws of the parameters, centred by the finds of all groups and places together.

    More carry something than are found to, here about twice as many, and no fewer than three in a
    hundred stopped; and a threshold lies below the hit rate, which is the mean of what lies above.
    """
    stops, searches, hits = (
        float(each.sum()) for each in (cells.stops, cells.searches, cells.hits)
    )
    found = float(logit((hits + 0.5) / (stops + 1)))
    rate = float(logit((hits + 0.5) / (searches + 1)))
    plain = Priors()
    return replace(
        plain,
        carried=(max(plain.carried[0], found + FOUND_HALF), *plain.carried[1:]),
        threshold=(rate - BELOW, plain.threshold[1]),
    )


def _averaged(model: Model, fitted: Fitted, cells: Cells) -> tuple[Floats, Floats]:
    """Each group's mean over places weighted by all stops there, (R,), and its slopes, (N,)."""
    line = expit(model.lines(fitted))
    weight = np.bincount(cells.place, cells.stops)[cells.place]
    total = np.bincount(cells.group, weight, model.groups)
    mean = np.bincount(cells.group, weight * line, model.groups) / total
    return mean, weight * line * (1 - line) / total[cells.group]


def _within(model: Model, fitted: Fitted, reference: int) -> Floats:
    """The posterior s.d. of each difference, (R,), by the delta method."""
    cells = model.cells
    _, slopes = _averaged(model, fitted, cells)
    *_, information = model.slopes(fitted, cells)
    found = np.zeros(model.groups)
    for group in range(model.groups):
        sign = (cells.group == group).astype(float) - (cells.group == reference)
        shared = np.zeros(len(model.mean))
        shared[model.first_threshold :] = np.bincount(cells.group, sign * slopes, model.groups)
        one, other = information.solve(shared, sign * slopes)
        found[group] = np.sqrt(max(float(shared @ one + (sign * slopes) @ other), 0.0))
    return found
