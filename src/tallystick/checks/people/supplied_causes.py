"""Which innocent causes of a streak behind one supplier can the records speak to?"""

from __future__ import annotations

import ibis
from ibis.expr.types import BooleanValue
from ibis.expr.types import Table as Relation

from tallystick.checks.check import InnocentCause
from tallystick.checks.people.links import PARTIES, SUBJECT, streak_of
from tallystick.findings import Result
from tallystick.tables.store import Tables

SOON_DAYS = 180


def _answer(rows: Relation, explained: BooleanValue) -> Relation:
    return rows.aggregate(explains=ibis.ifelse(explained, 1, 0).sum().fill_null(0), of=rows.count())


def _charged_in_the_end(tables: Tables, result: Result) -> Relation:
    """Links of the streak after which the source was arrested within half a year."""
    rows = streak_of(tables, result)
    known = PARTIES(tables)
    charges = known.filter(known[SUBJECT] == 1).select("person_id", charged_at="at")
    pairs = rows.inner_join(charges, "person_id")
    soon = pairs.filter(
        pairs.charged_at > pairs["at"],
        pairs.charged_at <= pairs["at"] + ibis.interval(days=SOON_DAYS),
    )
    explained = soon.select("incident_id", "buyer").distinct()
    return rows.aggregate(of=rows.count()).cross_join(
        explained.aggregate(explains=explained.count())
    )


def _informant(tables: Tables, result: Result) -> Relation:
    rows = streak_of(tables, result)
    return _answer(rows, rows.supplied == 0)


def _delivered(tables: Tables, result: Result) -> Relation:
    rows = streak_of(tables, result)
    return _answer(rows, rows.origin == "controlled_delivery")


EXPLANATIONS = (
    InnocentCause(
        "A real supplier with real buyers, charged in the end",
        f"Look for an arrest of the same person within {SOON_DAYS} days after each case",
        _charged_in_the_end,
    ),
    InnocentCause(
        "A registered informant, under the control of a court or prosecutor",
        "Count the cases in which the person is the informant and not the supplier; ask for the "
        "registration and for the payment receipts",
        _informant,
    ),
    InnocentCause(
        "A controlled delivery, authorised as one",
        "Count the cases that began as a controlled delivery; ask for each authorisation",
        _delivered,
        needs={"incidents": ("origin",)},
    ),
    InnocentCause(
        "An investigation whose last step lies after these records end",
        "Ask for the file opened against the supplier, and for the day on which it was opened",
    ),
    InnocentCause(
        "The supplier is abroad, dead, in custody, or charged by another agency",
        "Ask the prosecutor and the civil register for the person's record",
    ),
)
