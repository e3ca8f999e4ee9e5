"""Are the phrases of narratives plain, sober and all within reach?"""

from __future__ import annotations

import re

from narrative_cases import TOML, entry_of, form_wordings, free_wordings, kind_entry, phrase_list

from every_fault import no_fault
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


def told(rule, path, text):
    return f"texts, {path}: {rule}: {text!r}"


def faults_of_a_phrase(path, phrase):
    if found := STOP.search(phrase):
        yield told(f"judges somebody ({found.group()})", path, phrase)
    if not (phrase.isascii() and phrase.isprintable()):
        yield told("no plain text", path, phrase)
    if phrase != phrase.strip() or not phrase:
        yield told("is empty or has a space at an end", path, phrase)


def test_no_phrase_judges_anybody_or_leaves_plain_text():
    no_fault(
        (
            fault
            for file in FILES
            for path, phrase in strings(TOML[file], file)
            for fault in faults_of_a_phrase(path, phrase)
        ),
        "say what was seen in plain words",
    )


def test_no_list_says_a_thing_twice():
    no_fault(
        (
            told("says a thing twice", path, phrases)
            for file in FILES
            for path, phrases in lists(TOML[file], file)
            if len({phrase.lower() for phrase in phrases}) < len(phrases)
        ),
        "leave one of the two out",
    )


def sentences():
    """Each wording of each part of each family: (family, "family.part", text)."""
    for family in FAMILIES:
        for part in (*FORMS, *FREE_PARTS):
            for text in wordings(family, part):
                yield family, f"{family}.{part}", text


def named(text):
    return set(re.findall(r"\{(\w+)\}", text.lower()))


def test_a_sentence_names_facts_and_lists_that_exist_and_are_slots():
    no_fault(
        (
            told(f"{name} is no fact and no list that is a slot", path, text)
            for family, path, text in sentences()
            for name in sorted(named(text) - FACTS)
            if name not in SLOTS or not phrase_list(family, name)
        ),
        "name a fact, or add the list and its slot",
    )


def faults_of_a_sentence(path, text):
    if re.search(r"\{subject\}\.", text):
        yield told("ends with the initials", path, text)
    if not re.match(r"[A-Z0-9]|\{([A-Z]|officer|hour|month)", text):
        yield told("does not begin as a sentence", path, text)
    if not re.search(r"\.$|\. \{aside\}$", text):
        yield told("does not end as a sentence", path, text)


def test_initials_never_end_a_sentence_and_sentences_begin_and_end_as_such():
    no_fault(
        (fault for _, path, text in sentences() for fault in faults_of_a_sentence(path, text)),
        "word the sentence otherwise",
    )


def faults_of_a_form(family):
    for part in FORMS:
        path, department = f"{family}.{part}", form_wordings(family, part)["department"]
        if len(department) != 6:
            yield told("has not one wording for each of the 6 departments", path, department)
        for text in department:
            if not set(re.findall(r"\{(\w+)\}", text)) <= FACTS:
                yield told("the form names what is no fact", path, text)
    for part in FREE_PARTS:
        for text in free_wordings(family, part):
            if "{own_" in text:
                yield told("the free part uses the author's words", f"{family}.{part}", text)


def test_every_department_has_a_form_and_the_free_part_never_uses_the_authors_words():
    no_fault(
        (fault for family in FAMILIES for fault in faults_of_a_form(family)),
        "the forms and free parts of the family",
    )


def lists_not_named(family):
    texts = [text for own, _, text in sentences() if own == family]
    used = set().union(*map(named, texts))
    return sorted({*entry_of(family).get("lists", {}), *kind_entry(family)["lists"]} - used)


def test_every_list_of_a_family_is_named_by_one_of_its_sentences():
    no_fault(
        (f"texts, {family}: no sentence names the list {name}"
         for family in FAMILIES for name in lists_not_named(family)),
        "name the list in a sentence, or leave it out",
    )  # fmt: skip
