"""Is movement at a line of one of two kinds of goods told from goods that differ?

Reduced Monte Carlo by default, the full cells are slow; `benchmarks/other_substance_tables.py`
writes docs/calibration/other_substance.md.
"""

from __future__ import annotations

from dataclasses import replace

import line_samples
import numpy as np
import pytest
from line_samples import edge
from scipy.stats import binom, norm
from scipy.stats import t as student
from substance_samples import Goods, Two, answer, contract, innocent, planted, run, weights

from reasons import text_of
from tallystick.stats.bunching.placebo import Placebo
from tallystick.stats.line_moves.contrast import (
    HOLES_ALIKE,
    NOT_EVEN_ALL,
    ONE_OF_TWO,
    at_each_line,
    at_one_line,
    beyond_placebos,
    contrast_at_lines,
)
from tallystick.stats.line_moves.holes import LEAST_Z_HOLE, NO_HOLES, SURPLUS
from tallystick.stats.line_moves.shift import MOVED
from tallystick.stats.line_moves.shift_fit import layout_of
from tallystick.stats.line_moves.shift_masses import fit_edges, joint_of

LINES = [3_000, None]
# One line alone, and all goods with it in packs that the others never come in: seen at .05 to .10.
HARD = {"30 % of these alone so": 0.10}


def most(rate, replications):
    """A count exceeded once in 1,000 runs at this true rate."""
    return binom.ppf(0.999, replications, rate)


def moved(found):
    return sum(each.verdict == "moved" for each in found)


@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize("name", [name for name, _ in innocent(None)])
def test_size_where_goods_differ(name, line):
    what = dict(innocent(line))[name]
    assert moved(run(1_000, what, 20, 501)) <= most(HARD.get(name, 0.05), 20)


@pytest.mark.slow
@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize("n", [300, 1_000, 5_000, 20_000])
@pytest.mark.parametrize("name", [name for name, _ in innocent(None)])
def test_size_where_goods_differ_in_full(name, n, line):
    what = dict(innocent(line))[name]
    rate = HARD.get(name, 0.05) if n == 1_000 and line is None else 0.05
    assert moved(run(n, what, 100, 502)) <= most(rate, 100)


@pytest.mark.parametrize("line", LINES)
def test_packs_that_follow_a_line_add_more_than_is_missing(line):
    found = run(5_000, contract(0.1, line), 20, 503)
    assert moved(found) <= most(0.05, 20)
    assert any(each.reason == SURPLUS for each in found)
    assert all(each.p_value == 1.0 for each in found if each.reason == SURPLUS)


def added(part, rng):
    """Weights of both goods, and packs 5 % above each line beside them: nothing is taken away."""
    pair = weights(500, Two(Goods(line=2_000), Goods(1.8, 0.9, line=3_000)), rng)
    packs = (
        1.05 * line * np.exp(0.02 * rng.standard_normal(int(500 * part))) for line in (3_000, 2_000)
    )
    return [
        np.append(mg, np.round(more).astype(np.int64)) for mg, more in zip(pair, packs, strict=True)
    ]


def test_packs_added_at_each_line_are_no_movement_where_nothing_is_missing():
    """Few packs: no more is in surplus than might be missing, and the mean of both sides passes."""
    found = [
        contrast(*(line_samples.binned(mg) for mg in added(part, np.random.default_rng([551, r]))))
        for part in (0.05, 0.07)
        for r in range(40)
    ]
    assert moved(found) <= most(0.05, 80)
    assert sum(each.reason == NO_HOLES and each.p_own < 0.05 for each in found) >= 3


def test_power_and_an_unbiased_share():
    found = run(5_000, planted(0.25, 3_000), 20, 504)
    assert moved(found) >= 11
    assert np.mean([each.share for each in found]) == pytest.approx(0.25, abs=0.05)
    assert np.mean([low <= 0.25 <= high for low, high in (x.interval for x in found)]) >= 0.8
    assert moved(run(5_000, planted(0.5, None), 20, 505)) >= 14


def test_one_of_two_lines_is_not_enough():
    """What is moved in one of the goods only shows at its line, not at that of the others."""
    found = run(5_000, Two(Goods(line=2_000, share=0.5), Goods(1.8, 0.9, line=3_000)), 20, 506)
    assert moved(found) <= most(0.2, 20)
    assert sum(each.reason == ONE_OF_TWO for each in found) >= 8


@pytest.fixture(scope="module")
def pair():
    what = planted(0.5, 3_000)
    return [line_samples.binned(x) for x in weights(5_000, what, np.random.default_rng(21))]


EDGES = (edge(2_000, appears=True), edge(3_000, appears=False))


def contrast(other, own, edges=EDGES):
    return contrast_at_lines(other, own, edges, grain=10, first=5)


def test_the_other_way_round_says_the_same(pair):
    other, own = pair
    one = contrast(other, own)
    turned = contrast(own, other, [replace(x, appears=not x.appears) for x in EDGES[::-1]])
    assert one.verdict == turned.verdict == "moved"
    assert turned.share == pytest.approx(one.share, rel=1e-6)
    assert turned.mismatch == pytest.approx(one.mismatch, rel=1e-4)
    exchanged = contrast(own, other)
    assert exchanged.verdict != "moved"
    assert exchanged.share < 0


def test_the_mismatch_is_that_of_masses_varied_one_by_one(pair):
    """Each window's effect moved a little by hand, in place of slopes: the delta method's twin."""
    other, own = pair
    layout = layout_of(other, own, np.arange(10, 121, 10) - 5, 5)
    fitted = fit_edges(layout, EDGES, 5, MOVED)
    joint = joint_of(layout, fitted, EDGES, 5)
    masks = [each.masks(5, own.size) for each in EDGES]
    expected = [other * np.exp(fitted.log_ratio), own * np.exp(-fitted.log_ratio)]

    def surplus_less_missing(effect):
        total = 0.0
        for k, part in enumerate((effect[:3], -effect[3:])):
            base = masks[k] @ expected[k]
            later = base * np.exp(part)
            gained = (later - base)[1:].sum() - (base - later)[0]
            total += joint.weight[k] * gained / (base[0] * joint.edges[k].visible)
        return total

    at, step = fitted.effect, 1e-5
    slopes = [
        (surplus_less_missing(at + move) - surplus_less_missing(at - move)) / (2 * step)
        for move in step * np.eye(at.size)
    ]
    z = surplus_less_missing(at) / np.sqrt(slopes @ fitted.covariance @ slopes)
    assert joint.mismatch == pytest.approx(z, rel=1e-5)


def test_a_share_among_the_placebos_by_hand():
    alike = tuple(Placebo(10 * k, 0.1, 0.1) for k in (1, 4, 5))
    t = (0.5 - 0.1) / np.sqrt(0.1**2 + 0.1**2 / 3)
    assert beyond_placebos(0.5, 0.1, alike) == pytest.approx(student(2).sf(t))
    apart = (Placebo(10, 0.4, 0.01), Placebo(40, -0.4, 0.01), Placebo(50, 0.0, 0.01))
    assert beyond_placebos(0.5, 0.1, apart) > 0.15
    below = tuple(replace(each, share=-0.3) for each in alike)
    t = 0.5 / np.sqrt(0.1**2 + 0.1**2 / 3)
    assert beyond_placebos(0.5, 0.1, below) == pytest.approx(student(2).sf(t))
    t = 0.5 / np.sqrt(0.1**2)
    assert beyond_placebos(0.5, 0.1, alike, of_mean=False) == pytest.approx(student(2).sf(t))
    assert pytest.approx(norm.ppf(0.95)) == LEAST_Z_HOLE


@pytest.mark.parametrize("side", ["missing", "surplus"])
@pytest.mark.parametrize("place", [0, 1])
def test_each_line_must_show_both_of_its_sides(pair, side, place):
    found = contrast(*pair)
    assert at_each_line(found).verdict == "moved"
    edges = list(found.edges)
    edges[place] = replace(edges[place], **{side: -1.0})
    without = at_each_line(replace(found, edges=tuple(edges)))
    assert (without.verdict, without.reason, without.p_value) == ("not_found", ONE_OF_TWO, 1.0)


@pytest.mark.parametrize("place", [0, 1])
def test_before_each_of_two_lines_records_must_be_missing(pair, place):
    """Of two independent holes both are beyond z by chance in 5 %: (1 - Phi(z)) squared."""
    least = norm.isf(0.05**0.5)
    found = contrast(*pair)
    for z, said in ((least + 0.001, "moved"), (least - 0.001, "not_found")):
        edges = list(found.edges)
        edges[place] = replace(edges[place], z_missing=z)
        given = at_each_line(replace(found, edges=tuple(edges)))
        assert given.verdict == said
    assert (given.reason, given.p_value) == (NO_HOLES, 1.0)


def test_what_is_missing_is_the_effect_of_the_hole_alone(pair):
    """Without movement a log effect is a share: that of each hole, seen in its visible part."""
    other, own = pair
    layout = layout_of(other, own, np.arange(10, 121, 10) - 5, 5)
    fitted = fit_edges(layout, EDGES, 5, MOVED)
    joint = joint_of(layout, fitted, EDGES, 5)
    shares, errors = [], np.zeros(len(fitted.effect))
    for k, (at, turn) in enumerate(((0, 1.0), (3, -1.0))):
        edge = joint.edges[k]
        se = np.sqrt(fitted.covariance[at, at])
        assert edge.z_missing == pytest.approx(-turn * fitted.effect[at] / se)
        assert edge.se_missing == pytest.approx(se / edge.visible)
        shares.append(-turn * fitted.effect[at] / edge.visible)
        errors[at] = -turn * joint.weight[k] / edge.visible
    assert joint.hole == pytest.approx(joint.weight @ shares)
    assert joint.se_hole == pytest.approx(np.sqrt(errors @ fitted.covariance @ errors))
    found = contrast(*pair)
    assert (found.hole, found.se_hole) == pytest.approx((joint.hole, joint.se_hole))


@pytest.mark.parametrize(("mean", "said"), [(0.28, "moved"), (0.34, "not_found")])
def test_before_one_line_more_must_be_missing_than_before_other_numbers(mean, said):
    """A t of 2 degrees of freedom is exceeded one time in eight beyond 1.60."""
    what = planted(0.5, None)
    found = answer(*weights(5_000, what, np.random.default_rng(23)), what)
    assert found.verdict == "moved"
    assert [each.line for each in found.holes] == [each.line for each in found.placebos]
    alike = tuple(Placebo(10 * k, mean, 0.1) for k in (1, 4, 5))
    p = student(2).sf((0.5 - mean) / np.sqrt(0.1**2 + 0.1**2 / 3))
    assert (p < 0.125) == (said == "moved")
    given = at_one_line(replace(found, hole=0.5, se_hole=0.1, holes=alike))
    assert given.verdict == said
    if said == "not_found":
        assert (given.reason, given.p_value) == (HOLES_ALIKE, 1.0)


def test_nothing_is_found_where_a_move_of_all_need_not_be():
    found = run(300, contract(0.1, 3_000), 20, 509)
    assert all(x.verdict == "insufficient" for x in found if (x.smallest_detectable or 0) > 1)
    assert any(each.reason == NOT_EVEN_ALL for each in found)


def test_goods_that_differ_in_lumps_are_withheld_and_no_date_is_spoken_of():
    found = [
        each
        for what in dict(innocent(None)).values()
        for n in (100, 1_000, 20_000)
        for each in run(n, what, 2, 507)
    ]
    found += run(2_000, Two(Goods(line=2_000), Goods(line=2_200)), 1, 508)
    reasons = {text_of("exhibits.other_substance", each.reason) for each in found}
    assert any(reason.startswith("withheld: the goods differ") for reason in reasons)
    assert any("two lines lie so close" in reason for reason in reasons)
    for word in ("time", "date", "old", "change"):
        assert not any(word in reason.split() for reason in reasons)


def test_lines_of_the_same_goods_are_no_contrast(pair):
    with pytest.raises(ValueError, match="one of each"):
        contrast(*pair, [EDGES[0], replace(EDGES[1], appears=True)])
    with pytest.raises(ValueError, match="one of each"):
        contrast(*pair, [])


def test_few_records_are_refused():
    rng = np.random.default_rng(22)
    what = planted(0.5, 3_000)
    assert answer(*weights(60, what, rng), what).verdict == "insufficient"


def test_goods_whose_weights_do_not_meet_are_refused():
    light, heavy = np.zeros(116), np.zeros(116)
    light[:20], heavy[60:] = 50, 50
    for pair in ((light, heavy), (heavy, light)):
        assert contrast(*pair).verdict == "insufficient"
        assert contrast(*pair, EDGES[:1]).verdict == "insufficient"
    few = contrast(light, np.eye(116)[15])
    assert (
        text_of("exhibits.other_substance", few.reason)
        == "only 1 records of one of the goods lie in range; at least 10 are needed"
    )


@pytest.mark.slow
@pytest.mark.parametrize("line", [None, 3_000])
@pytest.mark.parametrize("left_out", [0.6, 0.9])
def test_cases_left_out_below_the_lines_are_no_movement(line, left_out):
    """Why it is asked of a sample selected on cases or on how they ended."""
    other = Goods(median=1.8, sd=0.9, line=line, unopened=left_out if line else 0.0)
    two = Two(Goods(line=2_000, unopened=left_out), other)
    found = run(5_000, two, 12, 78) + run(30_000, two, 12, 79)
    assert moved(found) <= most(0.05, len(found))
