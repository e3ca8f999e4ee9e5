"""Django's settings of the office; the environment names the case folder.

Without one, as when types are checked, the database is empty and in memory.
"""

from __future__ import annotations

import os
from pathlib import Path

from tallystick.review.accounts.settings import with_accounts
from tallystick.review.case_folder import DJANGO_KEY, Case, open_case
from tallystick.review.database import database_of
from tallystick.review.office import CASE_VARIABLE, HOST_VARIABLE

_folder = os.environ.get(CASE_VARIABLE)
CASE: Case | None = open_case(Path(_folder)) if _folder else None
SECRET_KEY = CASE.secret(DJANGO_KEY) if CASE else "none: there is no case"
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1"]
ROOT_URLCONF = "tallystick.review.urls"
INSTALLED_APPS = [
    "tallystick.review.apps.Review",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "django_otp_webauthn",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
# An invitation ends by then, or when its person has chosen a password.
PASSWORD_RESET_TIMEOUT = 3 * 24 * 3600
DATABASES = {
    "default": database_of(CASE),
    # Where the state is built anew from the log, to be compared.
    "replay": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"},
}
DATABASE_ROUTERS = ["tallystick.review.log.replay.Router"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
MIDDLEWARE = [
    "tallystick.review.loopback.Headers",
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "tallystick.review.pages.environment.Spoken",
    "tallystick.review.loopback.Doorkeeper",
    "tallystick.review.pages.allowed.Allowed",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "OPTIONS": {"environment": "tallystick.review.pages.environment.environment"},
    }
]
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 2000},
    }
}
# Sessions live in the memory of the one process, and end with it.
SESSION_ENGINE = "django.contrib.sessions.backends.cache"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Strict"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_AGE = None
CSRF_FAILURE_VIEW = "tallystick.review.pages.refused.forged"
SECURE_CONTENT_TYPE_NOSNIFF = True
# With no-referrer a browser sends forms with a null Origin, which is what a forged one looks like.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# An upload never lies in clear in a temporary file.
FILE_UPLOAD_HANDLERS = ["tallystick.review.pages.uploads.DocumentUpload"]
LANGUAGE_CODE = CASE.language if CASE else "en"
USE_I18N = False
USE_TZ = True
TIME_ZONE = "UTC"
# Who starts the office for several people gives the name of its host; loopback has none.
WITH_ACCOUNTS = False
if _host := os.environ.get(HOST_VARIABLE):
    globals().update(with_accounts(_host, MIDDLEWARE))
