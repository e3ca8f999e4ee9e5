"""What the forms of decisions do: propose, refer, second, end, and what became of a referral."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tallystick.review.decisions.disposition import (
    ENDED,
    PROPOSED,
    REFERRED,
    VALUES,
    WAITING,
    second_for,
)
from tallystick.review.decisions.may import AGREE, PROPOSE, READ, REFER
from tallystick.review.decisions.people import NotAllowedError
from tallystick.review.decisions.second import OUTCOME, SECONDED
from tallystick.review.decisions.texts import packed
from tallystick.review.log.entries import append
from tallystick.review.models import Disposition, Pattern
from tallystick.review.pages.allowed import asks
from tallystick.review.pages.finding import finding_page
from tallystick.review.pages.forms import (
    PROPOSALS,
    DecisionForm,
    OutcomeForm,
    ReasonForm,
    SecondForm,
)
from tallystick.review.pages.pattern import pattern_of
from tallystick.review.pages.request import OfficeRequest, actor
from tallystick.review.runs.standing import IN_FORCE

SEEN = "records seen"
CONFLICT, FAULTY = 409, 400


def number_of(request: HttpRequest, name: str) -> int:
    """Return a number that a page gave with its form; -1 where it is none."""
    held = request.POST.get(name, "")
    return int(held) if held.isdecimal() and len(held) < 18 else -1


def taken(
    request: OfficeRequest,
    pattern: Pattern,
    act: str,
    object: dict[str, Any],
    text: str | None,
    **about: Any,
) -> HttpResponse:
    """Append an entry and show the pattern; where it is refused, say so and keep what was typed."""
    try:
        append(actor(request), act, {"pattern": pattern.fingerprint, **object}, text)
    except NotAllowedError as error:
        return finding_page(request, pattern, status=CONFLICT, told=str(error), **about)
    return HttpResponseRedirect(f"/findings/{pattern.code}#disposition")


@asks(PROPOSE)
@require_http_methods(["GET", "POST"])
def proposed(request: OfficeRequest, code: str) -> HttpResponse:
    """Propose a disposition that is no referral."""
    return _proposed(request, code, [each for each in VALUES if each != REFERRED])


@asks(REFER)
@require_http_methods(["GET", "POST"])
def referred(request: OfficeRequest, code: str) -> HttpResponse:
    """Propose to refer a pattern."""
    return _proposed(request, code, [REFERRED])


def _proposed(request: OfficeRequest, code: str, values: list[str]) -> HttpResponse:
    pattern = _pattern(code)
    asked = (request.POST or request.GET).get("value", values[0])
    value = asked if asked in values else values[0]
    if request.method != "POST":
        return finding_page(request, pattern, asked=value)
    sighting = pattern.latest
    assert sighting is not None
    form = PROPOSALS[value](request.POST, of=sighting)
    if not form.is_valid():
        return finding_page(request, pattern, status=FAULTY, asked=value, form=form)
    object = {
        "value": value,
        "seal": request.POST.get("seal", "")[:64],
        "after": number_of(request, "after"),
        "second": second_for(value, sighting),
        **form.changes(),
    }
    return taken(request, pattern, PROPOSED, object, packed(form.words()), asked=value, form=form)


@asks(AGREE)
@require_GET
def second(request: OfficeRequest, code: str) -> HttpResponse:
    """Show the records to a second reader, and the proposal once they were read."""
    return finding_page(request, _pattern(code), seconding=True, show=_is_seen(request, code))


@asks(AGREE)
@require_POST
def seen(request: OfficeRequest, code: str) -> HttpResponse:
    """Keep that the second reader has read the records, so that the proposal is shown."""
    pattern = _pattern(code)
    waiting = get_object_or_404(Disposition, pattern=pattern, state=WAITING)
    request.session[SEEN] = [*request.session.get(SEEN, []), waiting.id]
    return HttpResponseRedirect(f"/findings/{code}/second#proposal")


@asks(AGREE)
@require_POST
def seconded(request: OfficeRequest, code: str) -> HttpResponse:
    """Agree to a proposal, or not."""
    pattern, form = _pattern(code), SecondForm(request.POST)
    about: dict[str, Any] = {"seconding": True, "show": _is_seen(request, code)}
    about["second_form"] = form
    if not about["show"]:
        return finding_page(request, pattern, status=CONFLICT, told="unread", seconding=True)
    if not form.is_valid():
        return finding_page(request, pattern, status=FAULTY, **about)
    object = {"of": number_of(request, "of"), "said": form.cleaned_data["choice"]}
    return taken(request, pattern, SECONDED, object, form.cleaned_data["reason"] or None, **about)


@asks(READ)
@require_POST
def ended(request: OfficeRequest, code: str) -> HttpResponse:
    """End the disposition in force, or take back one's own proposal."""
    return _of_newest(request, code, ENDED, ReasonForm(request.POST), "end_form")


@asks(REFER)
@require_POST
def outcome(request: OfficeRequest, code: str) -> HttpResponse:
    """Say what became of a referral."""
    return _of_newest(request, code, OUTCOME, OutcomeForm(request.POST), "outcome_form")


def _of_newest(
    request: OfficeRequest, code: str, act: str, form: DecisionForm, name: str
) -> HttpResponse:
    pattern = _pattern(code)
    about: dict[str, Any] = {name: form}
    if not form.is_valid():
        live = pattern.dispositions.filter(state__in=(WAITING, IN_FORCE)).exists()
        told = "" if live else "meanwhile"
        return finding_page(request, pattern, status=FAULTY, told=told, **about)
    held, object = form.cleaned_data, {"of": number_of(request, "of")}
    if act == OUTCOME:
        object |= {"outcome": held["choice"], "day": held["day"].isoformat()}
    return taken(request, pattern, act, object, held["reason"] or None, **about)


def _pattern(code: str) -> Pattern:
    return pattern_of(code)[0]


def _is_seen(request: OfficeRequest, code: str) -> bool:
    waiting = Disposition.objects.filter(pattern__code=code, state=WAITING).first()
    return waiting is not None and waiting.id in request.session.get(SEEN, [])
