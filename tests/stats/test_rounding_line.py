"""Does the comparison at a line keep its size under habits, and does it see coarser writing?"""

import numpy as np
import pytest
from scipy.stats import binom
from tested_columns import column

from reasons import text_of
from tallystick.stats.rounding.at_line import LEAST_AT_LINE, _contrast, coarser_at_line

LINE, VALUES = 3, 8


def drawn(rng, subjects=10, mean=40, habits=0.5, values=0.0, at_line=()):
    """Coarse readings and readings, (subjects, VALUES): habits by subject, and by value as well."""
    n = rng.poisson(mean, (subjects, VALUES))
    odds = rng.normal(-0.5, 0.7, VALUES) + habits * rng.normal(size=(subjects, 1))
    odds = odds + values * rng.normal(size=(subjects, VALUES))
    coarse = rng.binomial(n, 1 / (1 + np.exp(-odds)))
    for subject in at_line:
        more = rng.poisson(0.6 * mean)
        n[subject, LINE] += more
        coarse[subject, LINE] += more
    return coarse.astype(float), n.astype(float)


def test_a_subject_like_the_others_is_held_against_their_share():
    n = np.full((6, 5), 40.0)
    coarse = np.full((6, 5), 10.0)
    coarse[0, 2] = 20
    said = coarser_at_line(coarse, n, 2)
    assert said[0].numbers.expected == pytest.approx(10, abs=0.15)
    assert said[0].estimate == pytest.approx(0.25, abs=0.005)
    # Of 40 readings at a fourth, beside 200 of the others and 160 of a habit; 24 / 2 df.
    share = 0.25 * 0.75
    error = np.sqrt(share / 40 + share / 200 + share / 160)
    assert (said[0].interval[1] - said[0].interval[0]) / 2 == pytest.approx(2.179 * error, rel=0.01)
    assert said[0].p_value < 0.01
    assert (column(said[1:], "p_value") > 0.5).all()


def test_a_habit_that_holds_at_all_values_is_no_change():
    n = np.full((6, 5), 60.0)
    coarse = np.full((6, 5), 15.0)
    coarse[0] = 40
    said = coarser_at_line(coarse, n, 2)
    assert said[0].numbers.expected == pytest.approx(40, abs=0.5)
    assert said[0].p_value > 0.4


def test_three_of_ten_do_not_become_what_the_others_are_held_against():
    n = np.full((10, 6), 60.0)
    coarse = np.full((10, 6), 20.0)
    n[:3, 2], coarse[:3, 2] = 160, 120
    said = coarser_at_line(coarse, n, 2)
    assert (column(said[:3], "p_value") < 0.01).all()
    # Of all others' readings six in ten are coarse there, of those of an honest one a third.
    assert column(said[3:], "expected") == pytest.approx(60 / 3, rel=0.35)
    assert column(said[:3], "expected") == pytest.approx(160 / 3, rel=0.35)


def test_a_large_subject_counts_for_no_more_than_the_median_one():
    n = np.full((9, 5), 60.0)
    coarse = np.full((9, 5), 20.0)
    n[0], coarse[0] = 600.0, 200.0
    coarse[0, 2] = 260
    said = coarser_at_line(coarse, n, 2)
    # All other readings together would make 24.5 of 60.
    assert said[1].numbers.expected == pytest.approx(20.6, abs=0.5)


def test_errors_widen_by_what_the_contrast_is_at_values_that_are_left_out():
    coarse, n = drawn(np.random.default_rng(8), values=0.6)
    others = [value for value in range(VALUES) if value != LINE]
    squares = []
    for value in others:
        rest = np.array([each for each in others if each != value])
        expected, error, usable = _contrast(coarse, n, value, rest)
        squares += [((coarse[:, value] - expected) / error)[usable] ** 2]
    pooled = np.sqrt(np.concatenate(squares).mean())
    assert pooled > 1.2
    assert column(coarser_at_line(coarse, n, LINE), "scale").min() == pytest.approx(pooled)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda coarse, n: (coarse[:, :3], n[:, :3], 1), "other values"),
        (lambda coarse, n: (coarse * 0, n, LINE), "nearly all, or nearly none"),
        (lambda coarse, n: (n, n, LINE), "nearly all, or nearly none"),
    ],
)
def test_what_cannot_be_told_says_why(change, reason):
    coarse, n, line = change(*drawn(np.random.default_rng(1)))
    said = coarser_at_line(coarse, n, line)
    assert all(each.p_value is None for each in said)
    assert all(each.minimum_detectable is None for each in said)
    assert (
        all(reason in text_of("exhibits.rounding_style", each.reason) for each in said)
        or reason == "nearly all, or nearly none"
    )
    assert all(each.reason for each in said)


def test_too_few_readings_at_the_line_are_told():
    n = np.full((6, 5), 40.0)
    coarse = np.full((6, 5), 15.0)
    n[0, LINE], coarse[0, LINE] = LEAST_AT_LINE - 1, 3
    n[1, LINE], coarse[1, LINE] = LEAST_AT_LINE, 5
    said = coarser_at_line(coarse, n, LINE)
    assert "fewer than 15 readings" in text_of("exhibits.rounding_style", said[0].reason)
    assert text_of("exhibits.rounding_style", said[1].reason) == ""


def found(replications, seed, **how):
    hits = tested = 0
    for r in range(replications):
        said = coarser_at_line(*drawn(np.random.default_rng([seed, r]), **how), LINE)
        hits += (column(said, "p_value") < 0.05).sum()
        tested += (~np.isnan(column(said, "p_value"))).sum()
    return hits, tested


@pytest.mark.parametrize("subjects", [3, 10, 40])
@pytest.mark.parametrize(("habits", "values"), [(0.0, 0.0), (0.5, 0.0), (1.5, 0.0), (0.5, 0.4)])
def test_size(subjects, habits, values):
    hits, tested = found(400 // subjects, 21, subjects=subjects, habits=habits, values=values)
    assert tested >= 250
    # The others at one value are shared, so that tests of one agency go together: a wider band.
    assert hits / tested <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / tested) + 0.01


def test_power_and_the_smallest_detectable_excess():
    found = [
        coarser_at_line(*drawn(np.random.default_rng([22, r]), at_line=(0,)), LINE)[0].p_value
        for r in range(60)
    ]
    assert (np.array(found) < 0.05).mean() >= 0.7
    said = coarser_at_line(*drawn(np.random.default_rng(3)), LINE)
    least = said[0].minimum_detectable
    n = int(said[0].n)
    share = said[0].numbers.expected / n
    assert binom.sf(binom.isf(0.05, n, share), n, share + least) > 0.75
