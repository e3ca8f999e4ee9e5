"""Is a range of imprisonment halved, and is only what was charged counted?"""

from types import SimpleNamespace

import numpy as np
from chunks import empty_month, month_with

from tallystick.simulate.harm import count_harm, middle_of_range, owe


def test_the_range_of_a_class_beyond_the_last_line_is_that_of_the_last():
    law = empty_month().law
    reached = np.array([0, 1, 1])
    middle = middle_of_range(law, np.array([0, 0, 1]), np.array([False, False, True]), reached)
    assert middle.tolist() == [1.0, 18.0, 96.0]


def test_what_is_owed_is_counted_for_its_own_plant_where_it_is_charged():
    chunk = month_with(until="outcomes")
    charged = chunk.charges["case"][:3]
    free = np.setdiff1d(chunk.cases["key"], chunk.charges["case"])[:2]
    one, other = SimpleNamespace(), SimpleNamespace()
    owe(chunk, one, np.concatenate([charged, free]), np.array([1.0, 2.0, 4.0, 8.0, 16.0]))
    owe(chunk, other, charged, np.full(3, 100.0))
    count_harm(chunk, one, np.random.default_rng(1))
    assert chunk.labels.tallies["wrongly_charged"].sum() == 3
    assert chunk.labels.tallies["added_months"].sum() == 7
    officer = chunk.cases["officer"][chunk.at(charged[2:])]
    assert chunk.labels.tallies["added_months"][officer] >= 4
