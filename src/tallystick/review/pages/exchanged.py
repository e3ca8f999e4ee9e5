"""Requests, tasks, documents, releases and replies with their texts, as pages show them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from tallystick.review.decisions.texts import unpacked
from tallystick.review.exchange.notes import kept_from
from tallystick.review.exchange.requests import (
    OPEN,
    OVERDUE,
    STATES,
    can_hold,
    in_state,
    state_on,
)
from tallystick.review.exchange.units import addressees
from tallystick.review.log.entries import texts
from tallystick.review.models import Document, Note, Pattern, Person, Release, Reply, Request, Task
from tallystick.review.pages.forms import today
from tallystick.review.pages.pattern import latest, told

PAGE = 50
"""How many requests, and how many tasks, stand on a page of the list."""


@dataclass(frozen=True)
class ShownDocument:
    """A document with its name, "" where that was erased."""

    held: Document
    name: str
    releases: list[Release]


@dataclass(frozen=True)
class ShownRequest:
    """A request with its texts and how it stands today."""

    held: Request
    state: str
    text: str
    end_text: str
    title: str
    documents: list[ShownDocument]
    releases: list[Release]


@dataclass(frozen=True)
class ShownTask:
    """A task with its texts and how it stands today."""

    held: Task
    state: str
    text: str
    done_text: str
    title: str


@dataclass(frozen=True)
class ListedPage:
    """A page of requests and one of tasks; how many of both have each state, and of how many pages.

    `number` is the page, from 1.
    """

    requests: list[ShownRequest]
    tasks: list[ShownTask]
    states: list[tuple[str, int]]
    number: int
    pages: int


@dataclass(frozen=True)
class ShownReply:
    """A reply to a finding: by whom, its text, and the documents that came with it."""

    held: Reply
    by: str
    text: str
    documents: list[ShownDocument]


def shown_documents(rows: QuerySet[Document]) -> list[ShownDocument]:
    """Return documents with their names, in the order in which they came."""
    held = list(rows.select_related("handed_in_by", "request", "pattern").order_by("id"))
    said = texts(each.body_sha256 for each in held)
    released = _by(Release.objects.filter(document__in=held), "document_id")
    return [ShownDocument(each, said.get(each.body_sha256, ""), released.get(each.id, []))
            for each in held]  # fmt: skip


def shown_requests(rows: QuerySet[Request], day: date | None = None) -> list[ShownRequest]:
    """Return requests with their texts, those due first at the top."""
    held = list(
        rows.select_related("pattern__latest__run", "asked_by", "ended_by").order_by("due", "id")
    )
    said = texts(sha for each in held for sha in (each.body_sha256, each.ended_sha256))
    documents: dict[int, list[ShownDocument]] = {}
    for one in shown_documents(Document.objects.filter(request__in=held)):
        documents.setdefault(one.held.request_id or 0, []).append(one)
    released = _by(Release.objects.filter(request__in=held), "request_id")
    return [
        ShownRequest(
            each,
            state_on(each, day or today()),
            said.get(each.body_sha256, ""),
            said.get(each.ended_sha256, ""),
            title_of(each.pattern),
            documents.get(each.id, []),
            released.get(each.id, []),
        )
        for each in held
    ]


def shown_tasks(rows: QuerySet[Task]) -> list[ShownTask]:
    """Return tasks with their texts, those due first at the top."""
    held = list(
        rows.select_related("pattern__latest__run", "holder", "given_by").order_by("due", "id")
    )
    said = texts(sha for each in held for sha in (each.body_sha256, each.done_sha256))
    return [
        ShownTask(
            each,
            state_on(each, today()),
            said.get(each.body_sha256, ""),
            said.get(each.done_sha256, ""),
            title_of(each.pattern),
        )
        for each in held
    ]


def shown_replies(rows: QuerySet[Reply]) -> list[ShownReply]:
    """Return replies with their texts and documents, the oldest first."""
    held = list(rows.select_related("sighting", "given_by").order_by("id"))
    said = texts(each.body_sha256 for each in held)
    documents: dict[int, list[ShownDocument]] = {}
    came = Document.objects.filter(came_with_seq__in=[each.created_seq for each in held])
    for one in shown_documents(came):
        documents.setdefault(one.held.came_with_seq or 0, []).append(one)
    made = []
    for each in held:
        words = unpacked(said.get(each.body_sha256, ""))
        made.append(ShownReply(each, words.get("by", ""), words.get("text", ""),
                               documents.get(each.created_seq, [])))  # fmt: skip
    return made


def shown_notes(pattern: Pattern, person: Person) -> list[tuple[Note, str]]:
    """Return the notes on a pattern that a person can read, with their texts, the oldest first."""
    rows = pattern.notes.exclude(created_seq__in=kept_from(person)).select_related("by")
    held = list(rows.order_by("id"))
    said = texts(each.body_sha256 for each in held)
    return [(each, said.get(each.body_sha256, "")) for each in held]


def listed(state: str, number: int) -> ListedPage:
    """Return a page, from 1, of what is in a state today; for "" of what waits."""
    asked, given = Request.objects.all(), Task.objects.all()
    counts: dict[str, tuple[int, int]] = {}
    for each in STATES:
        counts[each] = (
            in_state(asked, each, today()).count(),
            in_state(given, each, today()).count(),
        )
    if state:
        asked, given = in_state(asked, state, today()), in_state(given, state, today())
    else:
        asked, given = asked.filter(state=OPEN), given.filter(done_seq=None)
    of = [counts[each] for each in ((state,) if state else (OVERDUE, OPEN))]
    most = max(sum(n for n, _ in of), sum(n for _, n in of), 1)
    pages = -(-most // PAGE)
    number = min(number, pages)
    return ListedPage(
        shown_requests(Request.objects.filter(id__in=_page(asked, number))),
        shown_tasks(Task.objects.filter(id__in=_page(given, number))),
        [(each, sum(counts[each])) for each in STATES],
        number,
        pages,
    )


def _page(rows: QuerySet[Any], number: int) -> list[int]:
    first = (number - 1) * PAGE
    return list(rows.order_by("due", "id").values_list("id", flat=True)[first : first + PAGE])


def of_pattern(pattern: Pattern) -> dict[str, Any]:
    """Return everything that passed on a pattern: requests, tasks, documents, replies, releases."""
    return {
        "requests": shown_requests(Request.objects.filter(pattern=pattern)),
        "tasks": shown_tasks(Task.objects.filter(pattern=pattern)),
        "documents": shown_documents(Document.objects.filter(pattern=pattern, request=None)),
        "replies": shown_replies(Reply.objects.filter(sighting__pattern=pattern)),
        "releases": list(Release.objects.filter(pattern=pattern, what="finding").order_by("id")),
    }


def people_to_ask() -> dict[str, Any]:
    """Return to whom requests can go, and who can hold a task."""
    return {
        "to": addressees(),
        "holders": [each for each in Person.objects.all() if can_hold(each)],
    }


def title_of(pattern: Pattern | None) -> str:
    """What the newest run calls a pattern, masked; "" where there is none."""
    return told(latest(pattern)).title if pattern is not None else ""


def _by(rows: Iterable[Release], name: str) -> dict[int, list[Release]]:
    made: dict[int, list[Release]] = {}
    for each in rows:
        made.setdefault(getattr(each, name), []).append(each)
    return made
