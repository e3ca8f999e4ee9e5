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

from ibis.expr.types import BooleanValue
from ibis.expr.types import Table as Relation

from tallystick.checks.declared import Cause, declared
from tallystick.checks.records.default_values.first_choices import (
    LATE_MINUTES,
    UNITS_THAT_CHOOSE,
    columns_held,
    doubts,
    listed,
)
from tallystick.checks.records.default_values.results import default_results
from tallystick.checks.shared.clock import MINUTES_A_DAY, minute_of
from tallystick.checks.shared.largest_group import most_alike
from tallystick.checks.shared.matchable_records import ASKED
from tallystick.tables.store import Tables


def _is_late(rows: Relation) -> BooleanValue:
    """Whether a record was entered more than a day after its time."""
    return minute_of(rows.recorded_at) - minute_of(rows.occurred_at) > LATE_MINUTES


def unready(tables: Tables) -> str:
    """Say why nothing that a form proposes can be known."""
    if not columns_held(tables):
        return "needs incidents.area_id or incidents.offense_code"
    return ""


CHECK = declared(
    __name__,
    needs={"incidents": ("occurred_at",)},
    unready=unready,
    query=doubts,
    test=default_results,
    listed=listed,
    causes={
        "day_alone": Cause(lambda rows: minute_of(rows.occurred_at) % MINUTES_A_DAY == 0),
        "late": Cause(_is_late, needs={"incidents": ("recorded_at",)}),
        "operation": Cause(
            among=lambda rows: most_alike(rows.mutate(day=rows.occurred_at.date()), "day")
        ),
    },
    shares=(*ASKED, UNITS_THAT_CHOOSE),
)
run = CHECK.run
