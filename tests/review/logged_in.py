"""An office with accounts: its settings, and clients that log in by its own pages."""

import time
from contextlib import contextmanager

HOST = "review.example.org"
PASSWORD = "a rather long sentence"
BEHIND_PROXY = {"HTTP_HOST": HOST, "HTTP_X_FORWARDED_PROTO": "https"}
# What Django hashes passwords with takes half a second each by design.
QUICK = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@contextmanager
def accounts_on(**more):
    """The settings of `tallystick review serve`, with a quick hash of passwords."""
    from django.conf import settings
    from django.test import override_settings

    from tallystick.review.accounts.settings import with_accounts

    own = with_accounts(HOST, settings.MIDDLEWARE) | {"PASSWORD_HASHERS": QUICK} | more
    with override_settings(**own):
        yield


def stranger(**more):
    from django.test import Client

    return Client(**BEHIND_PROXY, **more)


def totp_now(device, steps=0):
    """The code of an authenticator by its key, as RFC 6238 has it; `steps` of 30 s ahead."""
    from django_otp.oath import totp

    device.refresh_from_db()
    at = max(int(time.time()) // 30, device.last_t + 1) + steps
    return f"{totp(device.bin_key, step=30, t0=0, digits=6, drift=at - int(time.time()) // 30):06}"


def invitation(login, actor="program"):
    from tallystick.review.accounts.opening import invite

    return invite(actor, login)


def enrolled(login):
    """Accept an invitation; return the client, which is in, its authenticator and its codes."""
    import re

    from django_otp.plugins.otp_totp.models import TOTPDevice

    client = stranger()
    told = client.post(invitation(login), {"password": PASSWORD, "again": PASSWORD})
    assert told.status_code == 302, told.content.decode()
    assert client.get("/log-in/enrol").status_code == 200
    device = TOTPDevice.objects.get(user__username=login)
    shown = client.post("/log-in/enrol", {"code": totp_now(device)}).content.decode()
    return client, device, re.findall(r"<code>(\w{4} \w{4})</code>", shown)


def log_in(login, password=PASSWORD):
    """A client after the password, and the answer."""
    client = stranger()
    return client, client.post("/log-in", {"login": login, "password": password})
