"""A person's own account: password, printed codes, another authenticator."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import logout, update_session_auth_hash
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_GET, require_POST

from tallystick.review.accounts import attempts, passkeys, second_factor
from tallystick.review.accounts.door import LOG_IN
from tallystick.review.pages.account_forms import ChangedPasswordForm, CodeForm
from tallystick.review.pages.allowed import INSIDE, asks
from tallystick.review.pages.environment import page
from tallystick.review.pages.log_in import TOO_MANY, WRONG, where_people_log_in


@asks(INSIDE)
@where_people_log_in
@require_GET
def own_account(request: HttpRequest) -> HttpResponse:
    """Show what of the account can be changed."""
    return account_page(request)


@asks(INSIDE)
@where_people_log_in
@require_POST
def password_changed(request: HttpRequest) -> HttpResponse:
    """Change the password; sessions on other machines end."""
    user: Any = request.user
    form = ChangedPasswordForm(request.POST, user=user)
    if attempts.counted(user.get_username()):
        return account_page(request, status=TOO_MANY, told="wait")
    if not form.is_valid():
        return account_page(request, status=WRONG, password_form=form)
    attempts.forgotten(user.get_username())
    user.set_password(form.cleaned_data["password"])
    user.save()
    update_session_auth_hash(request, user)
    return account_page(request, told="password_changed")


@asks(INSIDE)
@where_people_log_in
@require_POST
def codes_renewed(request: HttpRequest) -> HttpResponse:
    """Show new printed codes, once; those of before are void."""
    form = code_given(request)
    if form is not None:
        return account_page(request, status=WRONG, codes_form=form)
    return page(
        request, "printed_codes.html", {"codes": second_factor.new_printed_codes(_of(request))}
    )


@asks(INSIDE)
@where_people_log_in
@require_POST
def authenticator_left(request: HttpRequest) -> HttpResponse:
    """Forget the authenticator, and log out; the next log-in sets up another."""
    form = code_given(request)
    if form is not None:
        return account_page(request, status=WRONG, authenticator_form=form)
    second_factor.forget_devices(_of(request))
    logout(request)
    return HttpResponseRedirect(LOG_IN)


def code_given(request: HttpRequest) -> CodeForm | None:
    """Return the form with its fault where no right code came with it; None where one did."""
    form = CodeForm(request.POST)
    if form.is_valid():
        if second_factor.device_for(_of(request), form.cleaned_data["code"]) is not None:
            return None
        form.refuse("code", "not_the_code")
    return form


def _of(request: HttpRequest) -> Any:
    return request.user


def account_page(request: HttpRequest, *, status: int = 200, **about: Any) -> HttpResponse:
    """Return the page of one's own account, with forms that were refused by their names."""
    shown = {
        "passkeys": passkeys.passkeys_of(_of(request)),
        "most": passkeys.MOST,
        "left": second_factor.printed_left(_of(request)),
        "told": "",
        "password_form": None,
        "codes_form": None,
        "authenticator_form": None,
        "passkey_form": None,
        "left_form": None,
        "left_number": 0,
        **about,
    }
    return page(request, "own_account.html", shown, status=status)
