"""Does a comparison within strata hold its size, and find records that move at some times?"""

from dataclasses import replace

import numpy as np
import pytest
from within_samples import AT, Times, answer, records

from tallystick.stats.line_moves.within import Windows, moved_more

INNOCENT = {
    "alike": Times(),
    "heavier goods": Times(tilt=0.15),
    "coarser rounding": Times(coarse=0.5),
    "packs above every gram": Times(packed=(0.05, 0.15)),
    "packs at month's end": Times(late=8),
    "one dealer's goods": Times(dealers=0.1),
    "cases below the line not opened": Times(unopened=0.3),
    "sixty officers": Times(units=60, parts=8),
}


def rate(what, n, replications, seed):
    return np.mean([answer(n, what, [seed, k]).verdict == "moved" for k in range(replications)])


@pytest.mark.parametrize("name", INNOCENT)
def test_no_innocent_difference_is_often_called_movement(name):
    assert rate(INNOCENT[name], 6_000, 25, 11) <= 0.12


@pytest.mark.slow
@pytest.mark.parametrize("n", [2_000, 8_000])
@pytest.mark.parametrize("name", INNOCENT)
def test_size_is_at_most_nominal(name, n):
    assert rate(INNOCENT[name], n, 200, 12) <= 0.075


def test_a_half_moved_is_found_and_the_share_is_right():
    said = [answer(8_000, Times(share=0.5), [13, k]) for k in range(20)]
    assert np.mean([each.verdict == "moved" for each in said]) >= 0.7
    assert np.mean([each.share for each in said]) == pytest.approx(0.5, abs=0.08)
    covered = [each.interval[0] < 0.5 < each.interval[1] for each in said]
    assert np.mean(covered) >= 0.85
    assert all(0.2 < each.smallest_detectable < 0.95 for each in said)


def test_those_of_the_other_times_are_not_found_in_their_place():
    group, rest, of = records(8_000, Times(share=0.5), np.random.default_rng(14))
    assert moved_more(group, rest, of, AT).verdict == "moved"
    said = moved_more(rest, group, of, AT)
    assert said.verdict != "moved"
    assert said.share < 0


def moved_elsewhere(group, line, share, rng):
    """Records of the quarter below another number that the group wrote at and just above it."""
    group, hole = group.copy(), slice(line - 15, line)
    taken = rng.binomial(group[:, hole], share)
    group[:, hole] -= taken
    group[:, line] += taken.sum(axis=1) // 2
    group[:, line + 2] += taken.sum(axis=1) - taken.sum(axis=1) // 2
    return group


def test_a_pattern_needs_more_than_a_number_that_is_no_line_shows():
    for seed in range(3):
        rng = np.random.default_rng([15, seed])
        group, rest, of = records(60_000, Times(share=0.4, own=0.5), rng)
        alone = moved_more(group, rest, of, AT)
        assert alone.verdict == "moved"
        at_4_g = moved_elsewhere(group, 80 - 8, 0.5, rng)
        said = moved_more(at_4_g, rest, of, AT)
        assert said.verdict != "moved"


def test_cases_not_opened_below_the_line_are_no_movement_although_method_u_says_so():
    said = [answer(30_000, Times(unopened=0.4, own=0.5), [20, k]) for k in range(10)]
    assert sum(each.reason == "step" for each in said) >= 5
    assert sum(each.verdict == "moved" for each in said) <= 1


def test_the_share_is_the_smaller_and_the_range_holds_both():
    group, rest, of = records(20_000, Times(share=0.6), np.random.default_rng(21))
    said = moved_more(group, rest, of, AT)
    assert said.verdict == "moved"
    assert said.share <= said.second.share
    assert said.interval[0] <= said.second.interval[0]
    assert said.interval[1] >= said.second.interval[1]
    assert said.p_value >= said.second.p_value


def test_few_records_are_said_to_be_few():
    said = answer(200, Times(), 16)
    assert (said.verdict, said.p_value) == ("insufficient", None)
    assert said.reason in ("few_in_hole", "few_in_rest")
    nothing = moved_more(np.zeros((2, 192)), np.ones((2, 192)), np.zeros(2, int), AT)
    assert (nothing.verdict, nothing.reason) == ("insufficient", "no_records")
    weak = answer(2_000, Times(), 17)
    assert (weak.verdict, weak.reason) == ("insufficient", "power")
    assert weak.smallest_detectable > 0.6
    assert weak.p_value is not None


def test_too_few_round_numbers_are_said():
    at = Windows(8, 32, 10, 4, np.array([32, 132]))
    group, rest, of = records(8_000, Times(), np.random.default_rng(18))
    assert moved_more(group, rest, of, at).reason == "few_numbers"


def test_windows_by_hand():
    at = Windows(0, 4, 2, 1, np.array([4]))
    assert at.contrast(7).tolist() == [0, 0, -1, -1, 1, 1, 0]
    assert replace(at, inclusive=False).contrast(7).tolist() == [0, 0, -1, -1, -1, 1, 0]
