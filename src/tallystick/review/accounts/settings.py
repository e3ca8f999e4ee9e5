"""Django's settings where people log in: those that differ from one person on loopback."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

LOOPBACK_DOOR = "tallystick.review.loopback.Doorkeeper"
DOORS = (
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "tallystick.review.accounts.door.Doorkeeper",
)
LONGEST, A_YEAR = 36_000, 31_536_000
"""In seconds: how long a session may be, and for how long a browser remembers TLS."""


def with_accounts(host: str, middleware: Sequence[str]) -> dict[str, Any]:
    """Return the settings of an office at `host`, behind a proxy that speaks TLS."""
    at = list(middleware).index(LOOPBACK_DOOR)
    return {
        "WITH_ACCOUNTS": True,
        "ALLOWED_HOSTS": [host],
        "MIDDLEWARE": [*middleware[:at], *DOORS, *middleware[at + 1 :]],
        "SESSION_ENGINE": "django.contrib.sessions.backends.db",
        "SESSION_COOKIE_NAME": "__Host-tallystick",
        "CSRF_COOKIE_NAME": "__Host-tallystick-form",
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        "SESSION_COOKIE_AGE": LONGEST,
        "SECURE_PROXY_SSL_HEADER": ("HTTP_X_FORWARDED_PROTO", "https"),
        "SECURE_HSTS_SECONDS": A_YEAR,
        # A passkey is a second factor, bound to this host; what is wrong with one is not logged.
        "OTP_WEBAUTHN_RP_ID": host,
        "OTP_WEBAUTHN_RP_NAME": "Tallystick review",
        "OTP_WEBAUTHN_ALLOWED_ORIGINS": [f"https://{host}"],
        "OTP_WEBAUTHN_ALLOW_PASSWORDLESS_LOGIN": False,
        "OTP_WEBAUTHN_EXCEPTION_LOGGER_NAME": "",
    }
