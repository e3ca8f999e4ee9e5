"""Requests in company: the companies of this quarter, the form of its round, and earlier rounds."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET, require_POST

from tallystick.review.acting.companies import COMPANY
from tallystick.review.acting.quarters import Quarter, quarter_from
from tallystick.review.acting.rounds import WINDOW_DAYS, ask, open_quarter, release_all
from tallystick.review.decisions.may import RELEASE, REQUEST
from tallystick.review.decisions.people import NotAllowedError
from tallystick.review.decisions.readings import quarter_of
from tallystick.review.models import Request, Round
from tallystick.review.pages.allowed import asks
from tallystick.review.pages.environment import page
from tallystick.review.pages.exchanged import shown_requests
from tallystick.review.pages.forms import today
from tallystick.review.pages.request import OfficeRequest
from tallystick.review.pages.requests_list import UntilForm

ADDRESS = "/requests/company"


class RoundForm(UntilForm):
    """What every unit of the round is asked for, and which companies are asked beside the lot's."""

    company = forms.MultipleChoiceField(required=False)

    def __init__(self, data: Any = None, *, quarter: Quarter | None = None) -> None:
        super().__init__(data)
        field = self.fields["company"]
        assert isinstance(field, forms.MultipleChoiceField)
        places = sorted(quarter.places) if quarter else ()
        field.choices = [(str(each), str(each)) for each in places]


@asks(REQUEST)
@require_GET
def company(request: OfficeRequest) -> HttpResponse:
    """Show the companies of the quarter, how often each unit is asked, and earlier rounds."""
    return _page(request)


@asks(REQUEST)
@require_POST
def round_asked(request: OfficeRequest) -> HttpResponse:
    """Ask the round of this quarter."""
    form = RoundForm(request.POST, quarter=quarter_from(quarter_of(today())))
    if not form.is_valid():
        return _page(request, status=400, form=form)
    held = form.cleaned_data
    try:
        ask(request.person, map(int, held["company"]), held["text"], held["due"], today())
    except NotAllowedError as error:
        return _page(request, status=409, told=str(error), form=form)
    return HttpResponseRedirect(ADDRESS)


@asks(RELEASE)
@require_POST
def round_released(request: OfficeRequest, seq: int) -> HttpResponse:
    """Release every request of a round to its unit, or agree to those that wait."""
    held = get_object_or_404(Round, created_seq=seq)
    try:
        release_all(request.person, held)
    except NotAllowedError as error:
        return _page(request, status=409, told=str(error))
    return HttpResponseRedirect(ADDRESS)


def _page(request: OfficeRequest, *, status: int = 200, **about: Any) -> HttpResponse:
    day = today()
    held = quarter_from(quarter_of(day))
    rounds = Round.objects.order_by("-quarter")
    shown = {
        "start": quarter_of(day),
        "quarter": held,
        "closed": _closed(),
        "least": COMPANY,
        "days": WINDOW_DAYS,
        "rounds": [(each, shown_requests(Request.objects.filter(round=each))) for each in rounds],
        "told": "",
        "form": None,
        **about,
    }
    return page(request, "company.html", shown, status=status)


def _closed() -> str:
    """Why no round can be asked today, "" where one can."""
    try:
        open_quarter(today())
    except NotAllowedError as error:
        return str(error)
    return ""
