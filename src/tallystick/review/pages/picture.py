"""Persons, officers and goods of a pattern as the report draws a thread, with the table of them."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from tallystick.findings.thread import Thread
from tallystick.report.masks.threads import threads_masked
from tallystick.report.pages import threads as report
from tallystick.review.decisions.may import READ
from tallystick.review.evidence.events import MOST_NODES, stood
from tallystick.review.pages.allowed import asks
from tallystick.review.pages.case_list import masks
from tallystick.review.pages.environment import page
from tallystick.review.pages.months import drawn
from tallystick.review.pages.pattern import pattern_of, told
from tallystick.review.pages.request import OfficeRequest, is_unmasked


@asks(READ)
@require_GET
def picture(request: OfficeRequest, code: str) -> HttpResponse:
    """Show who and what stands in the records of a pattern, and its months."""
    pattern, sighting = pattern_of(code)
    masked = not is_unmasked(request, pattern.fingerprint)
    held = stood(sighting)
    thread = Thread(sighting.number, (), (), held.events, held.more)
    if masked:
        (thread,) = threads_masked((thread,), masks(), ())
    (view,) = report.views((thread,), {})
    about = {
        "pattern": pattern,
        "sighting": sighting,
        "title": told(sighting, masked=masked).title,
        "masked": masked,
        "view": view,
        # A day of each officer's first record says nothing, so the picture of days is left out.
        "pictures": view.pictures[-1:] if held.grouped else view.pictures,
        "stood": held,
        "most": MOST_NODES,
        "months": drawn(pattern),
    }
    return page(request, "picture.html", about)
