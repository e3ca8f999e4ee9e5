"""The room of a unit: what was released to it, its replies and answers, and the halves it holds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET, require_POST

from tallystick.report.pages import one_finding
from tallystick.review.decisions.disposition import NEEDED
from tallystick.review.decisions.may import REPLY
from tallystick.review.decisions.people import NotAllowedError
from tallystick.review.decisions.second import AGREES
from tallystick.review.exchange.answers import BY_REPLY, answer, reply
from tallystick.review.exchange.documents import MOST_BYTES, MOST_DOCUMENTS
from tallystick.review.exchange.own_officers import asked_by, own_officers
from tallystick.review.exchange.releases import DOCUMENT, FINDING, REQUESTED, released_to
from tallystick.review.exchange.units import unit_of
from tallystick.review.log.entries import read, texts
from tallystick.review.models import Document, Half, LogEntry, Release, Reply, Request
from tallystick.review.pages.allowed import asks
from tallystick.review.pages.case_list import masks
from tallystick.review.pages.environment import page
from tallystick.review.pages.exchange import handed_out
from tallystick.review.pages.exchanged import shown_documents, shown_replies, shown_requests
from tallystick.review.pages.pattern import told as in_words
from tallystick.review.pages.request import OfficeRequest, is_unmasked
from tallystick.review.pages.uploads import WordsForm, stores
from tallystick.review.runs.sealed import case
from tallystick.seal import JSON, half


@dataclass(frozen=True)
class Words:
    """What a unit sees of a release, with masks: a title, and the words of a finding or request."""

    release: Release
    title: str
    view: Any = None
    finding: Any = None
    text: str = ""


def words_for_unit(held: Release) -> Words:
    """Return what a unit sees of a release; other findings are not named in it."""
    if held.sighting is not None:
        told = replace(in_words(held.sighting), same_as="", part_of="")
        view = one_finding.view(told, 1, held.sighting.run.tests, None)
        return Words(held, told.title, view, told)
    if held.request is not None:
        said = texts([held.request.body_sha256]).get(held.request.body_sha256, "")
        hidden = masks().in_words(said)
        return Words(held, hidden, text=hidden)
    assert held.document is not None
    said = texts([held.document.body_sha256]).get(held.document.body_sha256, "")
    return Words(held, masks().in_words(said))


@asks(REPLY, in_room=True)
@require_GET
def room(request: OfficeRequest) -> HttpResponse:
    """Show everything that was released to the unit, and what the unit entered."""
    unit = unit_of(request.person)
    own = [each.request.id for each in released_to(unit, REQUESTED) if each.request]
    about = {
        "unit": unit,
        "findings": [words_for_unit(each) for each in released_to(unit, FINDING)],
        "requests": shown_requests(Request.objects.filter(id__in=own)),
        "hidden": masks().in_words,
        "documents": [words_for_unit(each) for each in released_to(unit, DOCUMENT)],
        "own_documents": shown_documents(Document.objects.filter(unit=unit).exclude(unit="")),
        "entries": _entries(unit),
        "halves": _halves(unit),
    }
    return page(request, "room.html", about)


@asks(REPLY, in_room=True)
@require_GET
def finding(request: OfficeRequest, seq: int) -> HttpResponse:
    """Show a finding that was released, and the form of a reply."""
    return finding_page(request, released(request, FINDING, seq))


@asks(REPLY, in_room=True)
@require_POST
@stores
def replied(request: OfficeRequest, seq: int) -> HttpResponse:
    """Take a reply with its documents; the unit gets the half after it."""
    held = released(request, FINDING, seq)
    assert held.pattern is not None
    form = WordsForm(request.POST, request.FILES)
    if not form.is_valid():
        return finding_page(request, held, status=400, form=form)
    of: dict[str, JSON] = {"pattern": held.pattern.fingerprint, "release": seq}
    try:
        made = reply(request.person, held.to, of, form.cleaned_data["text"], form.uploads)
    except NotAllowedError as error:
        return finding_page(request, held, status=409, told=str(error), form=form)
    return HttpResponseRedirect(f"/room/findings/{seq}#reply-{made.seq}")


@asks(REPLY, in_room=True)
@require_GET
def asked(request: OfficeRequest, seq: int) -> HttpResponse:
    """Show a request that was released, and the form of an answer."""
    return _request_page(request, _request(request, seq))


@asks(REPLY, in_room=True)
@require_POST
@stores
def answered(request: OfficeRequest, seq: int) -> HttpResponse:
    """Take an answer with its documents; the unit gets the half after it."""
    held = _request(request, seq)
    form = WordsForm(request.POST, request.FILES)
    if not form.is_valid():
        return _request_page(request, held, status=400, form=form)
    unit = unit_of(request.person)
    try:
        answer(request.person, unit, held, form.cleaned_data["text"], form.uploads)
    except NotAllowedError as error:
        return _request_page(request, held, status=409, told=str(error), form=form)
    return HttpResponseRedirect(f"/room/requests/{seq}#answer")


@asks(REPLY, in_room=True)
@require_GET
def document(request: OfficeRequest, seq: int) -> HttpResponse:
    """Hand out a document that was released to the unit, or that it handed in."""
    unit, held = unit_of(request.person), get_object_or_404(Document, created_seq=seq)
    released = {each.document_id for each in released_to(unit, DOCUMENT)}
    if not unit or (held.unit != unit and held.id not in released):
        raise Http404
    return handed_out(request, held)


@asks(REPLY, in_room=True)
@require_GET
def half_kept(request: OfficeRequest, seq: int) -> HttpResponse:
    """Hand out the half after a reply or an answer of the unit, as a file to keep."""
    unit = unit_of(request.person)
    own = Half.objects.filter(how=BY_REPLY, seq=seq, given_to=unit)
    if not unit or not own.exists():
        raise Http404
    text = half(read(LogEntry.objects.get(seq=seq)), case().office_key).text()
    answer = HttpResponse(text, content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="half.txt"'
    return answer


def released(request: OfficeRequest, what: str, seq: int) -> Release:
    """Return what was released to the unit of a request; Http404 where it was not."""
    own = released_to(unit_of(request.person), what)
    held = next((each for each in own if each.created_seq == seq), None)
    if held is None:
        raise Http404
    return held


def _request(request: OfficeRequest, seq: int) -> Request:
    own = [each.request for each in released_to(unit_of(request.person), REQUESTED)]
    held = next((each for each in own if each and each.created_seq == seq), None)
    if held is None:
        raise Http404
    return held


def finding_page(
    request: OfficeRequest, held: Release, *, status: int = 200, **about: Any
) -> HttpResponse:
    """Return the page of a finding that was released, with forms that were refused."""
    own = Reply.objects.filter(unit=held.to, sighting__pattern=held.pattern)
    shown = {
        "words": words_for_unit(held),
        "is_withdrawn": held.sighting is not None and held.sighting.run.state == "withdrawn",
        "replies": shown_replies(own),
        "halves": _halves(held.to),
        "most": MOST_BYTES >> 20,
        "most_documents": MOST_DOCUMENTS,
        "officers": shown_officers(request, held),
        "told": "",
        "form": None,
        "names_form": None,
        **about,
    }
    return page(request, "room_finding.html", shown, status=status)


def _request_page(
    request: OfficeRequest, held: Request, *, status: int = 200, **about: Any
) -> HttpResponse:
    unit = unit_of(request.person)
    shown = {
        "each": shown_requests(Request.objects.filter(id=held.id))[0],
        "unit": unit,
        "hidden": masks().in_words,
        "halves": _halves(unit),
        "most": MOST_BYTES >> 20,
        "most_documents": MOST_DOCUMENTS,
        "told": "",
        "form": None,
        **about,
    }
    return page(request, "room_request.html", shown, status=status)


def shown_officers(request: OfficeRequest, held: Release) -> dict[str, str]:
    """The unit's own officers in a finding by their masks, with a name where it was asked for."""
    own = own_officers(held.to, held)
    return {mask: name if is_unmasked(request, session_key(held, mask)) else ""
            for mask, name in own.items()}  # fmt: skip


def session_key(held: Release, mask: str) -> str:
    """Return by what a session knows that the name behind a mask was asked for."""
    return f"{held.created_seq} {mask}"


def _halves(unit: str) -> dict[int, str]:
    """The halves that a unit holds: their four lines, by the number of the entry."""
    rows = Half.objects.filter(given_to=unit, how=BY_REPLY) if unit else Half.objects.none()
    entries = LogEntry.objects.in_bulk([each.seq for each in rows])
    return {each.seq: half(read(entries[each.seq]), case().office_key).text() for each in rows}


def _entries(unit: str) -> list[LogEntry]:
    """The entries on what was released to a unit and on what it entered, the newest first."""
    if not unit:
        return []
    numbers: set[int | None] = set()
    for each in Release.objects.filter(to=unit):
        if each.second != NEEDED or each.second_said == AGREES:
            numbers |= {each.second_seq or each.created_seq, each.ended_seq}
    for model in (Reply, Document):
        own = model.objects.filter(unit=unit)
        numbers |= set(own.values_list("created_seq", flat=True))
    numbers |= set(asked_by(unit))
    numbers |= {each.request.ended_seq for each in released_to(unit, REQUESTED) if each.request}
    numbers |= set(Half.objects.filter(given_to=unit).values_list("created_seq", flat=True))
    return list(LogEntry.objects.filter(seq__in=[seq for seq in numbers if seq]).order_by("-seq"))
