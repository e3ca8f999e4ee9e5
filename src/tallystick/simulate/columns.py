"""How are rows held as equal-length arrays that can grow and shrink?"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


class Columns:
    """Equal-length arrays by name: the rows of one table of a chunk.

    Every method keeps all arrays of one length; ValueError when an array of another length
    would be put in, KeyError when `append` leaves a column out or names one that is not there.
    """

    def __init__(self, **arrays: Array) -> None:
        self._arrays = {name: np.asarray(array) for name, array in arrays.items()}
        lengths = {len(array) for array in self._arrays.values()}
        if len(lengths) > 1:
            raise ValueError(f"columns of different lengths: {sorted(lengths)}")

    def __len__(self) -> int:
        return len(next(iter(self._arrays.values()), ()))

    def __getitem__(self, name: str) -> Array:
        return self._arrays[name]

    def __setitem__(self, name: str, array: Array) -> None:
        if self._arrays and len(array) != len(self):
            raise ValueError(f"{name} has {len(array)} rows, the others {len(self)}")
        self._arrays[name] = np.asarray(array)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(self._arrays)

    def append(self, **arrays: Array) -> None:
        """Put rows at the end; a scalar stands for a column of equal values."""
        if set(arrays) != set(self._arrays):
            odd = sorted(set(arrays) ^ set(self._arrays))
            raise KeyError(f"columns given and columns held differ in {odd}")
        lengths = {len(array) for array in arrays.values() if np.ndim(array)} or {1}
        if len(lengths) > 1:
            raise ValueError(f"columns of different lengths: {sorted(lengths)}")
        rows = lengths.pop()
        longer = {}
        for name, held in self._arrays.items():
            more = np.broadcast_to(np.asarray(arrays[name]), (rows, *held.shape[1:]))
            longer[name] = np.concatenate([held, more.astype(held.dtype)])
        self._arrays = longer

    def keep(self, mask: NDArray[np.bool_]) -> None:
        """Drop the rows where `mask` is not true."""
        self._arrays = {name: array[mask] for name, array in self._arrays.items()}

    def take(self, rows: NDArray[np.int64]) -> Columns:
        """Return a copy of the rows at these positions, in this order."""
        return Columns(**{name: array[rows] for name, array in self._arrays.items()})

    def reorder(self, rows: NDArray[np.int64]) -> None:
        """Put the rows in this order."""
        self._arrays = {name: array[rows] for name, array in self._arrays.items()}
