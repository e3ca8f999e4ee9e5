"""Which innocent causes of a witness who comes again and again can the records speak to?"""

from __future__ import annotations

from ibis.expr.types import Table as Relation

from tallystick.checks.check import InnocentCause
from tallystick.checks.most_alike import most_alike
from tallystick.checks.people.attested import attended
from tallystick.findings import Result
from tallystick.tables.store import Tables

SHIFT_HOURS = 8


def _one_place(tables: Tables, result: Result) -> Relation:
    """Searches of one area and one third of the day."""
    rows = attended(tables, result)
    return most_alike(rows.mutate(third=rows.hour // SHIFT_HOURS), "area_id", "third")


def _one_operation(tables: Tables, result: Result) -> Relation:
    """Searches of one calendar month."""
    rows = attended(tables, result)
    return most_alike(rows.mutate(month=rows.occurred_at.truncate("M")), "month")


EXPLANATIONS = (
    InnocentCause(
        "The person works or lives where the officer searches",
        "Look how many of the searches lie in one area and one third of the day",
        _one_place,
        {"incidents": ("area_id",)},
    ),
    InnocentCause(
        "One operation, at which the same people were asked for weeks",
        "Look how many of the searches lie in one calendar month, and ask for the operation's plan",
        _one_operation,
    ),
    InnocentCause(
        "Volunteers, students or employees attest by roster, on this officer's shift",
        "Ask for the rosters of volunteers and of the officer",
    ),
    InnocentCause(
        "One number is entered for whoever attests",
        "Look the person's number up in the register, and compare names and signatures on paper",
    ),
    InnocentCause(
        "Few people agree to attest, and those who do are asked again",
        "Ask colleagues of the same shifts whom they ask; the test allows for it where they share "
        "the time and the place",
    ),
)
