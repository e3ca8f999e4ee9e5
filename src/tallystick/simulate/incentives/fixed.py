"""Which draws and expectations stay as they are, whatever people then decide?

Every process has its own stream and draws whole arrays, so that closing one act, changing a
dose or a regime leaves the luck of all others untouched (common random numbers).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from tallystick.simulate.incentives.choice import Conscience, consciences
from tallystick.simulate.incentives.decision import (
    COUNTED,
    Floats,
    Ints,
    Opportunity,
    Planted,
    Staff,
)
from tallystick.simulate.incentives.forecast import Outlook, outlook
from tallystick.simulate.incentives.informed import quiet
from tallystick.simulate.incentives.losses import losses
from tallystick.simulate.incentives.pressure import next_check
from tallystick.simulate.incentives.settings import Incentives
from tallystick.simulate.incentives.use import kept
from tallystick.simulate.incentives.worth import ACT, EARLY_SHARE

Streams = Callable[[str], np.random.Generator]


@dataclass(frozen=True)
class Entry:
    """One planted entry with its luck: [O, M] uniforms for its count and for tellings."""

    index: int
    planted: Planted
    name: str
    luck: Floats
    told: Floats
    found: Floats

    @property
    def act(self) -> str:
        """The act."""
        return self.planted.act

    @property
    def driven(self) -> bool:
        """Whether the regime's worth, cost and opportunity decide."""
        return self.planted.driven_by == "incentive"


@dataclass(frozen=True)
class Fixed:
    """What the month loop reads and never changes; O officers, M months, U units, Y years.

    `theta` [U]; `away` [M] months to the next check, `check` [M] its place in the world;
    `near` [M] nearness of judgement; `lost` by act [M] what a sanction takes; `kept` by act
    [U, M] the share that counts under the law on use; `quiet` by act the dose that the informed
    keep below; `culture` [U] normals of units; `honest`,
    `waits`, `sanction` [O, M] and `visited` [U, Y] uniforms; `before` [U] the luck of the year
    before the world.
    """

    staff: Staff
    opportunity: Opportunity
    settings: Incentives
    streams: Streams
    view: Outlook
    culture: Floats
    conscience: Conscience
    entries: tuple[Entry, ...]
    theta: Floats
    away: Ints
    check: Ints
    near: Floats
    lost: dict[str, Floats]
    kept: Mapping[str, Floats] | None
    quiet: Mapping[str, float]
    honest: Floats
    waits: Floats
    sanction: Floats
    visited: Floats
    before: Floats

    @property
    def months(self) -> int:
        """How many months the world has."""
        return len(self.staff.year)

    @property
    def units(self) -> int:
        """How many units the world has."""
        return len(self.staff.narcotics)

    @property
    def quota(self) -> bool:
        """Whether officers are judged one by one."""
        return self.settings.regime.kind == "quota"

    def still_counts(self, act: str, month: int) -> Floats | None:
        """The share of the act's cases that counts under the law on use; [U]; None: all do."""
        share = None if self.kept is None else self.kept.get(act)
        return None if share is None else share[:, month]

    def lost_in(self, month: int) -> dict[str, float]:
        """What a sanction for each act takes this month."""
        return {act: float(lost[month]) for act, lost in self.lost.items()}

    def chances(self, act: str, month: int) -> Floats:
        """Expected opportunities of each officer for the act this month; [O]."""
        flow = self.view.flow[:, month]
        unit = self.staff.unit_of[:, month]
        per = ACT[act].per
        if per == "early":
            later = month + 1
            if later >= self.months:
                return np.zeros_like(flow)
            stays = self.staff.unit_of[:, later] == unit
            return np.where(stays, self.view.flow[:, later] * EARLY_SHARE, 0.0)
        if per in ("band", "complaint"):
            rate = getattr(self.opportunity, per)
            return np.where(unit >= 0, flow * rate[unit], 0.0)
        return flow


def fix(
    staff: Staff,
    opportunity: Opportunity,
    planted: Sequence[Planted],
    settings: Incentives,
    streams: Streams,
) -> Fixed:
    """Draw what stays as it is."""
    officers, months = staff.unit_of.shape
    units, regime = len(staff.narcotics), settings.regime
    away, near = next_check(staff.month_of_year, regime)
    last = np.array([np.flatnonzero(staff.year == year)[-1] for year in staff.year])
    culture = streams("culture of units").standard_normal(units)
    spread = spread_of_chiefs(streams("pressure of chiefs"), units, settings)
    return Fixed(
        staff=staff,
        opportunity=opportunity,
        settings=settings,
        streams=streams,
        view=outlook(staff, opportunity, regime),
        culture=culture,
        conscience=_consciences(staff, settings, streams, culture),
        entries=_entries(planted, (officers, months), streams),
        theta=regime.pressure * spread,
        away=away,
        check=np.minimum(np.arange(months) + away, last),
        near=near,
        quiet=quiet(settings.audits.power, settings.people.informed),
        kept=kept(settings.use, staff, opportunity),
        lost=losses(settings.penalties, settings.deterrence.job, staff),
        honest=streams("honest flow").random((officers, months)),
        waits=streams("hold-back").random((officers, months)),
        sanction=streams("sanctions").random((officers, months)),
        visited=streams("audits").random((units, int(staff.year.max()) + 1)),
        before=streams("year before").random(units),
    )


def spread_of_chiefs(draws: np.random.Generator, units: int, settings: Incentives) -> Floats:
    """By which factor each chief presses harder or softer than the mean; [U]."""
    log_sd = settings.regime.pressure_log_sd
    return np.asarray(np.exp(draws.standard_normal(units) * log_sd - log_sd**2 / 2))


def _consciences(
    staff: Staff, settings: Incentives, streams: Streams, culture: Floats
) -> Conscience:
    officers = len(staff.ability)
    serves = staff.unit_of >= 0
    first = np.argmax(serves, axis=1)
    return consciences(
        settings.people,
        staff.unit_of[np.arange(officers), first],
        streams("never-gamers").random(officers),
        streams("own conscience").standard_normal(officers),
        culture,
    )


def _entries(
    planted: Sequence[Planted], shape: tuple[int, int], streams: Streams
) -> tuple[Entry, ...]:
    """Give each entry its own luck; the second entry of one act has another than the first."""
    entries: list[Entry] = []
    for index, each in enumerate(planted):
        if each.scope.shape != shape:
            raise ValueError(f"scope of {each.act} has shape {each.scope.shape}, not {shape}")
        number = sum(other.act == each.act for other in planted[:index])
        name = f"act {each.act} {number}"
        luck = streams(name).random(shape) if each.act in COUNTED else np.zeros((0, 0))
        told = streams(f"{name} told").random(shape)
        found = streams(f"{name} found").random(shape)
        entries.append(Entry(index, each, name, luck, told, found))
    return tuple(entries)
