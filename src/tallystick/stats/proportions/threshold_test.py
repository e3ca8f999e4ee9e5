"""At which likelihood of a find is a person of each group searched?

The hit rate of a group's searches mixes two things: where the line is drawn, and how those lie who
are beyond it. A group of whom more carry something in plain view has a higher hit rate at the very
same line (infra-marginality). The threshold test reads the line from stops, searches and finds
together: in each place a group is searched from its own line on, the chance of a find follows a
discriminant law (`discriminant`), and what is carried, and how well it shows, is a sum of a part of
the place and a part of the group on the logit and the log scale. Each group's threshold is the mean
over places, weighted by all stops there.

How well things show in all places and groups together is hardly told by the counts, and all else
hangs on it: at the mode of everything at once it is too low, and hit rates then look like
thresholds. So it is held at each value of a grid, all else is fitted (`threshold_fit`), and the
fits are averaged by how likely each is (nested Laplace approximation). Two errors are joined: that
of the grid, and at each of its values the larger of the posterior s.d. and the jackknife over
places, which knows of differences between places that the model does not.

Measured with three groups, 4,000 stops a place, a twentieth to a tenth of them searched, finds in
.22 to .42 of the searches, lines that differ by a logit s.d. of .2 (seeds 1 to 6, 40 worlds a cell,
10 and 20 places). The 95 % range misses the true difference in 0 and 0 of worlds with like groups,
0 to .05 where a group carries more or less by a logit of .7, .125 and .10 where what it carries
shows less well by a quarter, and .10 and .20 where groups differ otherwise in each place by .3,
which no such model knows: so a range is given and no p-value. One line is told as two in .08 at
most, .125 and .20 in the last two cases. A line lower by .5 (6 points): told in .50 and .93; by 1
(11 points): .95 and 1. The level of all thresholds is .02 to .03 too high, .1 in the last case.
Where very few are searched, how far thresholds lie apart rests on the priors too: where three in a
thousand are, in the counties of Colorado (docs/validation.md), two groups are .41 apart by these
priors and .15 as published.

References: Simoiu, Corbett-Davies & Goel 2017, Annals of Applied Statistics 11(3), the test;
Pierson, Corbett-Davies & Goel 2018, AISTATS (PMLR 84), the law; Pierson et al. 2020, Nature Human
Behaviour 4, the weights; Rue, Martino & Chopin 2009, JRSS B 71(2), the average over a grid; Efron
1982, The Jackknife, ch. 3.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit, stdtrit

from tallystick.stats.proportions.threshold_fit import Cells, Fitted, Model, Priors

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

LEAST_PLACES, MOST_PLACES = 5, 50
FOUND_HALF, BELOW = 0.7, 1.0  # on the logit scale
GRID = np.arange(-1.7, 1.31, 0.3)
"""Of the common log delta, about its mean a priori."""
UNLIKELY = 1e-4  # the weight from which on a value of it has a say


@dataclass(frozen=True)
class Thresholds:
    """Each group's threshold, (R,), and the difference to the reference group's, (R,).

    `error` is the standard error of the difference: how far the values of the common log delta are
    apart, and at each the larger of the posterior s.d. and that of the jackknife over places.
    `low` and `high` are the ends of the 95 % range, by Student's t with one degree of freedom less
    than places.
    """

    threshold: Floats
    difference: Floats
    error: Floats
    places: int

    @property
    def low(self) -> Floats:
        """The lower end of each range."""
        return self.difference - float(stdtrit(self.places - 1, 0.975)) * self.error

    @property
    def high(self) -> Floats:
        """The upper end of each range."""
        return self.difference + float(stdtrit(self.places - 1, 0.975)) * self.error


def thresholds(cells: Cells, reference: int, priors: Priors | None = None) -> Thresholds:
    """Return the thresholds of the groups of `cells` beside that of the group `reference`."""
    model = Model(cells, priors or priors_of(cells))
    mean, sd, *_ = model.priors.apart
    fits: list[tuple[Model, Fitted]] = []
    likely = []
    for apart in GRID + mean:
        held = model.held(float(apart))
        fits.append((held, held.fit(fits[-1][1] if fits else None)))
        likely.append(held.evidence(fits[-1][1]) - ((apart - mean) / sd) ** 2 / 2)
    weight = np.exp(np.array(likely) - max(likely))
    weight = np.where(weight < UNLIKELY * weight.sum(), 0.0, weight)
    weight /= weight.sum()
    lines = np.array([_averaged(*fit, cells)[0] for fit in fits])
    within = np.array([_within(*fit, reference) for fit in fits])
    between = _between(*fits[int(weight.argmax())], reference)
    apart = lines - lines[:, [reference]]
    difference = weight @ apart
    variance = weight @ (np.maximum(within, between) ** 2 + (apart - difference) ** 2)
    return Thresholds(
        weight @ lines, difference, np.asarray(np.sqrt(variance)), int(cells.place.max()) + 1
    )


def _between(model: Model, fitted: Fitted, reference: int) -> Floats:
    """The standard error of each difference, (R,), by leaving out a place at a time."""
    places = int(model.cells.place.max()) + 1
    left = np.zeros((places, model.groups))
    for place in range(places):
        some = model.cells.without(place)
        left[place], _ = _averaged(model, model.mode(fitted, some), some)
    apart = left - left[:, [reference]]
    square = ((apart - apart.mean(axis=0)) ** 2).sum(axis=0)
    return np.asarray(np.sqrt((places - 1) / places * square))


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
