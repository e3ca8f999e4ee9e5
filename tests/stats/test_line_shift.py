"""Is a movement that follows a line told from what an innocent agency changes on the same date?

Reduced Monte Carlo by default, the full cells are slow; `benchmarks/moved_line_tables.py` writes
docs/calibration/moved_line.md.
"""

from __future__ import annotations

from dataclasses import replace

import line_samples
import numpy as np
import pytest
import samples
from line_samples import Date, edge, run
from scipy.special import expit
from scipy.stats import binom

from reasons import text_of
from tallystick.stats.line_moves.followed import followed
from tallystick.stats.line_moves.shift import MOVED, SELECTED, Edge, shift_at_lines
from tallystick.stats.line_moves.shift_fit import fit_windows, layout_of
from tallystick.stats.line_moves.shift_masses import fit_edges, joint_of, visible_part

BEGAN = Date(old=None, new=2_000)


def most(rate, replications):
    """A count exceeded once in 1,000 runs at this true rate."""
    return binom.ppf(0.999, replications, rate)


def moved(found):
    return sum(each.verdict == "moved" for each in found)


@pytest.mark.parametrize("what", [Date(), BEGAN], ids=["moved", "began"])
@pytest.mark.parametrize("n", [1_000, 20_000])
def test_size_where_only_habits_change(what, n):
    assert moved(run(n, what, 30, 401)) <= most(0.05, 30)


@pytest.mark.parametrize("change", [{"known": 0.5}, {"unopened": 0.3}, {"clump": 3}])
def test_size_where_a_law_does_what_laws_do(change):
    assert moved(run(5_000, replace(Date(), **change), 30, 402)) <= most(0.05, 30)


@pytest.mark.slow
def test_nine_in_ten_left_out_below_both_lines_look_moved():
    """Why it is not asked of a sample selected on cases or on how they ended."""
    assert moved(run(5_000, Date(unopened=0.9), 30, 77)) > most(0.05, 30)


def staged(n, share, dropped, rng):
    """Counts of weights as written in the field and as charged: of the same goods, by selection.

    Whoever lies under the line is charged less often by the part `dropped`, and heavier goods
    more often.
    """
    y = samples.true_weights(n, rng)
    field = samples.written(y, "real", rng, attraction=0.15)
    charge = samples.moved(y, samples.written(y, "mild", rng), share, rng)
    kept = rng.random(n) < 0.2 + 0.7 / (1 + (1_500 / y) ** 2)
    kept &= (y >= samples.LINE_MG) | (rng.random(n) >= dropped)
    return line_samples.binned(field), line_samples.binned(charge[kept])


@pytest.mark.parametrize("n", [1_000, 5_000])
def test_stages_of_the_same_goods(n):
    edges = [edge(samples.LINE_MG, appears=True)]

    def found(share, dropped, seed):
        rngs = (np.random.default_rng([seed, r]) for r in range(20))
        return moved(
            followed(
                shift_at_lines(
                    *staged(n, share, dropped, rng), edges, grain=10, first=5, allowed=SELECTED
                )
            )
            for rng in rngs
        )

    assert found(0.0, 0.0, 421) <= most(0.05, 20)
    assert found(0.0, 0.4, 422) <= most(0.05, 20)
    assert found(0.5, 0.0, 423) >= (4 if n == 1_000 else 15)


def test_packs_that_come_with_a_line_are_seen_at_other_numbers_or_withheld():
    found = run(20_000, replace(BEGAN, packed=0.3), 10, 403)
    assert moved(found) == 0
    assert any(each.reason.startswith("withheld") for each in found)


def test_power_and_an_unbiased_share():
    found = run(5_000, Date(share=0.25), 15, 404)
    assert moved(found) >= 11
    assert np.mean([each.share for each in found]) == pytest.approx(0.25, abs=0.05)
    assert np.mean([low <= 0.25 <= high for low, high in (x.interval for x in found)]) >= 0.8
    assert moved(run(20_000, replace(BEGAN, share=0.25), 12, 405)) >= 7


@pytest.fixture(scope="module")
def pair():
    rng = np.random.default_rng(9)
    sides = line_samples.weights(5_000, Date(share=0.5), rng)
    return [line_samples.binned(each) for each in sides]


def began(before, after):
    return shift_at_lines(before, after, [edge(2_000, appears=True)], grain=10, first=5)


def test_a_hole_without_a_heap_is_no_movement():
    """Cases just below a line that nobody opens any more, and none in surplus over it."""
    rng = np.random.default_rng(11)
    before, after = (line_samples.binned(x) for x in line_samples.weights(20_000, BEGAN, rng))
    after[edge(2_000, appears=True).masks(5, after.size)[0]] //= 2
    found = began(before, after)
    assert found.p_own < 0.05
    assert (found.verdict, found.p_value) == ("not_found", 1.0)


def written_up(n, part, seed):
    """Since the date a part of what lies under any whole gram is written at or over it."""
    rng = np.random.default_rng(seed)
    before, after = (line_samples.binned(x) for x in line_samples.weights(n, BEGAN, rng))
    for number in range(1, 11):
        hole, at, above = edge(1_000 * number, appears=True).masks(5, after.size)
        gone = np.where(hole, after * part, 0).round()
        after = after - gone + gone.sum() * (0.6 * at + 0.4 * above / above.sum())
    return began(before, after)


@pytest.mark.parametrize("seed", [7, 9, 10])
def test_what_comes_at_every_number_is_no_answer_to_the_line(seed):
    found = written_up(2_000, 0.3, seed)
    assert found.p_own < 0.05
    assert (found.verdict, found.p_value) == ("not_found", found.p_placebo)
    assert "no line changed as much" in text_of("exhibits.moved_line", found.reason)


def test_what_comes_at_every_number_of_a_large_sample_is_withheld():
    found = written_up(20_000, 0.5, 12)
    assert found.p_own < 0.01
    assert found.verdict == "insufficient"
    assert found.reason.startswith("withheld")


def test_the_number_of_a_line_may_become_better_known_than_others():
    sides = line_samples.weights(20_000, BEGAN, np.random.default_rng(13))
    layout = layout_of(*map(line_samples.binned, sides), np.arange(10, 121, 10) - 5, 5)
    masks = edge(3_000, appears=True).masks(5, layout.before.size)
    inside, steps = masks.any(axis=0), (np.arange(layout.before.size) + 5 < 30)[None]
    known, other = (
        fit_windows(layout, masks, inside, np.array([at]), steps, MOVED) for at in (25, 35)
    )
    assert known.covariance[1, 1] > 2 * other.covariance[1, 1]


def test_the_other_way_round_says_the_same(pair):
    """Exchange the two groups and what came with them: the share is that of the same records."""
    before, after = pair
    edges = [edge(3_000, appears=True), edge(2_000, appears=False)]
    turned = [replace(each, appears=not each.appears) for each in edges]
    one = shift_at_lines(before, after, edges, grain=10, first=5)
    other = shift_at_lines(after, before, turned, grain=10, first=5)
    assert one.verdict == other.verdict == "moved"
    assert other.share == pytest.approx(one.share, rel=1e-6)
    assert other.p_own == pytest.approx(one.p_own, rel=1e-4)
    asked = shift_at_lines(before, after, turned, grain=10, first=5)
    assert asked.verdict == "not_found"
    assert asked.share < 0


def test_masses_are_recorded_less_expected(pair):
    before, after = pair
    edges = (edge(3_000, appears=True), edge(2_000, appears=False))
    layout = layout_of(before, after, np.arange(10, 121, 10) - 5, 5)
    fitted = fit_edges(layout, edges, 5, MOVED)
    joint = joint_of(layout, fitted, edges, 5)
    hole = edges[0].masks(5, before.size)[0]
    expected = float((before * np.exp(fitted.log_ratio))[hole].sum())
    assert joint.edges[0].expected == pytest.approx(expected)
    assert joint.edges[0].missing == pytest.approx(expected - after[hole].sum(), rel=0.02)
    gone = edges[1].masks(5, before.size)[0]
    expected = float((after * np.exp(-fitted.log_ratio))[gone].sum())
    assert joint.edges[1].missing == pytest.approx(expected - before[gone].sum(), rel=0.02)
    assert joint.weight.sum() == pytest.approx(1)
    assert (joint.weight > 0).all()


def test_the_fit_is_where_the_penalised_likelihood_is_flat(pair):
    """Its score, written out by hand, vanishes at the fitted effects."""
    before, after = pair
    layout = layout_of(before, after, np.arange(10, 121, 10) - 5, 5)
    masks = edge(3_000, appears=True).masks(5, before.size)
    steps = (np.arange(before.size) + 5 < 30)[None]
    fitted = fit_windows(layout, masks, masks.any(axis=0), np.array([25]), steps, MOVED)
    share = expit(fitted.log_ratio + masks.T @ fitted.effect)
    score = masks @ (after - (before + after) * share)
    assert fitted.converged
    assert np.abs(score).max() < 0.5
    assert (np.diag(fitted.plain) <= np.diag(fitted.covariance) * (1 + 1e-9)).all()


def test_a_hole_shows_less_where_a_number_on_its_edge_draws_from_outside():
    bins = np.ones(60) * 100.0
    bins[10::10] = 400.0
    numbers = np.arange(10, 60, 10)
    layout = layout_of(bins, bins, numbers, 0)
    inner, edged = np.zeros((2, 60), dtype=bool)
    inner[12:19] = True
    edged[10:17] = True
    assert visible_part(layout, inner) == pytest.approx(1, abs=0.02)
    # 300 of 1,000 records are drawn to the edge, from ten bins of which 4.5 lie outside.
    assert visible_part(layout, edged) == pytest.approx(1 - 135 / 1_000, abs=0.001)


def test_what_is_refused_and_why(pair):
    before, after = pair

    def reason(*edges, counts=(before, after), grain=10):
        found = shift_at_lines(*counts, edges, grain=grain, first=5)
        return text_of("exhibits.moved_line", found.reason)

    line = edge(2_000, appears=True)
    assert "narrower than 3" in reason(replace(line, hole=2))
    assert "outside the range" in reason(replace(line, line=119))
    assert "windows touch" in reason(line, Edge(22, 5, 2, appears=False))
    assert "too few other round numbers" in reason(line, grain=40)
    assert "no record lies" in reason(line, counts=(before * 0, after))
    assert "records are expected" in reason(line, counts=(before // 100, after // 100))
    assert "cannot tell" in reason(line, counts=(before // 8, after // 8))
    unseen = shift_at_lines(before // 8, after // 8, [line], grain=10, first=5)
    assert unseen.p_value is not None  # it could have found something, and so counts as a test
    for broken in ((-before, after), (before, after[1:]), (before * np.nan, after)):
        with pytest.raises(ValueError, match=r"count|length"):
            reason(line, counts=broken)
    with pytest.raises(ValueError, match="at least one line"):
        reason()


@pytest.mark.parametrize("lone", [1e3, 1e6, 1e9])
def test_counts_that_lie_at_one_value_end_in_no_answer_and_no_warning(lone):
    """As a dated line meets them in an export of a million equal weights on one side of it."""
    before, after = np.zeros((2, 400))
    before[100], after[300] = lone, 1
    for edges in ([Edge(200, 20, 10)], [Edge(200, 20, 10, appears=False)]):
        answer = shift_at_lines(before, after, edges, grain=50, first=0)
        assert answer.verdict in ("insufficient", "not_found")


def test_a_line_over_which_records_are_moved_down_mirrors_one_upwards(pair):
    before, after = pair
    down = Edge(20, 5, 2, direction="down", inclusive=False)
    assert down.windows.hole == (21, 25)
    assert (down.windows.at, down.windows.excess) == (20, (18, 19))
    strict = Edge(20, 5, 2, inclusive=False)
    assert strict.windows.at is None
    assert shift_at_lines(before, after, [strict], grain=10, first=5).share is not None
    assert shift_at_lines(before, after, [down], grain=10, first=5).share is not None


@pytest.mark.slow
@pytest.mark.parametrize("n", [1_000, 5_000, 20_000])
@pytest.mark.parametrize("old", [2_000, None], ids=["moved", "began"])
@pytest.mark.parametrize("habits", [0.0, 0.1, 0.2])
def test_size_in_full(n, old, habits):
    what = Date(old, 3_000 if old else 2_000, habits=habits)
    assert moved(run(n, what, 150, 411)) <= most(0.05, 150)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("what", "n", "least"),
    [(Date(share=0.25), 1_000, 0.12), (Date(share=0.25), 5_000, 0.6),
     (Date(share=0.25), 20_000, 0.88), (replace(BEGAN, share=0.25), 5_000, 0.32),
     (replace(BEGAN, share=0.25), 20_000, 0.55)],
)  # fmt: skip
def test_power_in_full(what, n, least):
    assert moved(run(n, what, 100, 412)) >= least * 100
