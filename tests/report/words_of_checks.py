"""What must the words of a check hold in a language, beside the English ones?"""

from __future__ import annotations

import re

from stopped_words import STOPPED_RU
from tallystick.findings.entries import CHOICES, asked, sentences
from tallystick.findings.sentences import SENTENCES
from tallystick.findings.values import OWN
from tallystick.findings.word_files import file_name
from tallystick.findings.words import ENGLISH, RULES, words_of
from tallystick.report.words.plurals import RULES as RULES_OF


def words(check, language):
    held = words_of(check, language)
    assert held is not None, f"there is no {file_name(language)}"
    return held


def says_all_that_english_says(place):
    language, check = place
    english, told = words(check, ENGLISH), words(check, language)
    assert "question" in told.entries, "lacks question"
    tables = tables_of(english.entries)
    told_in_both = ({*SENTENCES, "caveats"} & set(english.entries)) | tables
    assert told_in_both <= set(told.entries), f"lacks {told_in_both - set(told.entries)}"
    for key in told_in_both & {"caveats", *tables}:
        mine, theirs = (each.entries[key] for each in (told, english))
        assert len(mine) == len(theirs), f"[{key}] has {len(mine)} entries, not {len(theirs)}"
        assert key == "caveats" or set(mine) == set(theirs), f"[{key}]: {set(mine) ^ set(theirs)}"
    for key in told_in_both & {"causes", "rules"}:
        for name, said in english.entries[key].items():
            odd = set(said) ^ set(told.entries[key][name])
            assert not odd, f"[{key}.{name}]: {odd} in one language alone"


def tables_of(entries):
    """The names of the entries that are tables of others, such as ``reasons``, and no choice."""
    return {key for key, each in entries.items()
            if isinstance(each, dict) and not {*CHOICES} & set(each)}  # fmt: skip


def asks_only_for_what_is_there(place):
    """Each slot is one of English, an entry, a key of an item or told by a rule."""
    language, check = place
    english, told = words(check, ENGLISH), words(check, language)
    known = asked(english.entries) | asked(english.more) | {*RULES, "item"}
    known |= {*told.entries, *told.more}
    missing = {each for each in asked(told.entries) if each not in known and each not in OWN}
    assert missing <= VALUES.get(check, set()), f"slots that nothing fills: {missing}"


# Numbers that a language tells and English does not need to say.
VALUES = {"people.peer_benchmark": {"beyond_drawn"}}


def has_each_form_and_accuses_nobody(check):
    for text in sentences(words(check, "ru").entries):
        for form in re.findall(r"\{\w+(?:\[[^]]*\])*:([^{}]*\|[^{}]*)\}", text):
            assert len(form.split("|")) == len(RULES_OF["east_slavic"].forms), text
        said = re.sub(r"\{[^{}]*\}", "", text)
        assert re.search("[а-яё]", said) or not re.search("[A-Za-z]{3}", said), text
        assert not STOPPED_RU.search(said.replace("нарушает", "")), text
        assert not re.search(r"[}\d] %", text), f"{text}: a space that breaks"
        assert ":day}." not in text, "a Russian day ends in a full stop already"
