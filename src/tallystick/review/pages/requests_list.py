"""What units are asked for and colleagues are to do: a list, one request, and their forms."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET, require_POST

from tallystick.review.decisions.may import REQUEST
from tallystick.review.decisions.people import NotAllowedError
from tallystick.review.exchange.answers import answer
from tallystick.review.exchange.requests import ASKED, CLOSED, DONE, GIVEN, STATES, about
from tallystick.review.log.entries import append
from tallystick.review.models import Request, Task
from tallystick.review.pages.allowed import asks
from tallystick.review.pages.environment import page
from tallystick.review.pages.exchange import exchange_page
from tallystick.review.pages.exchanged import listed, people_to_ask, shown_requests
from tallystick.review.pages.forms import LONG, DecisionForm, ReasonForm, day_field, text_field
from tallystick.review.pages.pattern import pattern_of
from tallystick.review.pages.request import OfficeRequest, actor
from tallystick.review.pages.uploads import WordsForm, stores
from tallystick.seal import JSON


class UntilForm(DecisionForm):
    """Words, and the day until which something is to be done."""

    text = text_field(LONG)
    due = day_field()

    def clean(self) -> None:
        """Refuse a day that is over."""
        self.not_past("due")


class AskForm(UntilForm):
    """What a unit or the agency is asked for."""

    to = forms.CharField(max_length=300)


class TaskForm(UntilForm):
    """What a colleague is to do."""

    holder = forms.CharField(max_length=150)


class DoneForm(DecisionForm):
    """What was done, in words if there is something to say."""

    reason = text_field(LONG, required=False)


@asks(REQUEST)
@require_GET
def requests(request: OfficeRequest) -> HttpResponse:
    """Show every request and task, those that wait unless another state is asked for."""
    return _list_page(request)


@asks(REQUEST)
@require_POST
def asked(request: OfficeRequest) -> HttpResponse:
    """Ask a unit or the agency for something."""
    return _until(request, AskForm(request.POST), "ask_form", ASKED, ("to", "due"))


@asks(REQUEST)
@require_POST
def task_given(request: OfficeRequest) -> HttpResponse:
    """Give a colleague something to do."""
    return _until(request, TaskForm(request.POST), "task_form", GIVEN, ("holder", "due"))


@asks(REQUEST)
@require_GET
def one(request: OfficeRequest, seq: int) -> HttpResponse:
    """Show one request."""
    return _request_page(request, _of(seq))


@asks(REQUEST)
@require_POST
@stores
def answered(request: OfficeRequest, seq: int) -> HttpResponse:
    """Enter an answer that came on paper."""
    held, form = _of(seq), WordsForm(request.POST, request.FILES)
    if not form.is_valid():
        return _request_page(request, held, status=400, answer_form=form)
    try:
        answer(request.person, "", held, form.cleaned_data["text"], form.uploads)
    except NotAllowedError as error:
        return _request_page(request, held, status=409, told=str(error), answer_form=form)
    return HttpResponseRedirect(f"/requests/{seq}")


@asks(REQUEST)
@require_POST
def closed(request: OfficeRequest, seq: int) -> HttpResponse:
    """Close a request that is needed no longer."""
    held, form = _of(seq), ReasonForm(request.POST)
    if not form.is_valid():
        return _request_page(request, held, status=400, close_form=form)
    object = {"request": seq, **about(held.pattern)}
    try:
        append(actor(request), CLOSED, object, form.cleaned_data["reason"])
    except NotAllowedError as error:
        return _request_page(request, held, status=409, told=str(error), close_form=form)
    return HttpResponseRedirect(f"/requests/{seq}")


@asks(REQUEST)
@require_POST
def task_done(request: OfficeRequest, seq: int) -> HttpResponse:
    """Say that a task is done."""
    held, form = get_object_or_404(Task, created_seq=seq), DoneForm(request.POST)
    if not form.is_valid():
        return _list_page(request, status=400, done_form=form, done_of=seq)
    object = {"task": seq, **about(held.pattern)}
    try:
        append(actor(request), DONE, object, form.cleaned_data["reason"] or None)
    except NotAllowedError as error:
        return _list_page(request, status=409, told=str(error))
    return HttpResponseRedirect("/requests")


def request_page_of(request: OfficeRequest, seq: int, **about: Any) -> HttpResponse:
    """Return the page of a request, with why something on it was refused."""
    return _request_page(request, _of(seq), **about)


def _of(seq: int) -> Request:
    return get_object_or_404(Request, created_seq=seq)


def _until(
    request: OfficeRequest, form: UntilForm, name: str, act: str, fields: tuple[str, str]
) -> HttpResponse:
    """Take a form that asks something until a day, from the list or the page of a pattern."""
    code = request.POST.get("pattern", "")
    pattern = pattern_of(code)[0] if code else None

    def again(**about: Any) -> HttpResponse:
        told = {name: form, **about}
        return exchange_page(request, pattern, **told) if pattern else _list_page(request, **told)

    if not form.is_valid():
        return again(status=400)
    held = form.cleaned_data
    object: dict[str, JSON] = {each: str(held[each]) for each in fields}
    try:
        append(actor(request), act, object | about(pattern), held["text"])
    except NotAllowedError as error:
        return again(status=409, told=str(error))
    return HttpResponseRedirect(f"/findings/{code}/exchange" if pattern else "/requests")


def _list_page(request: OfficeRequest, *, status: int = 200, **about: Any) -> HttpResponse:
    wanted = request.GET.get("state", "")
    if wanted and wanted not in STATES:
        raise Http404
    asked = request.GET.get("page", "")
    number = max(int(asked), 1) if asked.isdecimal() and len(asked) < 6 else 1
    shown = {
        "listed": listed(wanted, number),
        "wanted": wanted,
        **people_to_ask(),
        "pattern": None,
        "told": "",
        "ask_form": None,
        "task_form": None,
        "done_form": None,
        "done_of": 0,
        **about,
    }
    return page(request, "requests.html", shown, status=status)


def _request_page(
    request: OfficeRequest, held: Request, *, status: int = 200, **about: Any
) -> HttpResponse:
    shown = {
        "each": shown_requests(Request.objects.filter(id=held.id))[0],
        "told": "",
        "answer_form": None,
        "close_form": None,
        **people_to_ask(),
        **about,
    }
    return page(request, "request.html", shown, status=status)
