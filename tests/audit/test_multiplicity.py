"""Is the correction made once, over every test, and right?"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

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


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30), st.sampled_from(["bh", "by"]))
def test_q_values_equal_the_stepwise_twin(p_values, method):
    corrected = correct([result(p) for p in p_values], method)
    assert np.allclose([each.q_value for each in corrected], stepwise(p_values, method))


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
