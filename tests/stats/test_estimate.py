"""Do the numbers of a test become plain ones, and combine as they say?"""

import numpy as np
import pytest

from tallystick.stats import estimate


def made(**numbers):
    return estimate.Tested(**{"n": 5, "numbers": "own"} | numbers)


def test_nan_is_none_and_numbers_are_plain():
    said = made(estimate=np.float64(0.5), interval=(np.nan, np.nan), p_value=np.nan,
                minimum_detectable=np.inf)  # fmt: skip
    assert (said.estimate, said.interval, said.p_value) == (0.5, None, None)
    assert type(said.estimate) is float
    assert said.minimum_detectable == np.inf


@pytest.mark.parametrize(
    ("own", "others", "p_value"),
    [(0.1, (0.2, 0.05), 0.2), (0.1, (), 0.1), (0.1, (None,), None), (0.1, (np.nan,), None),
     (None, (0.2,), None)],
)  # fmt: skip
def test_the_largest_p_value_counts_and_an_unknown_one_leaves_none(own, others, p_value):
    assert made(p_value=own).with_p(*others).p_value == p_value


def test_an_estimate_is_moved_and_its_interval_widened():
    said = made(estimate=1.0, interval=(0.5, 2.0), minimum_detectable=3.0)
    assert said.moved(-0.25).interval == (0.25, 1.75)
    assert said.moved(-0.25).estimate == 0.75
    assert said.widened(2.0).interval == (0.0, 3.0)
    assert said.widened(2.0).minimum_detectable == 6.0
    assert [said.reaching(each).minimum_detectable for each in (2.0, 4.0)] == [3.0, 4.0]
    nothing = made(reason="too few")
    assert nothing.moved(1.0).widened(2.0).reaching(1.0) == nothing


def test_other_numbers_leave_the_rest():
    said = made(estimate=1.0, p_value=0.2)
    assert said.with_numbers(7) == made(estimate=1.0, p_value=0.2, numbers=7)
