"""Every code that the channel gives is refused in a statement; words and days of a case are not."""

import re
from pathlib import Path

import pytest

from tallystick.intake.codes.code import new_code
from tallystick.review.acting.code_words import has_code

MANY = 300
ORDINARY = (
    "Goods were bought in September that stand in no book of the unit.",
    "On 12.05.2024, 13.05.2024, 14.05.2024, 2024-05-15 the scale was not used.",
    "Cases 1041, 1042, 1043, 1044, 1045, 1046 and 1047 have one witness.",
    "Партия куплена девятого сентября и не записана ни в одной книге отдела.",
)


@pytest.mark.parametrize("language", ["en", "ru"])
def test_eight_words_in_order_however_they_are_written(language):
    for _ in range(MANY):
        words = new_code().words(language)
        numbered = " ".join(f"{at}. {word}" for at, word in enumerate(words, 1))
        short = ", ".join(word[:4].upper() for word in words)
        lines = "\n".join(words)
        for each in (numbered, short, lines, " ".join(words[::-1])):
            assert has_code(f"The book is missing. {each}. Ask for it."), each
        assert not has_code(f"The book is missing. {' '.join(words[:7])}, xq, {words[7]}.")


def test_eight_numbers_of_words():
    code = " ".join(str(each) for each in new_code().numbers)
    assert has_code(f"Its numbers are {code}.")
    assert has_code("12, 1045, 3, 2047, 88, 1, 19, 700")
    assert not has_code("12, 1045, 3, 2047, 88, 1, 19")
    assert not has_code("12, 1045, 3, 3047, 88, 1, 19, 700")


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_sentences_are_taken(text):
    assert not has_code(text)


def test_no_paragraph_of_the_guides_is_taken_for_a_code():
    pages = [Path(f"docs/{name}.md") for name in ("channel", "workbench", "workbench_unit", "seal")]
    for page in pages:
        for each in re.split(r"\n\n", page.read_text(encoding="utf-8")):
            assert not has_code(each), each


def test_a_text_of_any_signs_is_read():
    for text in ("", "\x00", "9" * 5_000, "١٢ " * 7, "²" * 9, "a" * 2_000):
        assert not has_code(text), text[:20]
