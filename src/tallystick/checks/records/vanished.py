"""Which records or values changed or disappeared between two releases of the same data?

Criteria
    What an earlier release says of a day that is over, a later one says too, unless somebody
    corrected it; and a correction leaves a trace.
Test
    Details: the earlier release is the table earlier_incidents, compared by incident_id. Gone: a
    record whose number the later release does not have. Changed, column by column: a record whose
    number is there, though no record of that number has its value; a value that was empty before
    was filled and is not asked. Not there before: a record dated on or before the last day of the
    earlier release, with a number that it did not have.
    Whose records these are more often than others', and whether changes go one way, is asked by
    `records.revised`. Records that either release lacks a number for are not
    compared; what this audit sets aside, such as a record re-dated out of the period, counts as
    gone.
Cause, innocent first
    A duplicate was removed; a correction; a record expunged by court order; a category recoded on
    one day; numbers given anew when systems were moved; late entry; a filter of the export.

References
    Government Auditing Standards (GAO-21-368G) 8.90-8.95, reliability of data; International
    Standard on Auditing 500 (2009) A31, information produced by the entity.
"""

from __future__ import annotations

from functools import partial

from ibis.expr.types import Table as Relation

from tallystick.checks.check import RelationalCheck, Rule
from tallystick.checks.records.vanished_causes import (
    CORRECTED,
    ENTERED_LATE,
    EXPUNGED,
    RENUMBERED,
    SET_ASIDE,
    duplicate_removed,
    recoded,
)
from tallystick.findings import Finding, Result
from tallystick.tables.store import Tables

EARLIER, LATER = "earlier_incidents", "incidents"
COLUMNS = ("occurred_at", "unit_id", "officer_id", "offense_code", "clearance", "count")
LAST = "earlier_last"


def _gone(tables: Tables) -> Relation:
    """The earlier release's records whose number the later one does not have."""
    rows = tables[EARLIER].filter(tables[EARLIER].incident_id.notnull())
    return rows.anti_join(tables[LATER], "incident_id")


def _changed(column: str, tables: Tables) -> Relation:
    """The earlier release's records whose value no later record of their number has."""
    rows = tables[EARLIER]
    rows = rows.filter(rows.incident_id.notnull(), rows[column].notnull())
    return rows.semi_join(tables[LATER], "incident_id").anti_join(
        tables[LATER], ["incident_id", column]
    )


def _not_before(tables: Tables) -> Relation:
    """The later release's records of days of the earlier one, which that one did not have."""
    earlier, rows = tables[EARLIER], tables[LATER]
    rows = rows.filter(rows.incident_id.notnull()).anti_join(earlier, "incident_id")
    last = earlier.aggregate(**{LAST: earlier.occurred_at.max().date()})
    both = rows.cross_join(last)
    return both.filter(both.occurred_at.date() <= both[LAST]).drop(LAST)


def _changed_rule(column: str) -> Rule:
    exceptions = partial(_changed, column)
    causes = (recoded(exceptions, column),) if column in ("offense_code", "unit_id") else ()
    return Rule(
        name=f"changed.{column}",
        sentence=f"Every {column} of the earlier release is the same in the later one",
        table=EARLIER,
        needs={EARLIER: ("incident_id", column), LATER: ("incident_id", column)},
        exceptions=exceptions,
        effect=f"a figure that counts by {column} came out otherwise when it was published",
        explanations=(*causes, CORRECTED),
    )


RULES = (
    Rule(
        name="gone",
        sentence="Every record of the earlier release is in the later one",
        table=EARLIER,
        needs={EARLIER: ("incident_id",), LATER: ("incident_id",)},
        exceptions=_gone,
        effect="these events counted when the earlier release was drawn, and no longer do",
        explanations=(
            duplicate_removed(_gone), recoded(_gone, "offense_code"), SET_ASIDE, EXPUNGED,
            RENUMBERED,
        ),
    ),
    *map(_changed_rule, COLUMNS),
    Rule(
        name="not_before",
        sentence="Every record of a day of the earlier release was in it",
        table=LATER,
        needs={EARLIER: ("incident_id", "occurred_at"), LATER: ("incident_id", "occurred_at")},
        exceptions=_not_before,
        effect="these events count for a time that had been reported without them",
        explanations=(ENTERED_LATE, RENUMBERED),
    ),
)  # fmt: skip


def describe(result: Result, rule: Rule) -> Finding:
    """Say it in the four elements that an auditor expects."""
    count = int(result.estimate or 0)
    share = count / max(result.n, 1)
    sentence = rule.sentence[0].lower() + rule.sentence[1:]
    told = f"{share:.2%}" if share >= 0.0001 else "less than 0.01%"
    return Finding.of(
        result,
        title=f"{count:,} records of {rule.table} differ between two releases: {sentence}",
        criteria=f"{rule.sentence}, unless a correction that left a trace says why not.",
        condition=f"Of {result.n:,} records in {rule.table}, {count:,} ({told}) are otherwise.",
        cause="Not established. Rule out first: "
        + "; ".join(each.cause[0].lower() + each.cause[1:] for each in rule.explanations)
        + ".",
        effect=f"Until it is explained, {rule.effect}.",
        suggestion="Sort the list by unit, officer and offence, and ask for the log of changes of "
        "a drawn sample: who changed the record, when, and on what ground.",
        caveats=("That releases differ says nothing of why: most differences are corrections.",),
    )


CHECK = RelationalCheck(name="records.vanished", doc=__doc__, rules=RULES, describe=describe)
run = CHECK.run
