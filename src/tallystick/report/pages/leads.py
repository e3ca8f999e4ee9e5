"""What does the page say of results that do not stand after all tests are counted?"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from tallystick.findings import Finding, RunRecord
from tallystick.report.pages.one_finding import explanation, same_cases
from tallystick.report.pages.strength import explained
from tallystick.report.words import estimates, numbers
from tallystick.report.words.in_language import finding as in_language
from tallystick.report.words.subjects import subject
from tallystick.report.words.text import heading, name, sentence, short
from tallystick.report.words.wording import say, say_count

ON_FIRST_PAGE, MOST_DECIMALS = 5, 6
LONGEST_TITLE, LONGEST_WHERE, LONGEST_NEXT = 110, 60, 120


@dataclass(frozen=True)
class LeadView:
    """One lead; `expected` is E as it is written."""

    anchor: str
    id: str
    title: str
    short_title: str
    where: str
    estimate: str
    span: str
    estimand: str
    expected: str
    explained: str
    to_review: str
    beside: str
    explanations: tuple[tuple[str, str, str], ...]
    next: str
    short_next: str
    evidence: str


@dataclass(frozen=True)
class Leads:
    """All leads of a run, those of the first page, and how many such a clean agency has."""

    rows: tuple[LeadView, ...]
    first: tuple[LeadView, ...]
    more: str
    note: str


def view(leads: Sequence[Finding], run: RunRecord) -> Leads:
    """Return what the page says of the leads of a run."""
    rows = tuple(_lead(in_language(each), place) for place, each in enumerate(leads, 1))
    left = len(rows) - ON_FIRST_PAGE
    most = float(run.parameters.get("leads", 0))
    return Leads(
        rows,
        rows[:ON_FIRST_PAGE],
        say_count("leads.more", left, n=numbers.count(left)) if left > 0 else "",
        say("leads.note", n=numbers.number(most)),
    )


def written(expected: float) -> str:
    """Return E with two digits."""
    decimals = 1 - math.floor(math.log10(expected)) if expected > 0 else 0
    return numbers.number(expected, min(max(decimals, 0), MOST_DECIMALS))


def _lead(lead: Finding, place: int) -> LeadView:
    estimate = estimates.estimate(lead)
    title = heading(lead.title) or say("finding.untitled")
    suggestion = sentence(lead.suggestion) or say("finding.no_suggestion")
    beside = [same_cases(lead)]
    if lead.part_of:
        beside.insert(0, say("part.of", whole=name(lead.part_of)))
    return LeadView(
        anchor=f"lead-{place}",
        id=name(lead.id, f"L-{place:02}"),
        title=title,
        short_title=name(short(title, LONGEST_TITLE)),
        where=short(subject(lead.subject_kind, lead.subject), LONGEST_WHERE),
        estimate=estimate.value,
        span=estimate.span,
        estimand=name(estimates.named(lead)),
        expected=written(lead.expected_by_chance or 0.0),
        explained=explained(lead),
        to_review=numbers.count(lead.evidence.rows) if lead.evidence else say("leads.no_list"),
        beside=" ".join(each for each in beside if each),
        explanations=tuple(explanation(lead.check, each) for each in lead.explanations),
        next=suggestion,
        short_next=short(suggestion, LONGEST_NEXT),
        evidence=lead.evidence.csv if lead.evidence else "",
    )
