"""Persons, officers and goods of a pattern as the report draws a thread, with the table of them."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from tallystick.findings.thread import Thread
from tallystick.report.masks.threads import threads_masked
from tallystick.report.pages import threads as report
from tallystick.report.words.in_language import finding as in_language
from tallystick.review.decisions.may import READ
from tallystick.review.evidence.events import MOST_NODES, stood
from tallystick.review.models import Pattern
from tallystick.review.pages.allowed import asks
from tallystick.review.pages.case_list import masks
from tallystick.review.pages.environment import page
from tallystick.review.pages.months import drawn
from tallystick.review.pages.request import OfficeRequest, is_unmasked
from tallystick.review.runs.sealed import finding_of


@asks(READ)
@require_GET
def picture(request: OfficeRequest, code: str) -> HttpResponse:
    """Show who and what stands in the records of a pattern, and its months."""
    pattern = get_object_or_404(Pattern.objects.select_related("latest__run"), code=code)
    sighting = pattern.latest
    assert sighting is not None
    masked = not is_unmasked(request, pattern.fingerprint)
    told = in_language(finding_of(sighting.masked_json if masked else sighting.finding_json))
    held = stood(sighting)
    thread = Thread(sighting.number, (), (), held.events, held.more)
    if masked:
        (thread,) = threads_masked((thread,), masks(), ())
    (view,) = report.views((thread,), {})
    about = {
        "pattern": pattern,
        "sighting": sighting,
        "title": told.title,
        "masked": masked,
        "view": view,
        # A day of each officer's first record says nothing, so the picture of days is left out.
        "pictures": view.pictures[-1:] if held.grouped else view.pictures,
        "stood": held,
        "most": MOST_NODES,
        "months": drawn(pattern),
    }
    return page(request, "picture.html", about)
