"""Which texts do columns hold, and in which rows does each stand?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray


def numbered(values: NDArray[np.generic]) -> tuple[list[str], NDArray[np.int64]]:
    """The distinct texts of a column in order, and the number of each row's text among them (N,).

    ``values`` (N,) is any array of texts, whatever its dtype. What ``np.unique`` finds by sorting
    all rows is found by looking each up: columns have millions of rows and few texts.
    """
    rows = values.tolist()
    texts = sorted(dict.fromkeys(rows))
    place = {text: number for number, text in enumerate(texts)}
    return texts, np.fromiter(map(place.__getitem__, rows), dtype=np.int64, count=len(rows))


def is_called(name: str, texts: Sequence[str], place: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whether the text of each row is `name` (N,), by what `numbered` returns of a column."""
    return np.equal(place, texts.index(name) if name in texts else -1)


def named(values: NDArray[np.generic]) -> tuple[list[str], NDArray[np.int64]]:
    """As `numbered`, with -1 in the place of the number of a row whose text is empty."""
    texts, place = numbered(values)
    return texts, np.where(place == texts.index(""), -1, place) if "" in texts else place


def grouped(
    *columns: NDArray[np.generic],
) -> Iterator[tuple[tuple[str, ...], NDArray[np.int64]]]:
    """Each combination of texts that the columns, (N,) each, hold together, and its rows.

    Combinations come in order, the first column's texts before the second's.
    """
    if not len(columns[0]):
        return
    held = [numbered(column) for column in columns]
    order = np.lexsort([place for _, place in reversed(held)])
    changed = np.any([np.diff(place[order]) != 0 for _, place in held], axis=0)
    for rows in np.split(order, np.flatnonzero(changed) + 1):
        yield tuple(texts[place[rows[0]]] for texts, place in held), rows


def rows_of(number: NDArray[np.int64]) -> list[NDArray[np.int64]]:
    """The rows of each number from 0 to the largest, in order; (N,) numbers, -1 for none's.

    One sorting, where a look at all rows for each number takes as long as both together.
    """
    order = np.argsort(number, kind="stable")
    begin = np.searchsorted(number[order], np.arange(int(number.max(initial=-1)) + 2))
    return [order[first:last] for first, last in pairwise(begin.tolist())]


def at(columns: Mapping[str, np.ndarray], rows: np.ndarray) -> dict[str, np.ndarray]:
    """Some rows of all columns, (N,) each: by number, or those where it is true."""
    return {name: column[rows] for name, column in columns.items()}
