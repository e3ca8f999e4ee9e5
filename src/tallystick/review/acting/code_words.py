"""Whether the eight words of a code of the channel stand in a text, or their numbers.

The office does not know any code. So eight words of the channel's lists (those of BIP-39) that
follow one another are taken for one, in any order and in any of its languages, also by their first
four letters and with numbers between; and eight numbers from 0 to 2,048 that follow one another,
but for those of days. Words of a code that are scattered over sentences are not found.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache

WORDS, LETTERS, LAST = 8, 4, 2048
LISTS = ("english", "russian")
MENDED = "сноха"
"""A word that mnemonic 0.21 has with two broken signs."""
TOKEN = re.compile(r"(?P<word>[^\W\d_]+)|(?P<number>\d+)")
DAY = re.compile(r"\b\d{1,2}[./]\d{1,2}[./]\d{4}\b|\b\d{4}-\d{1,2}-\d{1,2}\b")


def has_code(text: str) -> bool:
    """Whether eight words of the lists, or eight of their numbers, stand in a text in a row."""
    tokens = list(TOKEN.finditer(DAY.sub(" ; day ; ", _plain(text))))
    words = [_is_listed(each["word"]) for each in tokens if each["word"]]
    numbers = [bool(each["number"]) and _number(each["number"]) <= LAST for each in tokens]
    return _longest(words) >= WORDS or _longest(numbers) >= WORDS


def _number(digits: str) -> int:
    return int(digits) if len(digits) <= LETTERS else LAST + 1


def _longest(held: Iterable[bool]) -> int:
    most = now = 0
    for each in held:
        now = now + 1 if each else 0
        most = max(most, now)
    return most


def _is_listed(word: str) -> bool:
    known = _by_letters().get(word[:LETTERS], "")
    return known.startswith(word) and len(word) >= min(LETTERS, len(known)) > 0


@cache
def _by_letters() -> dict[str, str]:
    from mnemonic import Mnemonic

    known = [_plain(each) for name in LISTS for each in Mnemonic(name).wordlist]
    return {each[:LETTERS]: each for each in (*known, MENDED)}


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold().replace("ё", "е")
