"""What must the first page say if it is the only page that is read?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from tallystick.findings import (
    Picture,
    Result,
    RunRecord,
    accounted_for,
    broken_rules,
    of_patterns,
    patterns,
)
from tallystick.findings.words import words_of
from tallystick.report.charts import chart as charts
from tallystick.report.charts import histogram
from tallystick.report.charts.tallies import tally
from tallystick.report.pages import alike_names, not_given, received, supported
from tallystick.report.pages.answer import Counts, answer, counts, kept
from tallystick.report.pages.assumed_orders import assumed_orders
from tallystick.report.pages.one_finding import FindingView
from tallystick.report.pages.strength import order
from tallystick.report.words import dates, estimates, numbers
from tallystick.report.words.subjects import agency_name
from tallystick.report.words.text import listed, name, short
from tallystick.report.words.wording import language, say, say_count

MOST_PATTERNS = 8
MOST_SUGGESTIONS = 3
LONGEST_TITLE, LONGEST_SUGGESTION = 110, 130
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
class Summary:
    """The first page."""

    agency: str
    title: str
    scope: str
    selected: str
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
    broken: str
    broken_views: tuple[FindingView, ...]
    accounted: str
    accounted_views: tuple[FindingView, ...]
    examined: tuple[str, ...]
    undecided: str
    lacking: tuple[not_given.Lacking, ...]
    suggestions: tuple[tuple[FindingView, str], ...]
    provenance: str


def view(run: RunRecord, results: Sequence[Result], views: Sequence[FindingView]) -> Summary:
    """Return the first page of a run."""
    outcome = counts(run, results, [each.finding for each in views])
    by_strength = sorted(views, key=lambda each: order(each.finding))
    wholes = kept(by_strength, patterns)
    shown = [each for each in by_strength if each in wholes or each.finding.p_value is not None]
    left = sum(each in wholes for each in shown[MOST_PATTERNS:])
    broken, accounted = (kept(by_strength, of) for of in (broken_rules, accounted_for))
    glance = tuple(_glance(each, views) for each in shown[:MOST_PATTERNS])
    counted = any(each.recorded != numbers.MISSING for each in glance)
    agency = agency_name(run.agency)
    period = dates.length(run.first_day, run.last_day)
    title = "summary.title" if period else "summary.title_open"
    return Summary(
        agency=agency,
        title=say(title, period=period, agency=agency),
        scope=_scope(run, results),
        selected=_selected(run),
        alike=alike_names.view(run),
        assumed=assumed_orders(run),
        answer=(*answer(outcome, by_strength, agency), *_supported(results)),
        limits=(*_asked_alone(run), *not_given.limits(run, results)),
        tallies=_tallies(outcome),
        tests=_tests(outcome),
        glance_note=_note(outcome.patterns, len(kept(views, of_patterns)), counted=counted),
        counted=counted,
        glance=glance,
        more=numbers.count(left) if left else "",
        broken=_rules(broken),
        broken_views=tuple(broken),
        accounted=_accounted(len(accounted)),
        accounted_views=tuple(accounted),
        examined=_examined(run),
        undecided=_undecided(outcome),
        lacking=not_given.lacking(run),
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


def _rules(broken: Sequence[FindingView]) -> str:
    """Say how many rules of record keeping are broken, and how many records at most break one."""
    if not broken:
        return ""
    n, most = len(broken), int(max(each.finding.estimate or 0 for each in broken))
    return say_count("summary.rules", n, n=numbers.in_words(n, True), most=numbers.count(most))


def _accounted(n: int) -> str:
    return say_count("summary.accounted", n, n=numbers.in_words(n, True)) if n else ""


def _tests(outcome: Counts) -> str:
    n, of = numbers.count(outcome.by_chance), numbers.count(outcome.tests)
    return say_count("summary.tests", outcome.tests, n=of, by_chance=n) if outcome.tests else ""


def _undecided(outcome: Counts) -> str:
    """Say how many tests could not decide, and how many checks and rules could not be run."""
    counted = (
        ("too_few", outcome.too_few),
        ("not_run", outcome.not_run),
        ("rules_not_run", outcome.rules_not_run),
    )
    said = [say_count(f"untold.{key}", n, n=numbers.count(n)) for key, n in counted if n]
    return " ".join(said) or say("untold.none")


def _selected(run: RunRecord) -> str:
    """What a sample was selected on, as each finding says it; "" where all records are there."""
    on, words = run.parameters.get("selected_on"), words_of(None, language())
    if words is None or str(on) not in words.entry("selection"):
        return ""
    return words.text(words.entry("shared.selected"), {"selected_on": on})


def _asked_alone(run: RunRecord) -> tuple[str, ...]:
    """Say that the correction is over the tests of some checks alone; nothing of a whole audit."""
    only = run.parameters.get("only")
    asked = ", ".join(map(str, only)) if isinstance(only, list | tuple) else ""
    return (say("summary.only", checks=name(asked)),) if asked else ()


def _supported(results: Sequence[Result]) -> tuple[str, ...]:
    said = supported.headline(results)
    return (said,) if said else ()


def _tallies(outcome: Counts) -> tuple[Tally, ...]:
    rows = [
        ("patterns", outcome.patterns, "#findings", "pattern"),
        ("rules", outcome.rules, "#rules", "pattern"),
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
        if n or key not in ("too_few", "rules")
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
