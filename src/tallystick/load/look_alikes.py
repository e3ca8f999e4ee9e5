"""Look-alike names: spellings that a reader takes for one name and a computer for several.

Two names are alike when they differ only in invisible characters, white space, case, the form of
a dash, an apostrophe or a digit, a compatibility form such as full width, or in letters of another
script that look the same: the confusables of Unicode TR39, as confusable-homoglyphs holds them.
Letters and digits of ASCII stay what they are, so that ``O1`` and ``01``, or ``A1`` and ``Al``, are
two codes each. No letter stands for a digit, an accent counts, and so does a space between digits.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache
from importlib import resources

IGNORABLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2065\u3164"
    "\ufe00-\ufe0f\uffa0\ufff0-\ufff8\U000e0000-\U000e0fff]"
)
"""Control characters, and default-ignorable ones that are not in the category Cf."""
NEEDLESS = re.compile(r"(?<![0-9])\s+|\s+(?![0-9])")
BLANK = "\u2800"
"""A pattern of Braille without dots, which is a symbol and looks like a space."""
PHONETIC = 0x250
"""From here on Latin letters are signs of phonetics, but for those with accents."""
ACCENTED = range(0x1E00, 0x1F00)
DIRECTION = "\u200e"
"""What the data put around letters that are written from right to left."""


def alike(names: Iterable[str]) -> list[tuple[str, ...]]:
    """Return each group of two or more `names` that are alike, by code point.

    Two names of one script with different skeletons are never in one group, whatever name of mixed
    scripts looks like both.
    """
    texts = sorted(set(names))
    groups = _Groups(texts)
    foreign = not all(map(str.isascii, texts))
    for form in (_in_latin, _capitals_in_latin) if foreign else ():
        groups.join_equal([skeleton(form(text)) for text in texts])
    return groups.of_several()


class _Groups:
    """Places in `texts`, in groups: at first of equal skeletons."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts
        self._heads = list(range(len(texts)))
        keys = list(map(skeleton, texts))
        self._own: list[dict[str, str]] = [
            {script: key} if (script := _one_script(text)) else {}
            for text, key in zip(texts, keys, strict=True)
        ]
        self.join_equal(keys)

    def join_equal(self, keys: Sequence[str]) -> None:
        """Join the groups of places with one key, unless they hold two names of one script."""
        first: dict[str, int] = {}
        for at, key in enumerate(keys):
            one, other = self._head(first.setdefault(key, at)), self._head(at)
            held, new = self._own[one], self._own[other]
            if one != other and all(held.get(script, key) == key for script, key in new.items()):
                self._heads[other] = one
                held |= new

    def of_several(self) -> list[tuple[str, ...]]:
        """Return the texts of each group of two or more."""
        groups: dict[int, list[str]] = {}
        for at, text in enumerate(self._texts):
            groups.setdefault(self._head(at), []).append(text)
        return [tuple(group) for group in groups.values() if len(group) > 1]

    def _head(self, at: int) -> int:
        while self._heads[at] != at:
            self._heads[at] = self._heads[self._heads[at]]
            at = self._heads[at]
        return at


def skeleton(name: str) -> str:
    """Return what is left of a name of one script: alike names have the same."""
    text = IGNORABLE.sub("", name)
    if not text.isascii():
        text = "".join(map(_plain, unicodedata.normalize("NFKC", "".join(map(_plain, text)))))
        text = unicodedata.normalize("NFKC", text.casefold())
    return NEEDLESS.sub("", " ".join(text.split())).casefold()


@cache
def _plain(letter: str) -> str:
    """Return a character without its form: a space, a hyphen, an ASCII digit, nothing."""
    kind = unicodedata.category(letter)
    if kind == "Cf":
        return ""
    if letter.isascii() or kind[0] in "LM":
        return letter
    if letter == BLANK or letter.isspace():
        return " "
    if kind == "Nd":
        return str(unicodedata.decimal(letter))
    if kind == "Pd":
        return "-"
    if kind[0] in "PS":
        return next((near for near in _confusable().get(letter, ()) if near.isascii()), letter)
    return letter


def _in_latin(name: str) -> str:
    """Return a name with the Latin look-alikes of the letters of other scripts."""
    return "".join(map(_latin, unicodedata.normalize("NFD", IGNORABLE.sub("", name))))


def _capitals_in_latin(name: str) -> str:
    """As `_in_latin`, by the capitals: more of them look Latin than of the small letters."""
    apart = unicodedata.normalize("NFD", name)
    return _in_latin("".join(c if _script(c) == "LATIN" else c.upper() for c in apart))


@cache
def _latin(letter: str) -> str:
    if _script(letter) in ("", "LATIN"):
        return letter
    near = _confusable().get(letter, ())
    ascii_letters = [each for each in near if each.isascii() and each.isalpha()]
    if ascii_letters:
        # TR39 has one prototype for I and l; the case tells which of the two is meant.
        one = ascii_letters[0]
        return "I" if one == "l" and letter.isupper() else one
    singles = [each for each in near if len(each) == 1]
    both = {letter, *singles, *(far for each in singles for far in _confusable().get(each, ()))}
    return min(each for each in both if _script(each) and not each.isascii())


@cache
def _script(letter: str) -> str:
    """Return the script of a letter, by its name; "" for what is no letter."""
    if len(letter) != 1 or unicodedata.category(letter)[0] != "L":
        return ""
    script = unicodedata.name(letter, "NONE").partition(" ")[0]
    at = ord(letter)
    return "PHONETIC" if script == "LATIN" and at >= PHONETIC and at not in ACCENTED else script


def _one_script(name: str) -> str:
    """Return the script of all letters of a name; "" where it has none, or several."""
    if name.isascii():
        return "LATIN" if any(map(str.isalpha, name)) else ""
    letters = unicodedata.normalize("NFD", name)
    scripts = {script for letter in letters if (script := _script(letter))}
    return scripts.pop() if len(scripts) == 1 else ""


@cache
def _confusable() -> dict[str, tuple[str, ...]]:
    """Return what looks like each single character: characters, or a few letters as ``ae``.

    The file is read without the package's own code, which reads whichever file the variable
    CONFUSABLE_DATA names.
    """
    file = resources.files("confusable_homoglyphs").joinpath("confusables.json")
    pairs = (
        (source.strip(DIRECTION), [each["c"].strip(DIRECTION) for each in near])
        for source, near in json.loads(file.read_text(encoding="utf-8")).items()
    )
    return {source: tuple(near) for source, near in pairs if len(source) == 1}
