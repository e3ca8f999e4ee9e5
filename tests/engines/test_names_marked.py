"""Does every check mark the names in its details and values, and are findings told again of them?

The planted records make every check speak. A name that is not marked could not be masked.
"""

from __future__ import annotations

import json
import re

import pytest

from every_fault import holds_of_each
from tallystick.audit.execution import describe
from tallystick.audit.selection import why_not
from tallystick.checks import RelationalCheck, every
from tallystick.findings.keyed_text import KeyedText
from tallystick.findings.named import mapped, paths, renamed
from tallystick.findings.sentences import STORED, sentences_of
from tallystick.findings.store import read_findings, read_results, write_findings, write_results
from tallystick.findings.words import ENGLISH, told_again
from tallystick.report.words import in_language
from tallystick.report.words.rendering import rendered, rendered_name, rendering
from tallystick.report.words.text import Foreign

TAKEN = "\N{WHITE SQUARE}"


@pytest.fixture(scope="module")
def names(planted_audit):
    """Every unit and officer that can be told from a word of a sentence."""
    held = set()
    for relation in planted_audit.tables.relations.values():
        for column in {"unit_id", "officer_id"} & set(relation.columns):
            rows = planted_audit.engine.rows(relation.select(name=column).distinct())
            held |= {row["name"] for row in rows if row["name"]}
    told = {each for each in held if re.search(r"\d", each) and re.search(r"\D", each)}
    assert len(told) > 10
    return told


def strings(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, each in value.items():
            yield str(key)
            yield from strings(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from strings(each)


def standing(text, names):
    held = [each for each in names if each in text]
    return {each for each in held if re.search(rf"(?<!\w){re.escape(each)}(?!\w)", text)}


def one_of_each(check, results):
    """The first pattern of each shape: its verdict, its kind of subject, and what is told beside.

    Others have the same sentences, with other names and numbers in the same slots.
    """
    own = isinstance(check, RelationalCheck)
    shapes = {}
    for each in (each for each in results if each.names_pattern):
        told = frozenset((key, type(value), bool(value)) for key, value in each.detail.items())
        shapes.setdefault((each.verdict, each.subject_kind, told, own and each.aspect), each)
    return list(shapes.values())


@pytest.fixture(scope="module")
def findings_of(planted_audit):
    """What makes, once, the findings of each shape of pattern that a check says of the records."""

    made = {}

    def findings(check):
        if check.name not in made:
            patterns = one_of_each(check, planted_audit.results(check))
            held, engine = planted_audit.kept(check), planted_audit.engine
            made[check.name] = [describe(check, each, held, engine) for each in patterns]
        return made[check.name]

    return findings


def tells_where_its_names_stand(check, results, findings, names):
    for result in results:
        detail = mapped(result.detail, lambda name: TAKEN)
        left = [each for each in strings(detail) if standing(each, names)]
        assert left == [], f"{check.name}: these are names: `Named`"
        assert not standing(result.reason + result.estimand, names)
        plain = renamed(json.loads(json.dumps(result.detail, default=float)),
                        paths(result.detail), lambda kind, name: TAKEN)  # fmt: skip
        assert not [each for each in strings(plain) if standing(each, names)]
    for finding in findings:
        own = finding.subject if finding.subject_kind == "agency" else TAKEN
        bare = finding.with_(values=mapped(finding.values, lambda name: TAKEN), subject=own)
        told = told_again(bare, ENGLISH)
        assert told is not None, f"{check.name}: its words are others for other names"
        for part, text in sentences_of(told):
            assert not standing(text, names), (check.name, part)


def says_the_same_of_what_was_stored(findings, folder):
    write_findings(folder, findings)
    for finding, read_back in zip(findings, read_findings(folder), strict=True):
        again = told_again(read_back, ENGLISH)
        assert again is not None
        assert dict(sentences_of(again)) == dict(sentences_of(finding))
        assert [(x.cause, x.how_to_check) for x in again.explanations] == [
            (x.cause, x.how_to_check) for x in finding.explanations
        ]
        with rendering("ru"):
            said = dict(sentences_of(in_language.finding(read_back)))
        kept = {part: text for part, text in said.items() if part not in STORED}
        assert not any(isinstance(text, Foreign) for text in kept.values()), kept


@pytest.fixture(scope="module")
def asked(planted_audit):
    checks = [check for check in every() if not why_not(check, planted_audit.tables)]
    assert len(checks) > len(every()) - 5
    return checks


def test_no_name_stands_where_the_check_does_not_say(planted_audit, findings_of, asked, names):
    def rule(check):
        results = planted_audit.results(check)
        tells_where_its_names_stand(check, results, findings_of(check), names)

    holds_of_each(rule, asked, "a name in `detail` or in the values is `Named`", lambda c: c.name)


def is_rendered_in_russian(check, results, folder):
    write_results(folder, results)
    with rendering("ru") as left:
        for result in read_results(folder):
            rendered_name(check.name, result.aspect)
            for text in filter(None, (result.estimand, result.reason)):
                assert isinstance(text, KeyedText), text
                assert re.search("[а-яё]", rendered(check.name, text)), text
    assert left == set()


def test_results_are_rendered_in_russian_of_what_was_stored(planted_audit, asked, tmp_path):
    def rule(check):
        is_rendered_in_russian(check, planted_audit.results(check), tmp_path)

    holds_of_each(rule, asked, "its texts are keys: `say(…)`, and words.ru.toml", lambda c: c.name)


def test_findings_are_told_again_of_what_was_stored(findings_of, asked, tmp_path):
    def rule(check):
        says_the_same_of_what_was_stored(findings_of(check), tmp_path)

    holds_of_each(rule, asked, "the words of the check, or its values", lambda c: c.name)
