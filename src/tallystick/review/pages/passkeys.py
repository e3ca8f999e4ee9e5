"""A passkey as second factor: used at a log-in, made and forgotten on one's own account."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST

from tallystick.review.accounts import passkeys, second_factor
from tallystick.review.accounts.door import ENROL, LOG_IN, is_between_factors
from tallystick.review.pages.account_forms import CodeForm
from tallystick.review.pages.allowed import INSIDE, OUTSIDE, asks
from tallystick.review.pages.environment import page
from tallystick.review.pages.forms import DecisionForm
from tallystick.review.pages.log_in import WRONG, both_factors, second_page, where_people_log_in
from tallystick.review.pages.own_account import account_page, code_given

ACCOUNT = "/account"


class PasskeyForm(DecisionForm):
    """What a browser answered for a passkey, and how its person calls it."""

    credential = forms.CharField(max_length=passkeys.LONGEST_ANSWER)
    name = forms.CharField(max_length=passkeys.LONGEST_NAME)


@asks(OUTSIDE)
@where_people_log_in
@require_POST
def used(request: HttpRequest) -> HttpResponse:
    """Let in who gave the password and a passkey of their own."""
    user: Any = request.user
    if not is_between_factors(request):
        return HttpResponseRedirect(LOG_IN)
    if not second_factor.has_second_factor(user):
        return HttpResponseRedirect(ENROL)
    try:
        device = passkeys.used(request, request.POST.get("credential", ""))
    except passkeys.PasskeyError:
        return second_page(request, status=WRONG, passkey_wrong=True)
    both_factors(request, device)
    return HttpResponseRedirect("/")


@asks(INSIDE)
@where_people_log_in
@require_POST
def asked(request: HttpRequest) -> HttpResponse:
    """Show the form that makes a passkey, after a code."""
    form = code_given(request)
    if form is not None:
        return account_page(request, status=WRONG, passkey_form=form)
    return _new_page(request)


@asks(INSIDE)
@where_people_log_in
@require_POST
def made(request: HttpRequest) -> HttpResponse:
    """Keep a passkey that a browser made for the form that was shown."""
    form = PasskeyForm(request.POST)
    if not form.is_valid():
        return account_page(request, status=WRONG, told="passkey_wrong")
    try:
        passkeys.made(request, form.cleaned_data["credential"], form.cleaned_data["name"])
    except passkeys.PasskeyError:
        return account_page(request, status=WRONG, told="passkey_wrong")
    return HttpResponseRedirect(f"{ACCOUNT}#passkeys")


@asks(INSIDE)
@where_people_log_in
@require_POST
def left(request: HttpRequest, number: int) -> HttpResponse:
    """Make a passkey void, after a code."""
    user: Any = request.user
    form: CodeForm | None = code_given(request)
    if form is not None:
        return account_page(request, status=WRONG, left_form=form, left_number=number)
    passkeys.forget(user, number)
    return HttpResponseRedirect(f"{ACCOUNT}#passkeys")


def _new_page(request: HttpRequest) -> HttpResponse:
    about = {"options": passkeys.challenge_to_make(request), "most": passkeys.LONGEST_NAME}
    return page(request, "passkey_new.html", about)
