"""Audits that are started from a page: what may be audited, how far one is, and how it ended."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.views.decorators.http import require_GET, require_POST

from tallystick.review.audits.engagements import EngagementError, found, hash_of, path_of
from tallystick.review.audits.process import steps
from tallystick.review.audits.steps import ASK, ENDED, STOP
from tallystick.review.audits.worker import work_folder
from tallystick.review.decisions.may import START_AUDIT
from tallystick.review.decisions.people import NotAllowedError
from tallystick.review.log.entries import append, texts
from tallystick.review.models import Audit, LogEntry
from tallystick.review.pages.allowed import asks
from tallystick.review.pages.environment import page
from tallystick.review.pages.request import OfficeRequest, actor
from tallystick.review.runs.sealed import case
from tallystick.review.words import tell

MOST_SHOWN, MOST_STEPS = 50, 8
CONFLICT, FAULTY = 409, 400


@asks(START_AUDIT)
@require_GET
def audits(request: OfficeRequest) -> HttpResponse:
    """Show which engagement files may be audited, and the audits so far."""
    return _list_page(request)


@asks(START_AUDIT)
@require_POST
def started(request: OfficeRequest) -> HttpResponse:
    """Ask for an audit of a file of the list; the worker takes it up."""
    name = request.POST.get("engagement", "")
    try:
        engagement = hash_of(path_of(case(), name))
        append(actor(request), ASK, {"engagement": engagement}, name)
    except EngagementError as error:
        return _list_page(request, told=tell(f"audit.why.{error}"), status=FAULTY)
    except NotAllowedError as error:
        return _list_page(request, told=tell(f"denied.{error}"), status=CONFLICT)
    made = Audit.objects.order_by("-id").values_list("id", flat=True)[0]
    return HttpResponseRedirect(f"/audits/{made}")


@asks(START_AUDIT)
@require_GET
def audit(request: OfficeRequest, number: int) -> HttpResponse:
    """Show one audit, or to a script the part of its page that changes."""
    held = get_object_or_404(Audit.objects.select_related("asked_by", "run"), id=number)
    if request.headers.get("HX-Request"):
        return HttpResponse(render_to_string("audit_part.html", _told(held), request=request))
    return _audit_page(request, held)


@asks(START_AUDIT)
@require_POST
def stopped(request: OfficeRequest, number: int) -> HttpResponse:
    """Stop an audit."""
    held = get_object_or_404(Audit, id=number)
    try:
        append(actor(request), STOP, {"audit": held.id})
    except NotAllowedError as error:
        held.refresh_from_db()
        return _audit_page(request, held, told=tell(f"denied.{error}"), status=CONFLICT)
    return HttpResponseRedirect(f"/audits/{held.id}")


def _list_page(request: OfficeRequest, *, told: str = "", status: int = 200) -> HttpResponse:
    held = list(Audit.objects.select_related("asked_by", "run").order_by("-id")[:MOST_SHOWN])
    about = {
        "engagements": found(case()),
        "audits": held,
        "names": texts(each.name_sha256 for each in held),
        "times": _times(held),
        "is_busy": Audit.objects.exclude(state=ENDED).exists(),
        "told": told,
    }
    return page(request, "audits.html", about, status=status)


def _audit_page(
    request: OfficeRequest, held: Audit, *, told: str = "", status: int = 200
) -> HttpResponse:
    return page(request, "audit.html", {**_told(held), "told": told}, status=status)


def _told(held: Audit) -> dict[str, Any]:
    is_open = held.state != ENDED
    so_far = steps(work_folder(case(), held)) if is_open else []
    said = texts([held.name_sha256, held.said_sha256])
    return {
        "audit": held,
        "name_of_file": said.get(held.name_sha256, ""),
        "said": said.get(held.said_sha256, ""),
        "is_open": is_open,
        "n_steps": len(so_far),
        "steps": so_far[-MOST_STEPS:],
        "times": _times([held]),
    }


def _times(held: list[Audit]) -> dict[int, str]:
    """Return when each entry was made by which these audits were asked for, begun and ended."""
    every = (seq for each in held for seq in (each.created_seq, each.begun_seq, each.ended_seq))
    seqs = [seq for seq in every if seq is not None]
    return dict(LogEntry.objects.filter(seq__in=seqs).values_list("seq", "at"))
