"""Pages that say no, and what to do."""

from __future__ import annotations

import errno
import sys

from django.core.exceptions import TooManyFilesSent
from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.http.multipartparser import MultiPartParserError
from django.views.defaults import bad_request

from tallystick.review.database import is_on_server
from tallystick.review.models import Run
from tallystick.review.pages.environment import page
from tallystick.review.runs.copying import is_sealed_copy
from tallystick.review.runs.sealed import folder_of
from tallystick.review.words import tell

FORBIDDEN, MISSING, BROKEN = 403, 404, 500
DISK = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EIO}
"""What a system says of a disk that cannot be written to."""


def no_entry(request: HttpRequest, why: str = "no_entry") -> HttpResponse:
    """Say how one comes in: by the address that the program printed, or by logging in."""
    return page(request, "refused.html", {"why": why}, status=FORBIDDEN)


def not_allowed(request: HttpRequest, why: str) -> HttpResponse:
    """Say that this person may not do that, and who may; `why` is a key of ``refused``."""
    return page(request, "refused.html", {"why": why or "no_entry"}, status=FORBIDDEN)


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that a form was not one of these pages', or that it is old."""
    return page(request, "refused.html", {"why": "forged"}, status=FORBIDDEN)


def missing(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that there is no such page."""
    return page(request, "refused.html", {"why": "missing"}, status=MISSING)


def unreadable(request: HttpRequest, exception: Exception | None = None) -> HttpResponseBase:
    """Say what is wrong with a form that cannot be read, or with a request that is none."""
    if isinstance(exception, MultiPartParserError | TooManyFilesSent):
        return unusable(request, tell("refused.parts"))
    return bad_request(request, exception or ValueError())


def broken(request: HttpRequest) -> HttpResponse:
    """Say that a page failed, and by what; Django calls it within the exception."""
    return page(request, "refused.html", {"why": _why(sys.exception())}, status=BROKEN)


def _why(error: BaseException | None) -> str:
    """Return the key of what failed: the database, the disk, a run's files, or this program."""
    if isinstance(error, DatabaseError | InterfaceError) and is_on_server():
        is_away = isinstance(error, OperationalError | InterfaceError)
        return "gone" if is_away else "broken"
    if isinstance(error, OperationalError):
        return "gone" if "locked" in str(error) else "full"
    if isinstance(error, OSError) and error.errno in DISK:
        return "full"
    return "broken" if _runs_are_as_sealed() else "lost"


def _runs_are_as_sealed() -> bool:
    """Whether every run of the case is; it reads them, which only a page that failed asks for."""
    try:
        seals = list(Run.objects.values_list("manifest_sha256", flat=True))
    except DatabaseError:
        return True
    return all(is_sealed_copy(folder_of(seal)) for seal in seals)


def unusable(
    request: HttpRequest, message: str, *, status: int = 400, why: str = "unusable"
) -> HttpResponse:
    """Say why a form cannot be taken, in the words of a message; `why` is the key of its title."""
    return page(request, "refused.html", {"why": why, "message": message}, status=status)
