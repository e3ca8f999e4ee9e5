"""The list of findings and leads, with its facets."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.cache import cache
from django.http import HttpResponse
from django.template.loader import render_to_string
from markupsafe import Markup

from tallystick.report.pages.strength import Strength, explained, strength
from tallystick.report.words import estimates
from tallystick.report.words.subjects import as_read
from tallystick.report.words.wording import language
from tallystick.review.decisions.may import READ
from tallystick.review.log.entries import head
from tallystick.review.models import Pattern, Run
from tallystick.review.pages.allowed import asks
from tallystick.review.pages.environment import page
from tallystick.review.pages.index import SORTS, Row, rows
from tallystick.review.pages.pattern import latest, told
from tallystick.review.pages.request import OfficeRequest
from tallystick.review.runs.sealed import case
from tallystick.review.runs.standing import WITHDRAWN

FACETS = ("waits", "kind", "over", "disposition", "check", "unit")
FIXED = {
    "waits": ("question", "second"),
    "kind": ("finding", "lead"),
    "over": ("new", "still", "gone", "unsaid"),
    "disposition": ("open", "explained", "corrected", "referred"),
}
"""Facets whose values have words of their own, in the order in which they are read."""
MOST_VALUES, PAGE, LONGEST_SEARCH = 30, 50, 100
KEPT_SECONDS = 3600


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


@dataclass(frozen=True)
class Line:
    """One row of the table."""

    row: Row
    pattern: Pattern
    title: str
    estimate: str
    strength: Strength
    explained: str


@asks(READ)
def findings(request: OfficeRequest) -> HttpResponse:
    """Show the list, or to a script the part of it that changes."""
    wanted = Wanted.of(request.GET)
    part = _part(wanted)
    if request.headers.get("HX-Request") and not request.headers.get("HX-History-Restore-Request"):
        return HttpResponse(part)
    return page(request, "findings.html", {"part": part})


def _part(wanted: Wanted) -> Markup:
    """The list as HTML, which is the same for everybody until the log grows."""
    told = f"{case().folder} {head()} {language()} {wanted.address(page=wanted.page)}"
    key = f"list:{hashlib.sha256(told.encode()).hexdigest()}"
    held = cache.get(key)
    if held is None:
        held = str(render_to_string("findings_part.html", _told(wanted)))
        cache.set(key, held, KEPT_SECONDS)
    return Markup(held)


def _told(wanted: Wanted) -> dict[str, Any]:
    held = rows()
    found = sorted(_chosen(held, wanted), key=SORTS[wanted.sort])
    first = (wanted.page - 1) * PAGE
    runs = list(Run.objects.exclude(state=WITHDRAWN))
    return {
        "wanted": wanted,
        "facets": [(facet, _choices(held, wanted, facet)) for facet in FACETS],
        "fixed": FIXED,
        "lines": _lines(found[first : first + PAGE]),
        "n": len(found),
        "all": len(held),
        "pages": -(-len(found) // PAGE),
        "sorts": tuple(SORTS),
        "run": runs[-1] if runs else None,
        "runs": len(runs),
        "over": Counter(each.over for each in held if each.kind == "finding"),
        "asking": [each for each in held if "question" in each.waits],
    }


def _chosen(held: Iterable[Row], wanted: Wanted, but: str = "") -> list[Row]:
    """The rows that have every wanted value, `but` for that of one facet."""
    values = [(facet, value) for facet, value in wanted.values.items() if facet != but]
    words = wanted.words.casefold().split()
    return [
        each
        for each in held
        if all(value in each.value(facet) for facet, value in values)
        and all(word in each.text for word in words)
    ]


def _choices(held: Sequence[Row], wanted: Wanted, facet: str) -> list[Choice]:
    counts: Counter[str] = Counter()
    for each in _chosen(held, wanted, but=facet):
        counts.update(each.value(facet))
    own = wanted.values.get(facet)
    # Units stand in the order of their masks, which tells nothing, and not by how many they have.
    values = FIXED.get(facet) or sorted(
        counts, key=as_read if facet == "unit" else lambda value: (-counts[value], value)
    )
    shown = list(values)[:MOST_VALUES]
    if own and own not in shown:
        shown.append(own)
    return [
        Choice(value, counts[value], value == own,
               wanted.address(**{facet: None if value == own else value}))
        for value in shown
    ]  # fmt: skip


def _lines(shown: Sequence[Row]) -> list[Line]:
    held = Pattern.objects.select_related("latest__run").in_bulk([each.id for each in shown])
    return [_line(each, held[each.id]) for each in shown]


def _line(row: Row, pattern: Pattern) -> Line:
    finding = told(latest(pattern))
    return Line(
        row,
        pattern,
        finding.title,
        estimates.estimate(finding).value,
        strength(finding),
        explained(finding),
    )
