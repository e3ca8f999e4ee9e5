"""What of the published figures do independent records support?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tallystick.findings import DESCRIBED, Result
from tallystick.report.words import numbers
from tallystick.report.words.rendering import rendered, rendered_name
from tallystick.report.words.subjects import as_read, subject
from tallystick.report.words.text import name, sentence
from tallystick.report.words.wording import say

MOST_ROWS = 60
# Other checks describe too: shares, lags, batches. Theirs are no figures that rest on records.
CHECK = "records.supported_figure"


@dataclass(frozen=True)
class Row:
    """One figure of the agency or a unit, added over its periods."""

    subject: str
    metric: str
    reported: str
    supported: str
    why: str


def rows(results: Iterable[Result]) -> tuple[Row, ...]:
    """Return a row per figure described: the agency's first, then the units'."""
    held = [each for each in results if _is_told(each)]
    held.sort(key=lambda each: (each.subject != "", each.aspect, as_read(each.subject)))
    return tuple(_row(each) for each in held[:MOST_ROWS])


def headline(results: Iterable[Result]) -> str:
    """Say what supports the figure that stands for the agency; "" where none is described."""
    for each in results:
        if _is_told(each) and each.detail.get("headline"):
            row = _row(each)
            low, high = each.interval or (None, None)
            key = "supported.headline" if low == high else "supported.headline_span"
            return say(key, reported=row.reported, metric=row.metric, supported=row.supported)
    return ""


def listed(results: Iterable[Result]) -> tuple[str, str]:
    """Return the path of the list of the headline figure's unsupported records, and how many.

    Two empty texts where there is none.
    """
    for each in results:
        held: Any = each.detail.get("listed")
        if _is_told(each) and isinstance(held, Mapping) and isinstance(held.get("rows"), int):
            return str(held.get("csv", "")), numbers.count(held["rows"])
    return "", ""


def left_out(results: Sequence[Result]) -> str:
    """How many figures are in results.parquet alone; "" where all are shown."""
    more = sum(map(_is_told, results)) - MOST_ROWS
    return numbers.count(more) if more > 0 else ""


def _is_told(result: Result) -> bool:
    return (result.check, result.verdict) == (CHECK, DESCRIBED) and result.interval is not None


def _row(result: Result) -> Row:
    low, high = (numbers.number(each) for each in result.interval or (None, None))
    reported: Any = result.detail.get("reported")
    return Row(
        subject(result.subject_kind, result.subject),
        name(rendered_name(result.check, result.aspect), numbers.MISSING),
        numbers.number(reported if isinstance(reported, int | float) else None),
        low if low == high else say("estimate.span", low=low, high=high),
        sentence(rendered(result.check, result.reason)),
    )
