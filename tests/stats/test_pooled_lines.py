"""Does pooling over lines hold its size, find what single lines miss, and add up as by hand?"""

from __future__ import annotations

from dataclasses import replace
from math import sqrt
from statistics import NormalDist

import numpy as np
import pytest
from pooled_samples import different_goods, of, pooled, same_goods
from scipy.stats import false_discovery_control, t
from unit_samples import Agency

from tallystick.stats.units.pooled_lines import Lines, pool_lines

NORMAL = NormalDist()


def lines(z, *, share=0.1, error=0.05, df=1e9, guards=2.0, half=0.1, smallest=0.2) -> Lines:
    whole = np.atleast_2d(np.asarray(z, dtype=float))
    held = np.where(np.isnan(whole), np.nan, 1.0)

    def filled(value):
        return np.broadcast_to(np.asarray(value, dtype=float), whole.shape) * held

    return Lines(whole, *(filled(each) for each in (df, guards, guards, guards, share, error)),
                 filled(half), filled(smallest))  # fmt: skip


def test_sums_are_those_added_up_by_hand():
    found = pool_lines(lines([3.0, 2.0, 1.0], error=[0.1, 0.05, 0.2]))
    weights = {3.0: 10.0, 2.0: 20.0, 1.0: 5.0}

    def together(*scores):
        return sum(weights[z] * z for z in scores) / sqrt(sum(weights[z] ** 2 for z in scores))

    assert found.z[0] == pytest.approx(together(3.0, 2.0, 1.0), rel=1e-6)
    least = min(together(3.0, 2.0), together(3.0, 1.0), together(2.0, 1.0))
    assert found.z_least[0] == pytest.approx(least, rel=1e-6)
    assert found.p_value[0] == pytest.approx(NORMAL.cdf(-least), rel=1e-5)
    assert found.z_hole[0] == pytest.approx(2.0 * 35 / sqrt(525))
    assert found.lines.tolist() == [3]


def test_one_line_however_strong_is_no_evidence_of_two():
    alone, two = pool_lines(lines([[40.0, 0.5, 0.0]])), pool_lines(lines([[40.0, 4.0, 0.0]]))
    assert alone.p_value[0] > 0.3
    assert two.p_value[0] < 0.01


def test_a_score_is_worth_what_the_tails_of_its_line_leave_it():
    found = pool_lines(lines([[3.0, 3.0]], df=[4.0, 30.0]))
    assert found.z_least[0] == pytest.approx(NORMAL.inv_cdf(t(4).cdf(3.0)), rel=1e-6)
    down = pool_lines(lines([[-3.0, -60.0]], df=[4.0, 4.0]))
    below = [NORMAL.inv_cdf(t(4).cdf(z)) for z in (-3.0, -60.0)]
    assert down.z[0] == pytest.approx(sum(below) / sqrt(2), rel=1e-6)


@pytest.mark.parametrize("which", ["z_hole", "z_excess", "z_any_habit"])
def test_each_guard_forbids_by_itself(which):
    whole = lines([[4.0, 4.0, 4.0]])
    assert pool_lines(whole).p_value[0] < 1e-4
    least = 1.645 / sqrt(3)
    for value, forbids in ((least - 0.01, True), (least + 0.01, False)):
        found = pool_lines(replace(whole, **{which: np.full((1, 3), value)}))
        assert (found.p_value[0] == 1.0) == forbids


def test_the_more_is_claimed_the_more_is_asked_of_the_habit_guard():
    whole = replace(lines([[9.0, 9.0]]), z_any_habit=np.full((1, 2), 2.0))
    assert pool_lines(whole).p_value[0] == pytest.approx(NORMAL.cdf(-(2.0 * sqrt(2) + 1)))


def test_fewer_than_two_tested_lines_are_insufficient():
    found = pool_lines(lines([[5.0, np.nan], [5.0, 5.0], [np.nan, np.nan]]))
    assert found.lines.tolist() == [1, 2, 0]
    assert np.isnan(found.z).tolist() == [True, False, True]
    assert np.isnan(found.smallest_detectable).tolist() == [True, False, True]
    assert np.isnan(found.share).tolist() == [True, False, True]
    assert (found.p_value == 1.0).tolist() == [True, False, True]


def test_the_share_is_that_of_dersimonian_and_laird():
    share, half = [0.10, 0.30, 0.22], [0.04, 0.06, 0.05]
    found = pool_lines(lines([[2.0, 2.0, 2.0]], share=share, half=half))
    v = [(h / NORMAL.inv_cdf(0.975)) ** 2 for h in half]
    w = [1 / each for each in v]
    mean = sum(a * b for a, b in zip(w, share, strict=True)) / sum(w)
    q = sum(a * (b - mean) ** 2 for a, b in zip(w, share, strict=True))
    tau2 = (q - 2) / (sum(w) - sum(a * a for a in w) / sum(w))
    assert tau2 > 0
    w = [1 / (each + tau2) for each in v]
    centre = sum(a * b for a, b in zip(w, share, strict=True)) / sum(w)
    assert found.between[0] == pytest.approx(sqrt(tau2))
    assert found.share[0] == pytest.approx(centre)
    error = sqrt(sum(a * a * b for a, b in zip(w, v, strict=True))) / sum(w)
    assert found.share_high[0] == pytest.approx(centre + NORMAL.inv_cdf(0.975) * error)
    alike = pool_lines(lines([[2.0, 2.0]], share=0.2, half=0.06))
    assert alike.share_low[0] == pytest.approx(0.2 - 0.06 / sqrt(2))
    assert alike.between[0] == 0
    none = pool_lines(lines([[2.0, 2.0]], half=np.nan))
    assert np.isnan(none.share[0])


def test_the_smallest_detectable_share_leaves_the_best_line_out_and_passes_the_guards():
    def smallest(alone):
        found = pool_lines(lines([[0.0, 0.0]], error=[0.05, 0.1], smallest=alone))
        return found.smallest_detectable[0]

    assert smallest(0.2) == pytest.approx((1.645 + 1.1) * 0.1)
    assert smallest(0.6) == pytest.approx(1.1 * 0.6 / sqrt(2))


def test_lines_that_hang_together_widen_the_scale():
    z = np.random.default_rng(5).normal(size=(200, 1))
    twice = pool_lines(lines(np.hstack([z, z, z, z])))
    assert twice.scale == pytest.approx(2.0, abs=0.3)
    assert twice.z.std() == pytest.approx(1.0, abs=0.15)
    few = pool_lines(lines(np.hstack([z, z])[:7]))
    assert few.scale == 1.0


def test_columns_of_different_shapes_are_refused():
    with pytest.raises(ValueError, match="units, lines"):
        pool_lines(replace(lines([[1.0, 2.0]]), df=np.ones(2)))


def rates(agencies, replications, seed):
    """Shares of innocent and of moving units with p < .05, and of samples with a false name."""
    innocent, moving, false = [], [], []
    for index in range(replications):
        p = pooled(agencies, seed + index).p_value
        mover = (np.arange(p.size) < agencies[0].movers) & (agencies[0].share > 0)
        innocent.append((p[~mover] < 0.05).mean())
        moving.append((p[mover] < 0.05).mean() if mover.any() else np.nan)
        false.append(bool((false_discovery_control(p)[~mover] < 0.10).any()))
    return float(np.mean(innocent)), float(np.mean(moving)), float(np.mean(false))


CLEAN = {
    "five lines": [Agency()] * 5,
    "habits .4": [Agency(own_sd=0.4)] * 3,
    "t3 habits": [Agency(tails=3)] * 2,
    "packs at 1.05 k, five units": [Agency(packed=5)] * 5,
    "fond of one line": [Agency(fond=5), Agency()],
    "fond of every line": [Agency(n=2000, fond=5)] * 3,
    "eight units": [Agency(units=8, own_sd=0.4)] * 5,
}


@pytest.mark.parametrize("name", CLEAN)
def test_innocent_units_are_rarely_found(name):
    size, _, false = rates(CLEAN[name], 10, 100)
    assert size < 0.02
    assert false <= 0.2


def test_lines_of_the_same_goods_hold_their_size():
    p = np.concatenate([pool_lines(of(same_goods(Agency(), 200 + k))).p_value for k in range(8)])
    assert (p < 0.05).mean() < 0.02


def test_a_tenth_at_each_of_five_lines_is_found_where_single_lines_miss_it():
    agencies = [Agency(share=0.1)] * 5
    _, power, _ = rates(agencies, 6, 300)
    assert power > 0.55
    single = [
        (np.stack([line.p_value[:5] for line in different_goods(agencies, 300 + k)]) < 0.01)
        for k in range(6)
    ]
    assert np.mean([found.any(axis=0).mean() for found in single]) < power - 0.1
    found = pooled(agencies, 300)
    assert found.share[:5].mean() == pytest.approx(0.1, abs=0.03)
    assert found.smallest_detectable[:5].mean() == pytest.approx(0.11, abs=0.03)


@pytest.mark.slow
@pytest.mark.parametrize("name", CLEAN)
def test_size_in_full(name):
    size, _, false = rates(CLEAN[name], 150, 1000)
    assert size < 0.02
    assert false < 0.10 + 2 * (0.1 * 0.9 / 150) ** 0.5


@pytest.mark.slow
@pytest.mark.parametrize(
    ("count", "share", "least"), [(3, 0.15, 0.72), (4, 0.15, 0.85), (5, 0.1, 0.68), (5, 0.15, 0.95)]
)
def test_power_in_full(count, share, least):
    _, power, false = rates([Agency(share=share)] * count, 40, 3000)
    assert power > least
    assert false < 0.10 + 2 * (0.1 * 0.9 / 40) ** 0.5


@pytest.mark.slow
@pytest.mark.parametrize("shares", [(0.2,) * 4, (0.05, 0.15, 0.3), (0.1, 0.4), (0.0,) * 4])
def test_intervals_cover_the_mean_of_the_lines_in_full(shares):
    agencies, mean = [Agency(share=share) for share in shares], np.mean(shares)
    inside = []
    for index in range(40):
        found = pooled(agencies, 5000 + index)
        inside.append((found.share_low[:5] <= mean) & (found.share_high[:5] >= mean))
    assert np.mean(inside) > 0.93
