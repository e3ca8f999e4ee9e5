"""What does the case law on provocation ask of a test purchase?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import cast

from tallystick.statutes.cells import Cells, read_rows, read_text
from tallystick.statutes.faults import Faults, PackError
from tallystick.statutes.rows import CONFIDENCES, Confidence

FILE = Path(__file__).parent / "packs" / "provocation.csv"
COLUMNS = (
    "court", "case", "application", "decided", "violation", "asks", "holding", "confidence",
    "source", "note",
)  # fmt: skip
QUESTIONS = {
    "first_contact": "who began",
    "prior_suspicion": "what was on file before",
    "authorisation": "who authorised it",
    "pressure": "what pressure was used",
    "price": "what was paid",
    "recordings": "what was recorded",
    "proof": "who must prove it",
}


@dataclass(frozen=True)
class Holding:
    """What one judgment holds on one of `QUESTIONS`.

    `violation` says whether the trial was found unfair for provocation; `source` is the address at
    which it was read, and `note` the place there.
    """

    court: str
    case: str
    application: str
    decided: date
    violation: bool
    asks: str
    holding: str
    confidence: Confidence
    source: str
    note: str


@cache
def holdings() -> tuple[Holding, ...]:
    """Return every holding, in the order of the judgments.

    Raises
    ------
    PackError
        With a message per fault of the table.
    """
    faults = Faults()
    text = read_text(FILE, FILE.name, faults) or ""
    rows = tuple(map(_holding, read_rows(text, FILE.name, COLUMNS, faults)))
    if faults:
        raise PackError(faults)
    return tuple(sorted(rows, key=lambda each: each.decided))


def _holding(cells: Cells) -> Holding:
    return Holding(
        court=cells.text("court", needed=True),
        case=cells.text("case", needed=True),
        application=cells.text("application", needed=True),
        decided=cells.day("decided") or date.min,
        violation=cells.flag("violation"),
        asks=cells.choice("asks", tuple(QUESTIONS)),
        holding=cells.text("holding", needed=True),
        confidence=cast(Confidence, cells.choice("confidence", CONFIDENCES)),
        source=cells.text("source", needed=True),
        note=cells.text("note"),
    )
