"""What do audits of growing spans come to: found, found by lot, innocent, and after how long?"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import inf
from statistics import median_high
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from tallystick.lab.detect.rows import NOTHING, WHOLE

Flags = NDArray[np.bool_]
EASY = "easy"
"""Lawful, and so no gaming of a unit; it has its own row among the acts."""


@dataclass(frozen=True)
class Share:
    """So many of so many; `by_lot` is the number to be expected with the units permuted."""

    some: int
    of: int
    by_lot: float = 0.0

    def __add__(self, other: Share) -> Share:
        return Share(self.some + other.some, self.of + other.of, self.by_lot + other.by_lot)

    @property
    def share(self) -> float:
        """The share; NaN of none."""
        return self.some / self.of if self.of else float("nan")


@dataclass(frozen=True)
class World:
    """One audited world; U units, S spans.

    `ends` are the months of each span. By act, `done` [U, S] counts cases so far; by act and
    check, `found`, `led` [U, S] say whether a finding, or a lead, names the unit, and `fast` [U, S]
    gives the chance by the check's curve (NaN without one). `charged` [U] is the month of the
    first wrongful charge, infinite without one; `touched` counts rows with a label of the act;
    `whole` says whether a finding of the check names the department as a whole.
    """

    ends: NDArray[np.int64]
    done: dict[str, NDArray[np.int64]]
    found: dict[tuple[str, str], Flags]
    led: dict[tuple[str, str], Flags]
    fast: dict[tuple[str, str], NDArray[np.float64]]
    charged: NDArray[np.float64]
    touched: dict[str, int]
    whole: dict[tuple[str, str], bool]

    def checks(self, act: str) -> tuple[str, ...]:
        """The checks that are named for an act."""
        return tuple(check for of, check in self.found if of == act)

    def any_of(self, act: str, *, leads: bool) -> Flags:
        """Whether a check of the act names the unit in a finding, or at least in a lead; [U, S]."""
        named = np.zeros(self.done[act].shape, dtype=bool)
        for check in self.checks(act):
            named |= self.found[act, check]
            if leads:
                named |= self.led[act, check]
        return named

    def hits(self, act: str, *, leads: bool = False) -> Share:
        """Units that do the act and are named while they do it, of all that do."""
        begun = self.done[act] > 0
        return _share(_pairs(begun, self.any_of(act, leads=leads)), begun[:, -1])

    def innocent(self, act: str) -> Share:
        """Units that never do the act and are named by one of its checks, of all that never do."""
        never = self.done[act][:, -1] == 0
        return Share(int(self.any_of(act, leads=False)[never].any(axis=1).sum()), int(never.sum()))

    @cached_property
    def gaming(self) -> tuple[Flags, Flags, Flags]:
        """Over all acts but easy arrests: begun, found while begun, named while begun; [U, S]."""
        shape = len(self.charged), len(self.ends)
        begun, found, led = (np.zeros(shape, dtype=bool) for _ in range(3))
        for act, done in self.done.items():
            if act != EASY and self.checks(act):
                begun |= done > 0
                found |= (done > 0) & self.any_of(act, leads=False)
                led |= (done > 0) & self.any_of(act, leads=True)
        return begun, found, led

    @property
    def units(self) -> Share:
        """Units found by a check of an act that they do, of all that do one."""
        return _share(self._pooled(leads=False), self.gaming[0][:, -1])

    @property
    def wronged(self) -> Share:
        """The same of units with a wrongful charge."""
        return _share(self._pooled(leads=False), np.isfinite(self.charged))

    @property
    def named(self) -> Share:
        """Units found or in a lead by a check of an act that they do, of all that do one."""
        return _share(self._pooled(leads=True), self.gaming[0][:, -1])

    def _pooled(self, *, leads: bool) -> Flags:
        """Whether one unit does an act while another is named for it; [U, U]."""
        pairs = np.zeros((len(self.charged),) * 2, dtype=bool)
        for act, done in self.done.items():
            if act != EASY and self.checks(act):
                pairs |= _pairs(done > 0, self.any_of(act, leads=leads))
        return pairs

    def delays(self, *, leads: bool) -> list[float]:
        """Months from a unit's first wrongful charge to the first finding, infinite for never."""
        named = self.gaming[2 if leads else 1]
        first = [float(self.ends[row.argmax()]) if row.any() else inf for row in named]
        charged = np.isfinite(self.charged)
        return [float(each) for each in np.array(first)[charged] - self.charged[charged]]


def _pairs(begun: Flags, named: Flags) -> Flags:
    """Whether one unit had begun in a span in which another is named; [U, U]."""
    return np.asarray((begun[:, None, :] & named[None, :, :]).any(axis=2))


def _share(pairs: Flags, games: Flags) -> Share:
    """Units that are named themselves, and the mean over all permutations of the names."""
    some = int(np.diagonal(pairs)[games].sum())
    return Share(some, int(games.sum()), float(pairs[games].mean(axis=1).sum()))


def worlds(table: pa.Table, cells: Collection[int]) -> list[World]:
    """Return the audited worlds of these cells, in the order of the table."""
    held: dict[tuple[int, int], list[dict[str, Any]]] = {}
    for row in table.to_pylist():
        if row["cell"] in cells:
            held.setdefault((row["cell"], row["seed"]), []).append(row)
    return [_world(rows) for rows in held.values()]


def _world(rows: Sequence[dict[str, Any]]) -> World:
    names = dict.fromkeys(r["unit"] for r in rows if r["unit"] != WHOLE)
    units = {name: place for place, name in enumerate(names)}
    ends = {months: place for place, months in enumerate(sorted({r["months"] for r in rows}))}
    shape = len(units), len(ends)
    made = World(np.array(list(ends)), {}, {}, {}, {}, np.full(shape[0], inf), {}, {})
    for row in rows:
        if row["unit"] == WHOLE:
            key = row["act"], row["check"]
            made.whole[key] = made.whole.get(key, False) or row["finding"]
            continue
        at, act = (units[row["unit"]], ends[row["months"]]), row["act"]
        made.done.setdefault(act, np.zeros(shape, dtype=np.int64))[at] = row["done"]
        made.touched[act] = row["touched"]
        if row["charged"] is not None:
            made.charged[at[0]] = row["charged"]
        if row["check"] != NOTHING:
            key = act, row["check"]
            made.found.setdefault(key, np.zeros(shape, dtype=bool))[at] = row["finding"]
            made.led.setdefault(key, np.zeros(shape, dtype=bool))[at] = row["lead"]
            fast = float("nan") if row["fast"] is None else row["fast"]
            made.fast.setdefault(key, np.full(shape, np.nan))[at] = fast
    return made


def total(shares: Iterator[Share]) -> Share:
    """Return all shares together."""
    told = Share(0, 0)
    for each in shares:
        told += each
    return told


def compared(held: Sequence[World], act: str, check: str) -> tuple[int, float, float]:
    """Return how many units do the act, and the share found by the check: fast, and in audits.

    Both at the end of all months; fast is NaN where the check has no curve.
    """
    fast, slow = [], []
    for world in held:
        games = world.done[act][:, -1] > 0
        fast += world.fast[act, check][games, -1].tolist()
        slow += world.found[act, check][games, -1].tolist()
    if not slow:
        return 0, float("nan"), float("nan")
    return len(slow), float(np.mean(fast)), float(np.mean(slow))


def waited(delays: Sequence[float]) -> float | None:
    """Return the median, None where fewer than half come to an end or there is none."""
    middle = median_high(delays) if delays else inf
    return None if middle == inf else middle
