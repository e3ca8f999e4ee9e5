"""What passed on one pattern between office and unit, and the forms for it."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET, require_POST

from tallystick.review.decisions.disposition import is_decidable
from tallystick.review.decisions.may import REQUEST
from tallystick.review.decisions.people import NotAllowedError
from tallystick.review.exchange.documents import MOST_BYTES, LostDocumentError, content_of
from tallystick.review.exchange.handing_in import hand_in
from tallystick.review.exchange.notes import ADDED as NOTE_ADDED
from tallystick.review.exchange.notes import READERS
from tallystick.review.log.entries import append, lock
from tallystick.review.log.replay import database
from tallystick.review.models import Document, Pattern
from tallystick.review.pages.allowed import asks
from tallystick.review.pages.environment import page
from tallystick.review.pages.exchanged import of_pattern, people_to_ask, shown_notes
from tallystick.review.pages.forms import LONG, ChoiceForm, text_field
from tallystick.review.pages.pattern import latest, pattern_of
from tallystick.review.pages.pattern import told as in_words
from tallystick.review.pages.refused import unusable
from tallystick.review.pages.request import OfficeRequest, actor
from tallystick.review.pages.uploads import HandInForm, stores
from tallystick.review.runs.patterns import is_officer_lead
from tallystick.review.words import tell

CONFLICT, ERASED = 409, 410


class NoteForm(ChoiceForm):
    """A note, and who can read it."""

    choices, named = READERS, "seen_by"
    reason = text_field(LONG)


@asks(REQUEST)
@require_GET
def exchange(request: OfficeRequest, code: str) -> HttpResponse:
    """Show what passed on a pattern, and the forms for more."""
    return exchange_page(request, pattern_of(code)[0])


@asks(REQUEST)
@require_POST
@stores
def document_added(request: OfficeRequest, code: str) -> HttpResponse:
    """Keep documents of the office on a pattern."""
    pattern, form = pattern_of(code)[0], HandInForm(request.POST, request.FILES)
    if not form.is_valid():
        return exchange_page(request, pattern, status=400, document_form=form)
    try:
        with transaction.atomic(using=database()):
            lock()
            hand_in(actor(request), form.uploads, {"pattern": pattern.fingerprint})
    except NotAllowedError as error:
        return exchange_page(request, pattern, status=CONFLICT, told=str(error))
    return HttpResponseRedirect(f"/findings/{code}/exchange#documents")


@asks(REQUEST)
@require_POST
def note_added(request: OfficeRequest, code: str) -> HttpResponse:
    """Keep a note on a pattern."""
    pattern, form = pattern_of(code)[0], NoteForm(request.POST)
    if not form.is_valid():
        return exchange_page(request, pattern, status=400, note_form=form)
    told = form.cleaned_data
    object = {"pattern": pattern.fingerprint, "seen_by": told["seen_by"]}
    try:
        append(actor(request), NOTE_ADDED, object, told["reason"])
    except NotAllowedError as error:
        return exchange_page(request, pattern, status=CONFLICT, told=str(error))
    return HttpResponseRedirect(f"/findings/{code}/exchange#notes")


@asks(REQUEST)
@require_GET
def document(request: OfficeRequest, seq: int) -> HttpResponse:
    """Hand out a document."""
    return handed_out(request, get_object_or_404(Document, created_seq=seq))


def handed_out(request: OfficeRequest, held: Document) -> HttpResponse:
    """Return a document as a file to keep: no browser shows it, and its name is the office's."""
    if held.erased_seq is not None:
        about = {"seq": held.created_seq, "by": held.erased_seq}
        return unusable(
            request, tell("refused.document_erased", **about), status=ERASED, why="gone_document"
        )
    try:
        content = content_of(held)
    except LostDocumentError:
        return unusable(request, tell("refused.document_lost", seq=held.created_seq), status=500)
    answer = HttpResponse(content, content_type="application/octet-stream")
    name = f"document-{held.created_seq}{held.suffix}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def exchange_page(
    request: OfficeRequest, pattern: Pattern, *, status: int = 200, **about: Any
) -> HttpResponse:
    """Return the page of what passed on a pattern, with forms that were refused by their names."""
    sighting = latest(pattern)
    shown = {
        "pattern": pattern,
        "sighting": sighting,
        "title": in_words(sighting).title,
        **of_pattern(pattern),
        **people_to_ask(),
        "notes": shown_notes(pattern, request.person),
        "note_readers": READERS,
        "is_open": is_decidable(pattern),
        "can_release": not is_officer_lead(pattern),
        "most": MOST_BYTES >> 20,
        "told": "",
        "ask_form": None,
        "task_form": None,
        "document_form": None,
        "note_form": None,
        **about,
    }
    return page(request, "exchange.html", shown, status=status)
