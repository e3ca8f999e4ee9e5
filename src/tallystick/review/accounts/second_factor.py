"""The second factor: a six-digit code of an authenticator (RFC 6238), or a printed code."""

from __future__ import annotations

from base64 import b32encode
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django_otp import match_token
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from tallystick.review.accounts import passkeys
from tallystick.review.log.replay import database

PRINTED = 10
"""How many printed codes a person has; each lets in once."""
GROUP = 4
AUTHENTICATOR, PRINTED_CODES = "authenticator", "printed codes"


def has_second_factor(user: User) -> bool:
    """Whether an authenticator was confirmed by a code of its own."""
    return bool(TOTPDevice.objects.filter(user=user, confirmed=True).exists())


def device_for(user: User, code: str) -> Any:
    """Return the device that gave a code, which is then used up; None where it is not right.

    Also None while a device waits after wrong codes: twice as long after each (django-otp).
    """
    return match_token(user, code.replace(" ", "").lower())


def authenticator_to_confirm(user: User) -> TOTPDevice:
    """Return the authenticator that a person is setting up."""
    made, _ = TOTPDevice.objects.get_or_create(user=user, confirmed=False, name=AUTHENTICATOR)
    return made


def key_in_groups(device: TOTPDevice) -> str:
    """Return the key of an authenticator as it is typed: base 32, in groups of four."""
    key = b32encode(device.bin_key).decode("ascii")
    return " ".join(key[at : at + GROUP] for at in range(0, len(key), GROUP))


def confirmed(user: User, device: TOTPDevice, code: str) -> list[str]:
    """Take an authenticator by a code of it, in place of one of before; return printed codes.

    Returns nothing where the code is not right.
    """
    with transaction.atomic(using=database()):
        if not device.verify_token(code.replace(" ", "")):
            return []
        TOTPDevice.objects.filter(user=user).exclude(pk=device.pk).delete()
        device.confirmed = True
        device.save()
        return new_printed_codes(user)


def new_printed_codes(user: User) -> list[str]:
    """Return new printed codes; those of before are void."""
    with transaction.atomic(using=database()):
        StaticDevice.objects.filter(user=user).delete()
        device = StaticDevice.objects.create(user=user, name=PRINTED_CODES)
        codes = [StaticToken.random_token() for _ in range(PRINTED)]
        StaticToken.objects.bulk_create(StaticToken(device=device, token=each) for each in codes)
    return codes


def printed_left(user: User) -> int:
    """Return how many printed codes still let in."""
    return int(StaticToken.objects.filter(device__user=user).count())


def forget_devices(user: User) -> None:
    """Make every second factor of a person void."""
    passkeys.forget_all(user)
    TOTPDevice.objects.filter(user=user).delete()
    StaticDevice.objects.filter(user=user).delete()
