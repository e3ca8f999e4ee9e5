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

from functools import reduce

import ibis
import numpy as np
from ibis.expr.types import IntegerValue
from ibis.expr.types import Table as Relation

from tallystick.checks.declared import declared
from tallystick.checks.records.impossible_activity.causes import CAUSES, SOON_DAYS
from tallystick.checks.records.impossible_activity.moments import (
    COLUMNS,
    LEFT,
    MARKS,
    PLACES,
    SHORT,
    counted,
    listed,
    together,
)
from tallystick.checks.shared.beside_others import Aspect, results_of
from tallystick.findings import Result
from tallystick.stats.texts import named, numbered
from tallystick.tables import Frame
from tallystick.tables.store import Tables

HALF_YEAR = 6
ESTIMANDS = {
    SHORT: "share of an officer's stops that begin less than {} minutes after the one before",
    PLACES: "share of an officer's stops that leave less than {} minutes to come from another area",
    "court": "share of the records of days in court that lie within the hours of court, several "
    "of one hearing as one",
    "leave": "share of the records of leave, and of two weeks about it, that lie within the leave, "
    "several of one leave as one",
    "training": "share of the records of days of training that lie within its hours, several of "
    "one training as one",
    LEFT: "share of an officer's records of a unit that are dated after the posting to it ended",
}


def query(tables: Tables) -> Relation:
    """Records asked about (``n``), and those with the mark (``found``), by aspect.

    By unit, officer and month (twelve times the year plus its number), and ``stratum``.
    """
    parts = []
    for read, aspects in together(tables).items():
        rows = read(tables)
        sums: dict[str, IntegerValue] = {}
        for k, aspect in enumerate(aspects):
            asked, marked = counted(aspect, rows)
            sums |= {f"n_{k}": asked.sum().cast("int64"), f"found_{k}": marked.sum().cast("int64")}
        wide = rows.group_by("unit_id", "officer_id", "month", "stratum").aggregate(**sums)
        for k, aspect in enumerate(aspects):
            told = wide.filter(wide[f"n_{k}"] > 0).rename(n=f"n_{k}", found=f"found_{k}")
            parts.append(told.mutate(aspect=ibis.literal(aspect)).select(*COLUMNS))
    return reduce(lambda one, other: one.union(other), parts)


def test(
    aspect: np.ndarray,
    unit_id: np.ndarray,
    officer_id: np.ndarray,
    month: np.ndarray,
    stratum: np.ndarray,
    n: np.ndarray,
    found: np.ndarray,
    *,
    frame: Frame,
) -> list[Result]:
    """Return for each aspect the results of the agency, its units and its officers."""
    units, unit = named(unit_id)
    officers, officer = numbered(officer_id)
    months = month.astype(np.int64)
    strata = int(stratum.max(initial=0)) + 1
    like = (months - months.min(initial=0)) // HALF_YEAR * strata + stratum.astype(np.int64)
    aspects, of = numbered(aspect)
    results: list[Result] = []
    for place, name in enumerate(aspects):
        rows = of == place
        asked_of = Aspect(
            name, ESTIMANDS[name].format(frame.stop_minutes), unit[rows], officer[rows],
            like[rows], found[rows].astype(np.int64), n[rows].astype(np.int64),
        )  # fmt: skip
        results += results_of(asked_of, units, officers)
    return results


CHECK = declared(
    __name__,
    needs={"incidents": ("officer_id", "occurred_at")},
    query=query,
    test=test,
    listed=listed,
    causes=CAUSES,
    constants={"soon_days": SOON_DAYS},
    behind=(MARKS,),
)
run = CHECK.run
