"""What part of the published figure do independent records support?

Criteria
    Each unit of a published figure is an event of its period. One that happened is recorded once,
    and another hand has it too: a court, a bureau, a laboratory.
Test
    None: a description with a range, for every figure that counts incidents. The estimand, in
    words: of so many reported, how many are records that no matching or relational rule fails.
    What is taken off, each record once however many rules it fails:
      - what was reported beyond the records that there are (figures.recount);
      - further rows of an incident's number that is counted already;
      - records without a counterpart in the second system: by any rule at the high end, by the
        strict rules at the low end (records.unmatched);
      - at the low end, records whose own dates are out of order (records.integrity), and those
        that records.unmatched sets aside as a town's own: next to none of the same officer, offence
        and area reached the second system, which gaps of it, or events that were not, do as well.
    Of what was reported beyond the records, those entered within the period whose own date lies
    outside it are told by themselves. Where fewer were reported than are recorded, it is not known
    which of them the figure counts: at the low end all that fail are among them, at the high end
    none that need not be. Records that the second system cannot have (a category that never reaches
    it, days that it does not cover) fail nothing, and how many they are is told. That
    an officer is missing in the roster says nothing of an event, and takes nothing off. Excess mass
    at a line or a date is never taken off: it is no number of records.
    A unit's figures are added over periods that do not overlap, the longest first; the agency's are
    its own, or else the sum of its units'.
    Measured on sixteen units, innocent or three of them with records without an event: what the
    second system truly has of a figure, or can have none of, lies within the range for nine figures
    in ten, and for 99 of 100 within .5% of it. No rule of matching sees every pair, and a spare
    record may match one without an event.
Cause, innocent first
    The second system has gaps of its own, and its clock, its codes and its numbers differ; figures
    drawn before late records came in; another definition of the metric; several charges of one
    case in several rows; dates mistyped. What is not supported is not shown to be untrue.

References
    Barone et al. 2023, Connecticut Racial Profiling Prohibition Project, audit of the state police,
    ranges by strictness of the match; Government Auditing Standards (GAO-21-368G) 8.90-8.95.
"""

from __future__ import annotations

from ibis.expr.types import Table as Relation

from tallystick.checks.check import lacking
from tallystick.checks.declared import declared
from tallystick.checks.records.supported_figure import query
from tallystick.checks.records.supported_figure.results import supported_results
from tallystick.checks.shared.matchable_records import ASKED
from tallystick.checks.shared.metric_series import keeps
from tallystick.checks.shared.published_figures import NEEDS
from tallystick.checks.shared.rows import of_subject
from tallystick.checks.shared.second_system import why_unready
from tallystick.findings import Result
from tallystick.findings.words import words_beside
from tallystick.tables import SELECTED_ON
from tallystick.tables.store import Tables

say = words_beside(__file__).say


def listed(tables: Tables, result: Result) -> Relation:
    """The records of the metric that fail a rule by themselves, or have no counterpart."""
    rows = query.judged(tables)
    metric = next(each for each in query.metrics(tables) if each.name == result.aspect)
    fails = (rows.strictly == 1) | (rows.broken == 1) | (rows.apart == 1)
    rows = rows.filter(keeps(rows, metric), fails)
    rows = of_subject(rows, result)
    return rows.select(*tables["incidents"].columns, "unmatched", "strictly", "broken", "apart")


def unready(tables: Tables) -> str:
    """Say why no figure can be held against independent records."""
    told = "" if query.metrics(tables) else say("reasons.needs_metric")
    return lacking(told, why_unready(tables))


CHECK = declared(
    __name__,
    needs={
        **NEEDS,
        "incidents": ("incident_id", "officer_id", "occurred_at"),
        "counterparts": ("record_id", "occurred_at"),
    },
    unready=unready,
    query=query.figures,
    test=supported_results,
    listed=listed,
    values=lambda result, tables: {"reason": result.reason},
    shares=(*ASKED, query.SUPPORTED),
    broken_by=SELECTED_ON,
)
run = CHECK.run
