"""Officers, their postings, rosters and leave, and who takes a case."""

from __future__ import annotations

import numpy as np

from rivals.city import DAY, SHIFT_START, UNITS
from rivals.rows import Column, Rows, draw_of_groups, texts
from rivals.world import World

AWAY = -1
ON_SHIFT, ON_ROSTER, SERVING = 32, 16, 16  # draws, while nobody fits, by ever weaker rules
RANKS = ("constable", "senior constable", "sergeant", "inspector")


def draw_staff(world: World, share: Column) -> None:
    """Officers, postings, aliases and leave; fills the roster (officers x days)."""
    rng, days = world.rng("staff"), world.days
    count = max(75, world.size // 60)
    home = np.sort(np.concatenate([
        np.repeat(np.arange(len(UNITS)), 4),
        rng.choice(len(UNITS), count - 4 * len(UNITS), p=share),
    ]))  # fmt: skip
    joined = np.where(rng.random(count) < 0.15, rng.integers(0, days, count), -365)
    left = np.where(
        rng.random(count) < 0.08, np.maximum(joined, 0) + rng.integers(30, 900, count), days
    )
    moved = np.where(rng.random(count) < 0.25, rng.integers(60, days, count), days)
    first_of_unit = np.flatnonzero(np.diff(home, prepend=-1))  # somebody is always there
    joined[first_of_unit], left[first_of_unit], moved[first_of_unit] = -365, days, days
    left, moved = np.clip(left, joined + 1, days), np.where(moved <= joined, days, moved)
    moved = np.where(moved >= left, days, moved)
    there = (home + rng.integers(1, len(UNITS), count)) % len(UNITS)
    day = np.arange(days)
    unit = np.where(day < moved[:, None], home[:, None], there[:, None])
    serving = (day >= joined[:, None]) & (day < left[:, None])
    badge = rng.permutation(np.arange(1000, 1000 + 9 * count))[: 2 * count]
    rank = np.minimum(rng.geometric(0.55, count) - 1, 3)
    world.tables["officers"] = Rows(badge=badge[:count], rank=texts(RANKS)[rank])
    world.tables["postings"] = _postings(home, there, joined, moved, left, days, badge[:count])
    _aliases(world, joined, badge)
    world.effort = rng.lognormal(0, 0.45, count) * np.array([1.0, 1.1, 0.8, 0.3])[rank]
    absent = _leave(world, count)
    world.roster = np.where(serving & ~absent, unit, AWAY).astype(np.int8)
    world.notes["serving"] = np.where(serving, unit, AWAY).astype(np.int8)


def _postings(
    home: Column, there: Column, joined: Column, moved: Column, left: Column, days: int,
    badge: Column,
) -> Rows:  # fmt: skip
    officer, second = np.arange(len(home)), np.flatnonzero(moved < days)
    first_end = np.minimum(moved, left) - 1
    return Rows(
        officer=np.concatenate([officer, second]),
        unit=np.concatenate([home, there[second]]),
        badge=np.concatenate([badge, badge[second]]),
        from_day=np.concatenate([joined, moved[second]]),
        to_day=np.concatenate([np.where(first_end < days - 1, first_end, days), left[second] - 1]),
    )


def _aliases(world: World, joined: Column, badge: Column) -> None:
    """One officer in twenty-five carried another badge before a day."""
    rng, count = world.rng("aliases"), len(joined)
    old = np.flatnonzero((rng.random(count) < 0.04) & (joined < 0))
    world.tables["aliases"] = Rows(
        officer=old,
        value=badge[count + old],
        from_day=joined[old],
        to_day=rng.integers(30, 400, len(old)),
    )


def _leave(world: World, count: int) -> Column:
    """Leave and training as duties; returns who was absent when (officers x days)."""
    rng, blocks = world.rng("leave"), []
    for year in range(0, world.days, 365):
        for name, low, high in (("leave", 12, 26), ("leave", 4, 9), ("training", 1, 5)):
            start = year + rng.integers(0, 330, count)
            length = rng.integers(low, high, count)
            blocks.append((np.arange(count), texts([name] * count), start, start + length))
    officer, kind, start, end = (np.concatenate(part) for part in zip(*blocks, strict=True))
    absent = np.zeros((count, world.days + 366), bool)
    for offset in range(int((end - start).max())):
        on = start + offset < end
        absent[officer[on], start[on] + offset] = True
    world.tables["duties"] = Rows(
        officer=officer,
        kind=kind,
        from_at=start * DAY + SHIFT_START,
        to_at=end * DAY + SHIFT_START,
    )
    return absent[:, : world.days]


def shifts(who: Column, day: Column) -> tuple[Column, Column]:
    """Whether an officer works on a day, and which of its three shifts.

    Four days on, two off, and a shift that changes with each round; one in five keeps the same.
    """
    turn = ((day + who * 5) // 6 + who) % 3
    return (day + who * 5) % 6 < 4, np.where(who % 5 == 0, who // 5 % 3, turn)


def assign(world: World, unit: Column, at: Column, rng: np.random.Generator) -> Column:
    """An officer of the unit who was at work then, by effort; on the right shift where one was."""
    day = np.clip((at - SHIFT_START) // DAY, 0, world.days - 1)
    shift = ((at - SHIFT_START) % DAY) // 480
    posting = world.tables["postings"]
    place = posting["officer"] * len(UNITS) + posting["unit"]
    weight = world.effort[posting["officer"]] / np.bincount(place)[place]  # who came back: one
    officer = np.full(len(unit), -1)
    for attempt in range(ON_SHIFT + ON_ROSTER + SERVING):
        open_ = np.flatnonzero(officer < 0)
        if not len(open_):
            break
        who = posting["officer"][draw_of_groups(rng, posting["unit"], weight, unit[open_])]
        late = attempt >= ON_SHIFT + ON_ROSTER
        fits = (world.notes["serving"] if late else world.roster)[who, day[open_]] == unit[open_]
        if attempt < ON_SHIFT:
            works, turn = shifts(who, day[open_])
            fits &= works & (turn == shift[open_])
        officer[open_[fits]] = who[fits]
    serving = world.notes["serving"]
    always = np.flatnonzero((serving[:, 0] >= 0) & (serving == serving[:, :1]).all(axis=1))
    open_ = np.flatnonzero(officer < 0)
    officer[open_] = always[np.searchsorted(serving[always, 0], unit[open_])]
    return officer
