"""How was this run made, and with which settings?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tallystick.findings import DESCRIBED, Result, RunRecord
from tallystick.report.masks.officers import masks_officers_alone
from tallystick.report.masks.run import is_masked
from tallystick.report.pages import received
from tallystick.report.pages.nulls import tested
from tallystick.report.words import dates, numbers
from tallystick.report.words.subjects import agency_name
from tallystick.report.words.text import name, sentence, short
from tallystick.report.words.wording import keys_under, say, say_count

LONGEST_SETTING = 300
CORRECTIONS = {"bh": "method.bh", "by": "method.by"}


@dataclass(frozen=True)
class Note:
    """One heading of the method, with its paragraphs."""

    heading: str
    paragraphs: tuple[str, ...]


def notes(run: RunRecord, results: Sequence[Result], *, replied: bool = False) -> tuple[Note, ...]:
    """Return the method under the headings of HMIC's annex."""
    return (
        Note(say("method.aim"), (say("method.aim_text", agency=agency_name(run.agency)),)),
        Note(
            say("method.period"),
            (say("method.period_text", period=dates.between(run.first_day, run.last_day)),),
        ),
        Note(say("method.population"), (say("method.population_text"),)),
        *_persons(run),
        *_masks(run, replied),
        Note(say("method.checks"), _checks(run)),
        Note(say("method.sampling"), (say("method.sampling_text"),)),
        Note(say("method.expected"), (say("method.expected_text"),)),
        Note(say("method.ranges"), (say("method.ranges_text"),)),
        Note(say("method.tests"), _tests(run, results)),
        Note(say("method.quality"), _quality(run)),
        Note(say("method.gaps"), tuple(say(key) for key in keys_under("gap"))),
    )


def _persons(run: RunRecord) -> tuple[Note, ...]:
    """How persons are shown; nothing where none is, or an older run does not say."""
    told = run.parameters.get("persons")
    if not isinstance(told, Mapping):
        return ()
    shown = told.get("shown_by")
    if shown == "numbers":
        return (Note(say("method.persons"), (say("method.persons_numbers"),)),)
    if shown != "codes":
        return ()
    key = name(str(told["key_fingerprint"]), numbers.MISSING)
    text = () if is_masked(run) else (say("method.persons_text"),)
    return (Note(say("method.persons"), (say("method.persons_codes", key=key), *text)),)


def _masks(run: RunRecord, replied: bool) -> tuple[Note, ...]:
    """What is masked and what nobody can mask; nothing where names are shown."""
    if not is_masked(run):
        return ()
    if masks_officers_alone(run):
        return (Note(say("mask.title"), (say("proposed.names"),)),)
    left = (say("mask.left"), *([say("mask.replies")] if replied else ()))
    return (Note(say("mask.title"), (say("mask.text"), *left, say("mask.known"))),)


def _checks(run: RunRecord) -> tuple[str, ...]:
    ran, rules = len(run.checks), sum(each.is_rule for each in run.not_run)
    not_run = len(run.not_run) - rules
    told = (
        say_count("method.checks_run", ran, n=numbers.count(ran)),
        say_count("method.checks_not_run", not_run, n=numbers.count(not_run)),
    )
    of_rules = say_count("method.rules_not_run", rules, n=numbers.count(rules))
    return (*told, of_rules) if rules else told


def _tests(run: RunRecord, results: Sequence[Result]) -> tuple[str, ...]:
    tests = tested(results)
    alpha = run.parameters.get("alpha")
    correction = CORRECTIONS.get(str(run.parameters.get("correction", "")).lower())
    said = [say_count("method.tests_made", tests, n=numbers.count(tests))]
    said.append(say(correction) if correction else say("method.corrected"))
    if isinstance(alpha, int | float) and 0 < alpha < 1:
        said.append(
            say("method.alpha", one_in=numbers.one_in(alpha, bare=True), alpha=_plain(alpha))
        )
    counted = sum(each.verdict != DESCRIBED for each in results) - tests
    said.append(say_count("method.counted", counted, n=numbers.count(counted)))
    return tuple(said)


def _quality(run: RunRecord) -> tuple[str, ...]:
    received_rows, used = received.totals(run)
    own = tuple(sentence(name(note)) for note in run.notes)
    aside = numbers.count(received_rows - used)
    return (say("method.quality_text", aside=aside), *_links(run), *own)


def _links(run: RunRecord) -> tuple[str, ...]:
    """How many officers were found behind badges and former names, and how many were not."""
    told = run.links
    if told is None:
        return ()
    said = say_count("method.settled", told.settled, n=numbers.count(told.settled))
    if told.sheet is None:
        return (said,)
    left = numbers.count(told.unsettled)
    return (said, say_count("method.unsettled", told.unsettled, n=left, sheet=name(told.sheet)))


def settings(parameters: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Return every setting with its dotted name."""
    return tuple((name(key, numbers.MISSING), value) for key, value in _flat(parameters) if key)


def _flat(value: Any, prefix: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping) and value:
        for key, inner in value.items():
            yield from _flat(inner, f"{prefix}.{key}" if prefix else str(key))
    elif isinstance(value, list | tuple) and any(isinstance(each, Mapping) for each in value):
        for place, inner in enumerate(value, 1):
            yield from _flat(inner, f"{prefix}.{place}")
    else:
        yield prefix, _plain(value)


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return say(f"setting.{str(value).lower()}")
    if isinstance(value, int | float):
        return numbers.number(value, numbers.exact_decimals((value,)))
    if isinstance(value, list | tuple):
        return ", ".join(_plain(each) for each in value) or numbers.MISSING
    return short(str(value), LONGEST_SETTING) if value not in (None, "") else numbers.MISSING
