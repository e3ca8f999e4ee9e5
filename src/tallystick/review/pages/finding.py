"""The page of one pattern: words and limits, ordinary causes, picture, records, runs, log."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_GET, require_POST

from tallystick.report.pages import one_finding
from tallystick.report.words import estimates
from tallystick.review.decisions.disposition import causes_of
from tallystick.review.decisions.may import ANSWER, PROPOSE, READ, UNMASK
from tallystick.review.decisions.people import NotAllowedError
from tallystick.review.decisions.unmasking import UNMASKED
from tallystick.review.log.entries import append, texts
from tallystick.review.models import (
    Absence,
    LogEntry,
    Pattern,
    Question,
    Run,
    Sighting,
)
from tallystick.review.pages.allowed import asks
from tallystick.review.pages.case_list import listed
from tallystick.review.pages.decided import decided, offer, roles_now
from tallystick.review.pages.dossier import subjects_in
from tallystick.review.pages.environment import page
from tallystick.review.pages.exchanged import of_pattern
from tallystick.review.pages.forms import AnswerForm, DecisionForm, ReasonForm
from tallystick.review.pages.pattern import latest, pattern_of
from tallystick.review.pages.pattern import told as in_words
from tallystick.review.pages.renamed import on_unit
from tallystick.review.pages.request import OfficeRequest, actor, is_unmasked, unmask
from tallystick.review.pages.threads import threads_of
from tallystick.review.pages.timeline import drawn
from tallystick.review.runs.leads import OPENED
from tallystick.review.runs.patterns import is_officer_lead
from tallystick.review.runs.questions import ANSWERED, AnswerError

MOST_ENTRIES = 50
FORMS = ("unmask_form", "open_form", "answer_form", "second_form", "end_form", "outcome_form")
"""Forms of the page, each None unless it was refused."""


@dataclass(frozen=True)
class Seen:
    """What one run says of the pattern: its finding, or why it has none."""

    run: Run
    sighting: Sighting | None
    title: str
    estimate: str
    absence: Absence | None


@asks(READ)
@require_GET
def finding(request: OfficeRequest, code: str) -> HttpResponse:
    """Show one pattern."""
    pattern, _ = pattern_of(code)
    return finding_page(request, pattern)


def finding_page(
    request: OfficeRequest,
    pattern: Pattern,
    *,
    status: int = 200,
    asked: str = "",
    form: DecisionForm | None = None,
    **about: Any,
) -> HttpResponse:
    """Return the page of a pattern, with the form for the value `asked`, and others as they are.

    `about` has forms that were refused by their names, ``told``, the key of why an entry was
    refused, and for a second reader ``seconding`` and ``show``, whether the proposal is shown.
    """
    sighting = latest(pattern)
    masked = not is_unmasked(request, pattern.fingerprint)
    told = in_words(sighting, masked=masked)
    rows = listed(sighting, request.GET.get("rows", ""), masked=masked)
    held = decided(pattern, told)
    shown = {
        "pattern": pattern,
        "sighting": sighting,
        # The case list has pages of its own, so the report's first rows are left out.
        "view": one_finding.view(told, 1, sighting.run.tests, None),
        "finding": told,
        "masked": masked,
        "rows": rows,
        "timeline": drawn(rows, pattern),
        "seen": _seen(pattern, masked=masked),
        "joins": on_unit(pattern),
        "links_of": [pattern.code, *_codes(pattern)],
        "questions": _questions(pattern, masked=masked),
        "exchanged": of_pattern(pattern),
        "offer": offer(request.person, pattern, asked, form),
        "causes": [*causes_of(told).items()],
        "log": _log(pattern),
        "subjects": subjects_in(pattern),
        "threads": [(place, each) for place, each in threads_of(sighting.run)
                    if sighting.number in each.members],
        "is_officer_lead": is_officer_lead(pattern),
        "told": "",
        "seconding": False,
        "show": False,
        "answer_to": 0,
        **dict.fromkeys(FORMS),
        **roles_now(request.person, held),
        **about,
    }  # fmt: skip
    return page(request, "finding.html", shown, status=status)


@asks(UNMASK)
@require_POST
def unmasked(request: OfficeRequest, code: str) -> HttpResponse:
    """Let the session see the names of a pattern, with a reason that the log keeps."""
    return _with_reason(request, code, UNMASKED, "unmask_form")


@asks(PROPOSE)
@require_POST
def lead_opened(request: OfficeRequest, code: str) -> HttpResponse:
    """Keep a lead on an officer beyond the next run, with a reason that the log keeps."""
    return _with_reason(request, code, OPENED, "open_form")


def _with_reason(request: OfficeRequest, code: str, act: str, name: str) -> HttpResponse:
    pattern, _ = pattern_of(code)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        refused: dict[str, Any] = {name: form}
        return finding_page(request, pattern, status=400, **refused)
    append(actor(request), act, {"pattern": pattern.fingerprint}, form.cleaned_data["reason"])
    if act == UNMASKED:
        unmask(request, pattern.fingerprint)
    return HttpResponseRedirect(f"/findings/{pattern.code}")


@asks(ANSWER)
@require_POST
def answered(request: OfficeRequest, code: str, number: int) -> HttpResponse:
    """Answer what a run asked: keep what was decided, or reopen it."""
    pattern, _ = pattern_of(code)
    question = Question.objects.filter(pattern=pattern, id=number).select_related("run").first()
    if question is None:
        raise Http404
    form = AnswerForm(request.POST)
    about: dict[str, Any] = {"answer_form": form, "answer_to": question.id}
    if not form.is_valid():
        return finding_page(request, pattern, status=400, **about)
    told = {"pattern": pattern.fingerprint, "seal": question.run.manifest_sha256,
            "kind": question.kind, "answer": form.cleaned_data["answer"]}  # fmt: skip
    try:
        append(actor(request), ANSWERED, told, form.cleaned_data["reason"])
    except AnswerError:
        return finding_page(request, pattern, status=409, told="answered", **about)
    except NotAllowedError as error:
        return finding_page(request, pattern, status=409, told=str(error), **about)
    return HttpResponseRedirect(f"/findings/{pattern.code}")


def _codes(pattern: Pattern) -> list[str]:
    """The codes of the patterns that go on as this one."""
    joined = Pattern._base_manager.filter(joined_to=pattern)
    return list(joined.values_list("code", flat=True))


def _seen(pattern: Pattern, *, masked: bool) -> list[Seen]:
    """What each run says, the newest first."""
    sightings = {each.run_id: each for each in pattern.sightings.all()}
    absences = {each.run_id: each for each in pattern.absences.all()}
    return [
        _seen_by(run, sightings.get(run.id), absences.get(run.id), masked=masked)
        for run in Run.objects.order_by("-sealed_seq")
    ]


def _seen_by(run: Run, found: Sighting | None, absence: Absence | None, *, masked: bool) -> Seen:
    if found is None:
        return Seen(run, None, "", "", absence)
    told = in_words(found, masked=masked)
    return Seen(run, found, told.title, estimates.estimate(told).text, absence)


def _questions(pattern: Pattern, *, masked: bool) -> list[dict[str, Any]]:
    rows = pattern.questions.select_related("run", "answered_by").order_by("-id")
    held = list(rows)
    entries = LogEntry.objects.in_bulk([each.answered_seq for each in held if each.answered_seq])
    said = texts(each.body_sha256 for each in entries.values())
    then = Sighting.objects.in_bulk([each.detail["then"] for each in held if "then" in each.detail])
    return [
        {
            "question": each,
            "then": in_words(then[at], masked=masked).title
            if (at := each.detail.get("then")) in then
            else "",
            "reason": said.get(entries[each.answered_seq].body_sha256 or "")
            if each.answered_seq
            else None,
        }
        for each in held
    ]


def _log(pattern: Pattern) -> list[LogEntry]:
    """The entries on this pattern, and those of the runs that found it, the newest first.

    Those on a pattern that goes on as this one are among them.
    """
    runs = pattern.sightings.values_list("run__sealed_seq", flat=True)
    joined = Pattern._base_manager.filter(joined_to=pattern).values_list("fingerprint", flat=True)
    own = LogEntry.objects.filter(about__in=[pattern.fingerprint, *joined])
    own |= LogEntry.objects.filter(seq__in=list(runs))
    return list(own.order_by("-seq")[:MOST_ENTRIES])
