"""Do an officer's records lie too close together, or where the officer cannot have been?

Criteria
    Nobody is in two places at once, makes and writes up a stop in less than a few minutes, or
    works on leave, in court, or for a unit that was left.
Test
    Asked of each record that has something to compare with: of each moment of an officer's day
    (several tickets of one minute are one stop) whether it lies less than `stop_minutes`, five
    unless the engagement says otherwise, after the one before (short gaps), and whether it leaves
    no time to come from another area (two areas); of each record of a day with a duty in `duties`,
    and of two weeks about a leave, whether it lies within (court, leave, training), where several
    of an officer within one duty count as one, since a leave that was put off is one event; of each
    record of a unit whether the officer's posting to it has ended (after leaving the unit).
    No record is judged by itself: clocks differ, times are rounded, and partners sign each other's
    tickets. The agency's number is stated as a level. For each unit and officer
    H0  The share is that of others at like work, or differs no more than they do among themselves.
    H1  It is larger than both allow.
    Like work is a half-year, a month with as many stops, and whether both times are multiples of
    five minutes, so that who rounds is compared with whoever rounds. The largest counts of an exact
    conditional p-value, of one that learns from all members how far they are apart, and of one
    beside their median; a fifth of them may be no ordinary ones. With fewer than three such records
    no pattern is named; units need five, and officers twenty, with twenty records to compare.
    Estimate: the share, minus that of others at like work.
    A time of exactly midnight was mostly never filled in, and is not asked about.
Cause, innocent first
    Several tickets of one stop with the device's time of each; a group stop or a checkpoint; a
    partner's tickets under one number; rounded times; the time of printing or of the dispatcher's
    batch; a stop on the border of two areas; an officer called off leave, or a hearing that ended
    early (court time may be claimed as a minimum of hours); a posting entered late; a badge that
    two carried.

References
    Victoria Police 2018, investigation of preliminary breath tests (258,463 of 17.7 million, by the
    gaps between them); Government Auditing Standards (GAO-21-368G) 8.90-8.95; Box & Tiao 1968,
    Biometrika 55(1); Paule & Mandel 1982, J. Research NBS 87(5); Berger 1982, Technometrics 24(4).
"""

from __future__ import annotations

import ibis
import numpy as np
from ibis.expr.types import Table as Relation

from tallystick.checks.declared import Cause, declared, part_of
from tallystick.checks.records.impossible_activity import query
from tallystick.checks.shared.beside_others import Aspect, results_of
from tallystick.checks.shared.postings import carried
from tallystick.checks.shared.whole_numbers import MINUTES_A_DAY, days, minute_of
from tallystick.findings import Result
from tallystick.findings.words import words_beside
from tallystick.stats.texts import named, numbered
from tallystick.tables import Frame
from tallystick.tables.duties import DUTY_KINDS
from tallystick.tables.store import Tables

say = words_beside(__file__).say

HALF_YEAR, SOON_DAYS = 6, 30
ESTIMANDS = {
    query.SHORT: "estimands.short",
    query.PLACES: "estimands.places",
    "court": "estimands.court",
    "leave": "estimands.leave",
    "training": "estimands.training",
    query.LEFT: "estimands.left",
}


def test(*, frame: Frame, **columns: np.ndarray) -> list[Result]:
    """Return for each aspect the results of the agency, its units and its officers."""
    units, unit = named(columns["unit_id"])
    officers, officer = numbered(columns["officer_id"])
    month, stratum, n, found = (
        columns[name].astype(np.int64) for name in ("month", "stratum", "n", "found")
    )
    strata = int(stratum.max(initial=0)) + 1
    like = (month - month.min(initial=0)) // HALF_YEAR * strata + stratum
    aspects, of = numbered(columns["aspect"])
    results: list[Result] = []
    for place, name in enumerate(aspects):
        estimand = say(ESTIMANDS[name], n=frame.stop_minutes)
        rows = (each[of == place] for each in (unit, officer, like, found, n))
        results += results_of(Aspect(name, estimand, *rows), units, officers)
    return results


def _of_one_person(tables: Tables, result: Result) -> Relation:
    """Records whose subject was also that of another record of the officer within the hour."""
    found = query.listed(tables, result).filter(lambda rows: rows.incident_id.notnull())
    held = tables["incidents"]
    held = held.filter(held.officer_id.notnull(), held.occurred_at.notnull())
    named = tables["involvements"]
    named = named.filter(named.role == "subject").select("incident_id", "person_id").distinct()
    rows = held.select("incident_id", "officer_id", minute=minute_of(held.occurred_at))
    rows = rows.inner_join(named, "incident_id")
    near = ibis.window(group_by=("officer_id", "person_id"), order_by=("minute", "incident_id"))
    rows = rows.mutate(
        before=rows.minute - rows.minute.lag(1).over(near),
        after=rows.minute.lead(1).over(near) - rows.minute,
    )
    several = rows.filter((rows.before < 60).fill_null(False) | (rows.after < 60).fill_null(False))
    return part_of(found.semi_join(several, "incident_id"), found)


def _badge_of_another(tables: Tables, result: Result) -> Relation:
    """Records on days on which another officer carried the badge of the one who is named."""
    rows = query.listed(tables, result)
    rows = rows.mutate(on_day=days(rows.occurred_at.date()))
    own, keys = carried(tables), ["officer_id", "on_day"]
    own = own.filter(own.badge.notnull())
    asked, other = rows.select(*keys).distinct(), own.view()
    asked = asked.inner_join(
        own,
        [asked.officer_id == own.officer_id, own.since <= asked.on_day, own.until >= asked.on_day],
    ).select(*keys, "badge")
    shared = asked.semi_join(
        other,
        [
            asked.badge == other.badge,
            asked.officer_id != other.officer_id,
            other.since <= asked.on_day,
            other.until >= asked.on_day,
        ],
    )
    return part_of(rows.semi_join(shared, keys), rows)


def _of_the_minimum(tables: Tables, result: Result) -> Relation:
    """Records in the second half of a duty as long as half of its kind are, or more of them."""
    rows, duties = query.listed(tables, result), tables["duties"]
    begin, end = minute_of(duties.from_at), minute_of(duties.to_at)
    hours = (begin % MINUTES_A_DAY != 0) | (end % MINUTES_A_DAY != 0)
    duties = duties.filter(duties.kind == result.aspect, hours).mutate(
        length=end - begin, middle=begin + (end - begin) // 2, end=end
    )
    lengths = duties.group_by("length").aggregate(n=duties.count())
    beside = lengths.cross_join(duties.aggregate(every=duties.count()))
    held = duties.semi_join(beside.filter(beside.n * 2 >= beside.every), "length")
    rows = rows.mutate(minute=minute_of(rows.occurred_at))
    within = [rows.officer_id == held.officer_id, held.middle <= rows.minute]
    return part_of(rows.semi_join(held, [*within, held.end > rows.minute]), rows)


def _soon_after(tables: Tables, result: Result) -> Relation:
    """Records at most `SOON_DAYS` days after the last posting to the unit that had ended."""
    rows, held = query.listed(tables, result), carried(tables)
    rows = rows.mutate(on_day=days(rows.occurred_at.date()))
    ended = [held.until < rows.on_day, held.until >= rows.on_day - SOON_DAYS]
    same = [rows.officer_id == held.officer_id, rows.unit_id == held.unit_id]
    return part_of(rows.semi_join(held, same + ended), rows)


def _is_close(result: Result) -> bool:
    return result.aspect in (query.SHORT, query.PLACES)


CHECK = declared(
    __name__,
    needs={"incidents": ("officer_id", "occurred_at")},
    query=query.counts,
    test=test,
    listed=query.listed,
    causes={
        "one_stop": Cause(
            counts=_of_one_person,
            needs={
                "incidents": ("incident_id",),
                "involvements": ("incident_id", "person_id", "role"),
            },
            applies=_is_close,
        ),
        "checkpoint": Cause(
            lambda rows: rows.origin == "checkpoint",
            needs={"incidents": ("origin",)},
            applies=_is_close,
        ),
        "rounded": Cause(
            lambda rows: rows.occurred_at.minute() % 5 == 0,
            needs={"incidents": ("occurred_at",)},
            applies=_is_close,
        ),
        "one_badge": Cause(
            counts=_badge_of_another, needs={"postings": ("officer_id", "badge")}, applies=_is_close
        ),
        "printing": Cause(
            lambda rows: minute_of(rows.recorded_at) == minute_of(rows.occurred_at),
            needs={"incidents": ("recorded_at",)},
            applies=_is_close,
        ),
        "minimum": Cause(
            counts=_of_the_minimum,
            needs={"duties": ("officer_id", "kind", "from_at", "to_at")},
            applies=lambda result: result.aspect in DUTY_KINDS and result.aspect != "leave",
        ),
        "recall": Cause(applies=lambda result: result.aspect in DUTY_KINDS),
        "posting_entered": Cause(
            counts=_soon_after,
            needs={"postings": ("officer_id", "unit_id", "to_date")},
            applies=lambda result: result.aspect == query.LEFT,
        ),
    },
    constants={"soon_days": SOON_DAYS},
    behind=(query.MARKS,),
)
run = CHECK.run
