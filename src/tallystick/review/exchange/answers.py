"""What a unit replies to a finding and answers to a request, and the half that it gets for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.db import transaction

from tallystick.review.decisions.may import REPLY, REQUEST
from tallystick.review.decisions.people import NotAllowedError, acting, allowed
from tallystick.review.decisions.texts import packed
from tallystick.review.exchange.documents import Upload
from tallystick.review.exchange.handing_in import came_with, hand_in
from tallystick.review.exchange.releases import REQUESTED, refuse_unreleased, released_finding
from tallystick.review.exchange.requests import STATE_ANSWERED, about, end, request_of
from tallystick.review.exchange.units import acting_in_unit, has_room
from tallystick.review.log.entries import PERSON, append, lock
from tallystick.review.log.halves import GIVEN
from tallystick.review.log.projections import projection, values
from tallystick.review.log.replay import database
from tallystick.review.log.rows import add
from tallystick.review.models import Person, Reply, Request
from tallystick.seal import JSON, Entry

REPLIED, ANSWERED = "reply.give", "request.answer"
BY_REPLY = "reply"
"""How a half was given that came with a reply or an answer."""


@projection(REPLIED)
def replied(entry: Entry) -> None:
    """Keep what a unit replies to a finding: ``{pattern, release, documents}``; words are its text.

    It is to the words that were released, and changes no decision.
    """
    person, unit = acting_in_unit(entry, REPLY)
    told = values(entry)
    held = released_finding(unit, told)
    if held.sighting is None or not entry.body:
        raise NotAllowedError("unfit")
    add(
        Reply,
        entry,
        sighting=held.sighting,
        received_on=date.fromisoformat(entry.at[:10]),
        stated="",
        unit=unit,
        given_by=person,
        body_sha256=entry.body,
    )
    came_with(entry, person, {"pattern": held.pattern, "request": None})


@projection(ANSWERED)
def answered(entry: Entry) -> None:
    """Answer a request: ``{request, documents}``, and ``pattern`` where it is on one.

    By the unit to which it was released, or by the office, which enters what came on paper.
    """
    held = request_of(values(entry))
    if has_room(acting(entry), REQUEST):
        person, unit = acting_in_unit(entry, REQUEST)
        refuse_unreleased(unit, REQUESTED, held)
    else:
        person = allowed(entry, REQUEST)
    end(entry, held, person, STATE_ANSWERED)
    came_with(entry, person, {"request": held})


def reply(
    person: Person, unit: str, of: Mapping[str, JSON], text: str, uploads: Sequence[Upload]
) -> Entry:
    """Enter a reply with its documents, and that the unit gets the half after it; return its entry.

    `of` is ``{pattern, release}``. All of it stands, or none.
    """
    words = packed({"by": person.name, "text": text})
    return _given(person, unit, REPLIED, of, words, uploads, {"pattern": of["pattern"]})


def answer(person: Person, unit: str, held: Request, text: str, uploads: Sequence[Upload]) -> Entry:
    """Enter an answer with its documents; return its entry. A unit gets the half after it."""
    of = {"request": held.created_seq, **about(held.pattern)}
    return _given(person, unit, ANSWERED, of, text, uploads, of)


def _given(
    person: Person, unit: str, act: str, of: Mapping[str, JSON], text: str,
    uploads: Sequence[Upload], documents_of: Mapping[str, JSON],
) -> Entry:  # fmt: skip
    actor = f"{PERSON}{person.login}"
    with transaction.atomic(using=database()):
        lock()
        documents = hand_in(actor, uploads, documents_of)
        made = append(actor, act, {**of, "documents": documents}, text)
        if unit:
            told: dict[str, JSON] = {"seq": made.seq, "hash": made.hash, "to": unit}
            append(actor, GIVEN, told | {"how": BY_REPLY})
    return made
