"""Are peers weighed to an officer's mix of cases, and is either model enough to be right?"""

import numpy as np
import pytest
from scipy.optimize import minimize

from tallystick.stats.peers.case_mix import expected_shares
from tallystick.stats.peers.like_work import Work, beside_peers, raked


def test_a_regression_on_main_effects_is_that_of_statsmodels():
    """The ridge of a half is nothing beside thousands of cases."""
    api = pytest.importorskip("statsmodels.api")
    rng = np.random.default_rng(1)
    levels = np.stack([np.repeat(np.arange(4), 6), np.tile(np.arange(6), 4)], axis=1)
    n = rng.integers(2000, 20_000, 24).astype(float)
    odds = np.array([-2.0, -1, 0, 1])[levels[:, 0]] + rng.normal(0, 1, 6)[levels[:, 1]]
    k = rng.binomial(n.astype(int), 1 / (1 + np.exp(-odds))).astype(float)
    columns = [levels[:, f] == level for f, size in ((0, 4), (1, 6)) for level in range(1, size)]
    design = np.column_stack([np.ones(24), *columns]).astype(float)
    model = api.GLM(np.column_stack([k, n - k]), design, family=api.families.Binomial()).fit()
    assert expected_shares(levels, n, k) == pytest.approx(model.fittedvalues, abs=5e-4)


def test_a_level_in_which_all_are_counted_stays_finite():
    levels = np.array([[0], [1]])
    said = expected_shares(levels, np.array([30.0, 30.0]), np.array([30.0, 10.0]))
    assert 0.9 < said[0] < 1
    assert said[1] == pytest.approx(1 / 3, abs=0.03)


def test_weights_balance_each_factor_and_stay_nearest_to_equal():
    """The slow twin minimises the divergence from equal weights under the same margins."""
    rng = np.random.default_rng(3)
    levels = np.stack([np.repeat(np.arange(3), 4), np.tile(np.arange(4), 3)], axis=1)
    others = rng.integers(5, 60, 12).astype(float)
    goal = [np.array([0.5, 0.2, 0.3]), np.array([0.1, 0.2, 0.3, 0.4])]
    weight, left = raked(levels, others, goal)
    for factor, wanted in zip(levels.T, goal, strict=True):
        assert np.bincount(factor, weight) == pytest.approx(wanted, abs=2e-3)
    assert left < 2e-3
    start = others / others.sum()
    margins = [
        {"type": "eq", "fun": lambda w, f=f, level=level: w[levels[:, f] == level].sum()
         - goal[f][level]} for f, size in ((0, 3), (1, 4)) for level in range(size)
    ][:-1]  # fmt: skip
    twin = minimize(
        lambda w: float((w * np.log(np.maximum(w, 1e-12) / start)).sum()), start,
        bounds=[(1e-9, 1)] * 12, constraints=margins, options={"maxiter": 500, "ftol": 1e-12},
    )  # fmt: skip
    assert weight == pytest.approx(twin.x, abs=3e-3)


def test_margins_that_no_weights_reach_are_told():
    levels = np.array([[0, 0], [1, 1]])
    _, left = raked(levels, np.array([10.0, 10.0]), [np.array([0.9, 0.1]), np.array([0.1, 0.9])])
    assert left > 0.2


def by_hand():
    """Officer 0 works nine in ten of his cases in the second area; there, all count for peers."""
    officer = np.array([0, 0, 1, 1, 2, 2])
    kind = np.array([0, 1, 0, 1, 0, 1])
    n = np.array([10, 90, 60, 20, 30, 40])
    k = np.array([2, 45, 6, 20, 3, 40])
    return Work(officer, kind, n, k, np.array([[0], [1]]))


def test_by_hand():
    """Peers: 9 of 90 in the first area, 60 of 60 in the second; weighed .1 and .9."""
    said = beside_peers(by_hand(), 0)
    assert (said.n, said.k, said.kept) == (100, 47, 1)
    assert said.expected == pytest.approx(0.1 * 0.1 + 0.9 * 1.0, abs=1e-9)
    assert said.regressed == pytest.approx(float(np.array([0.1, 0.9]) @ by_hand().share))
    assert said.cases == pytest.approx(1 / (0.1**2 / 90 + 0.9**2 / 60))
    first, second = np.array([60, 30]) / 90, np.array([20, 40]) / 60
    parts = 0.1 * first + 0.9 * second
    assert said.peers == pytest.approx(1 / (parts**2).sum())
    share = by_hand().share
    assert said.single == pytest.approx(float(np.array([0.1, 0.9]) @ (share * (1 - share))))
    assert said.known == pytest.approx(known_by_hand(share))


def known_by_hand(share):
    """Weights .1 and .9 of 90 and 60 peers' cases: by chance, or by what the regression misses."""
    chance = 0.1**2 * share[0] * (1 - share[0]) / 90 + 0.9**2 * share[1] * (1 - share[1]) / 60
    off = 0.1**2 * (9 / 90 - share[0]) ** 2 + 0.9**2 * (60 / 60 - share[1]) ** 2
    return max(chance, off)


def test_four_weighty_cases_of_peers_put_no_officer_off():
    """Half of officer 0's cases lie in ten kinds of which peers have a case each; four count."""
    peers = np.array([1] * 10 + [500])
    work = Work(
        np.repeat([0, 1], 11), np.tile(np.arange(11), 2),
        np.concatenate([[3] * 10, [30], peers]), np.array([0] * 11 + [1] * 4 + [0] * 7),
        np.arange(11)[:, None],
    )  # fmt: skip
    said = beside_peers(work, 0)
    assert said.expected == pytest.approx(10 * 0.05 * 0.4)
    chance = (0.05**2 * work.variance[:10]).sum() + 0.5**2 * work.variance[10] / 500
    own = said.single / said.n
    assert said.expected > 3 * np.sqrt(own + chance)
    assert said.expected < 2.5 * np.sqrt(own + said.known)


def test_kinds_that_no_peer_has_are_left_out_and_told():
    work = Work(
        np.array([0, 0, 1]), np.array([0, 1, 1]), np.array([10, 30, 50]), np.array([9, 3, 5]),
        np.array([[0], [1]]),
    )  # fmt: skip
    said = beside_peers(work, 0)
    assert (said.n, said.k, said.kept) == (30, 3, 0.75)
    assert said.expected == pytest.approx(0.1)
    assert beside_peers(work, 1).n == 50
    alone = Work(np.array([0]), np.array([0]), np.array([40]), np.array([4]), np.array([[0]]))
    assert beside_peers(alone, 0).n == 0


def random_work(rng, share_of, officers=30, per=400, leaning=1.5):
    """Officers who lean to areas and offences of their own, and no officer differs."""
    cells = np.stack([np.repeat(np.arange(4), 5), np.tile(np.arange(5), 4)], axis=1)
    rows = []
    for who in range(officers):
        area, offence = rng.normal(0, leaning, 4), rng.normal(0, leaning, 5)
        chance = np.exp(area[cells[:, 0]] + offence[cells[:, 1]])
        n = rng.multinomial(per, chance / chance.sum())
        k = rng.binomial(n, share_of(cells))
        rows += [(who, cell, a, b) for cell, (a, b) in enumerate(zip(n, k, strict=True)) if a]
    officer, kind, n, k = np.array(rows).T
    return Work(officer, kind, n, k, cells)


def additive(cells):
    return 0.1 + 0.15 * cells[:, 0] + 0.08 * cells[:, 1]


def crossed(cells):
    """Where the area's effect turns with the offence: no main effects tell it."""
    return np.where((cells[:, 0] + cells[:, 1]) % 2 == 0, 0.7, 0.2)


@pytest.mark.parametrize("share_of", [additive, crossed])
def test_no_officer_differs_on_average_whichever_model_fails(share_of):
    """Weights that balance additively are right where mixes are additive, whatever is counted."""
    rng = np.random.default_rng(5)
    work = random_work(rng, share_of)
    said = [beside_peers(work, who) for who in range(30)]
    gaps = np.array([each.k / each.n - each.expected for each in said])
    errors = np.array([np.sqrt(each.single / each.n + each.known) for each in said])
    raw = np.array([each.k / each.n for each in said])
    assert raw.std() > 2 * gaps.std() or share_of is crossed
    assert np.mean((gaps / errors) ** 2) < 1.6
    assert abs(np.mean(gaps / errors)) < 0.5
