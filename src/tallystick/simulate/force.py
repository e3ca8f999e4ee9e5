"""Who serves where, in which month, under which badge?"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from tallystick.simulate.calendar import Calendar
from tallystick.simulate.catalogue import UNIT_KINDS
from tallystick.simulate.department import Department, Flow
from tallystick.simulate.streams import Streams


@dataclass
class Posting:
    """Dated postings, parallel arrays: officer, unit, first and last month, badge number."""

    officer: NDArray[np.int64]
    unit: NDArray[np.int64]
    first: NDArray[np.int64]
    last: NDArray[np.int64]
    badge: NDArray[np.int64]


@dataclass
class Force:
    """The department's people and places; O officers, U units, A areas, M months.

    Oddities may change its arrays before anything is decided; nothing changes them after.

    Parameters
    ----------
    unit_names, unit_kind
        [U]; the kind is an index in `UNIT_KINDS`.
    area_unit
        [A] the unit in whose district an area lies.
    unit_of
        [O, M] where an officer serves, -1 when not serving.
    duty
        [O, M] the share of the month on duty.
    ability
        [O] honest cases in a full average month.
    flow
        [O, M] multiplier of the flow: season, trend, a unit's good and bad months.
    sergeant
        [O] whether the officer holds the rank.
    postings
        Dated postings with badges.
    badge_of
        [O, M] the badge that each officer carries.
    notes
        What an oddity did to the force, as (table, officer, unit, month, entry, detail) rows.
    """

    unit_names: tuple[str, ...]
    unit_kind: NDArray[np.int64]
    area_unit: NDArray[np.int64]
    unit_of: NDArray[np.int64]
    duty: NDArray[np.float64]
    ability: NDArray[np.float64]
    flow: NDArray[np.float64]
    sergeant: NDArray[np.bool_]
    postings: Posting
    badge_of: NDArray[np.int64]
    notes: list[tuple[str, int, int, int, int, str]] = field(default_factory=list)

    @property
    def officers(self) -> int:
        """How many officers ever serve."""
        return len(self.ability)

    @property
    def officer_ids(self) -> list[str]:
        """The personnel numbers, in order."""
        return [f"K{1001 + officer}" for officer in range(self.officers)]

    def units_named(self, names: tuple[str, ...]) -> NDArray[np.bool_]:
        """Which units are among `names`; all of them when `names` is empty; [U]."""
        if not names:
            return np.ones(len(self.unit_names), dtype=bool)
        return np.isin(np.array(self.unit_names), names)


def raise_force(
    department: Department, flow: Flow, calendar: Calendar, scale: float, streams: Streams
) -> Force:
    """Draw a department at this scale; ValueError when two units would have one name."""
    names: list[str] = []
    kinds: list[int] = []
    home: list[int] = []
    means: list[float] = []
    spread: list[float] = []
    for units in department.units:
        for name in units.called(scale, len(names)):
            home += [len(names)] * units.each(scale)
            means += [units.cases_per_officer_month] * units.each(scale)
            spread += [units.ability_cv] * units.each(scale)
            names.append(name)
            kinds.append(UNIT_KINDS.index(units.kind))
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(f"two units are called {', '.join(twice)}; give them other names")
    base, kind = np.array(home), np.array(kinds)
    unit_of = _transfers(base, kind, department, calendar, streams)
    postings, badge_of = _postings(unit_of, department, streams)
    officers = len(base)
    return Force(
        unit_names=tuple(names),
        unit_kind=kind,
        area_unit=np.repeat(np.arange(len(names)), department.areas_per_unit),
        unit_of=unit_of,
        duty=_duty(unit_of, department, streams),
        ability=_ability(np.array(means), np.array(spread), streams),
        flow=_flow(unit_of, len(names), flow, calendar, streams),
        sergeant=streams("rank").random(officers) < department.ranked,
        postings=postings,
        badge_of=badge_of,
    )


def _ability(
    mean: NDArray[np.float64], cv: NDArray[np.float64], streams: Streams
) -> NDArray[np.float64]:
    log_sd = np.sqrt(np.log1p(cv**2))
    return np.asarray(
        mean * np.exp(log_sd * streams("ability").standard_normal(len(mean)) - log_sd**2 / 2)
    )


def _transfers(
    base: NDArray[np.int64],
    kind: NDArray[np.int64],
    department: Department,
    calendar: Calendar,
    streams: Streams,
) -> NDArray[np.int64]:
    """[O, M] the unit of each officer: at most one transfer, within the kind of unit."""
    rng = streams("transfers")
    officers, months = len(base), calendar.months
    chance = 1 - (1 - department.transfers) ** (months / 12)
    moves = rng.random(officers) < chance
    at = rng.integers(1, max(2, months), officers)
    pick = rng.random(officers)
    unit_of = np.repeat(base[:, None], months, axis=1)
    for each in range(len(UNIT_KINDS)):
        same = np.flatnonzero(kind == each)
        movers = np.flatnonzero(moves & (kind[base] == each))
        if len(same) < 2 or not len(movers):
            continue
        position = np.searchsorted(same, base[movers])
        step = 1 + (pick[movers] * (len(same) - 1)).astype(np.int64)
        to = same[(position + step) % len(same)]
        later = np.arange(months)[None, :] >= at[movers][:, None]
        unit_of[movers] = np.where(later, to[:, None], unit_of[movers])
    return unit_of


def _postings(
    unit_of: NDArray[np.int64], department: Department, streams: Streams
) -> tuple[Posting, NDArray[np.int64]]:
    """Dated postings, a row per stretch in one unit under one badge; and [O, M] the badge."""
    rng = streams("badges")
    officers, months = unit_of.shape
    chance = 1 - (1 - department.badge_changes) ** (months / 12)
    changes = rng.random(officers) < chance
    at = rng.integers(1, max(2, months), officers)
    numbers = rng.permutation(2 * officers) + 100
    later = changes[:, None] & (np.arange(months)[None, :] >= at[:, None])
    badge_of = np.where(later, numbers[officers:][:, None], numbers[:officers][:, None])
    starts = np.ones((officers, months), dtype=bool)
    starts[:, 1:] = (unit_of[:, 1:] != unit_of[:, :-1]) | (badge_of[:, 1:] != badge_of[:, :-1])
    officer, first = np.nonzero(starts)
    last = np.append(first[1:] - 1, months - 1)
    last[officer != np.append(officer[1:], -1)] = months - 1
    return (
        Posting(officer, unit_of[officer, first], first, last, badge_of[officer, first]),
        badge_of,
    )


def _duty(
    unit_of: NDArray[np.int64], department: Department, streams: Streams
) -> NDArray[np.float64]:
    """[O, M] the share on duty: leave falls into whole months at random."""
    away = streams("leave").random(unit_of.shape) < department.leave_months / 12
    return np.where(away, 0.0, 1.0) * (unit_of >= 0)


def _flow(
    unit_of: NDArray[np.int64], units: int, flow: Flow, calendar: Calendar, streams: Streams
) -> NDArray[np.float64]:
    month = np.arange(calendar.months)
    angle = 2 * np.pi * (calendar.month_of_year - flow.peak_month) / 12
    shared = (1 + flow.season * np.cos(angle)) * (1 + flow.trend) ** (month / 12)
    shocks = streams("shocks").standard_normal((units, calendar.months)) * flow.shock_sd
    shocks -= flow.shock_sd**2 / 2
    return np.asarray(shared[None, :] * np.exp(shocks)[unit_of, month[None, :]])
