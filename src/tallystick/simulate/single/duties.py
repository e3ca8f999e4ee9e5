"""Days in court, on leave and in training, and records that say otherwise.

Duties are drawn from the officers' months alone, and an honest officer makes no stop while one is
kept: such cases are taken out of the world. What is left within a duty is innocent (a hearing that
ended early, a leave that was put off, a training that was called off, a record entered under the
wrong day), was made up by somebody else's act in the world, or is planted by `within_duties`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tallystick.simulate.calendar import MINUTES_A_DAY as DAY
from tallystick.simulate.calendar import Calendar, day_of_week
from tallystick.simulate.force import Force
from tallystick.simulate.single.act import Act
from tallystick.simulate.single.columns import Ints, among, replaced
from tallystick.simulate.stream import Prepared
from tallystick.simulate.written.canonical import instants
from tallystick.tables.duties import DUTY_KINDS

COURT, LEAVE, TRAINING = (DUTY_KINDS.index(kind) for kind in ("court", "leave", "training"))
WAYS = {"in court": COURT, "on leave": LEAVE, "in training": TRAINING}
HOURS = {COURT: (9, 13), TRAINING: (9, 16)}
AROUND = {COURT: 0, LEAVE: 14, TRAINING: 0}
SATURDAY, PART = 5, 0.5
FAR = 1 << 40  # beyond every minute and day, so that officer and time make one key


@dataclass(frozen=True)
class Rosters:
    """How officers are called away, and how often a duty is not what the roster says.

    Parameters
    ----------
    hearings, trainings
        Mean days of an officer's month.
    leave, leave_days
        Share of the months with a leave of so many days, beside whole months of leave.
    off
        By kind of duty, the mean share of an officer's duties that were not kept: a hearing or a
        training that ended at any time of its hours, a leave that was put off.
    alike
        The sum of the beta law's parameters by which officers differ in `off`; small is unlike.
    wrong_day
        The share of the records entered a day early or late.
    """

    hearings: float = 3.0
    trainings: float = 1.0
    leave: float = 0.25
    leave_days: int = 5
    off: tuple[float, float, float] = (0.1, 0.03, 0.05)
    alike: float = 10.0
    wrong_day: float = 0.01


@dataclass(frozen=True)
class Duties:
    """Duties, (D,) each, in order of officer and time; no two of an officer's overlap.

    `begin` and `end` are the minutes within which the roster has the officer away, `until` when
    the officer was free again: as late as `end` where the duty was kept, `begin` where it was not.
    """

    officer: Ints
    kind: Ints
    begin: Ints
    end: Ints
    until: Ints

    def of(self, kind: int) -> Duties:
        """Those of one kind."""
        rows = self.kind == kind
        return Duties(*(getattr(self, name)[rows] for name in self.__dataclass_fields__))


def drawn(rosters: Rosters, force: Force, calendar: Calendar, rng: np.random.Generator) -> Duties:
    """Draw the duties of every officer in every month."""
    rows: list[tuple[int, int, int, int]] = []
    for officer in range(force.officers):
        for month in np.flatnonzero(force.unit_of[officer] >= 0).tolist():
            away = force.duty[officer, month] == 0
            rows += [(officer, *each) for each in _of_month(rosters, calendar, month, away, rng)]
    held = np.array(rows, dtype=np.int64).reshape(-1, 4)
    officer, kind, begin, end = held[np.lexsort((held[:, 2], held[:, 0]))].T
    mean = np.array(rosters.off)
    share = rng.beta(mean * rosters.alike, (1 - mean) * rosters.alike, (force.officers, len(mean)))
    free = rng.random(len(held)) < share[officer, kind]
    part = np.where(kind == LEAVE, 0.0, rng.random(len(held)))
    until = np.where(free, begin + (part * (end - begin)).astype(np.int64), end)
    return Duties(officer, kind, begin, end, until)


def _of_month(
    rosters: Rosters, calendar: Calendar, month: int, away: bool, rng: np.random.Generator
) -> list[tuple[int, int, int]]:
    """Kind, begin and end of the duties of an officer's month."""
    start, days = int(calendar.starts[month]), calendar.days(month)
    if away:
        return [(LEAVE, start, start + days * DAY)]
    rows, free = [], np.ones(days, dtype=bool)
    if rng.random() < rosters.leave:
        first = int(rng.integers(0, days - rosters.leave_days + 1))
        free[first : first + rosters.leave_days] = False
        rows.append((LEAVE, start + first * DAY, start + (first + rosters.leave_days) * DAY))
    free &= day_of_week(start + np.arange(days) * DAY) < SATURDAY
    turn = rng.permutation(np.flatnonzero(free)).tolist()
    kinds = [COURT] * int(rng.poisson(rosters.hearings))
    kinds += [TRAINING] * int(rng.poisson(rosters.trainings))
    for kind, day in zip(kinds, turn, strict=False):
        begin, end = (start + day * DAY + hour * 60 for hour in HOURS[kind])
        rows.append((kind, begin, end))
    return rows


def rostered(
    cases: pa.Table, labels: pa.Table, rosters: Rosters, prepared: Prepared, act: Act
) -> tuple[pa.Table, pa.Table, frozenset[str]]:
    """Return the duties, the cases beside them, and the officers of whom some are planted there.

    `labels` are those of the world. Draws from streams of its own, so that everything else in the
    world stays as it was.
    """
    force = prepared.force
    duties = drawn(rosters, force, prepared.calendar, prepared.streams("duties"))
    acts = labels.filter(pc.equal(labels["nature"], "behaviour"))
    made_up = frozenset(acts["incident_id"].drop_null().unique().to_pylist())
    rng = prepared.streams("kept from duties")
    cases = kept_out(cases, duties, force, made_up, rosters.wrong_day, rng)
    who: frozenset[str] = frozenset()
    if act.way in WAYS:
        cases, who = within_duties(cases, duties, force, act, prepared.streams("cases on duties"))
    return table_of(duties, force), cases, who


def table_of(duties: Duties, force: Force) -> pa.Table:
    """The canonical table; leaves are days without a time."""
    last = np.where(duties.kind == LEAVE, duties.end - DAY, duties.end)
    return pa.table(
        {
            "officer_id": pa.array(force.officer_ids).take(pa.array(duties.officer)),
            "kind": pa.array(DUTY_KINDS).take(pa.array(duties.kind)),
            "from_at": instants(duties.begin),
            "to_at": instants(last),
        }
    )


def kept_out(
    cases: pa.Table,
    duties: Duties,
    force: Force,
    made_up: frozenset[str],
    wrong_day: float,
    rng: np.random.Generator,
) -> pa.Table:
    """Return the cases without those that an officer away could not make; a few a day off.

    Cases with a number in `made_up` stay where they are: nobody needed to be there.
    """
    officer, minute = _officer(cases, force), _minute(cases)
    place = np.searchsorted(duties.officer * FAR + duties.begin, officer * FAR + minute, "right")
    place -= 1
    inside = (place >= 0) & (duties.officer[place] == officer) & (minute < duties.until[place])
    honest = ~among(cases["incident_id"], made_up)
    off = honest & (rng.random(len(cases)) < wrong_day)
    minute = minute + DAY * off * rng.choice((-1, 1), len(cases))
    return _with_minute(cases, minute).filter(pa.array(~(inside & honest)))


def within_duties(
    cases: pa.Table, duties: Duties, force: Force, act: Act, rng: np.random.Generator
) -> tuple[pa.Table, frozenset[str]]:
    """Return the cases, of which some of the act's units are dated within a duty, and whose.

    They are half of the share of the dose of the cases of days with a duty of the kind that the
    way names, and for leaves of the two weeks before and after.
    """
    kind = WAYS[act.way]
    held, around = duties.of(kind), AROUND[kind]
    officer, minute = _officer(cases, force), _minute(cases)
    first, last = held.begin // DAY - around, (held.end - 1) // DAY + around
    place = np.searchsorted(held.officer * FAR + first, officer * FAR + minute // DAY, "right") - 1
    near = (place >= 0) & (held.officer[place] == officer) & (minute // DAY <= last[place])
    near &= act.within(cases) & (rng.random(len(cases)) < PART * act.dose)
    part = rng.random(len(cases))
    begin, long = held.begin[place], (held.end - held.begin)[place]
    inside = begin + (part * long).astype(np.int64)
    if kind == LEAVE:
        inside = inside // DAY * DAY + minute % DAY
    changed = _with_minute(cases, np.where(near, inside, minute))
    return changed, frozenset(force.officer_ids[each] for each in np.unique(officer[near]))


def _officer(cases: pa.Table, force: Force) -> Ints:
    """(C,) the officers by place; -1 for nobody."""
    place = {name: at for at, name in enumerate(force.officer_ids)}
    names = cases["officer_id"].to_pylist()
    return np.array([place.get(name, -1) for name in names], dtype=np.int64)


def _minute(cases: pa.Table) -> Ints:
    minute = cases["occurred_at"].to_numpy().astype("datetime64[m]").astype(np.int64)
    return np.asarray(minute, dtype=np.int64)


def _with_minute(cases: pa.Table, minute: Ints) -> pa.Table:
    return replaced(cases, "occurred_at", instants(minute))


ORDINARY = Rosters()
LOOSE = replace(ORDINARY, off=(0.4, 0.15, 0.3), alike=3.0)
"""Rosters of which much is not kept, by some officers far more than by others."""
