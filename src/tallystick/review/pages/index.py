"""All patterns as the list knows them, read once for each head of the log: what is filtered by."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

from tallystick.review.log.entries import head
from tallystick.review.models import Disposition, Pattern, Question
from tallystick.review.runs.patterns import FINDING, LEAD, OFFICER
from tallystick.review.runs.sealed import case

AGENCY, OFFICERS = "agency", "officers"
QUESTION, SECOND = "question", "second"
ORDER_OVER = {"new": 0, "still": 1, "unsaid": 2, "gone": 3}
KEPT = 3
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Row:
    """One pattern in the list, by what it is filtered and sorted.

    `unit` is the mask of a unit, ``agency`` or ``officers``; `waits` what it waits for.
    """

    id: int
    code: str
    check: str
    unit: str
    kind: str
    over: str
    disposition: str
    waits: tuple[str, ...]
    number: str
    text: str
    estimate: float
    q: float

    def value(self, facet: str) -> tuple[str, ...]:
        """Return the values of a facet that it has."""
        held = getattr(self, facet)
        return held if isinstance(held, tuple) else (held,)


def rows() -> tuple[Row, ...]:
    """Return every pattern, as it stands at the head of the log."""
    return _rows(str(case().folder), head())


@lru_cache(KEPT)
def _rows(folder: str, at: str) -> tuple[Row, ...]:
    asked = set(Question.objects.filter(answered_seq=None).values_list("pattern_id", flat=True))
    waiting = Disposition.objects.filter(state="proposed")
    proposed = set(waiting.values_list("pattern_id", flat=True))
    held = Pattern.objects.values_list(
        "id", "code", "check_name", "subject_kind", "masked_subject", "kind", "over", "disposition",
        "latest__number", "latest__masked_title", "latest__estimate", "latest__q",
    )  # fmt: skip
    return tuple(
        Row(
            id=key,
            code=code,
            check=check,
            unit=AGENCY if on == AGENCY else OFFICERS if on == OFFICER else subject,
            kind=kind,
            over=over,
            disposition=disposition,
            waits=(QUESTION,) * (key in asked) + (SECOND,) * (key in proposed),
            number=number or "",
            text=f"{number} {title} {check}".casefold(),
            estimate=abs(estimate) if estimate is not None else -1.0,
            q=2.0 if q is None else q,
        )
        for key, code, check, on, subject, kind, over, disposition, number, title, estimate, q
        in held
    )  # fmt: skip


def _waiting(row: Row) -> tuple[object, ...]:
    """What waits longest first: questions, proposals, open findings; leads last."""
    return (
        QUESTION not in row.waits, SECOND not in row.waits, row.kind == LEAD,
        ORDER_OVER.get(row.over, 9), row.disposition != "open", row.id,
    )  # fmt: skip


SORTS: dict[str, Callable[[Row], tuple[object, ...]]] = {
    "waits": _waiting,
    "number": lambda row: (row.kind != FINDING, row.number, row.id),
    "strength": lambda row: (row.kind != FINDING, row.q, row.id),
    "check": lambda row: (row.check, row.id),
}
"""Ways to put the list in order; none puts units or officers in an order."""
