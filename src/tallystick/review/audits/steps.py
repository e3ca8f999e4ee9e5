"""What entries of an audit change: it is asked for, begun, stopped, and ended."""

from __future__ import annotations

from tallystick.review.decisions.may import START_AUDIT
from tallystick.review.decisions.people import NotAllowedError, allowed
from tallystick.review.log.entries import is_person
from tallystick.review.log.projections import projection, values
from tallystick.review.log.rows import add
from tallystick.review.models import Audit, Run
from tallystick.seal import Entry

ASK, BEGIN, STOP, END = "audit.ask", "audit.begin", "audit.stop", "audit.end"
ASKED, AT_WORK, STOPPING, ENDED = "asked", "at work", "stopping", "ended"
FINISHED, FAILED, STOPPED, BROKEN = "finished", "failed", "stopped", "broken"
"""How an audit ended: with a run in the case, with a reason, by a person, or with its program."""


@projection(ASK)
def asked(entry: Entry) -> None:
    """Add an audit of the file ``{engagement}``, a SHA-256, whose name is the text; one at once."""
    person = allowed(entry, START_AUDIT)
    if Audit.objects.exclude(state=ENDED).exists():
        raise NotAllowedError("audit_at_work")
    add(
        Audit,
        entry,
        engagement_sha256=values(entry)["engagement"],
        name_sha256=entry.body or "",
        asked_by=person,
        state=ASKED,
    )


@projection(BEGIN)
def begun(entry: Entry) -> None:
    """Let the work on ``{audit}`` begin."""
    _by_program(entry)
    _change(entry, (ASKED,), state=AT_WORK, begun_seq=entry.seq)


@projection(STOP)
def stopped(entry: Entry) -> None:
    """Stop ``{audit}``: at once where it waits, else its process is told to end."""
    allowed(entry, START_AUDIT)
    if _found(entry).state == ASKED:
        _change(entry, (ASKED,), state=ENDED, how=STOPPED, ended_seq=entry.seq)
    else:
        _change(entry, (AT_WORK,), state=STOPPING)


@projection(END)
def ended(entry: Entry) -> None:
    """End ``{audit}`` as ``{how}`` says.

    One that finished has the ``{seal}`` of its run; one that failed a word ``{why}``, and what the
    program said as the text of the entry.
    """
    _by_program(entry)
    told = values(entry)
    run = Run.objects.get(manifest_sha256=told["seal"]) if "seal" in told else None
    _change(entry, (ASKED, AT_WORK, STOPPING), state=ENDED, how=told["how"], run=run,
            why=told.get("why", ""), said_sha256=entry.body or "",
            ended_seq=entry.seq)  # fmt: skip


def _by_program(entry: Entry) -> None:
    if is_person(entry.actor):
        raise NotAllowedError("role")


def _found(entry: Entry) -> Audit:
    held = Audit.objects.filter(id=values(entry)["audit"]).first()
    if held is None:
        raise NotAllowedError("audit_ended")
    return held


def _change(entry: Entry, states: tuple[str, ...], **changes: object) -> None:
    """Change an audit that is in one of these states; another has ended meanwhile."""
    held = _found(entry)
    if held.state not in states:
        raise NotAllowedError("audit_ended")
    for name, value in changes.items():
        setattr(held, name, value)
    held.save()
