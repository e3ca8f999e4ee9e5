"""Passkeys (WebAuthn): a second factor beside the codes of an authenticator, never the only one.

A browser gets a challenge with a page, and answers it by a form. The session holds the challenge
until it is answered, once, or until the next.
"""

from __future__ import annotations

import json
from typing import Any

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django_otp_webauthn.exceptions import OTPWebAuthnApiError
from django_otp_webauthn.helpers import WebAuthnHelper
from django_otp_webauthn.models import WebAuthnCredential, WebAuthnUserHandle
from webauthn.helpers.exceptions import WebAuthnException

from tallystick.review.log.replay import database

MOST, LONGEST_NAME, LONGEST_ANSWER = 10, 64, 16_384
STATE, NEW, USE = "passkey", "new", "use"
_REFUSED = (OTPWebAuthnApiError, WebAuthnException, IntegrityError, ValueError, LookupError,
            TypeError, AttributeError, OverflowError, RecursionError)  # fmt: skip


class PasskeyError(ValueError):
    """An answer is not that of a passkey to the challenge of this session."""


def passkeys_of(user: User) -> list[Any]:
    """Return the passkeys of a person, those that came first at the top."""
    return list(WebAuthnCredential.objects.filter(user=user, confirmed=True).order_by("id"))


def challenge_to_make(request: HttpRequest) -> str:
    """Return as JSON with what a browser makes a passkey for the person of the session."""
    options, state = WebAuthnHelper(request).register_begin(user=_user(request))
    request.session[STATE] = {"for": NEW, **state}
    return json.dumps(options)


def challenge_to_use(request: HttpRequest) -> str:
    """Return as JSON with what a browser uses a passkey of the person of the session."""
    options, state = WebAuthnHelper(request).authenticate_begin(
        user=_user(request), require_user_verification=False
    )
    request.session[STATE] = {"for": USE, **state}
    return json.dumps(options)


def made(request: HttpRequest, answer: str, name: str) -> None:
    """Keep a passkey that a browser made; PasskeyError where it did not, or there are enough."""
    state, user = _state(request, NEW), _user(request)
    if len(passkeys_of(user)) >= MOST:
        raise PasskeyError
    try:
        with transaction.atomic(using=database()):
            device = WebAuthnHelper(request).register_complete(user, state, _read(answer))
            device.name = name
            device.save()
    except _REFUSED as error:
        raise PasskeyError from error


def used(request: HttpRequest, answer: str) -> Any:
    """Return the passkey that answered; PasskeyError where it is none of the person."""
    state = _state(request, USE)
    try:
        with transaction.atomic(using=database()):
            device = WebAuthnHelper(request).authenticate_complete(
                _user(request), state, _read(answer)
            )
    except _REFUSED as error:
        raise PasskeyError from error
    if not device.confirmed:
        raise PasskeyError
    return device


def forget(user: User, number: int) -> None:
    """Make one passkey of a person void; nothing where they have no such."""
    WebAuthnCredential.objects.filter(user=user, id=number).delete()


def forget_all(user: User) -> None:
    """Make every passkey of a person void."""
    WebAuthnCredential.objects.filter(user=user).delete()
    WebAuthnUserHandle.objects.filter(user=user).delete()


def _state(request: HttpRequest, what: str) -> dict[str, Any]:
    """Return what the session holds for this answer, which it holds no longer."""
    held = request.session.pop(STATE, None)
    request.session.save()
    if not isinstance(held, dict) or held.get("for") != what:
        raise PasskeyError
    return held


def _read(answer: str) -> dict[str, Any]:
    held = json.loads(answer[:LONGEST_ANSWER])
    if not isinstance(held, dict):
        raise PasskeyError
    return held


def _user(request: HttpRequest) -> Any:
    return request.user
