"""The two languages have the same sentences, and every sentence is used."""

import re
from pathlib import Path

import pytest

import tallystick.intake
from tallystick.intake.drawing.process import REASONS
from tallystick.intake.pages.front import NOT_PROMISED, PROMISES
from tallystick.intake.pages.telling import QUESTIONS
from tallystick.intake.words import LANGUAGES, catalogue, language_of, say

FOLDER = Path(tallystick.intake.__file__).parent
SLOT = re.compile(r"{(\w+)}")


def test_each_language_has_the_same_keys_and_slots():
    first = catalogue("en")
    for language in LANGUAGES:
        own = catalogue(language)
        assert list(own) == list(first), language
        assert {key: set(SLOT.findall(text)) for key, text in own.items()} == {
            key: set(SLOT.findall(text)) for key, text in first.items()
        }
        assert [key for key, text in own.items() if not text.strip()] == []


def test_only_what_is_a_name_is_the_same_in_both_languages():
    english, russian = catalogue("en"), catalogue("ru")
    assert [key for key in english if english[key] == russian[key]] == []
    assert [key for key, text in russian.items() if not re.search("[а-яё]", text)] == []


def test_every_sentence_is_used_and_every_one_that_is_used_is_there():
    source = "\n".join(
        path.read_text("utf-8") for kind in ("*.py", "*.html") for path in FOLDER.rglob(kind)
    )
    made = {f"promise.{each}" for each in PROMISES} | {f"not.{each}" for each in NOT_PROMISED}
    made |= {f"{name}.{each}" for name, known in QUESTIONS.items() for each in known}
    made |= {f"tell.{name}" for name in QUESTIONS} | {f"drawn.{each}" for each in REASONS}
    made |= {f"nav.{each}" for each in ("front", "tell", "answer")}
    made |= {f"{key}.{part}" for part in ("title", "text")
             for key in re.findall(r'"key": "(\w+)"', source)}  # fmt: skip
    made |= {f"letters.{each}" for each in ("colleague", "readers")}
    made |= {f"error.{each}" for each in re.findall(r'"(\w+)"', source)}
    asked = set(re.findall(r"""say\((?:language, )?["']([\w.]*\w)["']""", source))
    keys = set(catalogue("en"))
    assert asked - keys == set()
    assert {key for key in made if not key.startswith("error.")} - keys == {"large.title"}
    assert keys - asked - made == set()


@pytest.mark.parametrize(
    ("wanted", "found"), [("ru", "ru"), ("xx", "en"), ("", "en"), (None, "en")]
)
def test_a_language_that_there_is_not_is_the_first(wanted, found):
    assert language_of(wanted) == found
    with pytest.raises(KeyError):
        say("en", "nothing.such")
