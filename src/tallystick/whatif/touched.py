"""What does a change take from a figure and add to it, from one day to another?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import numpy as np

SUMS = ("lost", "gained", "administrative")


class Touched:
    """The incidents that a change touches, added up to each day of each unit."""

    def __init__(self, columns: Mapping[str, np.ndarray]) -> None:
        """Add up the columns of counts.figure_days; the unit "" is all of them."""
        unit, day = columns["unit_id"], columns["day"].astype("datetime64[D]")
        sums = np.stack([columns[name] for name in SUMS], axis=1).astype(np.int64)
        whose = {name: np.flatnonzero(unit == name) for name in set(unit.tolist())}
        self._units = {}
        for name, held in {**whose, "": np.arange(len(day))}.items():
            rows = held[np.argsort(day[held], kind="stable")]
            none = np.zeros((1, len(SUMS)), dtype=np.int64)
            self._units[name] = day[rows], np.concatenate([none, sums[rows].cumsum(axis=0)])

    def within(self, unit: str, first: date, last: date) -> tuple[int, ...] | None:
        """The sums of `SUMS` from `first` to `last`; None where the change touches nothing."""
        if unit not in self._units:
            return None
        day, so_far = self._units[unit]
        begin = np.searchsorted(day, np.datetime64(first, "D"), side="left")
        end = np.searchsorted(day, np.datetime64(last, "D"), side="right")
        return tuple((so_far[end] - so_far[begin]).tolist()) if begin < end else None
