"""What was tested without a finding, and what held too few records to say?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from tallystick.findings import DESCRIBED, UNDECIDED, Finding, Result, RunRecord
from tallystick.report import estimates, numbers
from tallystick.report.subjects import as_read, subject
from tallystick.report.text import joined, like, name, sentence
from tallystick.report.told import tell
from tallystick.report.wording import say, say_count

MOST_UNITS = 8
MOST_AGENCY_ROWS = 40
Key = tuple[str, ...]


@dataclass(frozen=True)
class Row:
    """One result, or one line for many units or officers."""

    subject: str
    aspect: str
    n: str
    estimate: str
    span: str
    smallest: str
    said: str


@dataclass(frozen=True)
class Group:
    """The rows of one check, under its question."""

    question: str
    check: str
    rows: tuple[Row, ...]


def key(record: Finding | Result) -> Key:
    """Return what a finding and the result that it rests on have in common."""
    told_apart = record.aspect, record.estimand, record.verdict
    return record.check, record.subject_kind, record.subject, *told_apart


def without_finding(results: Iterable[Result], findings: Iterable[Finding]) -> list[Result]:
    """Return the decided results that no finding rests on, whatever they named by themselves."""
    found = {key(finding) for finding in findings}
    apart = (DESCRIBED, *UNDECIDED)
    return [each for each in results if each.verdict not in apart and key(each) not in found]


def undecided(results: Iterable[Result]) -> list[Result]:
    """Return the results that are insufficient or withheld."""
    return [each for each in results if each.verdict in UNDECIDED]


def tested(results: Sequence[Result]) -> int:
    """Return how many tests with a p-value the correction is over."""
    return sum(each.p_value is not None for each in results)


def nothing_unusual(
    results: Sequence[Result], findings: Sequence[Finding], run: RunRecord
) -> tuple[Group, ...]:
    """Return the tests that led to no finding, by check."""
    tests = tested(results)

    def said(rows: Sequence[Result]) -> str:
        return _said(rows, tests)

    return _groups(without_finding(results, findings), run, said)


def too_few(results: Sequence[Result], run: RunRecord) -> tuple[Group, ...]:
    """Return the tests that could not decide, with their reasons, by check."""
    return _groups(undecided(results), run, _reasons)


def _groups(
    results: Sequence[Result], run: RunRecord, said: Callable[[Sequence[Result]], str]
) -> tuple[Group, ...]:
    questions = {check.name: check.question for check in run.checks}
    order = {check: place for place, check in enumerate(questions)}
    ordered = sorted(results, key=lambda each: (order.get(each.check, len(order)), each.check))
    return tuple(
        Group(name(questions.get(check, check)), name(check), _rows(list(members), said))
        for check, members in groupby(ordered, key=lambda each: each.check)
    )


def _rows(results: list[Result], said: Callable[[Sequence[Result]], str]) -> tuple[Row, ...]:
    """Return agency rows, then units, then officers; many units and all officers as one line."""
    rows: list[Row] = []
    agency = [each for each in results if each.subject_kind == "agency"]
    rows += [_single(each, said([each])) for each in agency[:MOST_AGENCY_ROWS]]
    if len(agency) > MOST_AGENCY_ROWS:
        rest = agency[MOST_AGENCY_ROWS:]
        rows.append(_many(rest, say("nulls.aspects"), said(rest)))
    for kind in ("unit", "officer"):
        of_kind = [each for each in results if each.subject_kind == kind]
        for aspect in dict.fromkeys(each.aspect for each in of_kind):
            members = [each for each in of_kind if each.aspect == aspect]
            if kind == "unit" and len(members) <= MOST_UNITS:
                by_name = sorted(members, key=lambda each: as_read(each.subject))
                rows += [_single(each, said([each])) for each in by_name]
            else:
                rows.append(_many(members, _aspect(members[0]), said(members)))
    return tuple(rows)


def _single(result: Result, said: str) -> Row:
    estimate = estimates.estimate(result)
    return Row(
        subject(result.subject_kind, result.subject),
        _aspect(result),
        numbers.count(result.n),
        estimate.value,
        estimate.span,
        _smallest(result),
        said,
    )


def _aspect(result: Result) -> str:
    return name(tell(result.check, result.aspect), numbers.MISSING)


def _many(results: list[Result], aspect: str, said: str) -> Row:
    sizes = [each.n for each in results]
    return Row(
        say_count(f"nulls.{results[0].subject_kind}s", len(results), n=numbers.count(len(results))),
        aspect,
        _spread(numbers.count(min(sizes)), numbers.count(max(sizes))),
        say("nulls.in_file"),
        "",
        _smallest_of(results),
        said,
    )


def _smallest(result: Result) -> str:
    """Return the smallest effect that would have been found; a count finds any."""
    if result.p_value is None and result.verdict not in UNDECIDED:
        return say("nulls.any")
    return estimates.estimate(result).smallest


def _smallest_of(results: list[Result]) -> str:
    effects = sorted(
        each.smallest_detectable for each in results if each.smallest_detectable is not None
    )
    if not effects:
        return numbers.MISSING
    largest = max(results, key=lambda each: each.n)
    ends = (effects[0], effects[-1])
    spread = replace(largest, estimate=ends[1], smallest_detectable=ends[1], interval=ends)
    return _smallest(spread) if ends[0] == ends[1] else estimates.estimate(spread).span


def _spread(low: str, high: str) -> str:
    return low if low == high else say("estimate.span", low=low, high=high)


def _said(results: Sequence[Result], tests: int) -> str:
    named = sum(each.names_pattern for each in results)
    if named == 0:
        note = tell(results[0].check, results[0].reason) if len(results) == 1 else ""
        counted = all(each.p_value is None for each in results)
        said = say("nulls.counted" if counted else "nulls.within")
        return joined((said, sentence(note)))
    if any(each.names_pattern and each.p_value is None for each in results):
        return say("nulls.not_reported")
    counts = {"named": numbers.count(named), "n": numbers.count(len(results))}
    return say_count("nulls.alone", len(results), tests=numbers.count(tests), **counts)


def _reasons(results: Sequence[Result]) -> str:
    reasons = Counter(
        sentence(tell(each.check, each.reason)) or say(f"nulls.{each.verdict}") for each in results
    )
    if len(results) == 1:
        return next(iter(reasons))
    return joined(
        like(reason, say("nulls.reason_times", reason=reason, n=numbers.count(n)))
        for reason, n in sorted(reasons.items(), key=lambda pair: (-pair[1], pair[0]))[:3]
    )
