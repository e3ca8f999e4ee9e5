"""The list of findings and leads, with its facets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.template.loader import render_to_string
from markupsafe import Markup

from tallystick.report.pages.strength import explained, strength
from tallystick.report.words import estimates
from tallystick.report.words.wording import language
from tallystick.review.decisions.may import READ
from tallystick.review.models import Run, Sighting
from tallystick.review.pages.allowed import asks
from tallystick.review.pages.environment import page
from tallystick.review.pages.index import FACETS, QUESTION, SORTS, Chosen, Index, Row, index
from tallystick.review.pages.pattern import told
from tallystick.review.pages.request import OfficeRequest
from tallystick.review.runs.patterns import FINDING
from tallystick.review.runs.sealed import case
from tallystick.review.runs.standing import WITHDRAWN

FIXED = {
    "waits": ("question", "second"),
    "kind": ("finding", "lead"),
    "over": ("new", "still", "gone", "unsaid"),
    "disposition": ("open", "explained", "corrected", "referred"),
}
"""Facets whose values have words of their own, in the order in which they are read."""
MOST_VALUES, PAGE, LONGEST_SEARCH = 30, 50, 100
MOST_LINES = 20_000
"""Rows that are kept as HTML, of about 1 kB each: those of 5,000 patterns in each language."""


@dataclass(frozen=True)
class Wanted:
    """What the address asks for: a value of some facets, words, an order and a page from 1."""

    values: Mapping[str, str]
    words: str
    sort: str
    page: int

    @classmethod
    def of(cls, asked: Mapping[str, Any]) -> Wanted:
        """Return what a query string asks for; what is unknown is passed over."""
        told = {facet: str(asked[facet])[:LONGEST_SEARCH] for facet in FACETS if asked.get(facet)}
        number = str(asked.get("page", ""))
        sort = str(asked.get("sort", ""))
        return cls(
            told,
            " ".join(str(asked.get("q", ""))[:LONGEST_SEARCH].split()),
            sort if sort in SORTS else "waits",
            max(int(number), 1) if number.isdecimal() and len(number) < 6 else 1,
        )

    def address(self, **changes: str | int | None) -> str:
        """Return the query string with `changes`, from the first page on unless they name one."""
        told: dict[str, str | int | None] = {**self.values, "q": self.words, "sort": self.sort}
        told |= {"page": None, **changes}
        if told["sort"] == "waits":
            told["sort"] = None
        kept = {key: value for key, value in told.items() if value not in (None, "", 1)}
        return f"?{urlencode(kept)}" if kept else "?"


@dataclass(frozen=True)
class Choice:
    """A value of a facet, how many patterns have it with the other facets as they are."""

    value: str
    count: int
    chosen: bool
    address: str


@asks(READ)
def findings(request: OfficeRequest) -> HttpResponse:
    """Show the list, or to a script the part of it that changes."""
    part = Markup(render_to_string("findings_part.html", _told(Wanted.of(request.GET))))
    if request.headers.get("HX-Request") and not request.headers.get("HX-History-Restore-Request"):
        return HttpResponse(part)
    return page(request, "findings.html", {"part": part})


def _told(wanted: Wanted) -> dict[str, Any]:
    held = index()
    having_words = held.having_words(wanted.words.casefold().split())
    found = held.ordered(held.chosen(wanted.values) & having_words, wanted.sort)
    first = (wanted.page - 1) * PAGE
    runs = list(Run.objects.exclude(state=WITHDRAWN))
    return {
        "wanted": wanted,
        "facets": [(facet, _choices(held, wanted, facet, having_words)) for facet in FACETS],
        "fixed": FIXED,
        "lines": _lines([held.rows[place] for place in found[first : first + PAGE]]),
        "n": len(found),
        "all": len(held.rows),
        "pages": -(-len(found) // PAGE),
        "sorts": tuple(SORTS),
        "run": runs[-1] if runs else None,
        "runs": len(runs),
        "over": Counter(held.facets["over"].counts(held.chosen({"kind": FINDING}))),
        "asking": held.facets["waits"].counts(held.chosen({})).get(QUESTION, 0),
    }


def _choices(held: Index, wanted: Wanted, facet: str, having_words: Chosen) -> list[Choice]:
    others = {each: value for each, value in wanted.values.items() if each != facet}
    counts = held.facets[facet].counts(held.chosen(others) & having_words)
    own = wanted.values.get(facet)
    values = FIXED.get(facet) or tuple(counts)
    if facet == "check":
        values = tuple(sorted(counts, key=lambda value: (-counts[value], value)))
    shown = list(values[:MOST_VALUES])
    if own and own not in shown:
        shown.append(own)
    return [
        Choice(value, counts.get(value, 0), value == own,
               wanted.address(**{facet: None if value == own else value}))
        for value in shown
    ]  # fmt: skip


def _lines(shown: Sequence[Row]) -> list[Markup]:
    return [_line(str(case().folder), language(), each) for each in shown]


@lru_cache(MOST_LINES)
def _line(folder: str, spoken: str, row: Row) -> Markup:
    """One row of the table, which is the same for everybody until the row is another."""
    sighting = Sighting.objects.get(id=row.sighting)
    finding = told(sighting)
    about = {
        "row": row,
        "title": finding.title,
        "part_of": sighting.part_of,
        "estimate": estimates.estimate(finding).value,
        "strength": strength(finding),
        "explained": explained(finding),
    }
    return Markup(render_to_string("findings_line.html", about))
