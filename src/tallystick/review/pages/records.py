"""The records of a pattern: the sealed list, marks on its rows, and the query run again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_GET, require_POST

from tallystick.report.masks.columns import is_free_text
from tallystick.report.masks.run import cell
from tallystick.report.pages.cases import LONGEST_CELL
from tallystick.review.decisions.may import EVIDENCE, READ
from tallystick.review.decisions.people import NotAllowedError
from tallystick.review.evidence import marks
from tallystick.review.evidence.closed_process import Again, NotRunError, Row, run_again
from tallystick.review.log.entries import append
from tallystick.review.models import Sighting
from tallystick.review.pages.allowed import asks, refusal
from tallystick.review.pages.case_list import listed, masks
from tallystick.review.pages.environment import page
from tallystick.review.pages.forms import LONG
from tallystick.review.pages.pattern import pattern_of, told
from tallystick.review.pages.refused import unusable
from tallystick.review.pages.request import OfficeRequest, actor, is_unmasked
from tallystick.review.runs.sealed import finding_of
from tallystick.review.words import tell

CONFLICT = 409


@dataclass(frozen=True)
class Outcome:
    """What came of running the query again, as it is shown: rows are texts, masked or not."""

    again: Again | None
    why: str
    columns: tuple[str, ...] = ()
    gone: tuple[tuple[str, ...], ...] = ()
    new: tuple[tuple[str, ...], ...] = ()


@asks(READ)
@require_GET
def records(request: OfficeRequest, code: str) -> HttpResponse:
    """Show the list of a pattern with the marks on its rows."""
    return _page(request, code, again=False)


@asks(EVIDENCE)
@require_GET
def again(request: OfficeRequest, code: str) -> HttpResponse:
    """Show the list of a pattern, and whether its query run again still says the same."""
    return _page(request, code, again=True)


def _page(request: OfficeRequest, code: str, *, again: bool) -> HttpResponse:
    pattern, sighting = pattern_of(code)
    masked = not is_unmasked(request, pattern.fingerprint)
    outcome = _outcome(sighting, masked=masked) if again else None
    rows = listed(sighting, request.GET.get("rows", ""), masked=masked)
    held = marks.codes(sighting, rows.page) if rows else ()
    about = {
        "pattern": pattern,
        "sighting": sighting,
        "title": told(sighting, masked=masked).title,
        "masked": masked,
        "rows": rows,
        "codes": held,
        "marks": marks.newest(sighting, held),
        "tally": marks.tally(sighting),
        "said": marks.SAID,
        "outcome": outcome,
        "may_run": not refusal(request.person.roles, EVIDENCE),
    }
    return page(request, "records.html", about)


@asks(EVIDENCE)
@require_POST
def marked(request: OfficeRequest, code: str) -> HttpResponse:
    """Mark the rows that were ticked, an entry each, with one text."""
    pattern, sighting = pattern_of(code)
    said, text = request.POST.get("said", ""), request.POST.get("reason", "").strip()
    shown = request.POST.get("rows", "")
    number = int(shown) if shown.isdecimal() and len(shown) < 9 else 1
    wanted = set(request.POST.getlist("row"))
    rows = [each for each in dict.fromkeys(marks.codes(sighting, max(number, 1))) if each in wanted]
    if said not in marks.SAID or not rows or not text or len(text) > LONG:
        return unusable(request, tell("refused.mark", most=LONG))
    seal = sighting.run.manifest_sha256
    try:
        with transaction.atomic():
            for row in rows:
                about = {"pattern": pattern.fingerprint, "seal": seal, "row": row, "said": said}
                append(actor(request), marks.MARKED, about, text)
    except NotAllowedError as why:
        return unusable(request, tell(f"denied.{why}"), status=CONFLICT)
    return HttpResponseRedirect(f"/findings/{pattern.code}/records?rows={max(number, 1)}")


def _outcome(sighting: Sighting, *, masked: bool) -> Outcome:
    evidence = finding_of(sighting.finding_json).evidence
    if evidence is None:
        return Outcome(None, tell("again.no_list"))
    try:
        again = run_again(evidence, sighting.run.manifest_sha256)
    except NotRunError as reason:
        return Outcome(None, tell(f"again.{reason.why}", about=reason.about))
    kept = [at for at, name in enumerate(again.columns) if masked or not is_free_text(name)]
    columns = tuple(again.columns[at] for at in kept)

    def shown(rows: tuple[Row, ...]) -> tuple[tuple[str, ...], ...]:
        return tuple(
            tuple(_cell(again.columns[at], row[at], masked=masked) for at in kept) for row in rows
        )

    return Outcome(again, "", columns, shown(again.gone), shown(again.new))


def _cell(column: str, value: Any, *, masked: bool) -> str:
    if value is None:
        return ""
    text = str(cell(column, value, masks()) if masked else value)
    return text if len(text) <= LONGEST_CELL else text[:LONGEST_CELL] + "…"
