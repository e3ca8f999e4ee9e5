"""Columns of one length, and draws from weighted groups."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Column = NDArray[Any]
NEVER = -(10**9)  # a moment that a record leaves empty


class Rows(dict[str, Column]):
    """A table by its columns, all of one length."""

    @property
    def size(self) -> int:
        """Number of rows."""
        return len(next(iter(self.values())))

    def take(self, index: Column) -> Rows:
        """The rows at an index, or where a mask is true."""
        return Rows({name: values[index] for name, values in self.items()})

    def plus(self, other: Rows) -> Rows:
        """These rows and then the other's, which has the same columns."""
        return Rows({name: np.concatenate([self[name], other[name]]) for name in self})


def texts(values: Sequence[str | None]) -> Column:
    """Texts as an array of objects, of which none is cut."""
    column = np.empty(len(values), dtype=object)
    column[:] = values
    return column


def draw_of_groups(
    rng: np.random.Generator, group: Column, weight: Column, wanted: Column
) -> Column:
    """A member of each wanted group, by weight.

    `group` and `weight` have an entry for each member, and each wanted group has a member.
    """
    order = np.argsort(group, kind="stable")
    total = np.concatenate([[0.0], np.cumsum(weight[order])])
    start = total[np.searchsorted(group[order], wanted, "left")]
    end = total[np.searchsorted(group[order], wanted, "right")]
    place = np.searchsorted(total, start + rng.random(len(wanted)) * (end - start), "right") - 1
    members: Column = order[np.minimum(place, len(order) - 1)]
    return members


def draw_of_rows(rng: np.random.Generator, chances: Column) -> Column:
    """A column number for each row of chances, which add up to 1 in a row."""
    number = (np.cumsum(chances, axis=1) < rng.random((len(chances), 1))).sum(axis=1)
    capped: Column = np.minimum(number, chances.shape[1] - 1)
    return capped


def filled(where: Column, values: Column) -> Column:
    """Values as objects where a mask is true, and None elsewhere."""
    column = values.astype(object)
    column[~where] = None
    return column


def some(rng: np.random.Generator, where: Column, share: float) -> Column:
    """Positions of a random share of those where a mask is true, in order."""
    places = np.flatnonzero(where)
    return np.sort(rng.choice(places, round(len(places) * share), replace=False))
