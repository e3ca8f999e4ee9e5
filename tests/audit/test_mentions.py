"""Are the names in a finding's words found by where they were put, whatever a unit is called?"""

import pytest

from tallystick.audit.mentions import mentions
from tallystick.checks import Check
from tallystick.checks.people.crews import CHECK as CREWS
from tallystick.checks.people.crews.layers import PEOPLE
from tallystick.checks.people.stock_witnesses import CHECK as WITNESSES
from tallystick.findings import Finding, Mention, Result
from tallystick.findings.naming import words_of
from worlds import tables_of

TABLES = tables_of({})
# A number in the sentence, its article, a word of it, markup, a prefix of another, a stand-in.
HOSTILE = ("1", "a", "the", "officer", "<b>1</b>", "North", "North East", "in unit", "\ue0000")


def witness(subject, officer, unit, kind="unit"):
    return Result(
        WITNESSES.name, kind, subject, "witness", "together", 1, p_value=0.001,
        detail={"officer": officer, "unit": unit, "sorted_by": "place", "person": "p1",
                "attested": 11, "together": 1, "searches": 1, "expected": 1.0},
    )  # fmt: skip


def found_in(check, result):
    told = check.describe(result, TABLES)
    found = mentions(check, result, TABLES, told)
    text = dict(words_of(told))
    assert all(text[each.part][each.start : each.end] == each.name for each in found)
    return told, found


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_is_found_where_it_stands_and_nowhere_else(name):
    told, found = found_in(WITNESSES, witness(name, f"{name}x", name))
    assert told.title.startswith(f"unit {name}: one person attests")
    assert [(each.part, each.kind, each.name) for each in found] == [
        ("title", "unit", name), ("condition", "officer", f"{name}x"), ("condition", "unit", name),
    ]  # fmt: skip
    (title, officer, unit) = found
    assert title.start == len("unit ")
    said = told.condition
    assert said[: officer.start].endswith("searches of officer ")
    assert said[: unit.start].endswith("in unit ")


def test_a_unit_and_an_officer_of_one_name_are_told_apart():
    _, found = found_in(WITNESSES, witness("7", "7", "7"))
    assert [each.kind for each in found] == ["unit", "officer", "unit"]


def test_names_in_lists_are_found_in_their_order():
    members = [
        {"officer": each, "together": 3, "occasions": 9, "expected": 1.0, "p_value": 0.01}
        for each in ("a", "1", "the")
    ]
    result = Result(
        CREWS.name, "unit", "1", PEOPLE, "together", 3, p_value=0.001,
        detail={"officers": ["a", "1", "the"], "members": members, "people": ["p"], "again": 1,
                "layer": PEOPLE, "layers": []},
    )  # fmt: skip
    _, found = found_in(CREWS, result)
    assert [each.name for each in found if each.kind == "officer"] == ["a", "1", "the"]
    assert [each.name for each in found if each.kind == "unit"] == ["1"]


def told_by(describe, **more):
    return Check("people.x", "?", {}, lambda t: None, lambda **k: [], describe, lambda t, r: None,
                 **more)  # fmt: skip


def plain(result, title):
    return Finding.of(result, title=title, criteria="", condition="", cause="", effect="")


def test_words_that_depend_on_the_name_itself_are_not_known():
    check = told_by(lambda result, tables: plain(result, f"{len(result.subject)} letters"))
    result = Result(check.name, "unit", "North", "x", "differs", 1, p_value=0.1)
    assert mentions(check, result, TABLES, check.describe(result, TABLES)) is None


def test_words_that_cannot_be_made_again_are_not_known():
    check = told_by(lambda result, tables: plain(result, {"North": "N"}[result.subject]))
    result = Result(check.name, "unit", "North", "x", "differs", 1, p_value=0.1)
    assert mentions(check, result, TABLES, check.describe(result, TABLES)) is None


def test_a_text_that_may_hold_a_name_is_marked_in_the_aspect_too():
    check = told_by(
        lambda result, tables: plain(result, f"cases of {result.detail['member']}: more"),
        names={"member": "any"},
    )
    result = Result(check.name, "agency", "", "by district: North 1", "differs", 1, p_value=0.1,
                    detail={"member": "North 1"})  # fmt: skip
    assert mentions(check, result, TABLES, check.describe(result, TABLES)) == (
        Mention("title", 9, 16, "any", "North 1"),
        Mention("aspect", 13, 20, "any", "North 1"),
    )


def test_where_nobody_is_named_nothing_is_marked():
    check = told_by(lambda result, tables: plain(result, "the whole agency"))
    result = Result(check.name, "agency", "", "x", "differs", 1, p_value=0.1)
    assert mentions(check, result, TABLES, check.describe(result, TABLES)) == ()
