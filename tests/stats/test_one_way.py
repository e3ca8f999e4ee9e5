"""Is the sign test exact, and does one review of many changes count as one?"""

from math import comb

import numpy as np
import pytest

from tallystick.stats.proportions.one_way import one_way


def ints(*values):
    return np.array(values, dtype=np.int64)


def tail(found, n):
    """The slow obvious sum."""
    return sum(comb(n, k) for k in range(found, n + 1)) / 2**n


@pytest.mark.parametrize("down", [(3, 1, 2, 0), (0, 0, 5, 1), (1, 1, 1, 1)])
@pytest.mark.parametrize("up", [(0, 1, 0, 1), (4, 0, 1, 1), (0, 0, 0, 0)])
def test_both_tails_are_sums_of_coefficients(down, up):
    said = one_way(ints(*down), ints(*up))
    n = sum(down) + sum(up)
    more = sum(a > b for a, b in zip(down, up, strict=True))
    some = sum(a != b for a, b in zip(down, up, strict=True))
    assert said.numbers.p_records == pytest.approx(tail(sum(down), n))
    assert said.numbers.p_clusters == pytest.approx(tail(more, some) if some else 1.0)
    assert said.p_value == max(said.numbers.p_records, said.numbers.p_clusters)
    assert said.estimate == pytest.approx(sum(down) / n - 0.5)
    assert said.interval[0] <= said.estimate <= said.interval[1]


def test_one_review_of_thirty_cases_is_one_of_many_places():
    down, up = ints(30, *[1] * 8), ints(0, *[1] * 8)
    said = one_way(down, up)
    assert said.numbers.p_records < 0.001
    assert said.p_value == said.numbers.p_clusters == 0.5


def test_without_a_change_nothing_is_said():
    assert one_way(ints(0, 0), ints(0, 0)).p_value is None


def test_it_holds_its_size_where_changes_of_a_place_go_together():
    """Each place goes one way or the other, all its changes with it: seed 5, 2,000 samples."""
    rng = np.random.default_rng(5)
    found = plain = 0
    for _ in range(2_000):
        size, way = rng.integers(1, 12, 20), rng.random(20) < 0.5
        said = one_way(np.where(way, size, 0), np.where(way, 0, size))
        found += said.p_value < 0.05
        plain += said.numbers.p_records < 0.05
    assert found / 2_000 <= 0.05
    assert plain / 2_000 > 0.1  # the changes alone would promise too much


def test_it_finds_what_it_says_it_would():
    """At the smallest detectable share 8 of 10 are found by the changes: seed 6."""
    rng = np.random.default_rng(6)
    reach = one_way(ints(30), ints(30)).minimum_detectable
    down = rng.binomial(60, 0.5 + reach, 2_000)
    found = np.mean([one_way(ints(d), ints(60 - d)).numbers.p_records < 0.05 for d in down])
    assert found == pytest.approx(0.8, abs=0.03)
