"""The 2,048 words of a code in each language, and how a typed word is recognised.

The lists are those of BIP-39, as the package `mnemonic` (MIT) carries them. In both languages four
letters tell one word from every other.
"""

from __future__ import annotations

import unicodedata
from functools import cache

WORDS, BITS = 2048, 11
LETTERS = 4
"""As many letters of a word suffice."""
LISTS = {"en": "english", "ru": "russian"}
MENDED = {"ru": {1572: "сноха"}}
"""Words by their number that mnemonic 0.21 has with two broken signs."""


@cache
def words(language: str) -> tuple[str, ...]:
    """Return the 2,048 words of a language, in their order; KeyError for another language."""
    from mnemonic import Mnemonic

    mended = MENDED.get(language, {})
    numbered = enumerate(Mnemonic(LISTS[language]).wordlist)
    return tuple(_plain(mended.get(number, word)) for number, word in numbered)


def number_of(typed: str) -> int | None:
    """Return the number of a typed word from 0 on; None where it is in no list.

    Four letters suffice, and more must be right as far as they go.
    """
    plain = _plain(typed)
    known = _by_letters().get(plain[:LETTERS])
    if known is None:
        return None
    number, word = known
    return number if word.startswith(plain) and len(plain) >= min(LETTERS, len(word)) else None


@cache
def _by_letters() -> dict[str, tuple[int, str]]:
    return {
        word[:LETTERS]: (number, word)
        for language in LISTS
        for number, word in enumerate(words(language))
    }


def _plain(word: str) -> str:
    composed = unicodedata.normalize("NFC", word).strip().casefold()
    return composed.replace("ё", "е")
