"""How many findings have a reply, and what became of each?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import get_args

from tallystick.findings import Disposition, Reply
from tallystick.report.pages.one_finding import FindingView
from tallystick.report.pages.replies import NONE, UNSETTLED, standing
from tallystick.report.words import numbers
from tallystick.report.words.wording import say, say_count

ALWAYS = get_args(Disposition)
MOST_NAMED = 8


@dataclass(frozen=True)
class Row:
    """The findings with one disposition: how many, the first of them, and if there are more."""

    word: str
    n: str
    views: tuple[FindingView, ...]
    more: bool


@dataclass(frozen=True)
class Answered:
    """What the first page says of the replies."""

    status: str
    not_final: str
    rows: tuple[Row, ...]


def answered(replies: Sequence[Reply], views: Sequence[FindingView]) -> Answered | None:
    """Return what the first page says of the replies; None where there are none."""
    if not replies:
        return None
    held: dict[str, list[FindingView]] = {}
    for each in views:
        held.setdefault(standing(replies, each.finding.id), []).append(each)
    n, of = len(views) - len(held.get(NONE, ())), len(views)
    return Answered(
        status=say_count("status.answered", of, n=numbers.count(n), of=numbers.count(of)),
        not_final=say("status.others") if n < of else "",
        rows=tuple(
            _row(key, held.get(key, []))
            for key in (*ALWAYS, UNSETTLED, NONE)
            if key in held or key in ALWAYS
        ),
    )


def _row(key: str, views: Sequence[FindingView]) -> Row:
    named = tuple(views[:MOST_NAMED])
    return Row(say(f"reply.{key}"), numbers.count(len(views)), named, len(views) > len(named))
