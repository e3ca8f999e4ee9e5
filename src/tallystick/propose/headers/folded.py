"""How are the headers of columns compared, whoever wrote them and in whatever case?"""

from __future__ import annotations

import re
import unicodedata

NUMBER_SIGNS = ("no", "nr", "nbr", "num", "n", "number", "№", "#", "nro", "numéro", "numero",
                "número")  # fmt: skip
NOISE = frozenset(
    {"inc", "rms", "txt", "cd", "utc", "fld", "col", "desc", "tbl", "str",
     "g", "kg", "mg", "gr", "oz", "lb", "lbs", "grams", "г", "кг", "мг", "гр"}
)  # fmt: skip
SMALL = frozenset(
    {"of", "the", "de", "del", "la", "los", "las", "do", "da", "dos", "du", "des", "l", "d"}
)
_CAMEL = re.compile(r"(?<=[a-zа-яё0-9])(?=[A-ZА-ЯЁ])|(?<=[A-ZА-ЯЁ])(?=[A-ZА-ЯЁ][a-zа-яё])")
_BREAKS = re.compile(r"[^\w#№§]+|_+")


def tokens(header: str) -> tuple[str, ...]:
    """Return the words of a header: small letters, ``ё`` as ``е``, camel case split.

    Every sign for *number* becomes ``nr``, and articles and the like are left out: ``Case No.``,
    ``case #`` and ``Number of the Case`` hold the same words.
    """
    text = re.sub("[№#§]", r" \g<0> ", header).replace("º", "").replace("°", "")
    text = unicodedata.normalize("NFC", text)
    words = _BREAKS.sub(" ", _CAMEL.sub(" ", text)).casefold().replace("ё", "е").split()
    kept = [word for word in words if word not in SMALL] or words
    return tuple("nr" if word in NUMBER_SIGNS else word for word in kept)


def joined(words: tuple[str, ...]) -> str:
    """Return the words in one text."""
    return " ".join(words)


def without_marks(text: str) -> str:
    """Return `text` without accents and the like: ``número`` becomes ``numero``."""
    parts = unicodedata.normalize("NFD", text)
    kept = "".join(part for part in parts if not unicodedata.combining(part))
    return unicodedata.normalize("NFC", kept)


def without_noise(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words without those at either end that name a system, a type, a unit or a place.

    What is left is never nothing.
    """
    kept = list(words)
    while len(kept) > 1 and (kept[0] in NOISE or kept[0].isdigit()):
        kept.pop(0)
    while len(kept) > 1 and (kept[-1] in NOISE or kept[-1].isdigit()):
        kept.pop()
    return tuple(kept)
