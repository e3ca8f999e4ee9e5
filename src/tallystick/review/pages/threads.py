"""Findings and leads whose records belong together: the joined story, a page for each thread."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from tallystick.findings.document import Document
from tallystick.findings.thread import Thread
from tallystick.report.masks.threads import threads_masked
from tallystick.report.pages import threads as report
from tallystick.review.decisions.may import READ
from tallystick.review.models import Run, Sighting
from tallystick.review.pages.allowed import asks
from tallystick.review.pages.case_list import masks
from tallystick.review.pages.environment import page
from tallystick.review.pages.request import OfficeRequest
from tallystick.review.runs.patterns import OFFICER
from tallystick.review.runs.sealed import document_of


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
    document = document_of(run.manifest_sha256)
    shown = _shown(document)
    every = enumerate(document.threads, 1)
    return [(place, each) for place, each in every if set(each.members) <= shown]


def _shown(document: Document) -> set[str]:
    leads = [each.id for each in document.leads if each.subject_kind != OFFICER]
    return {*leads, *(each.id for each in document.findings)}
