"""What is left of what a check proposes, once the audit has compared its p-value with the level?"""

from dataclasses import replace

import pytest

from tallystick.audit.multiplicity import at_level
from tallystick.checks.proposed import Proposed, proposed
from tallystick.findings import Result
from tallystick.stats import estimate

BARE = Result("people.made_up", "unit", "U0", "asked", "insufficient", 9, detail={"a": 1})


def said(p_value, reason=""):
    return estimate.Tested(
        n=7, estimate=0.2, interval=(0.1, 0.3), p_value=p_value, minimum_detectable=0.15,
        reason=reason, numbers=None,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("p_value", "decided", "verdict", "p_after", "reason"),
    [
        (0.049, {}, "differs", 0.049, ""),
        (0.05, {}, "not_found", 0.05, ""),
        (0.01, {"guard": "few"}, "not_found", 1.0, "few"),
        (0.2, {"guard": "few"}, "not_found", 0.2, ""),
        (0.01, {"withhold": "odd"}, "withheld", None, "odd"),
        (0.2, {"withhold": "odd"}, "not_found", 0.2, ""),
        (0.01, {"no_power": "small"}, "differs", 0.01, ""),
        (0.2, {"no_power": "small"}, "insufficient", None, "small"),
        (0.2, {"otherwise": "but see"}, "not_found", 0.2, "but see"),
        (0.01, {"otherwise": "but see"}, "differs", 0.01, ""),
        (0.2, {"otherwise": "but see", "if_below": 0.05}, "not_found", 0.2, ""),
        (0.2, {"otherwise": "but see", "if_below": 0.04}, "not_found", 0.2, "but see"),
        (0.01, {"besides": (0.02, 0.2)}, "not_found", 0.01, ""),
        (0.01, {"besides": (0.02, 0.04)}, "differs", 0.01, ""),
    ],
)
def test_the_level_decides_as_the_check_says(p_value, decided, verdict, p_after, reason):
    result = at_level(proposed(BARE, said(p_value), "differs", b=2, **decided))
    assert (result.verdict, result.p_value, result.reason) == (verdict, p_after, reason)
    assert (result.n, result.estimate, result.interval) == (7, 0.2, (0.1, 0.3))
    assert result.smallest_detectable == (None if verdict == "insufficient" else 0.15)
    assert result.detail == {"a": 1, "b": 2}
    assert type(result) is Result


def test_detail_of_a_pattern_is_kept_where_one_is_named():
    both = [
        at_level(proposed(BARE, said(p), "differs", further=lambda: {"c": 3})) for p in (0.01, 0.2)
    ]
    assert [dict(each.detail) for each in both] == [{"a": 1, "c": 3}, {"a": 1}]


def test_a_test_that_cannot_be_made_leaves_the_verdict_and_gives_its_reason():
    result = at_level(proposed(BARE, said(None, "too few"), "differs"))
    assert (result.verdict, result.n, result.p_value) == ("insufficient", 7, None)
    assert (result.reason, result.estimate) == ("too few", None)


def test_no_pattern_stays_none_and_a_plain_result_is_judged_too():
    assert at_level(proposed(BARE, said(0.01), "not_found")).verdict == "not_found"
    plain = proposed(BARE, said(0.2), "differs")
    assert isinstance(plain, Proposed)
    own = at_level(replace(plain.bare(), reason="its own"))
    assert (own.verdict, own.reason) == ("not_found", "its own")
