"""Does a watch say the same in each language, shortly, and accuse nobody?"""

import re
from pathlib import Path
from string import Formatter

import pytest

import tallystick.watch
from stopped_words import STOP, STOPPED_RU
from tallystick.report.words.plurals import RULES
from tallystick.report.words.rendering import rendering
from tallystick.report.words.wording import catalogue
from tallystick.watch.words import chance, tell_count

ROOM = Path(tallystick.watch.__file__).parent
MOST_WORDS = 25
ENGLISH, RUSSIAN = (catalogue(of, "tallystick.watch") for of in ("en", "ru"))
FORMS = {form for rule in RULES.values() for form in rule.forms}


def stems(words):
    """The keys without the forms of a number, and the slots of each."""
    held = {}
    for key, text in words.items():
        stem, _, last = key.rpartition(".")
        slots = {name for _, name, _, _ in Formatter().parse(text) if name}
        held.setdefault(stem if last in FORMS else key, set()).update(slots)
    return held


def test_both_languages_have_the_same_keys_and_slots():
    assert stems(RUSSIAN) == stems(ENGLISH)


def test_every_number_has_each_form_of_its_language():
    for words, rule in ((ENGLISH, RULES["one_other"]), (RUSSIAN, RULES["east_slavic"])):
        counted = {key.rpartition(".")[0] for key in words if key.rpartition(".")[2] in FORMS}
        assert counted
        for stem in counted:
            assert {key for key in words if key.startswith(f"{stem}.")} == {
                f"{stem}.{form}" for form in rule.forms
            }


def test_no_sentence_accuses_or_runs_on():
    assert [text for text in ENGLISH.values() if STOP.search(text)] == []
    assert [text for text in RUSSIAN.values() if STOPPED_RU.search(text)] == []
    parts = [each for text in ENGLISH.values() for each in re.split(r"(?<=[.?!:;,])\s", text)]
    assert [each for each in parts if len(each.split()) > MOST_WORDS] == []


def test_every_message_is_used():
    sources = [*ROOM.rglob("*.py"), *ROOM.rglob("*.j2"), *(ROOM.parent / "cli").glob("watch*.py")]
    used = "\n".join(path.read_text() for path in sources)
    for key in stems(ENGLISH):
        group = key.partition(".")[0]
        ways = (f'"{key}"', f"'{key}'", f'"{group}." ~', f"f'{group}.{{")
        assert any(way in used for way in ways), key


def test_the_template_holds_no_sentence_of_its_own():
    for path in (ROOM / "templates").glob("*.j2"):
        source = re.sub(r"\{[{%].*?[%}]\}", " ", path.read_text(), flags=re.DOTALL)
        text = re.sub(r"<style>.*?</style>|<[^>]*>", " ", source, flags=re.DOTALL)
        assert re.findall(r"[A-Za-z]{3,}", text) == []


@pytest.mark.parametrize(("n", "said"), [(1, "1 ключ"), (3, "3 ключа"), (412, "412 ключей")])
def test_russian_counts(n, said):
    with rendering("ru"):
        assert tell_count("line.keys", n) == said


def test_a_chance_has_two_digits():
    assert [chance(each) for each in (1.0, 0.0123, 3.21e-7, None)] == ["1", "0.012", "3.2e-07", "–"]
