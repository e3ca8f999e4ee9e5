"""Does every check mark the names in its details and values, and are findings told again of them?

The planted records make every check speak. A name that is not marked could not be masked.
"""

from __future__ import annotations

import json
import re

import pytest
from planted import planted, read, stored

from every_fault import holds_of_each
from tallystick.audit.execution import describe, keep, results_of
from tallystick.audit.selection import why_not
from tallystick.checks import every
from tallystick.engine import connect
from tallystick.findings.named import mapped, paths, renamed
from tallystick.findings.sentences import STORED, sentences_of
from tallystick.findings.store import read_findings, write_findings
from tallystick.findings.words import ENGLISH, told_again
from tallystick.report.words import retold
from tallystick.report.words.text import Foreign
from tallystick.report.words.told import telling

TAKEN = "\N{WHITE SQUARE}"
# Detail and words of these are made of what the engagement declares, never of a name.
MOST = 40


@pytest.fixture(scope="module")
def duck():
    """A DuckDB of its own, so that no name of these tables is left in that of other tests."""
    opened = connect(threads=2)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def tables(tmp_path_factory, duck):
    folder = tmp_path_factory.mktemp("marked") / "tables"
    return read(stored(planted(), folder, duck), folder, duck)


@pytest.fixture(scope="module")
def names(tables, duck):
    """Every unit and officer that can be told from a word of a sentence."""
    held = set()
    for relation in tables.relations.values():
        for column in {"unit_id", "officer_id"} & set(relation.columns):
            rows = duck.rows(relation.select(name=column).distinct())
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


def of_each(check, held, duck):
    """The results that a check says of the planted records, and the findings of the first."""
    results, _ = results_of(check, held, duck)
    patterns = [each for each in results if each.names_pattern][:MOST]
    return results, [describe(check, each, held, duck) for each in patterns]


def tells_where_its_names_stand(check, held, names, duck):
    results, findings = of_each(check, held, duck)
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


def says_the_same_of_what_was_stored(check, held, duck, folder):
    _, findings = of_each(check, held, duck)
    write_findings(folder, findings)
    for finding, read_back in zip(findings, read_findings(folder), strict=True):
        again = told_again(read_back, ENGLISH)
        assert again is not None
        assert dict(sentences_of(again)) == dict(sentences_of(finding))
        assert [(x.cause, x.how_to_check) for x in again.explanations] == [
            (x.cause, x.how_to_check) for x in finding.explanations
        ]
        with telling("ru"):
            said = dict(sentences_of(retold.finding(read_back)))
        kept = {part: text for part, text in said.items() if part not in STORED}
        assert not any(isinstance(text, Foreign) for text in kept.values()), kept


def test_no_name_stands_where_the_check_does_not_say(tables, names, duck):
    asked = [check for check in every() if not why_not(check, tables)]
    assert len(asked) > len(every()) - 5

    held = tables

    def rule(check):
        nonlocal held
        held = keep(check, held, duck, behind=True)
        tells_where_its_names_stand(check, held, names, duck)

    holds_of_each(rule, asked, "a name in `detail` or in the values is `Named`", lambda c: c.name)


def test_findings_are_told_again_of_what_was_stored(tables, duck, tmp_path):
    held = tables

    def rule(check):
        nonlocal held
        held = keep(check, held, duck, behind=True)
        says_the_same_of_what_was_stored(check, held, duck, tmp_path)

    asked = [check for check in every() if not why_not(check, tables)]
    holds_of_each(rule, asked, "the words of the check, or its values", lambda c: c.name)
