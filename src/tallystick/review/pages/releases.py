"""What units may see: the list, one release as the unit will see it, and its forms."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET, require_POST

from tallystick.review.decisions.disposition import WAITING
from tallystick.review.decisions.may import RELEASE
from tallystick.review.decisions.people import NotAllowedError
from tallystick.review.exchange.releases import (
    DOCUMENT,
    ENDED,
    FINDING,
    PROPOSED,
    REQUESTED,
    SECONDED,
    can_agree,
    second_for_release,
)
from tallystick.review.exchange.requests import about
from tallystick.review.log.entries import append, texts
from tallystick.review.models import Document, LogEntry, Release, Request
from tallystick.review.pages.allowed import asks
from tallystick.review.pages.environment import page
from tallystick.review.pages.exchange import exchange_page
from tallystick.review.pages.exchanged import shown_documents, title_of
from tallystick.review.pages.forms import ReasonForm, SecondForm
from tallystick.review.pages.pattern import pattern_of
from tallystick.review.pages.request import OfficeRequest, actor
from tallystick.review.pages.requests_list import request_page_of
from tallystick.review.pages.room import words_for_unit
from tallystick.review.runs.standing import IN_FORCE
from tallystick.seal import JSON

CONFLICT, FAULTY = 409, 400
LIVE = (WAITING, IN_FORCE)


@asks(RELEASE)
@require_GET
def releases(request: OfficeRequest) -> HttpResponse:
    """Show what was released to whom, and what waits for another person."""
    rows = Release.objects.filter(state__in=LIVE)
    rows = rows.select_related("proposed_by", "pattern__latest__run").order_by("-id")
    held = [(each, title_of(each.pattern)) for each in rows]
    groups = [(state, [each for each in held if each[0].state == state]) for state in LIVE]
    about = {"groups": groups}
    return page(request, "releases.html", about)


@asks(RELEASE)
@require_GET
def release(request: OfficeRequest, seq: int) -> HttpResponse:
    """Show a release as the unit sees it."""
    return _release_page(request, _of(seq))


@asks(RELEASE)
@require_POST
def finding_released(request: OfficeRequest, code: str) -> HttpResponse:
    """Release a finding to a unit, in the words of its newest run."""
    pattern, newest = pattern_of(code)
    seal = request.POST.get("seal", newest.run.manifest_sha256)[:64]
    object: dict[str, JSON] = {**about(pattern), "seal": seal}
    try:
        seq = _released(request, FINDING, object, None)
    except NotAllowedError as error:
        return exchange_page(request, pattern, status=CONFLICT, told=str(error))
    return HttpResponseRedirect(f"/releases/{seq}")


@asks(RELEASE)
@require_POST
def request_released(request: OfficeRequest, seq: int) -> HttpResponse:
    """Release a request to the unit that it asks."""
    held = get_object_or_404(Request, created_seq=seq)
    if held.round_id is not None:
        return request_page_of(request, seq, status=CONFLICT, told="in_company")
    try:
        made = _released(request, REQUESTED, {"request": seq, **about(held.pattern)}, None)
    except NotAllowedError as error:
        return request_page_of(request, seq, status=CONFLICT, told=str(error))
    return HttpResponseRedirect(f"/releases/{made}")


@asks(RELEASE)
@require_POST
def document_released(request: OfficeRequest, seq: int) -> HttpResponse:
    """Release a document to a unit as it is, with the reason why names in it may leave."""
    held, form = get_object_or_404(Document, created_seq=seq), ReasonForm(request.POST)
    told = "document_reason"
    if form.is_valid():
        object: dict[str, JSON] = {"document": seq, **about(held.pattern)}
        try:
            made = _released(request, DOCUMENT, object, form.cleaned_data["reason"])
            return HttpResponseRedirect(f"/releases/{made}")
        except NotAllowedError as error:
            told = str(error)
    status = CONFLICT if form.is_valid() else FAULTY
    if held.request is not None:
        return request_page_of(request, held.request.created_seq, status=status, told=told)
    assert held.pattern is not None
    return exchange_page(request, held.pattern, status=status, told=told)


@asks(RELEASE)
@require_POST
def seconded(request: OfficeRequest, seq: int) -> HttpResponse:
    """Agree to a release, or not."""
    held, form = _of(seq), SecondForm(request.POST)
    if not form.is_valid():
        return _release_page(request, held, status=FAULTY, second_form=form)
    object: dict[str, JSON] = {"of": seq, "said": form.cleaned_data["choice"]}
    return _taken(request, held, SECONDED, object, form.cleaned_data["reason"] or None)


@asks(RELEASE)
@require_POST
def ended(request: OfficeRequest, seq: int) -> HttpResponse:
    """End a release: the unit sees it no longer."""
    held, form = _of(seq), ReasonForm(request.POST)
    if not form.is_valid():
        return _release_page(request, held, status=FAULTY, end_form=form)
    return _taken(request, held, ENDED, {"of": seq}, form.cleaned_data["reason"])


def _of(seq: int) -> Release:
    return get_object_or_404(
        Release.objects.select_related("pattern", "sighting__run", "request", "document"),
        created_seq=seq,
    )


def _released(
    request: OfficeRequest, what: str, object: dict[str, JSON], reason: str | None
) -> int:
    told: dict[str, JSON] = {
        "what": what,
        "to": request.POST.get("to", "")[:300],
        "second": second_for_release(request.person),
    }
    return append(actor(request), PROPOSED, told | object, reason).seq


def _taken(
    request: OfficeRequest, held: Release, act: str, object: dict[str, JSON], text: str | None
) -> HttpResponse:
    try:
        append(actor(request), act, object | about(held.pattern), text)
    except NotAllowedError as error:
        return _release_page(request, _of(held.created_seq), status=CONFLICT, told=str(error))
    return HttpResponseRedirect(f"/releases/{held.created_seq}")


def _release_page(
    request: OfficeRequest, held: Release, *, status: int = 200, **about: Any
) -> HttpResponse:
    documents = shown_documents(Document.objects.filter(releases=held))
    shown = {
        "held": held,
        "unit_sees": words_for_unit(held),
        "document": documents[0] if documents else None,
        "reasons": texts([held.ended_sha256, held.second_sha256, _reason(held)]),
        "reason": _reason(held),
        "can_agree": can_agree(request.person, held),
        "is_own": held.proposed_by_id == request.person.id,
        "told": "",
        "second_form": None,
        "end_form": None,
        **about,
    }
    return page(request, "release.html", shown, status=status)


def _reason(held: Release) -> str:
    return LogEntry.objects.get(seq=held.created_seq).body_sha256 or ""
