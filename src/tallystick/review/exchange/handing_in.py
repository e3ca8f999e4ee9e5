"""Documents that are handed in: by the office, or by a unit to what was released to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tallystick.review.acting.statements import released as statement_released
from tallystick.review.decisions.disposition import is_decidable
from tallystick.review.decisions.may import REPLY, REQUEST
from tallystick.review.decisions.people import NotAllowedError, acting, allowed
from tallystick.review.exchange.documents import BEGINNINGS, MOST_BYTES, Upload, store
from tallystick.review.exchange.releases import FINDING, REQUESTED, refuse_unreleased
from tallystick.review.exchange.requests import request_of
from tallystick.review.exchange.units import acting_in_unit, has_room
from tallystick.review.log.entries import append
from tallystick.review.log.projections import projection, values
from tallystick.review.log.rows import add
from tallystick.review.models import Document, Pattern, Person, Request
from tallystick.seal import JSON, Entry
from tallystick.seal.verify import HASH

ADDED = "document.add"


@projection(ADDED)
def added(entry: Entry) -> None:
    """Keep a document: ``{sha256, size, suffix}`` and ``pattern``, or ``request`` by its entry.

    Its text is its name. ``statement`` is the entry of the statement that it is, where it is one.
    """
    told = values(entry)
    is_statement = "statement" in told
    person, unit = (statement_released(entry), "") if is_statement else _who(entry)
    request = request_of(told) if "request" in told else None
    pattern = Pattern.objects.filter(fingerprint=told.get("pattern", "")).first()
    _refuse_unfit(entry, pattern, request)
    refuse_erased(told["sha256"])
    if unit:
        refuse_unreleased(unit, REQUESTED if request else FINDING, request or pattern)
    elif pattern is not None and not is_decidable(pattern):
        raise NotAllowedError("not_opened")
    add(
        Document,
        entry,
        pattern=pattern,
        request=request,
        sha256=told["sha256"],
        size=told["size"],
        suffix=told["suffix"],
        unit=unit,
        handed_in_by=person,
        body_sha256=entry.body or "",
    )


def hand_in(actor: str, uploads: Sequence[Upload], of: Mapping[str, JSON]) -> list[JSON]:
    """Put documents on the disk, then their entries into the log; return these by number.

    `of` is ``{pattern}``, ``{request}`` or both. Call it in the transaction of what they come with,
    so that all stand or none. Raises OSError where one cannot be written, NotAllowedError where one
    was erased.
    """
    made: list[JSON] = []
    for upload in uploads:
        refuse_erased(upload.sha256)
        store(upload)
        told: dict[str, JSON] = {"sha256": upload.sha256, "size": len(upload.content)}
        entry = append(actor, ADDED, {**told, "suffix": upload.suffix, **of}, upload.name)
        made.append(entry.seq)
    return made


def refuse_erased(sha256: str) -> None:
    """Raise NotAllowedError where a document with this SHA-256 was erased before."""
    if Document.objects.filter(sha256=sha256).exclude(erased_seq=None).exists():
        raise NotAllowedError("document_erased")


def came_with(entry: Entry, person: Person, about: Mapping[str, Any]) -> None:
    """Keep that documents came with a reply or an answer, of which each is by the same person."""
    listed = values(entry).get("documents", [])
    found = Document.objects.filter(
        created_seq__in=listed, handed_in_by=person, came_with_seq=None, **about
    )
    if len(found) != len(set(listed)) or len(set(listed)) != len(listed):
        raise NotAllowedError("document")
    found.update(came_with_seq=entry.seq)


def _who(entry: Entry) -> tuple[Person, str]:
    if has_room(acting(entry), REPLY) and has_room(acting(entry), REQUEST):
        return acting_in_unit(entry, REPLY)
    return allowed(entry, REQUEST), ""


def _refuse_unfit(entry: Entry, pattern: Pattern | None, request: Request | None) -> None:
    """Raise NotAllowedError where it is of nothing, or no document."""
    told = values(entry)
    own = request.pattern if request else pattern
    fits = bool(entry.body) and (request or pattern) is not None and own == pattern
    fits = fits and HASH.fullmatch(str(told["sha256"])) is not None
    if not fits or told["suffix"] not in BEGINNINGS or not 0 < told["size"] <= MOST_BYTES:
        raise NotAllowedError("document")
