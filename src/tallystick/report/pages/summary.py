"""What must the first page say if it is the only page that is read?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from tallystick.findings import Finding, Picture, Result, RunRecord, patterns
from tallystick.report.charts import chart as charts
from tallystick.report.charts import histogram
from tallystick.report.charts.tallies import tally
from tallystick.report.pages import alike_names, not_given, nulls, received, supported
from tallystick.report.pages.assumed_orders import assumed_orders
from tallystick.report.pages.one_finding import FindingView
from tallystick.report.pages.strength import is_full, order
from tallystick.report.words import dates, estimates, numbers
from tallystick.report.words.subjects import agency_name
from tallystick.report.words.text import listed, name, short
from tallystick.report.words.wording import say, say_count

MOST_PATTERNS = 8
MOST_SUGGESTIONS = 3
LONGEST_TITLE, LONGEST_SUGGESTION, LONGEST_ANSWER = 110, 80, 140
LONGEST_WHERE = 60
MOST_TABLES = 3
MOST_PARTS = 6


@dataclass(frozen=True)
class Tally:
    """One count of the first page, drawn as marks, with the list that it counts."""

    n: str
    words: str
    target: str
    marks: Markup


@dataclass(frozen=True)
class Glance:
    """One pattern in the table of the first page, with the findings that are parts of it."""

    view: FindingView
    title: str
    where: str
    recorded: str
    expected: str
    estimate: str
    span: str
    parts: tuple[FindingView, ...]
    more_parts: str


@dataclass(frozen=True)
class Counts:
    """How the tests of the run came out, and how many checks, and rules of others, were not run.

    `tests` are all that were made, `by_chance` those of them that chance can mislead; `patterns`
    are the findings that are no part of another.
    """

    tests: int
    by_chance: int
    patterns: int
    nothing: int
    too_few: int
    not_run: int
    rules_not_run: int


@dataclass(frozen=True)
class Summary:
    """The first page."""

    agency: str
    title: str
    scope: str
    alike: alike_names.Alike
    assumed: tuple[str, ...]
    answer: tuple[str, ...]
    limits: tuple[str, ...]
    tallies: tuple[Tally, ...]
    tests: str
    glance: tuple[Glance, ...]
    glance_note: tuple[str, ...]
    counted: bool
    more: str
    examined: tuple[str, ...]
    suggestions: tuple[tuple[FindingView, str], ...]
    provenance: str


def counts(run: RunRecord, results: Sequence[Result], findings: Sequence[Finding]) -> Counts:
    """Count the tests that led to no finding and that held too few records.

    Tests, not checks: one check makes many, and a pattern is what one of them found.
    """
    nothing = len(nulls.without_finding(results, findings))
    too_few = len(nulls.undecided(results))
    tests = nothing + too_few + len(findings)
    by_chance, n = nulls.tested(results), len(patterns(findings))
    rules = sum(each.is_rule for each in run.not_run)
    return Counts(tests, by_chance, n, nothing, too_few, len(run.not_run) - rules, rules)


def view(run: RunRecord, results: Sequence[Result], views: Sequence[FindingView]) -> Summary:
    """Return the first page of a run."""
    outcome = counts(run, results, [each.finding for each in views])
    by_strength = sorted(views, key=lambda each: order(each.finding))
    wholes = _wholes(by_strength)
    shown = [each for each in by_strength if each in wholes or each.finding.p_value is not None]
    left = sum(each in wholes for each in shown[MOST_PATTERNS:])
    glance = tuple(_glance(each, views) for each in shown[:MOST_PATTERNS])
    counted = any(each.recorded != numbers.MISSING for each in glance)
    agency = agency_name(run.agency)
    period = dates.length(run.first_day, run.last_day)
    title = "summary.title" if period else "summary.title_open"
    return Summary(
        agency=agency,
        title=say(title, period=period, agency=agency),
        scope=_scope(run, results),
        alike=alike_names.view(run),
        assumed=assumed_orders(run),
        answer=(*_answer(outcome, by_strength, agency), *_supported(results)),
        limits=not_given.limits(run, results),
        tallies=_tallies(outcome),
        tests=_tests(outcome),
        glance_note=_note(outcome.patterns, len(views), counted=counted),
        counted=counted,
        glance=glance,
        more=numbers.count(left) if left else "",
        examined=_examined(run),
        suggestions=tuple(
            (each, short(each.suggestion, LONGEST_SUGGESTION)) for each in wholes[:MOST_SUGGESTIONS]
        ),
        provenance=say(
            "summary.provenance",
            started=dates.moment(run.started_at),
            version=name(run.version, numbers.MISSING),
        ),
    )


def _scope(run: RunRecord, results: Sequence[Result]) -> str:
    tables = [each for each in received.tables(run) if run.rows.get(each, 0) > 0]
    said = [
        say("summary.table", n=numbers.count(run.rows[each]), table=not_given.table_name(each))
        for each in tables[:MOST_TABLES]
    ]
    if len(tables) > MOST_TABLES:
        left = len(tables) - MOST_TABLES
        said.append(say_count("summary.other_tables", left, n=numbers.in_words(left)))
    units = len({each.subject for each in results if each.subject_kind == "unit"})
    where = say_count("summary.units", units, n=numbers.count(units)) if units else ""
    kinds = listed(said, say("and")) if said else say("summary.no_records")
    period = dates.between(run.first_day, run.last_day)
    return say("summary.scope", kinds=kinds, period=period, where=where)


def _wholes(views: Sequence[FindingView]) -> list[FindingView]:
    """Return the findings that are no part of another, in their order."""
    kept = {id(each) for each in patterns(view.finding for view in views)}
    return [each for each in views if id(each.finding) in kept]


def _tests(outcome: Counts) -> str:
    n, of = numbers.count(outcome.by_chance), numbers.count(outcome.tests)
    return say_count("summary.tests", outcome.tests, n=of, by_chance=n) if outcome.tests else ""


def _answer(outcome: Counts, views: list[FindingView], agency: str) -> tuple[str, ...]:
    limits = tuple(
        say_count(f"answer.{key}", n, n=numbers.in_words(n, True))
        for key, n in (("not_run", outcome.not_run), ("rules_not_run", outcome.rules_not_run))
        if n
    )
    if outcome.tests == 0:
        return (say("answer.nothing_run"), *limits)
    if not views:
        if outcome.nothing == 0:
            return (say("answer.all_too_few"), *limits, say("answer.not_proof"))
        none = say_count("answer.none", outcome.nothing, n=numbers.in_words(outcome.nothing))
        return (none, *_too_few(outcome), *limits, say("answer.not_proof"))
    wholes = _wholes(views)
    n = len(wholes)
    first = wholes[0] if n == 1 else views[0]
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


def _supported(results: Sequence[Result]) -> tuple[str, ...]:
    said = supported.headline(results)
    return (said,) if said else ()


def _same_cases(views: list[FindingView]) -> tuple[str, ...]:
    n = sum(bool(each.finding.same_as) for each in views)
    return (say_count("answer.same", n, n=numbers.in_words(n, True)),) if n else ()


def _accounted_for(views: list[FindingView]) -> tuple[str, ...]:
    fully = sum(is_full(each.finding) for each in views)
    return (say_count("answer.fully", fully, n=numbers.in_words(fully)),) if fully else ()


def _too_few(outcome: Counts) -> tuple[str, ...]:
    n = outcome.too_few
    return (say_count("answer.too_few", n, n=numbers.in_words(n, True)),) if n else ()


def _tallies(outcome: Counts) -> tuple[Tally, ...]:
    rows = [
        ("patterns", outcome.patterns, "#findings", "pattern"),
        ("nothing", outcome.nothing, "#nothing-unusual", "nothing"),
        ("too_few", outcome.too_few, "#too-few", "none"),
        ("not_run", outcome.not_run, "#not-run", "none"),
    ]
    return tuple(
        Tally(
            numbers.count(n),
            say_count(f"tally.{key}", n),
            target,
            tally(n, look),
        )
        for key, n, target, look in rows
        if n or key != "too_few"
    )


def _note(patterns: int, findings: int, *, counted: bool) -> tuple[str, ...]:
    notes = [say("summary.glance_note")]
    if counted:
        notes.append(say("summary.glance_counts"))
    if patterns != findings:
        notes.append(say("summary.glance_parts", n=numbers.count(findings)))
    return tuple(notes)


def _glance(view: FindingView, views: Sequence[FindingView]) -> Glance:
    finding = view.finding
    parts = [each for each in views if each.finding.part_of and each.finding.part_of == finding.id]
    more = len(parts) - MOST_PARTS
    drawn = charts.sound(finding.picture)
    picture = drawn if isinstance(drawn, Picture) else None
    where = histogram.stretch(picture, picture.excess) if picture else range(0)
    estimate = estimates.estimate(finding)
    return Glance(
        view=view,
        title=name(short(view.title, LONGEST_TITLE)),
        where=short(view.where, LONGEST_WHERE),
        recorded=numbers.count(histogram.total(picture.recorded, where))
        if picture and where
        else numbers.MISSING,
        expected=numbers.about(histogram.total(picture.expected, where))
        if picture and where
        else numbers.MISSING,
        estimate=estimate.value,
        span=estimate.span,
        parts=tuple(parts[:MOST_PARTS]),
        more_parts=say("part.more", n=numbers.count(more)) if more > 0 else "",
    )


def _examined(run: RunRecord) -> tuple[str, ...]:
    all_rows, used = received.totals(run)
    aside, rows = all_rows - used, received.file_rows(run)
    said = say(
        "summary.received" if rows == all_rows else "summary.received_apart",
        rows=numbers.count(rows),
        received=numbers.count(all_rows),
        used=numbers.part(used, all_rows) if all_rows else numbers.count(used),
    )
    if aside <= 0:
        return (said,)
    return (said, say_count("summary.aside", aside, n=numbers.count(aside)))
