"""Are sizes, powers, precisions and their intervals those that a hand works out?"""

import numpy as np
import pytest

from tallystick.calibrate.measures import cell, kinds_of, share_of, wilson
from tallystick.calibrate.one_world import Answer


def answer(
    subject="A", *, kind="unit", p=0.5, alone=False, stands=False, true=False, tested=True,
    explained=False, untold=False,
):  # fmt: skip
    p = p if tested else None
    return Answer("a check", kind, subject, "", p, tested, alone, stands, true, explained, untold)


@pytest.mark.parametrize(
    ("found", "of", "low", "high"),
    [
        # Brown, Cai and DasGupta 2001, Statistical Science 16, give the formula; R's prop.test
        # without correction prints these.
        (0, 10, 0.0, 0.2775),
        (5, 10, 0.2366, 0.7634),
        (1, 20, 0.0089, 0.2361),
        (0, 0, 0.0, 1.0),
    ],
)
def test_wilson_gives_published_intervals(found, of, low, high):
    assert wilson(found, of) == pytest.approx((low, high), abs=5e-5)


def test_an_interval_is_wider_when_the_tests_of_a_world_hang_together():
    # Two worlds, all of one found and none of the other: between = ((4-2)^2 + (0-2)^2) / 8^2 x 2
    # = 1/4; independent = 1/4 / 8 = 1/32; the effect is 8, and eight tests count as one.
    together = share_of([4, 0], [4, 4])
    assert (together.share, together.of) == (0.5, 8)
    assert (together.low, together.high) == pytest.approx(wilson(0.5, 1))
    apart = share_of([2, 2], [4, 4])
    assert (apart.low, apart.high) == pytest.approx(wilson(4, 8))


def test_a_world_without_tests_says_nothing():
    assert share_of([1, 0], [4, 0]).of == 4
    assert np.isnan(share_of([0], [0]).share)


def test_the_cluster_interval_covers_as_often_as_it_says():
    # 30 worlds of 10 tests that share their world's rate, Beta(1, 9): true share .1.
    rng = np.random.default_rng(5)
    covered = [
        (held := share_of(rng.binomial(10, rng.beta(1, 9, 30)), [10] * 30)).low <= 0.1 <= held.high
        for _ in range(1000)
    ]
    assert 0.92 <= np.mean(covered) <= 0.98


def test_size_counts_every_test_and_audits_every_world():
    worlds = [
        [answer(p=0.01, alone=True, stands=True), answer("B", p=0.04), answer("C", tested=False)],
        [answer(p=0.02, alone=True), answer("B")],
    ]
    held = cell("a check", "", worlds, "innocent")
    assert (held.tested.share, held.tested.of) == (0.8, 5)
    assert (held.raw.share, held.found.share, held.stands.share) == (0.75, 0.5, 0.25)
    assert (held.audits.share, held.audits.of) == (0.5, 2)
    assert held.precision.share == 0
    assert held.verdict == "broken"


def test_a_found_exception_that_is_explained_is_no_false_alarm():
    held = cell("a check", "", [[answer(p=None, alone=True, stands=True, true=True)]], "innocent")
    assert (held.found.share, held.audits.share, held.precision.share) == (0, 0, 1)


def test_a_find_that_an_innocent_cause_explains_wholly_is_found_and_not_wrong():
    worlds = [
        [
            answer("A", p=0.01, alone=True, stands=True, explained=True),
            answer("B", p=0.01, alone=True),
            answer("C"),
            answer("D"),
        ],
        [answer("A", p=0.01, alone=True, stands=True), answer("B")],
        [answer("A"), answer("B"), answer("C"), answer("D")],
    ]
    held = cell("a check", "", worlds, "innocent")
    assert (held.found.share, held.found.of) == (0.3, 10)
    assert (held.explained.share, held.explained.of) == (pytest.approx(1 / 3), 3)
    assert (held.unexplained.share, held.unexplained.of) == (0.2, 10)
    # The first world's only standing find is explained, the second's is not.
    assert (held.audits.share, held.audits.of) == (pytest.approx(1 / 3), 3)
    assert (held.stands.share, held.precision.share) == (0.2, 0)
    assert held.verdict == "broken"


def test_a_check_that_explains_what_it_finds_is_not_broken():
    answers = [answer(str(i), alone=True, stands=True, explained=i > 1) for i in range(40)]
    held = cell("a check", "", [answers], "innocent")
    assert (held.found.share, held.explained.share, held.unexplained.share) == (1, 0.95, 0.05)
    assert (held.verdict, held.audits.share) == ("held", 1)


def test_true_finds_that_are_explained_away_are_shown_and_cost_power():
    worlds = [
        [
            answer("A", true=True, alone=True, stands=True, explained=True),
            answer("A", true=True),
            answer("B", true=True, alone=True, explained=True),
            answer("B", true=True, alone=True),  # one find of B stays open
            answer("C", true=True),
            answer("D", alone=True, stands=True, explained=True),  # nothing planted here
        ]
    ]
    held = cell("a check", "unit", worlds, "planted")
    assert (held.explained.share, held.explained.of) == (pytest.approx(2 / 3), 3)
    assert (held.found.share, held.unexplained.share) == (
        pytest.approx(2 / 3), pytest.approx(1 / 3)
    )  # fmt: skip
    assert (held.audits.share, held.precision.share) == (1, 0.5)
    reversed_ = cell("a check", "unit", [worlds[0][::-1]], "planted")
    assert reversed_.unexplained.share == held.unexplained.share


def test_of_all_that_is_found_it_is_told_how_much_says_that_it_cannot_tell():
    answers = [
        answer("A", alone=True, true=True, untold=True),
        answer("B", alone=True, untold=True),
        answer("C", alone=True, true=True),
        answer("D", alone=True),
        answer("E"),
    ]
    held = cell("a check", "unit", [answers], "innocent")
    assert (held.untold.share, held.untold.of) == (0.5, 4)
    assert (held.found.share, held.found.of) == (0.4, 5)
    held = cell("a check", "unit", [answers], "planted")
    assert (held.untold.share, held.untold.of) == (0.5, 2)


def test_power_counts_planted_subjects_and_precision_all_findings():
    worlds = [
        [
            answer("A", true=True, alone=True, stands=True),
            answer("A", true=True),  # another test of the same subject
            answer("B", true=True, alone=True),
            answer("C", true=True, tested=False),
            answer("D", alone=True, stands=True),  # nothing planted here: a false finding
            answer("", kind="agency", true=True),
        ]
    ]
    held = cell("a check", "unit", worlds, "planted")
    assert (held.tested.share, held.tested.of) == (pytest.approx(2 / 3), 3)
    assert (held.found.share, held.stands.share, held.stands.of) == (1.0, 0.5, 2)
    assert (held.precision.share, held.precision.of) == (0.5, 2)
    assert held.audits.share == 1
    everyone = cell("a check", "", worlds, "planted")
    assert (everyone.found.share, everyone.found.of) == (pytest.approx(2 / 3), 3)
    assert kinds_of(worlds, "a check") == ("", "agency", "unit")


@pytest.mark.parametrize(
    ("found", "of", "verdict"),
    [
        (0, 0, "not tested"),
        (75, 1000, "held"),
        (76, 1000, "broken"),
        (4, 50, "broken (5 % is in the interval)"),
    ],
)
def test_a_size_above_seven_and_a_half_per_cent_is_broken(found, of, verdict):
    answers = [answer(str(i), alone=i < found) for i in range(of)]
    assert cell("a check", "", [answers], "innocent").verdict == verdict


@pytest.mark.parametrize(
    ("found", "of", "silent", "verdict"),
    [
        (1, 1, 99, "too few answers"),
        (7, 19, 81, "too few answers"),  # 7 of 100 asked
        (8, 19, 81, "broken"),  # 8 of 100 asked
        (1, 19, 81, "held"),
        (2, 20, 980, "broken (5 % is in the interval)"),
    ],
)
def test_of_few_answers_it_counts_how_many_were_asked(found, of, silent, verdict):
    answers = [answer(str(i), alone=i < found, tested=i < of) for i in range(of + silent)]
    assert cell("a check", "", [answers], "innocent").verdict == verdict
