"""How is a reply printed, and what became of its finding?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tallystick.findings import Reply
from tallystick.report.words import dates
from tallystick.report.words.text import lines, name
from tallystick.report.words.wording import say

# A finding with a reply that settles nothing yet, and one without a reply.
UNSETTLED, NONE = "unsettled", "none"


@dataclass(frozen=True)
class ReplyView:
    """One reply as it is printed: in full, with its lines as they were broken."""

    by: str
    text: str
    disposition: str
    checked: str
    changed: str


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
