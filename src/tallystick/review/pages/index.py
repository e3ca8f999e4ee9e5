"""All patterns as the list knows them, read once for each head of the log: what is filtered by."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from tallystick.report.words.subjects import as_read
from tallystick.review.decisions.disposition import WAITING
from tallystick.review.log.entries import head
from tallystick.review.models import Disposition, Pattern, Question
from tallystick.review.runs.families import masks_of_families
from tallystick.review.runs.patterns import FINDING, LEAD, OFFICER
from tallystick.review.runs.sealed import case

AGENCY, OFFICERS = "agency", "officers"
QUESTION, SECOND = "question", "second"
ORDER_OVER = {"new": 0, "still": 1, "unsaid": 2, "gone": 3}
FACETS = ("waits", "kind", "over", "disposition", "check", "unit")
KEPT = 3
Chosen = NDArray[np.bool_]
"""Which of the rows, in their order."""


@dataclass(frozen=True, slots=True)
class Row:
    """One pattern in the list, by what it is filtered and sorted.

    `unit` is the mask of a unit, that of its last name where it was renamed, ``agency`` or
    ``officers``; `waits` what it waits for. `sighting` is the newest, of the run of the entry
    `since`: an id alone can be used again.
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
    sighting: int
    since: int

    def value(self, facet: str) -> tuple[str, ...]:
        """Return the values of a facet that it has."""
        held = getattr(self, facet)
        return held if isinstance(held, tuple) else (held,)


class Facet:
    """One facet of all rows; `values` are those that any row has, in the order in which one reads.

    A pair of `_row` and `_value` stands for each value of each row, both by their places.
    """

    def __init__(self, name: str, rows: Iterable[Row]) -> None:
        pairs = [(place, value) for place, row in enumerate(rows) for value in row.value(name)]
        self.values = tuple(sorted({value for _, value in pairs}, key=as_read))
        places = {value: place for place, value in enumerate(self.values)}
        self._row = np.array([row for row, _ in pairs], dtype=np.intp)
        self._value = np.array([places[value] for _, value in pairs], dtype=np.intp)

    def having(self, value: str, size: int) -> Chosen:
        """Return which of `size` rows have a value."""
        chosen = np.zeros(size, dtype=np.bool_)
        if value in self.values:
            chosen[self._row[self._value == self.values.index(value)]] = True
        return chosen

    def counts(self, chosen: Chosen) -> dict[str, int]:
        """Return how many of the chosen rows have each value, without those that none has."""
        held = np.bincount(self._value[chosen[self._row]], minlength=len(self.values)).tolist()
        return {value: n for value, n in zip(self.values, held, strict=True) if n}


class Index:
    """All patterns at one head of the log, and what is counted of them."""

    def __init__(self, rows: tuple[Row, ...]) -> None:
        self.rows = rows
        self.facets = {name: Facet(name, rows) for name in FACETS}
        self._texts = [each.text for each in rows]
        self._orders: dict[str, NDArray[np.intp]] = {}

    def chosen(self, values: Mapping[str, str]) -> Chosen:
        """Return which rows have a value of each of these facets."""
        found = np.ones(len(self.rows), dtype=np.bool_)
        for name, value in values.items():
            found &= self.facets[name].having(value, len(self.rows))
        return found

    def having_words(self, words: Iterable[str]) -> Chosen:
        """Return which rows have every word in their text."""
        found = np.ones(len(self.rows), dtype=np.bool_)
        for word in words:
            found &= np.array([word in each for each in self._texts], dtype=np.bool_)
        return found

    def ordered(self, chosen: Chosen, sort: str) -> NDArray[np.intp]:
        """Return the places of the chosen rows in one of the orders of `SORTS`."""
        if sort not in self._orders:
            key = SORTS[sort]
            places = sorted(range(len(self.rows)), key=lambda place: key(self.rows[place]))
            self._orders[sort] = np.array(places, dtype=np.intp)
        order = self._orders[sort]
        return order[chosen[order]]


def index() -> Index:
    """Return every pattern, as it stands at the head of the log."""
    return _index(str(case().folder), head())


@lru_cache(KEPT)
def _index(folder: str, at: str) -> Index:
    asked = set(Question.objects.filter(answered_seq=None).values_list("pattern_id", flat=True))
    waiting = Disposition.objects.filter(state=WAITING)
    proposed = set(waiting.values_list("pattern_id", flat=True))
    joined = masks_of_families()
    held = Pattern.objects.values_list(
        "id", "code", "check_name", "subject_kind", "masked_subject", "kind", "over", "disposition",
        "latest__number", "latest__masked_title", "latest__estimate", "latest__q",
        "latest_id", "latest__created_seq",
    )  # fmt: skip
    return Index(tuple(
        Row(
            id=key,
            code=code,
            check=check,
            unit=AGENCY if on == AGENCY else OFFICERS if on == OFFICER
            else joined.get(subject, (subject,))[-1],
            kind=kind,
            over=over,
            disposition=disposition,
            waits=(QUESTION,) * (key in asked) + (SECOND,) * (key in proposed),
            number=number or "",
            text=f"{number} {title} {check}".casefold(),
            estimate=abs(estimate) if estimate is not None else -1.0,
            q=2.0 if q is None else q,
            sighting=sighting,
            since=since,
        )
        for key, code, check, on, subject, kind, over, disposition, number, title, estimate, q,
        sighting, since in held
    ))  # fmt: skip


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
