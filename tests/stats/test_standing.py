"""Is a day behind its level by earlier days alone?"""

import numpy as np
import pytest

from tallystick.stats.targets.standing import AHEAD, BEHIND, NO_LEVEL, standings


def slow(counted, levels):
    """Day by day, level by level."""
    said = []
    for day in range(len(counted)):
        here = [each for each in levels if each[0] <= day <= each[1]]
        if not here:
            said.append(NO_LEVEL)
            continue
        begin, end, level = min(here, key=lambda each: (each[1], each[0]))
        done, gone, length = sum(counted[begin:day]), day - begin, end - begin + 1
        behind = BEHIND if done < level * gone / length else AHEAD
        said.append(behind if gone else NO_LEVEL)
    return said


def test_ten_days_by_hand():
    """Ten in ten days: before the third day one, when two are due; before the fourth four."""
    counted = np.array([1, 0, 3, 0, 0, 0, 9, 0, 0, 0, 0])
    said = standings(counted, np.array([0]), np.array([9]), np.array([10]))
    assert said.tolist() == [-1, 0, 1, 0, 0, 1, 1, 0, 0, 0, -1]


@pytest.mark.parametrize("seed", range(20))
def test_it_equals_a_slow_twin(seed):
    rng = np.random.default_rng(seed)
    counted = rng.poisson(1.0, 60)
    first = rng.integers(0, 50, 6)
    levels = [(int(a), int(a + rng.integers(1, 30)), int(rng.integers(1, 40))) for a in first]
    columns = [np.array(each) for each in zip(*levels, strict=True)]
    assert standings(counted, *columns).tolist() == slow(counted.tolist(), levels)


def test_a_level_that_began_before_the_records_is_left_out():
    one = np.array([1])
    assert set(standings(np.ones(9, dtype=int), -one, 8 * one, 99 * one).tolist()) == {NO_LEVEL}


def test_what_a_day_brings_does_not_change_its_standing():
    counted, one = np.ones(30, dtype=int), np.array([1])
    more = counted.copy()
    more[20] += 100
    before, after = (standings(x, 0 * one, 29 * one, 40 * one) for x in (counted, more))
    assert (before[:21] == after[:21]).all()
    assert (before[21], after[21]) == (BEHIND, AHEAD)
