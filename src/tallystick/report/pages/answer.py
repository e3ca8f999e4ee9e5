"""What does the first page answer in one paragraph, and how many tests came out how?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from tallystick.findings import (
    Finding,
    Result,
    RunRecord,
    accounted_for,
    broken_rules,
    patterns,
)
from tallystick.report.pages import nulls
from tallystick.report.pages.one_finding import FindingView
from tallystick.report.pages.strength import is_full
from tallystick.report.words import numbers
from tallystick.report.words.text import name, short
from tallystick.report.words.wording import say, say_count

LONGEST_ANSWER = 140


@dataclass(frozen=True)
class Counts:
    """How the tests of the run came out, and how many checks, and rules of others, were not run.

    `tests` are all that were made, `by_chance` those of them that chance can mislead; `patterns`
    are the findings that are no part of another. `rules`, which say how records are kept, and
    `accounted` differences, for whose records an ordinary cause accounts, are counted apart.
    """

    tests: int
    by_chance: int
    patterns: int
    rules: int
    accounted: int
    nothing: int
    too_few: int
    not_run: int
    rules_not_run: int


def counts(run: RunRecord, results: Sequence[Result], findings: Sequence[Finding]) -> Counts:
    """Count the tests that led to no finding and that held too few records.

    Tests, not checks: one check makes many, and a pattern is what one of them found.
    """
    nothing = len(nulls.without_finding(results, findings))
    too_few = len(nulls.undecided(results))
    tests = nothing + too_few + len(findings)
    untested = sum(each.is_rule for each in run.not_run)
    return Counts(
        tests=tests,
        by_chance=nulls.tested(results),
        patterns=len(patterns(findings)),
        rules=len(broken_rules(findings)),
        accounted=len(accounted_for(findings)),
        nothing=nothing,
        too_few=too_few,
        not_run=len(run.not_run) - untested,
        rules_not_run=untested,
    )


def kept(
    views: Sequence[FindingView], of: Callable[[Iterable[Finding]], Iterable[Finding]]
) -> list[FindingView]:
    """Return those whose findings `of` returns, in their order."""
    kept = {id(each) for each in of(view.finding for view in views)}
    return [each for each in views if id(each.finding) in kept]


def answer(outcome: Counts, views: list[FindingView], agency: str) -> tuple[str, ...]:
    """Return the sentences that answer for the run; `views` come the strongest first."""
    limits = tuple(
        say_count(f"answer.{key}", n, n=numbers.in_words(n, True))
        for key, n in (("not_run", outcome.not_run), ("rules_not_run", outcome.rules_not_run))
        if n
    )
    if outcome.tests == 0:
        return (say("answer.nothing_run"), *limits)
    wholes = kept(views, patterns)
    if not wholes:
        if outcome.nothing == 0:
            return (say("answer.all_too_few"), *limits, say("answer.not_proof"))
        none = say_count("answer.none", outcome.nothing, n=numbers.in_words(outcome.nothing))
        return (none, *_too_few(outcome), *limits, say("answer.not_proof"))
    n = len(wholes)
    first = wholes[0]
    said = {
        "title": name(short(first.title, LONGEST_ANSWER)),
        "strength": first.strength.word.lower(),
    }
    kind = "counted" if first.strength.blocks is None else "estimated"
    share = outcome.nothing / (outcome.nothing + len(views))
    most = "most" if share > 0.5 else "half" if share == 0.5 else "few" if share else "no_other"
    return (
        say(f"answer.{most}"),
        say_count("answer.patterns", n, n=numbers.in_words(n, True), agency=agency),
        *_same_cases(wholes),
        *_accounted_for(wholes),
        say(f"answer.{'one' if n == 1 else 'first'}_{kind}", **said),
        say("answer.explained", explained=first.explained.lower()),
    )


def _same_cases(views: list[FindingView]) -> tuple[str, ...]:
    n = sum(bool(each.finding.same_as) for each in views)
    return (say_count("answer.same", n, n=numbers.in_words(n, True)),) if n else ()


def _accounted_for(views: list[FindingView]) -> tuple[str, ...]:
    fully = sum(is_full(each.finding) for each in views)
    return (say_count("answer.fully", fully, n=numbers.in_words(fully)),) if fully else ()


def _too_few(outcome: Counts) -> tuple[str, ...]:
    n = outcome.too_few
    return (say_count("answer.too_few", n, n=numbers.in_words(n, True)),) if n else ()
