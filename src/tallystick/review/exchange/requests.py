"""What units are asked for, and what colleagues are to do, each until a day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, TypeVar

from django.db.models import QuerySet

from tallystick.review.decisions.disposition import MeanwhileError, is_decidable
from tallystick.review.decisions.may import REQUEST, YES, may
from tallystick.review.decisions.people import NotAllowedError, allowed
from tallystick.review.exchange.units import addressees
from tallystick.review.log.projections import projection, values
from tallystick.review.log.rows import add
from tallystick.review.models import Pattern, Person, Request, Task
from tallystick.seal import JSON, Entry

ASKED, CLOSED = "request.ask", "request.close"
GIVEN, DONE = "task.give", "task.done"
OPEN, STATE_ANSWERED, STATE_CLOSED, OVERDUE = "open", "answered", "closed", "overdue"
STATES = (OVERDUE, OPEN, STATE_ANSWERED, STATE_CLOSED)
Held = TypeVar("Held", Request, Task)


@projection(ASKED)
def asked(entry: Entry) -> None:
    """Ask a unit or the agency: ``{to, due}``, and ``pattern`` where it is on one."""
    person, told = allowed(entry, REQUEST), values(entry)
    if told["to"] not in addressees():
        raise NotAllowedError("addressee")
    add(
        Request,
        entry,
        pattern=_pattern(told),
        to=told["to"],
        due=_due(entry),
        body_sha256=entry.body or "",
        asked_by=person,
    )


@projection(CLOSED)
def closed(entry: Entry) -> None:
    """Close a request that is needed no longer: ``{request}``, with a reason."""
    end(entry, request_of(values(entry)), allowed(entry, REQUEST), STATE_CLOSED)


@projection(GIVEN)
def given(entry: Entry) -> None:
    """Give a colleague something to do: ``{holder, due}``, and ``pattern`` where it is on one."""
    person, told = allowed(entry, REQUEST), values(entry)
    holder = Person.objects.filter(login=told["holder"]).first()
    if holder is None or not can_hold(holder):
        raise NotAllowedError("person")
    add(
        Task,
        entry,
        pattern=_pattern(told),
        holder=holder,
        due=_due(entry),
        body_sha256=entry.body or "",
        given_by=person,
    )


@projection(DONE)
def done(entry: Entry) -> None:
    """Say that a task is done: ``{task}``, by who holds it or who gave it."""
    person, told = allowed(entry, REQUEST), values(entry)
    held = Task.objects.filter(created_seq=told["task"]).first()
    if held is None or held.done_seq is not None:
        raise MeanwhileError("ended_already")
    if person.id not in (held.holder_id, held.given_by_id):
        raise NotAllowedError("not_your_task")
    refuse_other_pattern(told, held.pattern, "no_request")
    held.done_seq, held.done_sha256 = entry.seq, entry.body or ""
    held.save()


def can_hold(person: Person) -> bool:
    """Whether a task can be given to a person."""
    return may(person.roles, REQUEST) == YES


def request_of(told: Mapping[str, Any]) -> Request:
    """Return the request that an entry names, by the number of the entry that asked it."""
    held = Request.objects.filter(created_seq=told["request"]).select_related("pattern").first()
    if held is None:
        raise NotAllowedError("no_request")
    refuse_other_pattern(told, held.pattern, "no_request")
    return held


def state_on(held: Request | Task, day: date) -> str:
    """Return the state of a request or a task on a day; an open one may be overdue."""
    if isinstance(held, Task):
        state = OPEN if held.done_seq is None else STATE_ANSWERED
    else:
        state = held.state
    return OVERDUE if state == OPEN and held.due < day else state


def in_state(rows: QuerySet[Held], state: str, day: date) -> QuerySet[Held]:
    """Return the requests or tasks that `state_on` says to be in a state on a day."""
    is_task = rows.model is Task
    live = {"done_seq": None} if is_task else {"state": OPEN}
    ended = {"done_seq__isnull": False} if is_task else {"state": state}
    wanted: dict[str, Any] = {
        OVERDUE: {**live, "due__lt": day},
        OPEN: {**live, "due__gte": day},
        STATE_ANSWERED: ended,
    }.get(state, {"id": None} if is_task else ended)
    return rows.filter(**wanted)


def end(entry: Entry, held: Request, person: Person, state: str) -> None:
    """End an open request in words; MeanwhileError where somebody did."""
    if held.state != OPEN:
        raise MeanwhileError("ended_already")
    if not entry.body:
        raise NotAllowedError("unfit")
    held.state, held.ended_by, held.ended_seq = state, person, entry.seq
    held.ended_sha256 = entry.body
    held.save()


def about(pattern: Pattern | None) -> dict[str, JSON]:
    """Return what an entry says of the pattern that it is on, and nothing where it is on none."""
    return {"pattern": pattern.fingerprint} if pattern is not None else {}


def refuse_other_pattern(told: Mapping[str, Any], own: Pattern | None, why: str) -> None:
    """Raise NotAllowedError where an entry is not on the pattern that is its own."""
    if told.get("pattern", "") != about(own).get("pattern", ""):
        raise NotAllowedError(why)


def _pattern(told: Mapping[str, Any]) -> Pattern | None:
    if "pattern" not in told:
        return None
    pattern = Pattern.objects.filter(fingerprint=told["pattern"]).first()
    if pattern is None or not is_decidable(pattern):
        raise NotAllowedError("not_opened")
    return pattern


def _due(entry: Entry) -> date:
    due = date.fromisoformat(values(entry)["due"])
    if not entry.body or due.isoformat() < entry.at[:10]:
        raise NotAllowedError("unfit")
    return due
