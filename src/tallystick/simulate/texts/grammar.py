"""How do the sentences become one pool of phrases and a table of operations on it?

A wording such as "I {saw} {subject}." is a row of operations. An operation is (start, size,
column): the phrase `pool[start + column value % size]`. A literal has size 1, a word list its
slot as column, a fact its own column. So every text is a row of indices into one pool, and
nothing about a family or a sentence is left to decide while rendering.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from tallystick.simulate.texts.facts import HUNDREDTHS
from tallystick.simulate.texts.phrases import SENTENCES, Family, families
from tallystick.simulate.texts.slots import SLOTS

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
TWO_DIGITS = tuple(f"{number:02d}" for number in range(60))
# Facts that index a fixed list, and facts whose dictionary comes with the data.
FIXED = {
    "day": tuple(str(day) for day in range(1, 32)),
    "month": MONTHS,
    "hour": TWO_DIGITS[:24],
    "minute": TWO_DIGITS,
    "hundredths": HUNDREDTHS,
}
FROM_DATA = ("officer", "area", "substance", "subject", "Subject", "grams")
COLUMNS: tuple[str, ...] = (*SLOTS, *FIXED, *FROM_DATA)
REFERENCE = re.compile(r"\{(\w+)\}")
BLANK, SPACE = 0, 1


@dataclass(frozen=True)
class Grammar:
    """All families as arrays.

    Attributes:
        pool: every phrase that does not come with the data.
        start, size, column: [operations]; `size` is 0 for a fact of `FROM_DATA`.
        wordings: [wordings, longest] operations of each wording, padded with `BLANK`.
        first, count: [families, sentences, 2] rows of `wordings`: the department's, the own ones.
    """

    pool: pa.Array
    start: NDArray[np.int32]
    size: NDArray[np.int32]
    column: NDArray[np.int32]
    wordings: NDArray[np.int16]
    first: NDArray[np.int32]
    count: NDArray[np.int32]


@dataclass
class _Build:
    pool: list[str] = field(default_factory=lambda: ["", " "])
    lists: dict[tuple[str, ...], int] = field(default_factory=dict)
    operations: dict[tuple[int, int, int], int] = field(
        default_factory=lambda: {(0, 1, 0): BLANK, (1, 1, 0): SPACE}
    )
    wordings: list[list[int]] = field(default_factory=list)

    def phrases(self, phrases: tuple[str, ...], column: int = 0) -> int:
        if phrases not in self.lists:
            self.lists[phrases] = len(self.pool)
            self.pool.extend(phrases)
        return self.operation((self.lists[phrases], len(phrases), column))

    def operation(self, operation: tuple[int, int, int]) -> int:
        return self.operations.setdefault(operation, len(self.operations))

    def reference(self, name: str, family: Family) -> int:
        if name in FROM_DATA:
            return self.operation((0, 0, COLUMNS.index(name)))
        if name in FIXED:
            return self.phrases(FIXED[name], COLUMNS.index(name))
        slot = name[0].lower() + name[1:]
        phrases = family.lists[slot]
        if name != slot:
            phrases = tuple(phrase[0].upper() + phrase[1:] for phrase in phrases)
        return self.phrases(phrases, SLOTS.index(slot))

    def wording(self, text: str, family: Family) -> None:
        text = text.replace("{weight}", "{grams}{hundredths}")
        parts = REFERENCE.split(text)
        operations = []
        for position, part in enumerate(parts):
            if position % 2:
                operations.append(self.reference(part, family))
            elif part:
                operations.append(self.phrases((part,)))
        self.wordings.append(operations)


@cache
def grammar() -> Grammar:
    """Compile the phrases of all families, once."""
    build = _Build()
    spans = np.zeros((2, len(families()), len(SENTENCES), 2), np.int32)
    for f, family in enumerate(families()):
        for s, name in enumerate(SENTENCES):
            sentence = family.sentences[name]
            for own, texts in enumerate((sentence.department, sentence.own)):
                spans[:, f, s, own] = len(build.wordings), len(texts)
                for text in texts:
                    build.wording(text, family)
    longest = max(map(len, build.wordings))
    wordings = np.full((len(build.wordings), longest), BLANK, np.int16)
    for row, operations in enumerate(build.wordings):
        wordings[row, : len(operations)] = operations
    table = np.array(list(build.operations), np.int32)
    start, size, column = table.T.copy()
    return Grammar(pa.array(build.pool), start, size, column, wordings, spans[0], spans[1])
