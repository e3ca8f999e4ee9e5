"""Do drawn limits part the shares that are told as different from those that are not?"""

import numpy as np
import pytest
from scipy import integrate, stats

from tallystick.stats.peers.peer_limits import INNER, OUTER, limits
from tallystick.stats.peers.peer_spread import Law, Share, apart

CLOSE = 0.02


def share(n, k, expected, clumped=1.3, peers=25.0):
    single = expected * (1 - expected)
    values = (n, k, expected, single, single / 2000, peers, clumped)
    return Share(*(np.array([float(each)]) for each in values))


def beta_score(of, rho, at):
    """The normal score of a share under a beta law with the mean and the variance of the null."""
    part = rho * (1 + 1 / of.peers[0]) + of.chance[0]
    mean = of.expected[0]
    law = stats.beta(mean * (1 / part - 1), (1 - mean) * (1 / part - 1))
    return stats.norm.ppf(law.cdf(at)) if at < mean else -stats.norm.ppf(law.sf(at))


def odds_score(of, tau, at):
    """The same under normal log odds, the level averaged over by quadrature where cases are few."""
    mean, clumped, single = of.expected[0], of.clumped[0], of.single[0]
    size = of.n[0] / clumped
    spread = tau**2 * (1 + 1 / of.peers[0]) + clumped * of.known[0] / single**2
    middle = np.log(mean / (1 - mean)) * np.sqrt(1 + np.pi / 8 * spread)
    if size * single >= 10:
        odds = np.log((at * size + 0.5) / ((1 - at) * size + 0.5))
        return (odds - middle) / np.sqrt(spread + 1 / (size * single))

    def above(level):
        p = 1 / (1 + np.exp(-(middle + np.sqrt(spread) * level)))
        return stats.beta.cdf(p, at * size + 0.5, (1 - at) * size + 0.5) * stats.norm.pdf(level)

    return -stats.norm.ppf(integrate.quad(above, -9, 9, limit=200)[0])


def plain_p_value(of, law, k):
    """The larger of both laws' chances of a count so far out, taken half a case nearer."""
    gap = k / of.n[0] - of.expected[0]
    if abs(gap) <= 0.5 / of.n[0]:
        return 1.0
    at = k / of.n[0] - np.sign(gap) * 0.5 / of.n[0]
    scores = beta_score(of, law.rho, at), odds_score(of, law.tau, at)
    return max(
        2 * stats.t.sf(abs(z), free) if z * gap > 0 else 1.0
        for z, free in zip(scores, law.tails, strict=True)
    )


@pytest.mark.parametrize("chance", [INNER, OUTER])
@pytest.mark.parametrize(("n", "expected"), [(33, 0.3), (60, 0.08), (180, 0.3), (400, 0.85)])
def test_a_count_is_outside_the_limits_when_a_slow_plain_test_says_so(n, expected, chance):
    law = Law(0.02, 0.4, (9.0, 14.0))
    of = share(n, 0, expected)
    (low,), (high,) = limits(of, law, np.array([float(n)]), chance)
    sides = set()
    for k in range(n + 1):
        p_value, gap = plain_p_value(of, law, k), k / n - expected
        if abs(p_value / chance - 1) > CLOSE:
            assert (gap < low or gap > high) == (p_value < chance), (k, p_value)
            sides.add(int(gap > high) - int(gap < low))
    assert {0, 1} <= sides or {0, -1} <= sides


def test_an_officer_lies_outside_his_own_limits_when_the_test_tells_him_apart():
    rng = np.random.default_rng(3)
    n = np.exp(rng.uniform(np.log(30), np.log(1500), 300)).round()
    expected = rng.uniform(0.05, 0.7, 300)
    level = rng.beta(expected * 12, (1 - expected) * 12)
    k = rng.binomial(n.astype(int), level).astype(float)
    single = expected * (1 - expected)
    all_of = Share(n, k, expected, single, single / 3000, np.full(300, 20.0), np.full(300, 1.2))
    all_of.k[:10] = np.rint(np.minimum(expected + 0.5, 1)[:10] * n[:10])
    said = apart(all_of)
    inside = {True: 0, False: 0}
    for who in range(300):
        own = all_of.of(np.array([who]))
        (low,), (high,) = limits(own, said.law, n[[who]], INNER)
        told = bool(said.p_value[who] < INNER)
        inside[told] += 1
        if abs(said.p_value[who] / INNER - 1) > 1e-3:
            assert (own.difference[0] < low or own.difference[0] > high) == told
    assert min(inside.values()) >= 8, "both kinds are there"


def test_limits_narrow_to_the_spread_of_levels_and_no_further():
    """With chance gone, what is left is the narrower law's own tail: here that of a beta law."""
    law = Law(0.05, 0.01, (1e6, 1e6))
    of = share(100, 30, 0.3, clumped=1.0, peers=1e9)
    of.known[0] = 0.0
    low, high = limits(of, law, np.array([40.0, 200.0, 1e4, 1e8]), INNER)
    assert (np.diff(low) > 0).all()
    assert (np.diff(high) < 0).all()
    levels = stats.beta(0.3 * 19, 0.7 * 19)
    assert low[-1] == pytest.approx(levels.ppf(0.025) - 0.3, abs=1e-4)
    assert high[-1] == pytest.approx(levels.ppf(0.975) - 0.3, abs=1e-4)


def test_where_no_share_can_pass_a_limit_it_stands_at_the_last_share():
    low, high = limits(share(30, 0, 0.02), Law(0.02, 0.4, (9.0, 9.0)), np.array([30.0]), OUTER)
    assert low[0] == pytest.approx(-0.02)
    assert 0 < high[0] < 0.98
