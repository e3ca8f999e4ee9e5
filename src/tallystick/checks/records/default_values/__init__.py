"""Do doubtful records keep the form's first choices more than the rest?

Criteria
    Who records an event fills the form in; who makes one up, or no longer knows, leaves what the
    form proposes: the first item of a list, the top of the hour, midnight.
Test
    A record keeps what the form proposes when it begins in the first minute of an hour and bears
    the area or the offence that its unit has most. These values are found from all records, before
    any is called doubtful. Columns of which a unit has one value in eight of ten records or more
    say nothing there, and a unit so many of whose times are on the hour has no times.
    Asked of all records, and of those that are in doubt for a reason that is known before: they
    have no counterpart in the second system, were entered more than a day late, or are dated on the
    last days of a period. For each unit and officer
    H0  The share of its doubtful records that keep the form's first choices is that of others'
        doubtful records in the same half-year, or differs no more than they do among themselves;
        or it is that of its own other records.
    H1  It is larger than all allow. The largest of the p-values counts: an exact conditional one
        beside the others', one that learns from all members how far their habits are apart, one
        beside their median, and an exact conditional one beside the subject's own other records of
        the same officer and half-year. That officers round times is a habit, and cancels in the
        last; that late records are written from memory is everybody's, and cancels in the first.
        Of all records there are no others, and only the first three are made.
    Estimate: the share, minus that of others' doubtful records.
    Units need five, and officers twenty, with twenty
    records to compare, and fewer than three such records name no pattern.
    Not asked: which item the form itself puts first, since no table has its lists: the unit's
    commonest area or offence stands for it, and a first item that is rare is missed; times that
    are round in another way than minute 0; placeholders such as age 99 or 00: no table has an age.
Cause, innocent first
    Times that were never recorded (a day alone is midnight); a device that writes whole hours; a
    migration from another system; hand-written tickets entered from memory, or by a clerk for all;
    an officer whose post is the first area of the list; an operation that began on the hour; a
    category with one usual code.

References
    Barone et al. 2023, Connecticut Racial Profiling Prohibition Project, audit of the state police
    (records without a counterpart bore first items of the lists); Box & Tiao 1968, Biometrika
    55(1); Paule & Mandel 1982, J. Research NBS 87(5); Berger 1982, Technometrics 24(4).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from tallystick.checks.declared import Cause, declared
from tallystick.checks.records.default_values import query
from tallystick.checks.shared.beside_others import (
    LEAST_RECORDS,
    Also,
    Aspect,
    answer,
    beside_own,
    results_of,
)
from tallystick.checks.shared.largest_group import most_alike
from tallystick.checks.shared.matchable_records import ASKED
from tallystick.checks.shared.whole_numbers import MINUTES_A_DAY, minute_of
from tallystick.findings import Result, SubjectKind
from tallystick.findings.words import words_beside
from tallystick.stats.estimate import Tested
from tallystick.stats.proportions.shares import Counts
from tallystick.stats.texts import named, numbered
from tallystick.tables import Frame
from tallystick.tables.store import Tables

say = words_beside(__file__).say

HALF_YEAR = 6
OF_ALL = say("estimands.of_all")
FEW_OWN = say("reasons.few_own", n=LEAST_RECORDS)


def unready(tables: Tables) -> str:
    """Say why nothing that a form proposes can be known."""
    held = query.columns_held(tables)
    return "" if held else say("reasons.needs_area")


def test(*, frame: Frame, **columns: np.ndarray) -> list[Result]:
    """Return for each kind of doubt the agency's result, then its units' and its officers'."""
    month, doubtful, n, found = (
        columns[name].astype(np.int64) for name in ("month", "doubtful", "n", "found")
    )
    units, unit = named(columns["unit_id"])
    officers, officer = named(columns["officer_id"])
    half = (month - month.min(initial=0)) // HALF_YEAR
    halves = int(half.max(initial=0)) + 1
    doubts, of = numbered(columns["doubt"])
    results: list[Result] = []
    for place, name in enumerate(doubts):
        rows = of == place
        asked = rows & (doubtful == 1)
        aspect = Aspect(
            _called(name),
            OF_ALL if name == query.ALL else say("estimands.of_doubtful", kind=_called(name)),
            unit[asked], officer[asked], half[asked], found[asked], n[asked],
        )  # fmt: skip
        own = None
        if name != query.ALL:
            members = {"unit": unit[rows], "officer": officer[rows]}
            cells = (officer[rows] + 1) * halves + half[rows]
            own = _own(beside_own(members, cells, doubtful[rows] == 1, found[rows], n[rows]))
        results += results_of(aspect, units, officers, own)
    return results


def _called(doubt: str) -> str:
    """The name of a kind of doubt; with its period apart where it is of the ends of one."""
    ends = doubt.endswith(query.ENDS)
    return say("aspects.ends", period=doubt.removesuffix(query.ENDS)) if ends else doubt


def _own(beside: Callable[[str, int], Tested[Counts]]) -> Also:
    """The p-value of a subject's doubtful records beside its others of the same officer and time.

    Doubtful records without such others say nothing.
    """

    def said(kind: SubjectKind, who: int) -> Tested[dict[str, Any]]:
        own = beside(kind, who)
        numbers = {
            "p_own": own.p_value, "own_n": own.n, "own_found": own.numbers.found,
            "own_expected": round(own.numbers.expected, 3),
        }  # fmt: skip
        return answer(own, own.n >= LEAST_RECORDS, FEW_OWN, numbers)

    return said


CHECK = declared(
    __name__,
    needs={"incidents": ("occurred_at",)},
    unready=unready,
    query=query.doubts,
    test=test,
    listed=query.listed,
    causes={
        "day_alone": Cause(lambda rows: minute_of(rows.occurred_at) % MINUTES_A_DAY == 0),
        "late": Cause(query.is_late, needs={"incidents": ("recorded_at",)}),
        "operation": Cause(
            among=lambda rows: most_alike(rows.mutate(day=rows.occurred_at.date()), "day")
        ),
    },
    shares=(*ASKED, query.UNITS_THAT_CHOOSE),
)
run = CHECK.run
