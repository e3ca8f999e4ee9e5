"""Are texts numbered and days gathered as a dictionary would, whatever the order of the rows?"""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from tallystick.stats.series.daily import daily_of, dense
from tallystick.stats.texts import numbered

NAMES = np.array(["", "Ünit 2", "unit 10", "unit 2", "Unit 2"])


@pytest.mark.parametrize("dtype", [object, str, np.dtypes.StringDType()])
def test_numbers_are_those_of_sorting(dtype):
    values = np.random.default_rng(1).choice(NAMES[:4], 500)
    texts, number = numbered(values.astype(dtype))
    sorted_texts, by_sorting = np.unique(values, return_inverse=True)
    assert texts == sorted_texts.tolist()
    assert number.tolist() == by_sorting.tolist()


def test_no_row_has_no_text():
    texts, number = numbered(np.array([], dtype=object))
    assert texts == []
    assert number.shape == (0,)


def test_each_series_holds_the_rows_that_a_dictionary_counts():
    rng = np.random.default_rng(2)
    metric, unit = rng.choice(["cases", "arrests"], 4000), rng.choice(NAMES, 4000)
    day, n = rng.integers(0, 60, 4000) + 17_000, rng.integers(0, 5, 4000)
    unit[metric == "arrests"] = rng.choice(NAMES[:3], (metric == "arrests").sum())
    daily = daily_of(metric.astype(object), unit.astype(object), day.astype("datetime64[D]"), n)
    counted: dict[tuple[str, str], Counter[int]] = {}
    for m, u, d, k in zip(metric.tolist(), unit.tolist(), day.tolist(), n.tolist(), strict=True):
        counted.setdefault((m, u), Counter())[d] += k
    span = (17_005, 17_070)
    for m in ("cases", "arrests"):
        held = sorted(u for name, u in counted if name == m)
        assert daily.units_of(m) == held
        for u in held:
            expected = [counted[m, u][d] for d in range(span[0], span[1] + 1)]
            assert dense(*daily.of(m, u), span).tolist() == expected
        total = [sum(counted[m, u][d] for u in held) for d in range(span[0], span[1] + 1)]
        assert dense(*daily.of(m), span).tolist() == total


def test_a_span_without_length_is_one_empty_day():
    assert dense(np.array([5, 6]), np.array([1, 1]), (5, 4)).tolist() == [0]
