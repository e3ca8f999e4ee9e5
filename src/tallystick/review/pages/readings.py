"""Double reading: the lot of this quarter, and the form with which one person reads a pattern."""

from __future__ import annotations

import secrets
from datetime import UTC, date, datetime

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET, require_POST

from tallystick.report.pages import one_finding
from tallystick.review.decisions import may
from tallystick.review.decisions.disposition import EXPLAINED, OTHER, VALUES, causes_of
from tallystick.review.decisions.people import NotAllowedError
from tallystick.review.decisions.readings import (
    DRAWN,
    READ,
    READ_TWICE,
    SALT_DIGITS,
    head_at,
    is_fit,
    may_read,
    quarter_of,
    standing_at,
    state_of,
)
from tallystick.review.log.entries import append
from tallystick.review.models import Drawn, Lot, Person
from tallystick.review.pages.allowed import asks
from tallystick.review.pages.case_list import listed
from tallystick.review.pages.environment import page
from tallystick.review.pages.pattern import told as in_words
from tallystick.review.pages.refused import unusable
from tallystick.review.pages.request import OfficeRequest, actor, is_unmasked
from tallystick.review.words import tell
from tallystick.sample import lot_size

DONE = "done"


@asks(may.READ)
@require_GET
def readings(request: OfficeRequest) -> HttpResponse:
    """Show the lot of each quarter: what was drawn, and what waits for whoever looks."""
    start = quarter_of(datetime.now(UTC).date())
    lots = list(Lot.objects.order_by("-quarter"))
    head = head_at(start)
    found = len(standing_at(head.seq)) if head else 0
    about = {
        "lots": [(each, _lines(request.person, each)) for each in lots],
        "start": start,
        "is_drawn": any(each.quarter == start for each in lots),
        "found": found,
        "size": lot_size(found),
        "may_read": may_read(request.person),
        "people": sum(may_read(each) for each in Person.objects.all()),
    }
    return page(request, "readings.html", about)


@asks(READ_TWICE)
@require_POST
def lot_drawn(request: OfficeRequest) -> HttpResponse:
    """Draw the lot of this quarter."""
    start = quarter_of(datetime.now(UTC).date())
    return _entered(request, DRAWN, {"quarter": start.isoformat()})


@asks(READ_TWICE)
@require_GET
def reading(request: OfficeRequest, quarter: str, code: str) -> HttpResponse:
    """Show a pattern that was drawn as its run has it, without what was decided, and the form."""
    held = _held(quarter, code)
    pattern, sighting = held.pattern, held.sighting
    masked = not is_unmasked(request, pattern.fingerprint)
    told = in_words(sighting, masked=masked)
    about = {
        "held": held,
        "pattern": pattern,
        "sighting": sighting,
        "finding": told,
        "view": one_finding.view(told, 1, sighting.run.tests, None),
        "rows": listed(sighting, request.GET.get("rows", ""), masked=masked),
        "state": state_of(request.person, held),
        "values": VALUES,
        "causes": [*causes_of(told).items(), (OTHER, "")],
        "own": held.readings.filter(person=request.person).first(),
        "both": held.readings.order_by("seq") if state_of(request.person, held) == DONE else (),
    }
    return page(request, "reading.html", about)


@asks(READ_TWICE)
@require_POST
def reading_given(request: OfficeRequest, quarter: str, code: str) -> HttpResponse:
    """Enter what one person read of a pattern."""
    held = _held(quarter, code)
    value = request.POST.get("value", "")
    cause = request.POST.get("cause", "") if value == EXPLAINED else ""
    if not is_fit(held.sighting, value, cause):
        return unusable(request, tell("readings.unfit"))
    start = held.lot.quarter.isoformat()
    object = {"pattern": held.pattern.fingerprint, "quarter": start, "value": value,
              "cause": cause, "salt": secrets.token_hex(SALT_DIGITS // 2)}  # fmt: skip
    return _entered(request, READ, object)


def _entered(request: OfficeRequest, act: str, object: dict[str, str]) -> HttpResponse:
    try:
        append(actor(request), act, object)
    except NotAllowedError as error:
        return unusable(request, tell(f"denied.{error}"))
    return HttpResponseRedirect("/readings")


def _held(quarter: str, code: str) -> Drawn:
    try:
        start = date.fromisoformat(quarter)
    except ValueError:
        raise Http404 from None
    rows = Drawn.objects.select_related("lot", "pattern", "sighting__run")
    return get_object_or_404(rows, lot__quarter=start, pattern__code=code)


def _lines(person: Person, made: Lot) -> list[tuple[Drawn, str, str]]:
    """What a lot drew, in its order, with its title and what it waits for from a person."""
    rows = made.drawn.select_related("pattern", "sighting").prefetch_related("readings")
    return [
        (each, in_words(each.sighting).title, state_of(person, each))
        for each in rows.order_by("place")
    ]
