"""How strong is a pattern, and how far has it been explained?

Two scales that are never merged: a strong pattern that is fully explained is a good outcome.
"""

from __future__ import annotations

from dataclasses import dataclass

from tallystick.findings import Explanation, Finding
from tallystick.report.words.numbers import count
from tallystick.report.words.wording import say

# Strongest first: the key of the word, and the corrected chance that it stays below.
LEVELS = (("very_strong", 1e-4), ("strong", 1e-3), ("moderate", 1e-2), ("weak", 5e-2))
BLOCKS = len(LEVELS)


@dataclass(frozen=True)
class Strength:
    """A strength word, its blocks out of four, and the key of its messages.

    `blocks` is None for a test of details, which is counted and not estimated.
    """

    key: str
    blocks: int | None

    @property
    def word(self) -> str:
        """The word as the report prints it."""
        return say(f"strength.{self.key}")


def strength(finding: Finding) -> Strength:
    """Return how hard it is to get this pattern by chance, from its q-value alone."""
    if finding.p_value is None:
        return Strength("counted", None)
    if finding.q_value is not None:
        for index, (key, below) in enumerate(LEVELS):
            if finding.q_value < below:
                return Strength(key, BLOCKS - index)
    return Strength("below", 0)


def order(finding: Finding) -> int:
    """Return the place of a finding in a table ordered by strength, counted ones last."""
    blocks = strength(finding).blocks
    return BLOCKS + 1 if blocks is None else BLOCKS - blocks


def largest(explanations: tuple[Explanation, ...]) -> tuple[int, int] | None:
    """Return (explains, of) of the explanation that accounts for the largest part.

    Explanations overlap: a record can be both packaged and entered late. They are not added.
    """
    answered = [
        (each.explains, each.of)
        for each in explanations
        if each.explains is not None and each.of is not None and each.of > 0
    ]
    return max(answered, key=lambda pair: (pair[0] / pair[1], pair[1]), default=None)


def is_full(finding: Finding) -> bool:
    """Whether one explanation accounts for every record that it could be asked of."""
    best = largest(finding.explanations)
    return best is not None and best[0] >= best[1]


def explained(finding: Finding) -> str:
    """Return "Not yet", "Partly (3 of 58)" or "Fully"."""
    best = largest(finding.explanations)
    if best is None or best[0] <= 0:
        return say("explained.not_yet")
    if is_full(finding):
        return say("explained.fully")
    return say("explained.partly", some=count(best[0]), of=count(best[1]))
