"""Are the rows of each combination of texts those that a loop over the rows finds?"""

import numpy as np

from tallystick.stats.texts import grouped, rows_of


def test_rows_are_those_of_a_loop_and_come_in_the_order_of_the_texts():
    rng = np.random.default_rng(1)
    metric = rng.choice(["b", "a", "ж"], 200)
    unit = rng.choice(["", "A", "B\x00"], 200).astype(object)
    slow = {}
    for row, key in enumerate(zip(metric.tolist(), unit.tolist(), strict=True)):
        slow.setdefault(key, []).append(row)
    found = [(key, rows.tolist()) for key, rows in grouped(metric, unit)]
    assert found == sorted(slow.items())


def test_no_rows_are_no_groups():
    assert list(grouped(np.array([], dtype=str), np.array([], dtype=str))) == []


def test_rows_of_each_number_are_those_of_a_loop_and_nobodys_are_left_out():
    number = np.random.default_rng(2).integers(-1, 9, 300)
    number[number == 4] = 5
    assert [rows.tolist() for rows in rows_of(number)] == [
        [row for row, one in enumerate(number) if one == each] for each in range(9)
    ]
    assert rows_of(np.array([-1, -1])) == rows_of(np.zeros(0, dtype=np.int64)) == []
