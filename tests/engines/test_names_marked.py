"""Does every check tell where its details and its sentences name units and officers?

The planted records make every check speak. A name that stands where no check says so could not be
masked.
"""

from __future__ import annotations

import re

import pytest
from planted import planted, read, stored

from every_fault import holds_of_each
from tallystick.audit.execution import keep, results_of
from tallystick.audit.mentions import mentions
from tallystick.audit.selection import why_not
from tallystick.checks import Check, RelationalCheck, every
from tallystick.engine import connect
from tallystick.findings.naming import renamed, words_of

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


def tells_where_its_names_stand(check, held, names, duck):
    results, _ = results_of(check, held, duck)
    declared = check.names if isinstance(check, Check) else {}
    for result in results:
        detail = renamed(result.detail, declared, lambda kind, name: TAKEN)
        left = [each for each in strings(detail) if standing(each, names)]
        assert left == [], f"{check.name}: say in `names` where these are"
        assert not standing(result.reason + result.estimand, names)
    for result in [each for each in results if each.names_pattern][:MOST]:
        told = (
            check.describe(result, check.rule(result.aspect))
            if isinstance(check, RelationalCheck)
            else check.describe(result, held)
        )
        found = mentions(check, result, held, told)
        assert found is not None, f"{check.name}: its words are others for other names"
        for part, text in words_of(told):
            own = sorted((each for each in found if each.part == part), key=lambda x: -x.start)
            for each in own:
                assert text[each.start : each.end] == each.name
                text = text[: each.start] + TAKEN + text[each.end :]
            assert not standing(text, names), (check.name, part)
        if result.subject and result.subject_kind != "agency":
            assert any(each.name == result.subject for each in found), check.name


def test_no_name_stands_where_the_check_does_not_say(tables, names, duck):
    asked = [check for check in every() if not why_not(check, tables)]
    assert len(asked) > len(every()) - 5

    held = tables

    def rule(check):
        nonlocal held
        held = keep(check, held, duck, behind=True)
        tells_where_its_names_stand(check, held, names, duck)

    holds_of_each(rule, asked, "say in `names` of the check where these are", lambda c: c.name)
