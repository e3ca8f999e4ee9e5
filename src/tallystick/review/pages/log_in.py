"""Log in with two factors, after an invitation; log out. There is none of this on loopback."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import django_otp
from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.contrib.auth.models import User
from django.contrib.auth.tokens import default_token_generator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods, require_POST

from tallystick.report.words.wording import language
from tallystick.review.accounts import attempts, passkeys, second_factor
from tallystick.review.accounts.door import ENROL, LOG_IN, SECOND, begin, is_between_factors
from tallystick.review.accounts.opening import account_of
from tallystick.review.pages.account_forms import CodeForm, LogInForm, NewPasswordForm
from tallystick.review.pages.allowed import INSIDE, OUTSIDE, asks
from tallystick.review.pages.environment import page
from tallystick.review.pages.refused import no_entry
from tallystick.review.pages.request import LANGUAGE

WRONG, TOO_MANY = 400, 429
View = Callable[..., HttpResponse]


def where_people_log_in(view: View) -> View:
    """Answer that there is no such page where one person works on loopback."""

    @wraps(view)
    def answer(request: HttpRequest, *arguments: Any, **more: Any) -> HttpResponse:
        if not settings.WITH_ACCOUNTS:
            raise Http404
        return view(request, *arguments, **more)

    return answer


@asks(OUTSIDE)
@where_people_log_in
@require_http_methods(["GET", "POST"])
def log_in(request: HttpRequest) -> HttpResponse:
    """Ask for login and password."""
    if request.method != "POST":
        return _log_in_page(request, None)
    form = LogInForm(request.POST)
    if not form.is_valid():
        return _log_in_page(request, form, WRONG)
    name = form.cleaned_data["login"]
    pause = attempts.counted(name)
    if pause:
        return _log_in_page(request, form, TOO_MANY, pause=pause)
    user = authenticate(request, username=name, password=form.cleaned_data["password"])
    if user is None or account_of(name) is None:
        form.refuse("password", "not_a_pair")
        return _log_in_page(request, form, WRONG)
    attempts.forgotten(name)
    return _after_password(request, user)


@asks(OUTSIDE)
@where_people_log_in
@require_http_methods(["GET", "POST"])
def second(request: HttpRequest) -> HttpResponse:
    """Ask for a code of the authenticator, or a printed one."""
    user: Any = request.user
    if not is_between_factors(request):
        return HttpResponseRedirect(LOG_IN)
    if not second_factor.has_second_factor(user):
        return HttpResponseRedirect(ENROL)
    if request.method != "POST":
        return second_page(request)
    form = CodeForm(request.POST)
    if form.is_valid():
        device = second_factor.device_for(user, form.cleaned_data["code"])
        if device is not None:
            both_factors(request, device)
            return HttpResponseRedirect("/")
        form.refuse("code", "not_the_code")
    return second_page(request, status=WRONG, form=form)


def second_page(request: HttpRequest, *, status: int = 200, **about: Any) -> HttpResponse:
    """Return the page that asks for a code, or for a passkey where the person has one."""
    user: Any = request.user
    has = bool(passkeys.passkeys_of(user))
    shown = {
        "form": None,
        "passkey": passkeys.challenge_to_use(request) if has else "",
        "passkey_wrong": False,
        **about,
    }
    return page(request, "log_in_second.html", shown, status=status)


@asks(OUTSIDE)
@where_people_log_in
@require_http_methods(["GET", "POST"])
def enrol(request: HttpRequest) -> HttpResponse:
    """Set up an authenticator, which must show that it works; then show printed codes, once."""
    user: Any = request.user
    if not is_between_factors(request) or second_factor.has_second_factor(user):
        return HttpResponseRedirect(SECOND)
    device = second_factor.authenticator_to_confirm(user)
    form = CodeForm(request.POST) if request.method == "POST" else None
    if form is not None and form.is_valid():
        codes = second_factor.confirmed(user, device, form.cleaned_data["code"])
        if codes:
            both_factors(request, device)
            return page(request, "printed_codes.html", {"codes": codes})
        form.refuse("code", "not_the_code")
    about = {
        "form": form,
        "login": user.get_username(),
        "key": second_factor.key_in_groups(device),
        "link": device.config_url,
    }
    return page(request, "log_in_enrol.html", about, status=WRONG if form else 200)


@asks(OUTSIDE)
@where_people_log_in
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, login: str, token: str) -> HttpResponse:
    """Let whoever was invited choose a password; the address opens until they have."""
    user = User.objects.filter(username=login).first()
    is_right = user is not None and default_token_generator.check_token(user, token)
    if user is None or not is_right or account_of(login) is None:
        return no_entry(request, "no_invitation")
    form = NewPasswordForm(request.POST, user=user) if request.method == "POST" else None
    if form is None or not form.is_valid():
        about = {"form": form, "login": login}
        return page(request, "invitation.html", about, status=WRONG if form else 200)
    user.set_password(form.cleaned_data["password"])
    user.save()
    attempts.forgotten(login)
    return _after_password(request, user)


@asks(INSIDE)
@where_people_log_in
@require_POST
def log_out(request: HttpRequest) -> HttpResponse:
    """End the session; the page to log in speaks the language that was chosen in it."""
    spoken = language()
    logout(request)
    chosen = "" if spoken == settings.LANGUAGE_CODE else f"?{LANGUAGE}={spoken}"
    return HttpResponseRedirect(LOG_IN + chosen)


def _log_in_page(
    request: HttpRequest, form: LogInForm | None, status: int = 200, *, pause: int = 0
) -> HttpResponse:
    answer = page(request, "log_in.html", {"form": form, "pause": pause}, status=status)
    if pause:
        answer["Retry-After"] = str(pause)
    return answer


def _after_password(request: HttpRequest, user: Any) -> HttpResponse:
    """Begin a session that opens nothing until the second factor is given."""
    spoken = language()
    request.session.flush()
    login(request, user)
    request.session[LANGUAGE] = spoken
    begin(request)
    return HttpResponseRedirect(SECOND)


def both_factors(request: HttpRequest, device: Any) -> None:
    """Begin the session of who gave the password and, by a device, the second factor."""
    django_otp.login(request, device)
    request.session.cycle_key()
    begin(request)
