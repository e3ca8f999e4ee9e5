"""What was tested without a finding, and what held too few records to say?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from tallystick.findings import DESCRIBED, UNDECIDED, Finding, Picture, Result, RunRecord
from tallystick.findings.named import unmarked
from tallystick.findings.result import DRAWN
from tallystick.findings.sentences import CAPTIONS
from tallystick.report.charts import chart as charts
from tallystick.report.words import estimates, numbers
from tallystick.report.words.rendering import rendered, rendered_name
from tallystick.report.words.subjects import as_read, subject
from tallystick.report.words.text import joined, like, name, sentence
from tallystick.report.words.wording import say, say_count

MOST_UNITS = 8
MOST_AGENCY_ROWS = 40
MOST_CHARTS = 4
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
    charts: tuple[charts.Chart, ...] = ()


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

    def ended(rows: Sequence[Result]) -> str:
        return said(rows, tests)

    return _groups(without_finding(results, findings), run, ended)


def too_few(results: Sequence[Result], run: RunRecord) -> tuple[Group, ...]:
    """Return the tests that could not decide, with their reasons, by check."""
    return _groups(undecided(results), run, reasons)


def _groups(
    results: Sequence[Result], run: RunRecord, ended: Callable[[Sequence[Result]], str]
) -> tuple[Group, ...]:
    questions = {check.name: check.question for check in run.checks}
    order = {check: place for place, check in enumerate(questions)}
    ordered = sorted(results, key=lambda each: (order.get(each.check, len(order)), each.check))
    by_check = [(check, list(rows)) for check, rows in groupby(ordered, lambda each: each.check)]
    return tuple(
        Group(
            name(questions.get(check, check)),
            name(check),
            _rows(rows, ended),
            _charts(rows, f"null-{place}"),
        )
        for place, (check, rows) in enumerate(by_check)
    )


def _charts(results: Sequence[Result], anchor: str) -> tuple[charts.Chart, ...]:
    """Return the pictures of what was not found in the agency: each once, and a few at most."""
    drawn: dict[str, Result] = {}
    for each in results:
        if isinstance(of := each.detail.get(DRAWN), dict):
            drawn.setdefault(str(of.get("recorded")), each)
    made = [charts.sound(_picture(each)) for each in [*drawn.values()][:MOST_CHARTS]]
    return tuple(
        charts.chart(picture, f"{anchor}-{place}")
        for place, picture in enumerate(made)
        if picture is not None
    )


def _picture(result: Result) -> Picture | None:
    """Return what a result has drawn, its labels in the language spoken now; None if unsound."""
    from pydantic import TypeAdapter, ValidationError

    told = {**unmarked(result.detail[DRAWN]), "caption": ""}
    try:
        picture = TypeAdapter(Picture).validate_python(told)
    except ValidationError:
        return None
    labels: dict[str, Any] = {
        each: rendered(result.check, told[each]) for each in CAPTIONS[1:] if each in told
    }
    return replace(picture, **labels, caption=say("nulls.drawn", aspect=aspect(result)))


def _rows(results: list[Result], ended: Callable[[Sequence[Result]], str]) -> tuple[Row, ...]:
    """Return agency rows, then units, then officers; many units and all officers as one line."""
    rows: list[Row] = []
    agency = [each for each in results if each.subject_kind == "agency"]
    rows += [_single(each, ended([each])) for each in agency[:MOST_AGENCY_ROWS]]
    if len(agency) > MOST_AGENCY_ROWS:
        rest = agency[MOST_AGENCY_ROWS:]
        rows.append(_many(rest, say("nulls.aspects"), ended(rest)))
    for kind in ("unit", "officer"):
        of_kind = [each for each in results if each.subject_kind == kind]
        for tested_of in dict.fromkeys(each.aspect for each in of_kind):
            members = [each for each in of_kind if each.aspect == tested_of]
            if kind == "unit" and len(members) <= MOST_UNITS:
                by_name = sorted(members, key=lambda each: as_read(each.subject))
                rows += [_single(each, ended([each])) for each in by_name]
            else:
                rows.append(_many(members, aspect(members[0]), ended(members)))
    return tuple(rows)


def _single(result: Result, said: str) -> Row:
    estimate = estimates.estimate(result)
    return Row(
        subject(result.subject_kind, result.subject),
        aspect(result),
        numbers.count(result.n),
        estimate.value,
        estimate.span,
        smallest(result),
        said,
    )


def aspect(result: Result) -> str:
    """Return what of its subject a result tested."""
    return name(rendered_name(result.check, result.aspect), numbers.MISSING)


def _many(results: list[Result], what: str, said: str) -> Row:
    sizes = [each.n for each in results]
    return Row(
        say_count(f"nulls.{results[0].subject_kind}s", len(results), n=numbers.count(len(results))),
        what,
        _spread(numbers.count(min(sizes)), numbers.count(max(sizes))),
        say("nulls.in_file"),
        "",
        _smallest_of(results),
        said,
    )


def smallest(result: Result) -> str:
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
    return smallest(spread) if ends[0] == ends[1] else estimates.estimate(spread).span


def _spread(low: str, high: str) -> str:
    return low if low == high else say("estimate.span", low=low, high=high)


def said(results: Sequence[Result], tests: int) -> str:
    """Return how results ended that no finding rests on, with the note of a single one."""
    named = sum(each.names_pattern for each in results)
    if named == 0:
        counted = all(each.p_value is None for each in results)
        ending = say("nulls.counted" if counted else "nulls.within")
        return joined((ending, note(results[0]) if len(results) == 1 else ""))
    if any(each.names_pattern and each.p_value is None for each in results):
        return say("nulls.not_reported")
    counts = {"named": numbers.count(named), "n": numbers.count(len(results))}
    return say_count("nulls.alone", len(results), tests=numbers.count(tests), **counts)


def note(result: Result) -> str:
    """Return the caveat or the reason of a result as a sentence; "" without one."""
    return sentence(rendered(result.check, result.reason))


def reasons(results: Sequence[Result]) -> str:
    """Return why results could not decide: the commonest reasons, with how often each holds."""
    why = Counter(note(each) or say(f"nulls.{each.verdict}") for each in results)
    if len(results) == 1:
        return next(iter(why))
    return joined(
        like(reason, say("nulls.reason_times", reason=reason, n=numbers.count(n)))
        for reason, n in sorted(why.items(), key=lambda pair: (-pair[1], pair[0]))[:3]
    )
