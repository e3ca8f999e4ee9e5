"""Runs: what was sealed, what each says, and one set against another."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TypeVar

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET, require_POST

from tallystick.findings import Finding, Result
from tallystick.findings.document import Document
from tallystick.report.comparison import Comparison, Moved, compare
from tallystick.report.words import in_language
from tallystick.review.decisions.may import READ, WITHDRAW
from tallystick.review.decisions.replies import as_toml, replies_to
from tallystick.review.log.entries import append, texts
from tallystick.review.models import Run, Sighting
from tallystick.review.pages.allowed import asks
from tallystick.review.pages.case_list import masked_document
from tallystick.review.pages.environment import page
from tallystick.review.pages.forms import LONG
from tallystick.review.pages.pattern import told
from tallystick.review.pages.refused import unusable
from tallystick.review.pages.renamed import runs_page
from tallystick.review.pages.request import OfficeRequest, actor
from tallystick.review.pages.threads import threads_of
from tallystick.review.runs.families import UNIT, masks_of_families
from tallystick.review.runs.standing import WITHDRAWN
from tallystick.review.runs.withdrawing import RUN_WITHDRAWN
from tallystick.review.words import tell

Named = TypeVar("Named", Finding, Result)


@asks(READ)
@require_GET
def runs(request: OfficeRequest) -> HttpResponse:
    """Show every run, the newest first, and the units that were renamed between them."""
    return runs_page(request)


@asks(READ)
@require_GET
def run(request: OfficeRequest, number: int) -> HttpResponse:
    """Show one run: its seal, its checks, what it found, and what it could not say."""
    held = get_object_or_404(Run.objects.select_related("imported_by"), id=number)
    account = in_language.run(masked_document(held.manifest_sha256).run)
    about = {
        "run": held,
        "account": account,
        "nothing": {each.name: max(each.tests - each.findings - each.insufficient, 0)
                    for each in account.checks},
        "sightings": [(each, told(each).title)
                      for each in held.sightings.select_related("pattern").order_by("id")],
        "others": Run.objects.exclude(id=held.id).order_by("-sealed_seq"),
        "reason": texts([held.withdrawn_sha256]).get(held.withdrawn_sha256),
        "threads": threads_of(held),
    }  # fmt: skip
    return page(request, "run.html", about)


@asks(READ)
@require_GET
def against(request: OfficeRequest, number: int, other: int) -> HttpResponse:
    """Show one run against another: what is new, gone and still there."""
    before, after = (get_object_or_404(Run, id=each) for each in (other, number))
    families = frozenset(masks_of_families().values())
    done = _compared(before.manifest_sha256, after.manifest_sha256, families)
    codes = {
        (run, sighting): code
        for run, sighting, code in Sighting.objects.filter(run__in=(before, after)).values_list(
            "run_id", "number", "pattern__code"
        )
    }
    groups = (
        ("new", _told(done.new), after.id),
        ("gone", _told(done.gone), before.id),
        ("still", _told(done.still), after.id),
    )
    about = {"before": before, "after": after, "done": done, "groups": groups, "codes": codes}
    return page(request, "against.html", about)


@asks(WITHDRAW)
@require_POST
def withdrawn(request: OfficeRequest, number: int) -> HttpResponse:
    """Withdraw a run, since its records were wrong; the reason is in the log."""
    held = get_object_or_404(Run.objects.exclude(state=WITHDRAWN), id=number)
    reason = request.POST.get("reason", "").strip()
    if not reason or len(reason) > LONG:
        return unusable(request, tell("refused.reason", most=LONG))
    append(actor(request), RUN_WITHDRAWN, {"seal": held.manifest_sha256}, reason)
    return HttpResponseRedirect(f"/runs/{held.id}")


@asks(READ)
@require_GET
def replies(request: OfficeRequest, number: int) -> HttpResponse:
    """Return the replies and the dispositions of a run as the file that its report prints."""
    run = get_object_or_404(Run, id=number)
    answer = HttpResponse(as_toml(replies_to(run)), content_type="application/toml; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="replies.toml"'
    return answer


def _told(moved: tuple[Moved, ...]) -> list[tuple[Moved, str]]:
    """Each pattern by itself, with its title in the reader's language."""
    return [(each, in_language.finding(each.finding).title) for each in moved]


@lru_cache(4)
def _compared(before: str, after: str, families: frozenset[tuple[str, ...]]) -> Comparison:
    return compare(*(_by_last_name(masked_document(each), families) for each in (before, after)))


def _by_last_name(document: Document, families: frozenset[tuple[str, ...]]) -> Document:
    """A run in which a unit that was renamed has its last name, unless the run has two of them."""
    every = (*document.results, *document.findings)
    there = {each.subject for each in every if each.subject_kind == UNIT}
    own = [(there.intersection(family), family[-1]) for family in families]
    last = {name: to for names, to in own if len(names) == 1 for name in names}

    def named(each: Named) -> Named:
        is_renamed = each.subject_kind == UNIT and each.subject in last
        return replace(each, subject=last[each.subject]) if is_renamed else each

    results, findings = (tuple(map(named, each)) for each in (document.results, document.findings))
    return replace(document, results=results, findings=findings)
