"""Django's settings of the channel: no session, no cookie, no log, nothing on a disk.

`serving.serve` sets the case, the host and the language before Django reads them.
"""

from __future__ import annotations

from pathlib import Path

MOST_BYTES = 12 << 20
CASE, LANGUAGE = Path(), ""
DEBUG = False
SECRET_KEY = "signs nothing: forms are signed with the key of the box"
ALLOWED_HOSTS: list[str] = []
ROOT_URLCONF = "tallystick.intake.urls"
INSTALLED_APPS: list[str] = []
DATABASES: dict[str, dict[str, str]] = {}
MIDDLEWARE = ["tallystick.intake.pages.quiet.Quiet"]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "OPTIONS": {"environment": "tallystick.intake.pages.rendering.environment"},
    }
]
# Django's own handlers write an upload of 2.5 MB and more to a temporary file, in clear.
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = DATA_UPLOAD_MAX_MEMORY_SIZE = MOST_BYTES
DATA_UPLOAD_MAX_NUMBER_FIELDS = 100
DATA_UPLOAD_MAX_NUMBER_FILES = 10
LOGGING_CONFIG = None
USE_I18N = False
USE_TZ = True
APPEND_SLASH = False
