"""Are the phrases of narratives plain, sober and all within reach?"""

from __future__ import annotations

import re

import pytest
from narrative_cases import TOML, entry_of, form_wordings, free_wordings, kind_entry, phrase_list

from stopped_words import STOP
from tallystick.simulate.texts import FAMILIES, SLOTS
from tallystick.simulate.texts.phrases import FILES

FACTS = {"officer", "area", "substance", "subject", "weight", "day", "month", "hour", "minute"}
FORMS, FREE_PARTS = ("opening", "procedure", "closing"), ("seen", "found", "said")


def strings(node, path=""):
    if isinstance(node, str):
        yield path, node
    elif isinstance(node, dict):
        for key, value in node.items():
            yield from strings(value, f"{path}.{key}")
    else:
        for value in node:
            yield from strings(value, path)


def lists(node, path=""):
    if isinstance(node, list):
        yield path, node
    elif isinstance(node, dict):
        for key, value in node.items():
            yield from lists(value, f"{path}.{key}")


def wordings(family, part):
    if part in FREE_PARTS:
        return list(free_wordings(family, part))
    form = form_wordings(family, part)
    return [*form["department"], *form["own"]]


def test_the_files_are_those_listed_and_hold_the_families_listed():
    assert set(TOML) == set(FILES)
    held = [name for data in TOML.values() for name in data.get("families", {})]
    assert sorted(held) == sorted(FAMILIES)


@pytest.mark.parametrize("file", FILES)
def test_no_phrase_judges_anybody_or_leaves_plain_text(file):
    for path, phrase in strings(TOML[file]):
        assert not STOP.search(phrase), f"{path}: {phrase}"
        assert phrase.isascii(), f"{path}: {phrase}"
        assert phrase.isprintable(), f"{path}: {phrase}"
        assert phrase == phrase.strip(), f"{path}: {phrase}"
        assert phrase, path


@pytest.mark.parametrize("file", FILES)
def test_no_list_says_a_thing_twice(file):
    for path, phrases in lists(TOML[file]):
        assert len({phrase.lower() for phrase in phrases}) == len(phrases), path


@pytest.mark.parametrize("family", FAMILIES)
def test_a_sentence_names_facts_and_lists_that_exist_and_are_slots(family):
    for part in (*FORMS, *FREE_PARTS):
        for text in wordings(family, part):
            for name in re.findall(r"\{(\w+)\}", text.lower()):
                assert name in FACTS or (name in SLOTS and phrase_list(family, name)), text


@pytest.mark.parametrize("family", FAMILIES)
def test_initials_never_end_a_sentence_and_sentences_begin_and_end_as_such(family):
    for part in (*FORMS, *FREE_PARTS):
        for text in wordings(family, part):
            assert not re.search(r"\{subject\}\.", text), text
            assert re.match(r"[A-Z0-9]|\{([A-Z]|officer|hour|month)", text), text
            assert re.search(r"\.$|\. \{aside\}$", text), text


@pytest.mark.parametrize("family", FAMILIES)
def test_every_department_has_a_form_and_the_free_part_never_uses_the_authors_words(family):
    for part in FORMS:
        department = form_wordings(family, part)["department"]
        assert len(department) == 6
        for text in department:
            assert set(re.findall(r"\{(\w+)\}", text)) <= FACTS, text
    for part in FREE_PARTS:
        assert not [text for text in free_wordings(family, part) if "{own_" in text]


@pytest.mark.parametrize("family", FAMILIES)
def test_every_list_of_a_family_is_named_by_one_of_its_sentences(family):
    named = {
        name
        for part in (*FORMS, *FREE_PARTS)
        for text in wordings(family, part)
        for name in re.findall(r"\{(\w+)\}", text.lower())
    }
    assert set(entry_of(family).get("lists", {})) <= named
    assert set(kind_entry(family)["lists"]) <= named
