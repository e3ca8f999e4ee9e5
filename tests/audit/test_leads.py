"""Is E what it says, and is a lead what comes next and nothing else?"""

from dataclasses import replace

import numpy as np
import pytest

from tallystick.audit import About
from tallystick.audit.expected import FACTOR
from tallystick.audit.leads import leads_among
from tallystick.audit.multiplicity import correct, settled
from tallystick.checks.proposed import LEAD_AT_MOST
from tallystick.findings import Result


def asked(check, kind, place, p_value, **more):
    return Result(check, kind, f"s{place}", "x", "moved", 1, p_value=p_value, **more)


def test_e_counts_the_tests_of_a_question_and_the_questions():
    """Added by hand: .01 x 4 tests x 2 questions, and .03 x 1 test x 2 questions."""
    four = [asked("a.b", "unit", place, 0.01 * (place == 0) or 0.9) for place in range(4)]
    one = asked("a.b", "agency", 0, 0.03)
    untested = replace(one, p_value=None)
    told = [each.expected_by_chance for each in correct([*four, one, untested], "bh")]
    assert told[:5] == pytest.approx([FACTOR * e for e in (0.08, 7.2, 7.2, 7.2, 0.06)])
    assert told[5] is None


def test_as_many_results_as_e_says_come_by_chance():
    """Honest p-values: on average one result has an E as counted of one or less."""
    rng = np.random.default_rng(20261130)
    sizes = {("a.b", "unit"): 15, ("a.b", "officer"): 120, ("c.d", "agency"): 1}
    n = []
    for _ in range(400):
        results = [
            asked(check, kind, place, rng.random())
            for (check, kind), size in sizes.items()
            for place in range(size)
        ]
        n.append(sum(each.expected_by_chance <= FACTOR for each in correct(results, "bh")))
    assert np.mean(n) == pytest.approx(1.0, abs=4 * np.std(n) / np.sqrt(len(n)))


def many(check, kind, size):
    return [asked(check, kind, f"{kind}-{place}", 0.8) for place in range(size)]


def listed(results, most=3.0, alpha=0.05):
    proposed = correct([*results, *many("a.b", "unit", 50), *many("a.b", "officer", 50)], "bh")
    return leads_among(proposed, [settled(each, alpha) for each in proposed], most)


def test_a_finding_is_no_lead_and_leads_come_by_e():
    found = asked("a.b", "unit", "found", 1e-9, interval=(1.0, 2.0))
    second = asked("a.b", "unit", "second", 0.02, interval=(1.0, 2.0))
    first = asked("a.b", "unit", "first", 0.01, interval=(1.0, 2.0))
    assert [each.subject for each in listed([found, second, first])] == ["sfirst", "ssecond"]
    assert all(each.verdict == "moved" for each in listed([found, second, first]))


def test_what_is_a_lead_at_most_makes_room_for_no_finding():
    """Its p counts as 1 beside others: two results reach .05 x 2 / 100, and one alone does not."""
    other = asked("a.b", "unit", "other", 0.0009, interval=(1.0, 2.0))
    barred = asked("a.b", "unit", "x", 1e-9, reason="no record tells", detail={LEAD_AT_MOST: True})
    told = {}
    for first in (replace(barred, detail={}), barred):
        proposed = correct([first, other, *many("a.b", "unit", 98)], "bh")
        stand = [settled(each, 0.05) for each in proposed]
        told[LEAD_AT_MOST in first.detail] = [each.verdict for each in stand[:2]]
    assert told == {False: ["moved", "moved"], True: ["withheld", "not_found"]}
    assert [each.subject for each in leads_among(proposed, stand, 3.0)] == ["sx", "sother"]


def test_none_is_listed_above_the_e_that_is_asked_for():
    """E of .02 with 51 tests of each of two questions is .02 x 51 x 2 x the factor = .408."""
    lead = asked("a.b", "unit", "x", 0.02)
    assert pytest.approx(0.408) == FACTOR * 0.02 * 51 * 2
    assert [len(listed([lead], most)) for most in (0.0, 0.4, 0.41, 3.0)] == [0, 0, 1, 1]


def test_of_an_officer_none_is_listed_above_one():
    results = [replace(asked(f"a.{n}", "agency", "x", 0.9), verdict="not_found") for n in range(8)]
    officer, unit = (asked("a.b", kind, "x", 0.011) for kind in ("officer", "unit"))
    told = {each.subject_kind: each for each in listed([*results, officer, unit])}
    assert list(told) == ["unit"]
    assert 1 < told["unit"].expected_by_chance < 3


def test_a_range_that_includes_no_effect_and_a_verdict_without_a_pattern_make_no_lead():
    crosses = asked("a.b", "unit", "x", 0.01, interval=(-0.1, 1.0))
    none = replace(asked("a.b", "unit", "y", 0.01), verdict="not_found")
    assert listed([crosses, none]) == ()


def test_twenty_are_listed_at_most():
    results = [asked("a.b", "unit", f"{n:02}", 0.02 + n / 10_000) for n in range(30)]
    assert [each.subject for each in listed(results)] == [f"s{n:02}" for n in range(20)]


@pytest.mark.parametrize("most", [-0.1, 3.1, float("nan"), float("inf")])
def test_an_e_that_no_list_goes_down_to_is_refused(most):
    with pytest.raises(ValueError, match="down to an E of 3 at most, and 0 lists none"):
        About("e", "a", "XX", leads=most)
