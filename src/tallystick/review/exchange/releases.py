"""What a unit may see: each release is proposed by one person and, but for legal, needs another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tallystick.review.decisions.disposition import (
    NEEDED,
    NOT_NEEDED,
    OFF,
    OVER,
    REFUSED,
    WAITING,
    MeanwhileError,
)
from tallystick.review.decisions.may import NEVER, OWN_UNIT, RELEASE, SECOND, may
from tallystick.review.decisions.people import NotAllowedError, allowed, works_alone
from tallystick.review.decisions.recusal import recusal, refuse_recused
from tallystick.review.decisions.second import AGREES, DISAGREES
from tallystick.review.exchange.requests import refuse_other_pattern, request_of
from tallystick.review.exchange.units import addressees
from tallystick.review.log.projections import projection, values
from tallystick.review.log.rows import add
from tallystick.review.models import Document, Pattern, Person, Release, Request
from tallystick.review.runs.patterns import LEAD, OFFICER, is_officer_lead
from tallystick.review.runs.standing import IN_FORCE
from tallystick.seal import Entry

PROPOSED, SECONDED, ENDED = "release.propose", "release.second", "release.end"
FINDING, REQUESTED, DOCUMENT = "finding", "request", "document"


@projection(PROPOSED)
def proposed(entry: Entry) -> None:
    """Release something to a unit: ``{what, to, second}``, at once where no other must agree.

    A finding by ``pattern`` and ``seal``, as that run tells it; a request or a document by the
    number of its entry under its own name, with ``pattern`` where it is on one. A document leaves
    as it is, so that its text says why names in it may.
    """
    person, told = allowed(entry, RELEASE), values(entry)
    held = _named(told)
    pattern = held["pattern"]
    if is_officer_lead(pattern):
        raise NotAllowedError("officer_lead")
    if told["what"] == DOCUMENT and not entry.body:
        raise NotAllowedError("document_reason")
    if pattern is not None:
        refuse_recused(person, pattern)
    if told["to"] not in addressees() or held.pop("addressee") not in (told["to"], ""):
        raise NotAllowedError("addressee")
    second = second_for_release(person)
    if told["second"] != second:
        raise MeanwhileError("meanwhile")
    live = Release.objects.filter(what=told["what"], to=told["to"], state__in=(WAITING, IN_FORCE))
    if live.filter(**held).exists():
        raise NotAllowedError("released_already")
    add(
        Release,
        entry,
        what=told["what"],
        to=told["to"],
        **held,
        proposed_by=person,
        second=second,
        state=WAITING if second == NEEDED else IN_FORCE,
    )


@projection(SECONDED)
def seconded(entry: Entry) -> None:
    """Agree to a release, or not, which needs a reason: ``{of, said}``, and ``pattern``."""
    person, told = allowed(entry, RELEASE), values(entry)
    held = _live(told, WAITING)
    if held.proposed_by_id == person.id:
        raise NotAllowedError("own_proposal")
    if held.pattern is not None:
        refuse_recused(person, held.pattern)
    if held.document is not None and held.document.erased_seq is not None:
        raise NotAllowedError("document_erased")
    said = told["said"]
    if said not in (AGREES, DISAGREES) or (said == DISAGREES and not entry.body):
        raise NotAllowedError("unfit")
    if is_officer_lead(held.pattern):
        raise NotAllowedError("officer_lead")
    held.second_by, held.second_seq, held.second_said = person, entry.seq, said
    held.second_sha256 = entry.body or ""
    held.state = IN_FORCE if said == AGREES else REFUSED
    held.ended_seq = None if said == AGREES else entry.seq
    held.save()


@projection(ENDED)
def ended(entry: Entry) -> None:
    """End a release, or take back one that waits: ``{of}``, and ``pattern``, with a reason."""
    allowed(entry, RELEASE)
    held = _live(values(entry), WAITING, IN_FORCE)
    if not entry.body:
        raise NotAllowedError("unfit")
    held.state, held.ended_seq, held.ended_sha256 = OVER, entry.seq, entry.body
    held.save()


def second_for_release(person: Person) -> str:
    """Return whether another person must agree to what this one releases; ``off`` if alone."""
    if works_alone():
        return OFF
    return NEEDED if may(person.roles, RELEASE) == SECOND else NOT_NEEDED


def can_agree(person: Person, held: Release) -> bool:
    """Whether a person may be the second of a release that waits."""
    fits = may(person.roles, RELEASE) not in (NEVER, OWN_UNIT)
    fits = fits and held.state == WAITING and held.proposed_by_id != person.id
    return fits and not (held.pattern is not None and recusal(person, held.pattern))


def released_to(unit: str, what: str) -> list[Release]:
    """Return what was released to a unit and stands, of one kind, without leads on officers."""
    if not unit:
        return []
    rows = Release.objects.filter(to=unit, what=what, state=IN_FORCE).select_related(
        "pattern", "sighting__run", "request", "document"
    )
    return [each for each in rows if _may_be_seen(each)]


def released_finding(unit: str, told: Mapping[str, Any]) -> Release:
    """Return the release of a finding that an entry of the unit names: ``{pattern, release}``.

    Raises NotAllowedError where it was not released to the unit.
    """
    own = {each.created_seq: each for each in released_to(unit, FINDING)}
    held = own.get(told["release"])
    if held is None or held.pattern is None or held.pattern.fingerprint != told["pattern"]:
        raise NotAllowedError("not_released")
    return held


def refuse_unreleased(unit: str, what: str, held: Pattern | Request | None) -> None:
    """Raise NotAllowedError where a finding or a request was not released to a unit."""
    own = released_to(unit, what)
    shown = {each.pattern_id if what == FINDING else each.request_id for each in own}
    if held is None or held.id not in shown:
        raise NotAllowedError("not_released")


def _may_be_seen(held: Release) -> bool:
    told = held.sighting
    is_lead = told is not None and told.kind == LEAD and told.pattern.subject_kind == OFFICER
    return not is_lead and not is_officer_lead(held.pattern)


def _live(told: Mapping[str, Any], *states: str) -> Release:
    rows = Release.objects.filter(created_seq=told["of"], state__in=states)
    held = rows.select_related("pattern").first()
    if held is None:
        raise MeanwhileError("ended_already")
    refuse_other_pattern(told, held.pattern, "unfit")
    return held


def _named(told: Mapping[str, Any]) -> dict[str, Any]:
    """Return what an entry releases, as columns, and to whom it is addressed, "" for anybody."""
    what = told["what"]
    if what == REQUESTED:
        request = request_of(told)
        return {"request": request, "pattern": request.pattern, "addressee": request.to}
    if what == DOCUMENT:
        rows = Document.objects.filter(created_seq=told["document"])
        document = rows.select_related("pattern").first()
        if document is None:
            raise NotAllowedError("document")
        refuse_other_pattern(told, document.pattern, "document")
        if document.erased_seq is not None:
            raise NotAllowedError("document_erased")
        return {"document": document, "pattern": document.pattern, "addressee": ""}
    pattern = Pattern.objects.filter(fingerprint=told.get("pattern", "")).first()
    if what != FINDING or pattern is None:
        raise NotAllowedError("unfit")
    latest = pattern.latest
    if latest is None or latest.run.manifest_sha256 != told["seal"]:
        raise MeanwhileError("newer_run")
    return {"pattern": pattern, "sighting": latest, "addressee": ""}
