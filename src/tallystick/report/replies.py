"""Which findings were replied to, in which words, and what became of each?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, get_args

from tallystick.findings import Disposition, Reply
from tallystick.report import dates, numbers
from tallystick.report.text import lines, name
from tallystick.report.wording import say, say_count

if TYPE_CHECKING:
    from tallystick.report.one_finding import FindingView

ALWAYS = get_args(Disposition)
# A finding with a reply that settles nothing yet, and one without a reply.
UNSETTLED, NONE = "unsettled", "none"
MOST_NAMED = 8


@dataclass(frozen=True)
class ReplyView:
    """One reply as it is printed: in full, with its lines as they were broken."""

    by: str
    text: str
    disposition: str
    checked: str
    changed: str


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


def view(reply: Reply) -> ReplyView:
    """Return what the page says of one reply."""
    given = reply.disposition
    return ReplyView(
        by=say("reply.by", by=name(reply.by), on=dates.day(reply.on.isoformat())),
        text=in_lines(reply.text),
        disposition=say(f"reply.{given}") if given else "",
        checked=checked(reply),
        changed=in_lines(reply.changed or ""),
    )


def in_lines(text: str) -> str:
    """Return `text` cleaned, its lines ended alike."""
    return "\n".join(lines(text))


def checked(reply: Reply) -> str:
    """Return who looked into a reply and when; nothing where neither is said."""
    by = name(reply.checked_by or "")
    on = dates.day(reply.checked_on.isoformat()) if reply.checked_on else ""
    return say("reply.checked", by=by, on=on) if by and on else by or on


def standing(replies: Sequence[Reply], finding: str) -> str:
    """Return the disposition of a finding: that of the last reply to it that has one."""
    own = [each.disposition for each in replies if each.finding == finding]
    ruled = [each for each in own if each]
    return ruled[-1] if ruled else UNSETTLED if own else NONE


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
