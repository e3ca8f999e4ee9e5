"""Which reports repeat each other beyond the department's own templates?

Criteria
    A report is written about its own case: once the department's phrases are set aside, two reports
    of different cases have few word pairs in common, and no officer's more often than others'.
Test
    First the templates: a pair of words that three authors or more use in an offence or in a unit,
    in more than one of 20 of its reports and more than five times, is set aside (in an archive of
    more than 25,000 it is looked for in every second, third … report, 25,000 at least). What is
    left of a report is its own, each digit a 0, since a pasted report has the times and weights of
    its own case; six pairs at least, or the report is too short to be asked. Two reports
    are near-duplicates when 30 in a hundred of the pairs that either has are in both, four at
    least, and as many where the habits of their authors (pairs in more than a tenth of an author's
    reports) are left out, or six in ten with them. A report is held against those to which several
    of its pairs point: the author's last one that has the pair and, for a pair that stands 50
    times at most, the last three of anybody's. Two of one case, or of one day and place, are
    set aside and counted.
    For each author and unit, twice: the share of reports that repeat one of the author's fifty
    reports before, and the share that repeat an earlier report of another author.
    H0  The share is that of others at the same offence, in the agency and, for an author, in the
        own unit; or authors (units) differ by as much among themselves, out of habit.
    H1  It is larger than all of these allow. Exact conditional tests (hypergeometric within
        offences); the distances of all authors (units) from what others' rates give, a few of whom
        may be no ordinary ones; the median of the others. For an author also the tail of a beta law
        of the others' habits, in which the upper fifth of the authors is censored, or half of those
        with a find: those who paste do not teach what habits are. Where fewer than a fifth of the
        authors have a near-duplicate, copyists are many of these: habits are then learnt also from
        reports alike in 20 of a hundred pairs, by the larger p-value of the beta law and of the
        distances of all, and the smaller of the two ways counts, doubled. For a unit also the sums
        of as many authors drawn from all. The largest p-value counts; 20 authors or 5 units are
        needed, and three such reports.
    Estimate: the share of reports that repeat an earlier one, minus that of others at the same
    offences. The agency's own share is a level, with nothing to compare it with.
    A unit in which all paste alike is found as a unit, and none of its authors are.
Cause, innocent first
    A form of an offence that is filled in; an author with few turns of phrase; short reports; a run
    of like cases, in which one text truly tells them all; a case written up by two officers or in
    several files; a report dictated to one clerk, or text that a system proposes. Copying saves
    time, and what is copied may be true.

References
    Broder 1997, Compression and Complexity of Sequences, resemblance; Manku, Jain & Das Sarma 2007,
    WWW, near-duplicates at scale; Fisher 1935; Skellam 1948, JRSS B 10(2), the beta-binomial law;
    Berger 1982, Technometrics 24(4), the larger p-value; Box & Tiao 1968, Biometrika 55(1), a
    member that may be no ordinary one.
"""

from __future__ import annotations

import ibis
from ibis.expr.types import BooleanValue
from ibis.expr.types import Table as Relation

from tallystick.checks.declared import Cause, declared
from tallystick.checks.records.copied_narratives import near_duplicates
from tallystick.checks.records.copied_narratives.near_duplicates import (
    FLAGS,
    asked,
    near_pairs,
    repeats,
)
from tallystick.checks.records.copied_narratives.results import copied_results
from tallystick.checks.records.copied_narratives.wording import NEEDS
from tallystick.checks.shared.rows import beside
from tallystick.findings import Result
from tallystick.tables.store import Tables

WEEK_DAYS, FEW_PAIRS, MANY_AUTHORS = 7, 12, 3


def query(tables: Tables) -> Relation:
    """Reports by unit, author and offence, and how many repeat one of the author's or others'.

    ``n`` is all of them, ``asked`` those long enough, ``same`` those that only repeat what was
    written of the same case, or of the same day and place. ``like_own`` and ``like_others`` are
    those that are alike to one of the author's or of others', near-duplicates or not.
    """
    rows = asked(tables)
    return rows.group_by("unit_id", "author_id", "offense_code").aggregate(
        n=rows.count(),
        **{name: rows[name].sum().cast("int64") for name in ("asked", *FLAGS)},
    )


def _of_reports(rows: Relation, holds: BooleanValue) -> Relation:
    """How many of the later reports have a pair for which it `holds`."""
    held = ibis.ifelse(holds.fill_null(False), 1, 0)
    each = rows.group_by("text_id").aggregate(held=held.max())
    return each.aggregate(of=each.count(), explains=each.held.sum().fill_null(0))


def _like_many(tables: Tables, result: Result) -> Relation:
    """Reports that three authors' reports or more are alike to, whosever they are."""
    near = near_pairs(tables)
    near = near.filter(near.same == 0)
    either = near.select("text_id", author="other_author_id").union(
        near.select(text_id="other_id", author="author_id")
    )
    many = either.group_by("text_id").aggregate(authors=either.author.nunique())
    rows = beside(repeats(tables, result), many, "text_id")
    return _of_reports(rows, rows.authors >= MANY_AUTHORS)


def _one_week(rows: Relation) -> Relation:
    """Reports of one area that are at most a week apart."""
    after = rows.occurred_at <= rows.other_occurred_at + ibis.interval(days=WEEK_DAYS)
    near = (rows.area_id == rows.other_area_id) & (rows.area_id != "")
    return _of_reports(rows, after & near)


def _short(rows: Relation) -> Relation:
    """Reports of which either has few word pairs of its own."""
    return _of_reports(rows, (rows.own_pairs < FEW_PAIRS) | (rows.other_pairs < FEW_PAIRS))


def cases(tables: Tables, result: Result) -> Relation:
    """The pairs behind a result, by the numbers of both records; no text is shown."""
    rows = repeats(tables, result)
    return rows.select(
        "incident_id", "other_incident_id", "author_id", "other_author_id", "unit_id",
        "offense_code", "area_id", "occurred_at", "other_occurred_at", "own_pairs",
        "other_pairs", "shared", similarity=rows.per_mille / 1000,
    )  # fmt: skip


CHECK = declared(
    __name__,
    needs=NEEDS,
    query=query,
    test=copied_results,
    listed=repeats,
    cases=cases,
    order=("author_id", "occurred_at", "incident_id", "other_incident_id"),
    causes={
        "form": Cause(counts=_like_many),
        "like_cases": Cause(among=_one_week, needs={"incidents": ("area_id", "occurred_at")}),
        "short": Cause(among=_short),
    },
    constants={"few_pairs": FEW_PAIRS},
    shares=near_duplicates.MADE,
)
run = CHECK.run
