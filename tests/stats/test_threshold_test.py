"""Are the thresholds those of the model, of its slow twins, and of a published fit?"""

import csv
import os
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.special import expit, logit
from scipy.stats import norm

from tallystick.stats.proportions.discriminant import searched
from tallystick.stats.proportions.threshold_fit import Cells, Fitted, Model, Priors
from tallystick.stats.proportions.threshold_test import thresholds


def density(chance, phi, delta, carrying):
    """The density of the chance itself at `chance`, of those who carry something or do not."""
    x = (logit(chance) - logit(phi)) / delta + delta / 2
    law = norm.pdf(x, delta if carrying else 0.0)
    return law * (phi if carrying else 1 - phi) / (delta * chance * (1 - chance))


@pytest.mark.parametrize("at", [(0.03, 1.5, 0.2), (0.3, 0.8, 0.4), (0.1, 3.0, 0.05)])
def test_who_is_searched_is_the_integral_over_the_chance_from_the_threshold_on(at):
    phi, delta, line = at
    said = searched(*(np.array([each]) for each in (logit(phi), np.log(delta), logit(line))))
    for carrying, share in ((True, said.hits), (False, said.misses)):
        whole = quad(density, line, 1, args=(phi, delta, carrying), limit=200)[0]
        assert share[0] == pytest.approx(whole, rel=1e-6)
    # Of those about whom the chance is p, the share p carries something.
    ratio = density(line, phi, delta, True) / density(line, phi, delta, False)
    assert ratio == pytest.approx(line / (1 - line))


def test_the_slopes_are_those_of_differences():
    rng = np.random.default_rng(2)
    at = np.array([rng.normal(-2, 1, 20), rng.normal(0.3, 0.4, 20), rng.normal(-1.5, 0.5, 20)])
    said, step = searched(*at), 1e-6
    for number in range(3):
        up, down = at.copy(), at.copy()
        up[number] += step
        down[number] -= step
        high, low = searched(*up), searched(*down)
        for name in ("hit", "miss"):
            whole = f"{name}es" if name == "miss" else "hits"
            slope = (getattr(high, whole) - getattr(low, whole)) / (2 * step)
            assert getattr(said, f"{name}_slopes")[:, number] == pytest.approx(
                slope, rel=1e-5, abs=1e-9
            )


def made(rng, places, line=(-1.5, -1.5, -1.5), carried=(-3, -3, -3), apart=(0.5, 0.5, 0.5),
         cells=0.0, size=4000):  # fmt: skip
    """Cells of a world of the model, and the difference of the true thresholds of two groups.

    `cells` is the s.d. by which groups differ otherwise in each place, which no model knows.
    """
    place, group = np.repeat(np.arange(places), 3), np.tile(np.arange(3), places)
    many = size * np.exp(rng.normal(0, 0.7, places))[place] * np.array([0.6, 0.25, 0.15])[group]
    stops = rng.poisson(np.maximum(many * np.exp(rng.normal(0, 0.5, len(group))), 20))
    own = np.array(line)[group] + rng.normal(0, 0.2, len(group))
    shares = searched(
        np.array(carried)[group] + rng.normal(0, 0.4, places)[place]
        + rng.normal(0, cells, len(group)),
        np.array(apart)[group] + rng.normal(0, 0.2, places)[place]
        + rng.normal(0, cells / 2, len(group)),
        own,
    )  # fmt: skip
    chances = np.stack([shares.hits, shares.misses, shares.let_go], axis=1)
    drawn = np.array([rng.multinomial(n, p / p.sum()) for n, p in zip(stops, chances, strict=True)])
    weight = np.bincount(place, stops)[place]
    true = np.bincount(group, weight * expit(own)) / np.bincount(group, weight)
    cells_ = Cells(place, group, stops, drawn[:, :2].sum(axis=1), drawn[:, 0])
    return cells_, true[1] - true[0]


def test_the_mode_is_where_the_slopes_of_the_loss_vanish():
    cells, _ = made(np.random.default_rng(4), 6)
    model = Model(cells, Priors())
    fitted = model.fit()
    for name, at in (("shared", 0), ("shared", 4), ("shared", 9), ("own", 0), ("own", 7)):
        sides = []
        for step in (1e-4, -1e-4):
            moved = getattr(fitted, name).copy()
            moved[at] += step
            given = {"shared": fitted.shared, "own": fitted.own, "spread": fitted.spread}
            sides.append(model.loss(Fitted(**(given | {name: moved})), cells))
        assert (sides[0] - sides[1]) / 2e-4 == pytest.approx(0, abs=0.05)


def test_the_information_with_deviations_eliminated_is_that_of_all_together():
    cells, _ = made(np.random.default_rng(4), 5)
    model = Model(cells, Priors())
    fitted = model.fit()
    *_, information = model.slopes(fitted, cells)
    shares = model.at(fitted.shared, fitted.own)
    p, n = len(fitted.shared), len(fitted.own)
    whole = np.diag(np.concatenate([model.precision, 1 / fitted.spread[cells.group] ** 2]))
    for row in range(n):
        design = np.zeros((3, p + n))
        design[:, :p] = model.design[row]
        design[2, p + row] = 1
        hit, miss = shares.hit_slopes[row], shares.miss_slopes[row]
        for slope, share in (
            (hit, shares.hits[row]), (miss, shares.misses[row]), (hit + miss, shares.let_go[row]),
        ):  # fmt: skip
            one = slope @ design
            whole += cells.stops[row] / share * np.outer(one, one)
    right = np.random.default_rng(1).normal(0, 1, p + n)
    shared, own = information.solve(right[:p], right[p:])
    assert np.concatenate([shared, own]) == pytest.approx(np.linalg.solve(whole, right), rel=1e-6)
    assert information.own_variance() == pytest.approx(np.diag(np.linalg.inv(whole))[p:], rel=1e-6)


def told(times, seed, places, **world):
    """The share of the ranges that miss the truth, and of those that lie below and above zero."""
    rng, rows = np.random.default_rng(seed), []
    for _ in range(times):
        cells, true = made(rng, places, **world)
        said = thresholds(cells, 0)
        low, high = said.low[1], said.high[1]
        rows.append((true < low or true > high, high < 0, low > 0))
    return np.mean(rows, axis=0)


def test_a_lower_line_is_told_and_one_line_for_all_is_not():
    missed, below, above = told(12, 6, 20, line=(-1.5, -2.0, -1.7))
    assert missed <= 0.1
    assert (below, above) == (pytest.approx(1, abs=0.25), 0)
    missed, below, above = told(12, 3, 12, carried=(-3, -3.7, -3.3))
    assert missed <= 0.25
    assert below + above <= 0.25


def test_a_group_with_fewer_finds_at_the_same_line_is_not_told_lower():
    """Eight finds fewer in a hundred searches, since what the group carries shows less well."""
    rng = np.random.default_rng(8)
    cells, _ = made(rng, 30, apart=(0.9, 0.3, 0.6), size=8000)
    rate = [
        cells.hits[cells.group == each].sum() / cells.searches[cells.group == each].sum()
        for each in range(2)
    ]
    assert rate[1] < rate[0] - 0.08
    assert thresholds(cells, 0).high[1] > 0


def test_places_left_out_have_no_say():
    cells, _ = made(np.random.default_rng(5), 8)
    model = Model(cells, Priors())
    fitted = model.fit()
    left = cells.without(7)
    again = Model(Cells(*(each[cells.place < 7] for each in (
        cells.place, cells.group, cells.stops, cells.searches, cells.hits,
    ))), Priors())  # fmt: skip
    start = Fitted(again.mean.copy(), np.zeros(21), fitted.spread)
    kept = again.lines(again.mode(start, again.cells))
    assert model.lines(model.mode(fitted, left))[:21] == pytest.approx(kept, abs=1e-3)


PUBLISHED = os.environ.get("TALLYSTICK_OPEN_POLICING", "")
# Of the published model, whose law of the chance is a beta law: much alike a priori.
THEIRS = Priors(carried=(-3.5, 0.25, 0.25, 0.25), apart=(0.5, 0.5, 0.5, 0.25))


@pytest.mark.skipif(
    not PUBLISHED,
    reason="set TALLYSTICK_OPEN_POLICING to your copy of results/data_for_figures/"
    "fig4b_threshold_test.csv of github.com/5harad/openpolicing, which has no licence",
)
@pytest.mark.parametrize(("state", "near"), [("CT", 0.03), ("IL", 0.06), ("CO", 0.02)])
def test_the_thresholds_are_those_of_the_stanford_open_policing_project(state, near):
    """Pierson et al. 2020, Nature Human Behaviour 4: another law of the chance, fitted by Stan."""
    cells = defaultdict(list)
    with Path(PUBLISHED).open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["state"] == state:
                for name, value in row.items():
                    cells[name].append(value)
    groups, group = np.unique(cells["driver_race"], return_inverse=True)
    _, place = np.unique(cells["location_variable"], return_inverse=True)
    stops, searches, hits = (
        np.array(cells[f"num_{name}"], dtype=float).astype(np.int64)
        for name in ("stops", "searches", "hits")
    )
    white = groups.tolist().index("White drivers")
    said = thresholds(Cells(place, group, stops, searches, hits), white, THEIRS)
    weight = np.bincount(place, stops)[place]
    theirs = np.array(cells["inferred_threshold"], dtype=float)
    published = np.bincount(group, weight * theirs) / np.bincount(group, weight)
    assert said.threshold == pytest.approx(published, abs=near)
    assert int(said.threshold.argmax()) == white
    others = np.arange(len(groups)) != white
    assert (said.difference[others] < 0).all()


@pytest.mark.slow
@pytest.mark.parametrize("places", [8, 20])
@pytest.mark.parametrize("world", [
    {}, {"carried": (-3, -2.3, -2.7)}, {"carried": (-3, -3.7, -3.3)}, {"apart": (0.5, 0.3, 0.5)},
])  # fmt: skip
def test_how_often_one_line_for_all_is_told_as_two(places, world):
    missed, below, above = told(100, 11, places, **world)
    assert missed <= 0.15
    assert max(below, above) <= 0.15
