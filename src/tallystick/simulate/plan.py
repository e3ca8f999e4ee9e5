"""Who plants what, when: how do the entries of a world file become the plants of a chunk?"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from tallystick.simulate.behaviours import BEHAVIOURS, behaviour
from tallystick.simulate.behaviours.crew import CrewEntry, expand
from tallystick.simulate.calendar import Calendar
from tallystick.simulate.catalogue import UNIT_KINDS
from tallystick.simulate.entry import BehaviourEntry, Entry, Nature, Plant, Process, Sale
from tallystick.simulate.force import Force
from tallystick.simulate.incentives import REASONS, Decision, Planted, Staff, decide
from tallystick.simulate.oddities import oddity
from tallystick.simulate.opportunity import opportunities
from tallystick.simulate.streams import Streams
from tallystick.simulate.surplus import Surplus, surplus_of
from tallystick.simulate.world import World


@dataclass(frozen=True)
class Placed:
    """One entry with its process, its place in the file and [O, M] where it may happen."""

    process: Process
    entry: Entry
    nature: Nature
    index: int
    scope: NDArray[np.bool_]


def scope_of(
    entry: Entry, index: int, force: Force, calendar: Calendar, streams: Streams
) -> NDArray[np.bool_]:
    """[O, M] whom and when an entry concerns; ValueError for a name that does not exist."""
    unknown = set(entry.units) - set(force.unit_names)
    unknown |= set(entry.officers) - set(force.officer_ids)
    if unknown:
        names = ", ".join(sorted(unknown))
        raise ValueError(f"{entry.kind}: no unit or officer is called {names}")
    named = np.isin(np.array(force.officer_ids), entry.officers) | (not entry.officers)
    taking = streams.of("who takes part", index).random(force.officers) < entry.share
    unit = force.units_named(entry.units)[force.unit_of] & (force.unit_of >= 0)
    month = np.arange(calendar.months)
    first = calendar.month_of(entry.from_month) if entry.from_month else 0
    last = calendar.month_of(entry.to_month) if entry.to_month else calendar.months
    during = (month >= first) & (month <= last)
    return np.asarray(unit & (named & taking)[:, None] & during[None, :])


def placed_oddities(
    world: World, force: Force, calendar: Calendar, streams: Streams
) -> tuple[Placed, ...]:
    """The oddities of a world, placed."""
    return tuple(
        Placed(
            oddity(entry.kind),
            entry,
            "oddity",
            index,
            scope_of(entry, 1000 + index, force, calendar, streams),
        )
        for index, entry in enumerate(world.oddities)
    )


def placed_behaviours(
    world: World, force: Force, calendar: Calendar, streams: Streams
) -> tuple[Placed, ...]:
    """The behaviours of a world, placed; a crew is one entry per act of its members."""
    entries: list[tuple[int, Entry]] = []
    for index, entry in enumerate(world.behaviours):
        crew = expand(entry, force) if isinstance(entry, CrewEntry) else (entry,)
        entries += [(index, each) for each in crew]
    return tuple(
        Placed(
            behaviour(entry.kind),
            entry,
            "behaviour",
            index,
            scope_of(entry, index, force, calendar, streams),
        )
        for index, entry in entries
    )


@dataclass(frozen=True)
class Plan:
    """What is decided before any record is made; gives the plants of each month.

    `acts` gives, for each behaviour, its place among the decision's entries, or -1 for one
    that the decision does not know (the ratchet, whose cases are in `surplus`). `planted` are
    those entries.
    """

    behaviours: tuple[Placed, ...]
    oddities: tuple[Placed, ...]
    acts: tuple[int, ...]
    planted: tuple[Planted, ...]
    decision: Decision
    surplus: tuple[Surplus | None, ...]
    sales: tuple[tuple[Sale, ...], ...] = field(default=())

    def plants(self, month: int) -> list[tuple[Process, Plant]]:
        """The oddities by their place in the file, and then the behaviours as they act in turn."""
        planted = []
        for each in self.oddities:
            inside = each.scope[:, month]
            planted.append(
                (
                    each.process,
                    _plant(each, month, np.asarray(each.entry.dose * inside, dtype=np.float64)),
                )
            )
        turn = [BEHAVIOURS.index(each.process) for each in self.behaviours]
        for place in np.argsort(turn, kind="stable").tolist():
            each = self.behaviours[place]
            planted.append((each.process, self._behaviour(place, each, month)))
        return planted

    def _behaviour(self, place: int, each: Placed, month: int) -> Plant:
        act, surplus = self.acts[place], self.surplus[place]
        if act < 0:
            dose = np.asarray(each.entry.dose * each.scope[:, month], dtype=np.float64)
            held = None if surplus is None else surplus.held[:, month]
            returned = None if surplus is None else surplus.returned[:, month]
            return _plant(each, month, dose, held=held, returned=returned)
        return _plant(
            each,
            month,
            self.decision.propensity[act][:, month],
            added=self.decision.added[act][:, month],
            sales=self.sales[act],
        )


def _plant(
    each: Placed,
    month: int,
    dose: NDArray[np.float64],
    added: NDArray[np.int64] | None = None,
    held: NDArray[np.int64] | None = None,
    returned: NDArray[np.int64] | None = None,
    sales: tuple[Sale, ...] = (),
) -> Plant:
    none = np.zeros(len(dose), dtype=np.int64)
    return Plant(
        entry=each.entry,
        nature=each.nature,
        index=each.index,
        dose=dose,
        added=none if added is None else added,
        member=each.scope[:, month],
        sales=sales,
        held=none if held is None else held,
        returned=none if returned is None else returned,
    )


def staff_of(force: Force, calendar: Calendar) -> Staff:
    """The force as the decision model sees it."""
    return Staff(
        unit_of=force.unit_of,
        duty=force.duty,
        ability=force.ability,
        season=force.flow,
        month_of_year=calendar.month_of_year,
        year=calendar.year - calendar.year[0],
        narcotics=force.unit_kind == UNIT_KINDS.index("narcotics"),
        first_year=int(calendar.year[0]),
    )


def plan(
    world: World,
    force: Force,
    calendar: Calendar,
    oddities: tuple[Placed, ...],
    streams: Streams,
) -> Plan:
    """Let the officers of a world decide."""
    behaviours = placed_behaviours(world, force, calendar, streams)
    planted: list[Planted] = []
    acts: list[int] = []
    for each in behaviours:
        acts.append(len(planted) if each.process.acts else -1)
        if each.process.acts:
            entry = each.entry
            assert isinstance(entry, BehaviourEntry)
            planted.append(
                Planted(
                    act=each.process.acts[0],
                    dose=entry.dose,
                    scope=each.scope,
                    driven_by=entry.driven_by,
                    early=bool(getattr(entry, "early", False)),
                )
            )
    decision = decide(
        staff_of(force, calendar),
        opportunities(world, force),
        planted,
        world.incentives,
        streams,
    )
    surplus = tuple(
        None
        if each.process.acts
        else surplus_of(each.entry, each.scope, force.unit_of, decision, calendar, streams)
        for each in behaviours
    )
    return Plan(
        behaviours,
        oddities,
        tuple(acts),
        tuple(planted),
        decision,
        surplus,
        _sales(decision, len(planted)),
    )


def _sales(decision: Decision, entries: int) -> tuple[tuple[Sale, ...], ...]:
    """The schemes of each planted entry."""
    held = decision.schemes
    sales: list[list[Sale]] = [[] for _ in range(entries)]
    for scheme in range(len(held.entry)):
        sales[int(held.entry[scheme])].append(
            Sale(
                scheme=scheme,
                unit=int(held.unit[scheme]),
                officer=int(held.officer[scheme]),
                bought=int(held.bought[scheme]),
                first_sale=int(held.first_sale[scheme]),
                stopped=int(held.stopped[scheme]),
                reason=REASONS[int(held.reason[scheme])],
                buyers=decision.sales[scheme],
            )
        )
    return tuple(tuple(each) for each in sales)
