"""Is an officer held against how far officers lie apart, and are the errors what they promise?"""

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import false_discovery_control

from tallystick.stats.peers.local_fdr import local_fdr
from tallystick.stats.peers.peer_spread import Share, apart, clumps

ODDS = np.log(0.3 / 0.7)


def shares(rng, levels, expected=0.3, n=150, clumped=1.0):
    officers = len(levels)
    each = np.full(officers, float(n))
    k = rng.binomial(n, levels).astype(float)
    mean = np.full(officers, expected)
    return Share(each, k, mean, mean * (1 - mean), mean * (1 - mean) / 3000,
                 np.full(officers, 20.0), np.full(officers, clumped))  # fmt: skip


def beta(rng, officers, rho, mean=0.3):
    return rng.beta(mean * (1 / rho - 1), (1 - mean) * (1 / rho - 1), officers)


LAWS = {
    "alike": lambda rng, n: np.full(n, 0.3),
    "beta": lambda rng, n: beta(rng, n, 0.05),
    "far apart": lambda rng, n: beta(rng, n, 0.2),
    "normal odds": lambda rng, n: 1 / (1 + np.exp(-(ODDS + rng.normal(0, 0.7, n)))),
    "two halves": lambda rng, n: np.where(rng.random(n) < 0.5, 0.12, 0.48),
    "four and one": lambda rng, n: np.where(rng.random(n) < 0.2, 0.6, 0.225),
    "six clusters": lambda rng, n: rng.choice([0.025, 0.06, 0.1, 0.14, 0.25, 0.41], n),
}


def named(said):
    """Who stands by the audit's rule."""
    far = local_fdr(said.p_value) <= 0.2
    return far & (false_discovery_control(said.p_value) <= 0.05)


def tried(law, worlds, officers=100):
    """The share of p-values below 5 %, and of worlds in which anybody is named."""
    rng = np.random.default_rng(11)
    low, any_named = [], []
    for _ in range(worlds):
        levels = LAWS[law](rng, officers)
        said = apart(shares(rng, levels, expected=float(np.mean(levels))))
        low.append(float(np.mean(said.p_value < 0.05)))
        any_named.append(named(said).any())
    return np.mean(low), np.mean(any_named)


@pytest.mark.parametrize("law", ["beta", "two halves", "six clusters"])
def test_officers_who_differ_for_ordinary_reasons_are_not_named(law):
    low, any_named = tried(law, 25)
    assert low < 0.075
    assert any_named <= 0.12


@pytest.mark.slow
@pytest.mark.parametrize("law", LAWS)
@pytest.mark.parametrize("officers", [20, 100])
def test_the_promise_in_every_kind_of_agency(law, officers):
    low, any_named = tried(law, 300, officers)
    assert low < 0.075
    assert any_named < 0.075


def test_two_of_a_hundred_far_outside_are_found():
    rng = np.random.default_rng(4)
    found, wrong = [], []
    for _ in range(15):
        levels = beta(rng, 100, 0.01)
        levels[:2] = 0.7
        hit = named(apart(shares(rng, levels)))
        found.append(hit[:2].mean())
        wrong.append(hit[2:].sum())
    assert np.mean(found) > 0.8
    assert np.mean(wrong) < 0.3


@pytest.mark.parametrize("rho", [0.02, 0.1])
def test_the_spread_of_levels_is_learned(rho):
    rng = np.random.default_rng(6)
    said = [apart(shares(rng, beta(rng, 200, rho))).between for _ in range(6)]
    assert np.mean(said) == pytest.approx(np.sqrt(rho * 0.21), rel=0.15)


def test_the_p_value_is_that_of_simulated_officers():
    """A slow twin: how often is a new officer of the same law as far away?"""
    rng = np.random.default_rng(8)
    levels = beta(rng, 400, 0.04)
    share = shares(rng, levels)
    said = apart(share)
    new = rng.binomial(150, beta(rng, 200_000, 0.04)) / 150
    for at in np.argsort(np.abs(said.z))[[200, 300, 380]]:
        own = share.k[at] / 150
        tail = np.mean(new >= own) if own > 0.3 else np.mean(new <= own)
        assert said.p_value[at] == pytest.approx(2 * tail, rel=0.35)
        assert said.p_value[at] > 1.4 * tail


def test_the_law_that_finds_an_officer_less_unusual_counts():
    """Levels normal in log odds have a longer tail than a beta law of their mean and variance."""
    rng = np.random.default_rng(16)

    def levels(n):
        return 1 / (1 + np.exp(-(np.log(0.05) + rng.normal(0, 1, n))))

    own = levels(400)
    own[0] = 0.4
    mean = float(levels(100_000).mean())
    share = shares(rng, own, expected=mean)
    share.k[0] = 60
    tail = np.mean(rng.binomial(150, levels(400_000)) >= 60)
    assert apart(share).p_value[0] > 1.2 * tail
    rho = levels(100_000).var() / (mean * (1 - mean))
    shorter = np.mean(rng.binomial(150, beta(rng, 400_000, rho, mean)) >= 60)
    assert shorter < tail / 2


def test_peers_who_are_few_and_cases_that_clump_widen_the_law():
    rng = np.random.default_rng(9)
    levels = beta(rng, 60, 0.03)
    levels[0] = 0.75
    plain = shares(rng, levels)
    few = Share(plain.n, plain.k, plain.expected, plain.single, plain.known,
                np.r_[1.0, plain.peers[1:]], plain.clumped)  # fmt: skip
    clumped = Share(plain.n, plain.k, plain.expected, plain.single, plain.known, plain.peers,
                    np.r_[6.0, plain.clumped[1:]])  # fmt: skip
    assert apart(few).p_value[0] > 2 * apart(plain).p_value[0]
    assert apart(clumped).p_value[0] > 2 * apart(plain).p_value[0]
    assert clumped.error[0] == pytest.approx(np.sqrt(6) * plain.error[0])


def test_the_error_is_that_of_a_share_and_of_its_benchmark():
    one = Share(*(np.array([v]) for v in (100.0, 49.5, 0.5, 0.25, 0.001, 10.0, 1.0)))
    assert one.error[0] == pytest.approx(np.sqrt(0.25 / 100 + 0.001), rel=1e-3)


def test_heavier_tails_are_allowed_for():
    rng = np.random.default_rng(10)
    heavy = 1 / (1 + np.exp(-(ODDS + 0.3 * rng.standard_t(2.5, 300))))
    light = beta(rng, 300, 0.02)
    assert apart(shares(rng, heavy, n=2000)).freedom < 10
    assert apart(shares(rng, light, n=2000)).freedom > 12


def test_cases_that_hang_together_by_month_by_hand():
    """Months of 10 cases, all counted or none, against half of each."""
    officer = np.repeat([0, 1], 60)
    n = np.full(120, 10.0)
    k = np.r_[np.tile([10.0, 0.0], 30), np.full(60, 5.0)]
    said = clumps(officer, n, k, 2)
    square = np.array([60 * 25 / (10 * 0.25), 0.0])
    usual = square.sum() / 118
    by_hand = (square + 20 * usual) / (59 + 20)
    assert said == pytest.approx(np.maximum(by_hand, 1))
    assert said[1] == pytest.approx(max(1.0, 20 * usual / 79))


def test_months_of_single_cases_do_not_hang_together():
    rng = np.random.default_rng(12)
    officer = np.repeat(np.arange(40), 24)
    n = rng.integers(1, 20, len(officer)).astype(float)
    said = clumps(officer, n, rng.binomial(n.astype(int), 0.3).astype(float), 40)
    assert said.mean() < 1.15
    assert (said >= 1).all()
    assert clumps(np.array([0]), np.array([3.0]), np.array([0.0]), 2) == pytest.approx([1, 1])


def test_all_counted_where_nearly_all_are_expected_is_no_difference():
    """Under a law as skewed as this the mean itself lies far from the middle."""
    rng = np.random.default_rng(15)
    plain = shares(rng, beta(rng, 40, 0.02))
    k, expected = plain.k.copy(), plain.expected.copy()
    k[0], expected[0] = 150, 0.9995
    single = expected * (1 - expected)
    said = apart(Share(plain.n, k, expected, single, single / 900, plain.peers, plain.clumped))
    assert (said.z[0], said.p_value[0]) == (0, 1)
    assert (np.sign(said.z[1:]) * (k / plain.n - expected)[1:] >= 0).all()


def test_two_officers_teach_nothing():
    rng = np.random.default_rng(14)
    with pytest.raises(ValueError, match="three officers"):
        apart(shares(rng, np.array([0.3, 0.4])))


def test_an_officer_who_differs_in_one_way_alone_is_not_off():
    """None of 60 count, of 25 % by the weighted peers and of 2 % by the regression."""
    rng = np.random.default_rng(3)
    plain = shares(rng, np.full(60, 0.25), expected=0.25, n=60)
    plain.k[:2] = 0.0, 60.0
    both = np.where(np.arange(60) == 0, 0.02, plain.expected)
    said = apart(replace(plain, regressed=both))
    alone = apart(plain).p_value
    assert alone[0] < 1e-3 < 0.1 < said.p_value[0]
    assert said.p_value[1:] == pytest.approx(alone[1:], rel=1e-9)
    assert alone[1] < 1e-5


def test_on_the_other_side_of_the_second_way_nobody_is_off():
    plain = shares(np.random.default_rng(4), np.full(60, 0.25), expected=0.25, n=60)
    plain.k[0] = 35.0
    beyond = np.where(np.arange(60) == 0, 0.9, plain.expected)
    assert apart(plain).p_value[0] < 1e-3
    assert apart(replace(plain, regressed=beyond)).p_value[0] == 1.0
