"""Who works on the case, in which roles, and on what they must not decide."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_GET, require_POST

from tallystick.review.accounts import opening
from tallystick.review.decisions.may import PEOPLE, ROLES
from tallystick.review.decisions.people import (
    ADDED,
    LOGIN,
    MOVED,
    ROLES_CHANGED,
    NotAllowedError,
    works_alone,
)
from tallystick.review.decisions.recusal import FINDING, OFFICER, RECUSED, UNIT
from tallystick.review.log.entries import append
from tallystick.review.models import Account, MaskedName, Pattern, Person, Recusal
from tallystick.review.pages.allowed import asks
from tallystick.review.pages.environment import page
from tallystick.review.pages.forms import SHORT, DecisionForm, ReasonForm
from tallystick.review.pages.log_in import where_people_log_in
from tallystick.review.pages.request import OfficeRequest, actor
from tallystick.review.words import tell

LONGEST_UNIT = 200


class PersonForm(DecisionForm):
    """A new person: what the log calls them, their name, roles, and their own unit and officer."""

    login = forms.RegexField(rf"\A{LOGIN.pattern}\Z")
    name = forms.CharField(max_length=200)
    unit = forms.CharField(max_length=LONGEST_UNIT, required=False)
    officer = forms.CharField(max_length=LONGEST_UNIT, required=False)
    roles = forms.MultipleChoiceField(choices=[(each, each) for each in ROLES])


class RecusalForm(ReasonForm):
    """A person, and a unit, an officer or a pattern, by kind and mask, code or fingerprint."""

    login = forms.CharField(max_length=SHORT)
    on = forms.ChoiceField()

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        field = self.fields["on"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = _choices()


@asks(PEOPLE)
@require_GET
def people(request: OfficeRequest) -> HttpResponse:
    """Show everybody of the case."""
    return _page(request)


@asks(PEOPLE)
@require_POST
def added(request: OfficeRequest) -> HttpResponse:
    """Add a person."""
    form = PersonForm(request.POST)
    if not form.is_valid():
        return _page(request, status=400, add_form=form)
    return _taken(request, ADDED, dict(form.cleaned_data), None, add_form=form)


@asks(PEOPLE)
@require_POST
def roles_changed(request: OfficeRequest) -> HttpResponse:
    """Give a person other roles."""
    object = {
        "login": request.POST.get("login", "")[:SHORT],
        "roles": [each[:SHORT] for each in request.POST.getlist("roles")],
    }
    return _taken(request, ROLES_CHANGED, object, None)


@asks(PEOPLE)
@require_POST
def moved(request: OfficeRequest) -> HttpResponse:
    """Change the unit and the officer number of a person."""
    names = ("login", "unit", "officer")
    told = {each: request.POST.get(each, "").strip()[:LONGEST_UNIT] for each in names}
    return _taken(request, MOVED, told, None)


@asks(PEOPLE)
@where_people_log_in
@require_POST
def invited(request: OfficeRequest) -> HttpResponse:
    """Open an account, or invite its person anew; the address of the invitation is shown once."""
    login = request.POST.get("login", "")[:SHORT]
    try:
        path = opening.invite(actor(request), login)
    except NotAllowedError as error:
        return _page(request, status=409, told=str(error))
    return _page(request, invited=login, invitation=request.build_absolute_uri(path))


@asks(PEOPLE)
@where_people_log_in
@require_POST
def closed(request: OfficeRequest) -> HttpResponse:
    """Close an account, and take its roles away."""
    try:
        opening.close(actor(request), request.POST.get("login", "")[:SHORT])
    except NotAllowedError as error:
        return _page(request, status=409, told=str(error))
    return HttpResponseRedirect("/people")


@asks(PEOPLE)
@require_POST
def recused(request: OfficeRequest) -> HttpResponse:
    """Keep that a person must not decide on something."""
    form = RecusalForm(request.POST)
    if not form.is_valid():
        return _page(request, status=400, recuse_form=form)
    kind, _, value = form.cleaned_data["on"].partition(":")
    object = {"login": form.cleaned_data["login"], "kind": kind, "value": value}
    return _taken(request, RECUSED, object, form.cleaned_data["reason"], recuse_form=form)


def _taken(
    request: OfficeRequest, act: str, object: dict[str, Any], text: str | None, **about: Any
) -> HttpResponse:
    try:
        append(actor(request), act, object, text)
    except NotAllowedError as error:
        return _page(request, status=409, told=str(error), **about)
    return HttpResponseRedirect("/people")


def _page(request: OfficeRequest, *, status: int = 200, **about: Any) -> HttpResponse:
    recusals = defaultdict(list)
    for each in Recusal.objects.all():
        recusals[each.person_id].append(each)
    shown = {
        "people": list(Person.objects.all()),
        "recusals": recusals,
        "codes": dict(Pattern._base_manager.values_list("fingerprint", "code")),
        "roles": ROLES,
        "choices": _choices(),
        "alone": works_alone(),
        "held": {each.person_id: each for each in Account.objects.all()},
        "invited": "",
        "invitation": "",
        "told": "",
        "add_form": None,
        "recuse_form": None,
        **about,
    }
    return page(request, "people.html", shown, status=status)


def _choices() -> list[tuple[str, str]]:
    """What a person can be recused from, by masks: each unit, officer and pattern of the case."""
    masks = MaskedName.objects.filter(kind__in=(UNIT, OFFICER)).order_by("-kind", "id")
    told = [(f"{each.kind}:{each.mask}", each.mask) for each in masks]
    codes = Pattern.objects.values_list("fingerprint", "code", "check_name")
    return told + [(f"{FINDING}:{name}", f"{tell('kind.finding')} {code} ({check})")
                   for name, code, check in codes]  # fmt: skip
