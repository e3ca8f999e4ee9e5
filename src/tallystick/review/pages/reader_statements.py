"""Statements of readers before they are released, and what legal agrees to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_GET, require_POST

from tallystick.review.acting import drafts
from tallystick.review.acting.circle import SMALL, circle
from tallystick.review.decisions.may import AGREE_STATEMENT, STATE
from tallystick.review.decisions.people import NotAllowedError
from tallystick.review.models import Pattern, Sighting, StatementDraft
from tallystick.review.pages.allowed import asks
from tallystick.review.pages.environment import page
from tallystick.review.pages.forms import LONG, SHORT, text_field, today
from tallystick.review.pages.reports import CircleForm
from tallystick.review.pages.request import OfficeRequest
from tallystick.review.pages.uploads import stores
from tallystick.review.runs.patterns import LEAD, OFFICER
from tallystick.review.runs.standing import NEW, STILL

ADDRESS, OF_LEGAL = "/reports/statements", "/reports/legal"
CONFLICT, FAULTY = 409, 400


class StatementForm(CircleForm):
    """A statement, the finding that it is on, and what the letter says that few may know."""

    text = text_field(LONG)
    finding = text_field(SHORT)

    def clean(self) -> None:
        """Refuse a finding that the newest run does not have."""
        super().clean()
        self.pattern = _pattern(self.cleaned_data.get("finding", ""))
        if self.pattern is None and not self.has_error("finding"):
            self.refuse("finding", "no_finding")


@asks(STATE)
@require_GET
def statements(request: OfficeRequest) -> HttpResponse:
    """Show the drafts of statements, and the form for another."""
    return _page(request)


@asks(STATE)
@require_POST
def written(request: OfficeRequest) -> HttpResponse:
    """Keep a draft."""
    form = StatementForm(request.POST)
    if not form.is_valid():
        return _page(request, status=FAULTY, form=form)
    assert form.pattern is not None
    small = circle(form.detail()).is_small
    try:
        drafts.write(request.person, form.pattern, form.cleaned_data["text"], small=small)
    except NotAllowedError as error:
        return _page(request, status=CONFLICT, told=str(error), form=form)
    return HttpResponseRedirect(ADDRESS)


@asks(STATE)
@require_POST
def seconded(request: OfficeRequest, code: str) -> HttpResponse:
    """Agree to a statement as another reader, who says anew what the letter says."""
    form = CircleForm(request.POST)
    if not form.is_valid():
        return _page(request, status=FAULTY, second_form=form, second_of=code)
    small = circle(form.detail()).is_small
    return _done(request, lambda: drafts.second(request.person, code, small=small))


@asks(STATE)
@require_POST
def dropped(request: OfficeRequest, code: str) -> HttpResponse:
    """Remove a draft."""
    return _done(request, lambda: drafts.drop(code))


@asks(STATE)
@require_POST
@stores
def released(request: OfficeRequest, code: str) -> HttpResponse:
    """Make a draft a document, on a Monday, where everybody agreed who has to."""
    return _done(request, lambda: drafts.release(request.person, code, today()))


@asks(AGREE_STATEMENT)
@require_GET
def for_legal(request: OfficeRequest) -> HttpResponse:
    """Show legal the statements that few could have told, which two readers agreed to."""
    return _legal_page(request)


@asks(AGREE_STATEMENT)
@require_POST
def agreed(request: OfficeRequest, code: str) -> HttpResponse:
    """Agree as legal."""
    try:
        drafts.agree(request.person, code)
    except NotAllowedError as error:
        return _legal_page(request, status=CONFLICT, told=str(error))
    return HttpResponseRedirect(OF_LEGAL)


def waiting_for_legal() -> int:
    """Return how many drafts wait for legal."""
    return StatementDraft.objects.filter(small=True, legal_by="").exclude(second_by="").count()


def _done(request: OfficeRequest, act: Callable[[], None]) -> HttpResponse:
    try:
        act()
    except NotAllowedError as error:
        return _page(request, status=CONFLICT, told=str(error))
    return HttpResponseRedirect(ADDRESS)


def _page(request: OfficeRequest, *, status: int = 200, **about: Any) -> HttpResponse:
    shown = {
        "drafts": _shown(StatementDraft.objects.all()),
        "small": SMALL,
        "told": "",
        "form": None,
        "second_form": None,
        "second_of": "",
        **about,
    }
    return page(request, "statements.html", shown, status=status)


def _legal_page(request: OfficeRequest, *, status: int = 200, told: str = "") -> HttpResponse:
    rows = StatementDraft.objects.filter(small=True).exclude(second_by="")
    shown = {"drafts": _shown(rows), "small": SMALL, "told": told}
    return page(request, "statements_legal.html", shown, status=status)


def _shown(rows: Any) -> list[tuple[StatementDraft, Pattern | None]]:
    held = list(rows)
    of = {each.pattern for each in held}
    rows = Pattern._base_manager.filter(fingerprint__in=of)
    patterns = rows.select_related("latest", "joined_to__latest")
    found = {each.fingerprint: each.joined_to or each for each in patterns}
    return [(each, found.get(each.pattern)) for each in held]


def _pattern(number: str) -> Pattern | None:
    """The finding that has a number in the newest run, as F-02; no lead on an officer."""
    rows = Sighting.objects.filter(number=number.strip().upper(), pattern__over__in=(NEW, STILL))
    shown = rows.exclude(pattern__kind=LEAD, pattern__subject_kind=OFFICER)
    held = shown.select_related("pattern__latest").order_by("-id").first()
    return held.pattern if held and held.pattern.latest_id == held.id else None
