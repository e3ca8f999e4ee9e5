"""The statement of one pattern on one page to print: what was decided, and what was replied."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET

from tallystick.report.pages import one_finding
from tallystick.review.decisions.disposition import is_decidable
from tallystick.review.decisions.may import READ
from tallystick.review.models import Reply, Request
from tallystick.review.pages.allowed import asks
from tallystick.review.pages.case_list import masks
from tallystick.review.pages.decided import decided
from tallystick.review.pages.environment import page
from tallystick.review.pages.exchanged import shown_replies, shown_requests
from tallystick.review.pages.log import half_of_last
from tallystick.review.pages.pattern import pattern_of
from tallystick.review.pages.pattern import told as in_words
from tallystick.review.pages.request import OfficeRequest, is_unmasked
from tallystick.review.runs.standing import IN_FORCE


@asks(READ)
@require_GET
def statement(request: OfficeRequest, code: str) -> HttpResponse:
    """Show the statement of a pattern, with masks in the texts too unless names were asked for.

    A lead on an officer that nobody opened has none.
    """
    pattern, sighting = pattern_of(code)
    if not is_decidable(pattern):
        raise Http404
    masked = not is_unmasked(request, pattern.fingerprint)
    told = in_words(sighting, masked=masked)
    held = decided(pattern, told)
    about = {
        "pattern": pattern,
        "sighting": sighting,
        "view": one_finding.view(told, 1, sighting.run.tests, None),
        "finding": told,
        "in_force": next((each for each in held if each.made.state == IN_FORCE), None),
        "replies": shown_replies(Reply.objects.filter(sighting__pattern=pattern)),
        "requests": shown_requests(Request.objects.filter(pattern=pattern)),
        "hidden": masks().in_words if masked else str,
        "masked": masked,
        "half": half_of_last(),
    }
    return page(request, "statement.html", about)
