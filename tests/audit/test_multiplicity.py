"""Is the correction made once, over every test, and right?"""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import ndtr
from scipy.stats import false_discovery_control

from tallystick.audit import About
from tallystick.audit.multiplicity import correct, settled
from tallystick.findings import Result


def result(p_value, verdict="moved", interval=None):
    return Result("a.b", "agency", "", "x", verdict, 1, p_value=p_value, interval=interval)


def stepwise(p_values, method):
    """Benjamini & Hochberg as the paper states it: the slow twin."""
    m = len(p_values)
    scale = sum(1 / k for k in range(1, m + 1)) if method == "by" else 1
    order = sorted(range(m), key=lambda index: p_values[index])
    q_values, least = [0.0] * m, 1.0
    for rank in range(m, 0, -1):
        index = order[rank - 1]
        least = min(least, p_values[index] * m * scale / rank)
        q_values[index] = least
    return q_values


@settings(deadline=None)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=30), st.sampled_from(["bh", "by"]))
def test_q_values_equal_the_stepwise_twin(p_values, method):
    corrected = correct([result(p) for p in p_values], method)
    assert np.allclose([each.q_value for each in corrected], stepwise(p_values, method))


@settings(deadline=None)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=30), st.sampled_from(["bh", "by"]))
def test_q_values_are_those_of_scipy_to_the_last_bit(p_values, method):
    told = false_discovery_control(p_values, method=method)
    corrected = correct([result(p) for p in p_values], method)
    assert [each.q_value for each in corrected] == list(told)


@pytest.mark.parametrize("alpha", [0.0500001, 1.5, 0.0, -0.01, float("nan"), float("inf")])
def test_an_error_rate_that_no_audit_can_promise_is_refused(alpha):
    with pytest.raises(ValueError, match=r"at most 0\.05; 0\.05 is usual"):
        About("e", "a", "XX", alpha=alpha)


def test_a_stricter_error_rate_is_taken():
    assert [About("e", "a", "XX", alpha=alpha).alpha for alpha in (0.05, 1e-6)] == [0.05, 1e-6]


def about(place, check, kind, p_value):
    return Result(check, kind, f"s{place}", "x", "moved", 1, p_value=p_value)


QUESTIONS = st.tuples(
    st.sampled_from(["a.b", "c.d"]), st.sampled_from(["unit", "officer"]), st.floats(0, 1)
)


@settings(deadline=None)
@given(st.lists(QUESTIONS, min_size=1, max_size=30), st.sampled_from(["bh", "by"]))
def test_each_question_has_the_same_share_of_the_errors_allowed(asked, method):
    """The slow twin: each p-value times its question's tests and the questions, over all tests."""
    questions = {each[:2] for each in asked}
    scaled = [
        min(1.0, p * len(questions) * sum(each[:2] == (check, kind) for each in asked) / len(asked))
        for check, kind, p in asked
    ]
    corrected = correct([about(k, *each) for k, each in enumerate(asked)], method)
    assert np.allclose([each.q_value for each in corrected], stepwise(scaled, method))


def test_a_question_put_to_many_officers_takes_nothing_from_one_put_to_five_units():
    """By hand: the least of five p-values, of one of two questions, is times ten in either case."""
    units = [about(k, "a.b", "unit", p) for k, p in enumerate((0.001, 0.5, 0.6, 0.7, 0.8))]
    for many in (1, 10, 1000):
        officers = [about(k, "c.d", "officer", 0.9) for k in range(many)]
        assert correct([*units, *officers], "bh")[0].q_value == pytest.approx(0.01)


@pytest.mark.parametrize("method", ["bh", "by"])
def test_false_discoveries_stay_below_the_level(method):
    """Of 400 runs with a strong unit among nulls; nulls of a question depend on each other."""
    rng, wrong = np.random.default_rng(3), []
    for _ in range(400):
        shared = rng.normal(size=3)
        z = [(check, "unit", 0.5**0.5 * (shared[check] + rng.normal()))
             for check, many in ((0, 5), (1, 80), (2, 1)) for _ in range(many)]  # fmt: skip
        nulls = [about(k, f"a.{check}", kind, float(ndtr(-each)))
                 for k, (check, kind, each) in enumerate(z)]  # fmt: skip
        told = correct([about(99, "a.0", "unit", 1e-6), *nulls], method)
        found = [each.q_value <= 0.05 for each in told]
        wrong.append(sum(found[1:]) / max(1, sum(found)))
    assert np.mean(wrong) < 0.05 + 2 * 0.01


def test_the_published_example():
    # Benjamini & Hochberg (1995), section 4.1: 15 p-values, 4 rejected at 0.05.
    p_values = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459,
                0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000]  # fmt: skip
    corrected = correct([result(p) for p in p_values], "bh")
    assert sum(settled(each, 0.05).names_pattern for each in corrected) == 4


@pytest.mark.parametrize(
    ("each", "stands"),
    [
        (result(None, "differs"), True),
        (result(None, "not_found"), False),
        (result(None, "insufficient"), False),
        (result(1e-9, "not_found"), False),
        (result(1e-9, "moved"), True),
        (result(0.2, "moved"), False),
        (result(0.04, "rise", (-0.01, 0.12)), False),
        (result(0.04, "rise", (0.01, 0.12)), True),
        (result(0.04, "rise", (-0.2, -0.1)), True),
    ],
)
def test_only_a_pattern_that_is_not_chance_stands(each, stands):
    settled_one = settled(correct([each], "bh")[0], 0.05)
    assert settled_one.names_pattern is stands
    assert stands or not each.names_pattern or "by itself p = " in settled_one.reason


def officer(place, p_value, estimate=0.3, check="exhibits.threshold_bunching"):
    return Result(check, "officer", f"o{place}", "2 g", "moved", 50, "share", estimate,
                  (estimate - 0.2, estimate + 0.2), p_value)  # fmt: skip


def test_officers_are_set_beside_each_other_and_nobody_else():
    others = [officer(k, 0.2 + 0.04 * k, 0.01 * k) for k in range(20)]
    unit = replace(officer(99, 1e-6), subject_kind="unit", subject="A")
    alone = officer(22, 0.03, check="exhibits.other")
    told = correct([officer(21, 1e-4), *others, unit, alone], "bh")
    assert told[0].local_fdr == pytest.approx(21 * 1e-4)
    assert told[-1].local_fdr == pytest.approx(0.03)
    assert told[-1].shrunk is None
    assert (told[-2].local_fdr, told[-2].shrunk) == (None, None)
    units = [replace(each, subject_kind="unit") for each in others]
    beside = correct(units, "bh")
    assert {each.local_fdr for each in beside} == {None}
    assert all(each.shrunk is not None for each in beside)
    value, low, high = told[0].shrunk
    assert low < value < high < 0.5
    assert value < 0.3


def test_a_range_that_is_no_wider_than_rounding_weighs_nothing():
    """As a unit's whose months all have the same: its error of 1e-18 would be all that weighs."""
    units = [
        replace(
            officer(k, 0.2), subject_kind="unit", estimate=each, interval=(each - 0.1, each + 0.1)
        )
        for k, each in enumerate((0.1, 0.5, 0.9))
    ]
    none = replace(units[0], subject="none", estimate=-2e-18, interval=(-8e-18, 3e-18))
    told = [each.shrunk for each in correct([*units, none], "bh")]
    assert told == [*(each.shrunk for each in correct(units, "bh")), None]


def test_an_officers_pattern_stands_only_below_the_local_bar():
    result = replace(officer(1, 0.001), q_value=0.04)
    assert settled(replace(result, local_fdr=0.2), 0.05).verdict == "moved"
    refused = settled(replace(result, local_fdr=0.21), 0.05)
    assert refused.verdict == "not_found"
    assert "chance is 21% likely" in refused.reason


def test_ranges_without_an_end_are_not_shrunk():
    endless = replace(officer(1, 0.01), interval=(0.1, float("inf")))
    nothing = replace(officer(2, 0.01), interval=None)
    told = correct([endless, nothing, officer(3, 0.5)], "bh")
    assert [each.shrunk for each in told] == [None] * 3
