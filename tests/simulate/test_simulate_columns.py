"""Do the rows of a chunk stay of one length, as plain lists would?"""

import numpy as np
import pytest

from tallystick.simulate.columns import Columns


def columns():
    return Columns(a=np.array([3, 1, 2]), b=np.array([0.5, np.nan, 2.5]))


def listed(held):
    return {name: held[name].tolist() for name in held.names}


def test_rows_are_put_at_the_end_as_in_lists():
    held = columns()
    held.append(a=np.array([7, 8]), b=np.array([1.0, 2.0]))
    held.append(a=9, b=3.0)
    held.append(a=np.array([4, 5]), b=6.0)
    assert held["a"].tolist() == [3, 1, 2, 7, 8, 9, 4, 5]
    assert held["b"].tolist()[3:] == [1.0, 2.0, 3.0, 6.0, 6.0]
    assert len(held) == 8
    assert held["a"].dtype == np.int64


def test_nothing_is_put_when_the_arrays_are_empty():
    held = columns()
    held.append(a=np.zeros(0, np.int64), b=4.0)
    assert held["a"].tolist() == [3, 1, 2]
    assert len(held) == 3


def test_rows_are_kept_taken_and_ordered_as_in_lists():
    rng = np.random.default_rng(1)
    numbers, letters = rng.integers(0, 9, 50).tolist(), rng.integers(0, 9, 50).tolist()
    held = Columns(a=np.array(numbers), b=np.array(letters))
    mask, order = rng.random(50) < 0.4, rng.permutation(50)
    taken = held.take(order[:7])
    held.reorder(order)
    pairs = [(numbers[at], letters[at]) for at in order]
    assert list(zip(held["a"].tolist(), held["b"].tolist(), strict=True)) == pairs
    assert list(zip(taken["a"].tolist(), taken["b"].tolist(), strict=True)) == pairs[:7]
    held.keep(mask)
    kept = [pair for pair, there in zip(pairs, mask, strict=True) if there]
    assert list(zip(held["a"].tolist(), held["b"].tolist(), strict=True)) == kept


def test_what_is_taken_is_a_copy():
    held = columns()
    taken = held.take(np.array([0, 1, 2]))
    taken["a"][:] = 0
    assert held["a"].tolist() == [3, 1, 2]


def test_another_length_is_refused_and_changes_nothing():
    with pytest.raises(ValueError, match="different lengths"):
        Columns(a=np.zeros(2), b=np.zeros(3))
    held = columns()
    with pytest.raises(ValueError, match="c has 2 rows, the others 3"):
        held["c"] = np.zeros(2)
    for wrong in (np.zeros(1), np.zeros(3), np.zeros(0)):
        with pytest.raises(ValueError, match="different lengths"):
            held.append(a=np.zeros(2), b=wrong)
        assert len(held["a"]) == len(held["b"]) == 3


def test_a_column_left_out_or_not_known_is_refused_by_name():
    held = columns()
    with pytest.raises(KeyError, match="b"):
        held.append(a=1)
    with pytest.raises(KeyError, match="c"):
        held.append(a=1, b=1.0, c=1)
    assert len(held) == 3


def test_a_table_without_columns_has_no_rows():
    assert len(Columns()) == 0
    assert Columns().names == ()
