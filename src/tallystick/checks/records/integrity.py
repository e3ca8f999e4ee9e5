"""Do the records fit together: known cases, single numbers, possible dates, posted officers?

Criteria
    A record system that figures are drawn from gives every record a case, every case one
    number, and every event a time after the one that it follows.
Test
    A test of details, without sampling: each rule is a query whose rows are the exceptions.
    Dates are compared by day, so that a time of day that was never filled in (00:00) breaks
    no rule.
    Estimate: the number of exceptions, and the share of the records that the rule was asked of.
Cause, innocent first
    An export cut at a date or joined from two systems; a number re-used each year; several
    charges of one case in several rows; typing errors in dates; postings not kept up to date;
    a record merged, sealed or expunged in one table only.

References
    Government Auditing Standards (GAO-21-368G) 8.90-8.95, tests of details;
    ISO 8000-8:2015, syntactic and semantic data quality; Brown & Heathers 2017, Social
    Psychological and Personality Science 8(4), numbers that no whole count of so many can give.
"""

from __future__ import annotations

import ibis
from ibis.expr.types import BooleanValue
from ibis.expr.types import Table as Relation

from tallystick.checks.check import Exceptions, InnocentCause, RelationalCheck, Rule
from tallystick.checks.exceptions import Condition, Lookup, Repeated
from tallystick.checks.percentages import MILLI, per_of
from tallystick.checks.postings import on_the_day, posted
from tallystick.checks.records.integrity_causes import (
    ANOTHER_DENOMINATOR,
    AVERAGED,
    EXPORT_CUT,
    MISTYPED,
    SET_ASIDE,
    SEVERAL_ROWS,
    several_rows,
    swapped,
    two_files,
)
from tallystick.checks.shared import CASES, PERSONS
from tallystick.findings import Finding, Result
from tallystick.tables import CANONICAL, Reference, Table
from tallystick.tables.store import Tables

LARGEST = 10**9
CASE, PERSON = Lookup(CASES, "incident_id"), Lookup(PERSONS, "person_id")
ROWS = {"incidents": (CASE, "case_rows"), "persons": (PERSON, "person_rows")}
"""Tables whose keys are counted once for all rules, and the number of rows of each key."""


def _orphans(table: str, reference: Reference) -> Exceptions:
    if reference.table in ROWS:
        lookup, times = ROWS[reference.table]
        return Condition(
            table,
            lambda rows: rows[reference.column].notnull() & rows[times].isnull(),
            (lookup,),
        )

    def exceptions(tables: Tables) -> Relation:
        records = tables[table].filter(tables[table][reference.column].notnull())
        known = tables[reference.table].select(**{reference.column: reference.key})
        return records.anti_join(known, reference.column)

    return exceptions


def _repeated(table: Table) -> Repeated:
    if table.name in ROWS:
        lookup, times = ROWS[table.name]
        return Repeated(table.name, table.key, (lookup.of, times))
    return Repeated(table.name, table.key)


def _reversed(table: str, earlier: str, later: str) -> Condition:
    return Condition(table, lambda rows: rows[later].cast("date") < rows[earlier].cast("date"))


def _before_its_case(table: str, column: str) -> Condition:
    return Condition(table, lambda rows: rows[column].date() < rows.case_began.date(), (CASE,))


def _posted_nowhere(tables: Tables) -> Relation:
    cases = tables["incidents"].filter(tables["incidents"].officer_id.notnull())
    postings = posted(tables)
    day = cases.occurred_at.date()
    return cases.anti_join(postings, on_the_day(postings, cases.officer_id, day))


def _never_weighed(tables: Tables) -> Relation:
    return tables["custody"].anti_join(tables["measurements"].select("exhibit_id"), "exhibit_id")


def _orphan_rules() -> tuple[Rule, ...]:
    return tuple(
        Rule(
            name=f"orphan.{table.name}.{reference.column}",
            sentence=f"Every {reference.column} in {table.name} is known in {reference.table}",
            table=table.name,
            needs={table.name: (reference.column,), reference.table: (reference.key,)},
            exceptions=_orphans(table.name, reference),
            effect="a figure that joins the two tables leaves these records out",
            explanations=(EXPORT_CUT, SET_ASIDE),
        )
        for table in CANONICAL
        for reference in table.references
    )


def _impossible(rows: Relation) -> BooleanValue:
    """A share that no count of its denominator gives, rounded or cut off to its own decimals.

    That is: no multiple of per / denominator lies within one unit of its last decimal, all in
    thousandths times the denominator. Numbers that would leave 64 bits are not asked.
    """
    whole = per_of(rows) * MILLI
    milli = (rows["value"] * MILLI).round().cast("int64")
    asked = (rows.denominator > 0) & (rows.denominator <= LARGEST)
    asked = asked & (whole > 0) & (milli >= 0) & (milli <= LARGEST)
    unit = ibis.cases(
        *((milli % place == 0, place) for place in (MILLI, MILLI // 10, MILLI // 100)), else_=1
    )
    of = ibis.ifelse(asked, rows.denominator, 1)
    over = ibis.ifelse(asked, milli, 0) * of % ibis.ifelse(asked, whole, 1)
    return asked & (over >= unit * of) & (whole - over >= unit * of)


EVENT_TIME = {
    "incidents": "occurred_at",
    "counterparts": "occurred_at",
    "earlier_incidents": "occurred_at",
}


def _repeat_rules() -> tuple[Rule, ...]:
    return tuple(
        Rule(
            name=f"repeated.{table.name}",
            sentence=f"Every {' + '.join(table.key)} in {table.name} names one record",
            table=table.name,
            needs={table.name: table.key},
            exceptions=_repeated(table),
            effect="a figure that counts rows counts these events more than once",
            explanations=(
                several_rows(_repeated(table), table.key, EVENT_TIME[table.name])
                if table.name in EVENT_TIME
                else SEVERAL_ROWS,
                two_files(_repeated(table), table.key, EVENT_TIME.get(table.name)),
            ),
        )
        for table in CANONICAL
        if table.key
    )


ORDERS = (
    ("incidents", "occurred_at", "recorded_at"),
    ("incidents", "occurred_at", "closed_at"),
    ("postings", "from_date", "to_date"),
    ("reported_figures", "period_start", "period_end"),
    ("targets", "period_start", "period_end"),
)
AFTER_THE_CASE = (("measurements", "measured_at"), ("custody", "at"), ("outcomes", "decided_at"))


def _order_rules() -> tuple[Rule, ...]:
    within = tuple(
        Rule(
            name=f"order.{table}.{later}",
            sentence=f"In {table}, {later} is not before {earlier}",
            table=table,
            needs={table: (earlier, later)},
            exceptions=_reversed(table, earlier, later),
            effect="these records fall in the wrong period of any figure drawn by date",
            explanations=(swapped(_reversed(table, earlier, later), earlier, later), MISTYPED),
        )
        for table, earlier, later in ORDERS
    )
    across = tuple(
        Rule(
            name=f"order.{table}.{column}",
            sentence=f"In {table}, {column} is not before the case's occurred_at",
            table=table,
            needs={
                table: ("incident_id", column),
                "incidents": ("incident_id", "occurred_at"),
            },
            exceptions=_before_its_case(table, column),
            effect="these records fall in the wrong period of any figure drawn by date",
            explanations=(MISTYPED,),
        )
        for table, column in AFTER_THE_CASE
    )
    return within + across


OTHER_RULES = (
    Rule(
        name="impossible.reported_figures",
        sentence="Every percentage in reported_figures can come from its denominator",
        table="reported_figures",
        needs={"reported_figures": ("value", "unit", "denominator")},
        exceptions=Condition("reported_figures", _impossible),
        effect="these percentages state something else than a count of what they are said to be "
        "a share of",
        explanations=(ANOTHER_DENOMINATOR, AVERAGED),
    ),
    Rule(
        name="unposted.incidents",
        sentence="Every officer is posted to a unit on the day of the incident",
        table="incidents",
        needs={
            "incidents": ("officer_id", "occurred_at"),
            "postings": ("officer_id", "unit_id"),
        },
        exceptions=_posted_nowhere,
        effect="these incidents count for a unit that the officer did not belong to",
        explanations=(
            InnocentCause(
                "A secondment, leave cover or new posting was not entered in the roster",
                "Ask the personnel office for the officer's orders of those days",
            ),
        ),
    ),
    Rule(
        name="caseless.measurements",
        sentence="Every exhibit belongs to a case",
        table="measurements",
        needs={"measurements": ("exhibit_id", "incident_id")},
        exceptions=Condition(
            "measurements", lambda rows: rows.exhibit_id.notnull() & rows.incident_id.isnull()
        ),
        effect="what was seized cannot be traced to a case, a person or a search",
        explanations=(
            InnocentCause(
                "Found property, or a destruction batch weighed together",
                "Look the exhibit up in the property book",
            ),
        ),
    ),
    Rule(
        name="unweighed.custody",
        sentence="Every exhibit in custody was measured",
        table="custody",
        needs={"custody": ("exhibit_id",), "measurements": ("exhibit_id",)},
        exceptions=_never_weighed,
        effect="its quantity cannot be followed from seizure to destruction",
        explanations=(EXPORT_CUT,),
    ),
)


def describe(result: Result, rule: Rule) -> Finding:
    """Say it in the four elements that an auditor expects."""
    share = result.n and (result.estimate or 0) / result.n
    count = int(result.estimate or 0)
    broken = (
        f"1 record in {rule.table} breaks"
        if count == 1
        else f"{count:,} records in {rule.table} break"
    )
    return Finding.of(
        result,
        title=f"{broken} a rule: {_lower(rule.sentence)}",
        criteria=f"{rule.sentence}.",
        condition=f"{count:,} of {result.n:,} records in {rule.table} ({_share(share)}) "
        + ("does not." if count == 1 else "do not."),
        cause="Not established. Rule out first: "
        + "; ".join(_lower(cause.cause) for cause in rule.explanations)
        + ".",
        effect=f"Until it is explained, {rule.effect}.",
        suggestion="Look the listed records up in the source system, starting with the oldest.",
    )


def _share(share: float) -> str:
    return f"{share:.2%}" if share >= 0.0001 else "less than 0.01%"


def _lower(sentence: str) -> str:
    return sentence[0].lower() + sentence[1:]


CHECK = RelationalCheck(
    name="records.integrity",
    doc=__doc__,
    rules=(*_orphan_rules(), *_repeat_rules(), *_order_rules(), *OTHER_RULES),
    shares=(CASES, PERSONS),
    describe=describe,
)
run = CHECK.run
