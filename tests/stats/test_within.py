"""Does a comparison within strata hold its size, and find records that move at some times?"""

from dataclasses import replace

import numpy as np
import pytest
from within_samples import AT, Times, answer, records

from tallystick.stats.within import Windows, moved_more

INNOCENT = {
    "alike": Times(),
    "heavier goods": Times(tilt=0.15),
    "coarser rounding": Times(coarse=0.5),
    "packs above every gram": Times(packed=(0.05, 0.15)),
    "packs at month's end": Times(late=8),
    "one dealer's goods": Times(dealers=0.1),
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
    assert all(0.2 < each.smallest_detectable < 0.7 for each in said)


def test_those_of_the_other_times_are_not_found_in_their_place():
    group, rest, of = records(8_000, Times(share=0.5), np.random.default_rng(14))
    assert moved_more(group, rest, of, AT).verdict == "moved"
    said = moved_more(rest, group, of, AT)
    assert said.verdict != "moved"
    assert said.share < 0


def test_pattern_needs_more_than_other_numbers_show():
    """At all whole grams records move alike: that is a habit of a time, and no line."""
    rng = np.random.default_rng(15)
    group, rest, of = records(60_000, replace(Times(share=0.8), own=0.5), rng)
    alone = moved_more(group, rest, of, AT)
    for line in range(60 - 8, 180, 20):
        below = group[:, line - 15 : line].sum(axis=1)
        group[:, line - 15 : line] //= 4
        group[:, line] += below - group[:, line - 15 : line].sum(axis=1)
    said = moved_more(group, rest, of, AT)
    assert alone.verdict == "moved"
    assert (said.verdict, said.reason) != ("moved", "")


def test_few_records_are_said_to_be_few():
    said = answer(200, Times(), 16)
    assert (said.verdict, said.p_value) == ("insufficient", None)
    assert said.reason in ("few_in_hole", "few_in_rest")
    nothing = moved_more(np.zeros((2, 192)), np.ones((2, 192)), np.zeros(2, int), AT)
    assert (nothing.verdict, nothing.reason) == ("insufficient", "no_records")
    weak = answer(2_000, Times(), 17)
    assert (weak.verdict, weak.reason) == ("insufficient", "power")
    assert weak.smallest_detectable > 0.5
    assert weak.p_value is not None


def test_too_few_round_numbers_are_said():
    at = Windows(8, 32, 10, 4, np.array([32, 132]))
    group, rest, of = records(8_000, Times(), np.random.default_rng(18))
    assert moved_more(group, rest, of, at).reason == "few_numbers"


def test_windows_by_hand():
    at = Windows(0, 4, 2, 1, np.array([4]))
    assert at.contrast(7).tolist() == [0, 0, -1, -1, 1, 1, 0]
    assert replace(at, inclusive=False).contrast(7).tolist() == [0, 0, -1, -1, -1, 1, 0]
