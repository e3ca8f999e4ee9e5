"""Findings and leads whose records belong together: the joined story, a page for each thread."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from tallystick.findings.thread import Thread, read_threads
from tallystick.report.masks.threads import threads_masked
from tallystick.report.pages import threads as report
from tallystick.review.decisions.may import READ
from tallystick.review.models import Run, Sighting
from tallystick.review.pages.allowed import asks
from tallystick.review.pages.case_list import masks
from tallystick.review.pages.environment import page
from tallystick.review.pages.request import OfficeRequest
from tallystick.review.runs.patterns import LEAD, OFFICER
from tallystick.review.runs.sealed import MOST_HELD, folder_of


@asks(READ)
@require_GET
def thread(request: OfficeRequest, number: int, place: int) -> HttpResponse:
    """Show a thread of a run, by its place; names stay masked, for they stand in the lists."""
    run = get_object_or_404(Run, id=number)
    found = dict(threads_of(run)).get(place)
    if found is None:
        raise Http404
    (masked,) = threads_masked((found,), masks(), found.members)
    codes = dict(
        Sighting.objects.filter(run=run, number__in=found.members).values_list(
            "number", "pattern__code"
        )
    )
    (view,) = report.views((masked,), codes)
    return page(request, "thread.html", {"run": run, "view": view, "pictures": view.pictures})


def threads_of(run: Run) -> list[tuple[int, Thread]]:
    """Return the threads of a run by their places, without those that hold a lead on an officer."""
    every = list(enumerate(_threads(str(folder_of(run.manifest_sha256))), 1))
    members = {member for _, each in every for member in each.members}
    held = Sighting.objects.filter(run=run, number__in=members)
    shown = held.exclude(kind=LEAD, pattern__subject_kind=OFFICER) if members else held.none()
    numbers = set(shown.values_list("number", flat=True))
    return [(place, each) for place, each in every if numbers.issuperset(each.members)]


@lru_cache(MOST_HELD)
def _threads(folder: str) -> tuple[Thread, ...]:
    """Threads alone: the other files of a run take seconds and memory where it is large."""
    return read_threads(Path(folder))
