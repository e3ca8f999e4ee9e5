"""Whether the office can work, for whoever watches it; no data of a case."""

from __future__ import annotations

import shutil

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from tallystick.review.log.entries import head
from tallystick.review.pages.allowed import OUTSIDE, asks
from tallystick.review.pages.log_in import where_people_log_in
from tallystick.review.runs.sealed import case

LEAST_FREE = 512 * 1024 * 1024
"""Bytes below which the disk is too full to work on."""


@asks(OUTSIDE)
@where_people_log_in
@require_GET
def healthy(request: HttpRequest) -> HttpResponse:
    """Say that database and disk are there, or with 503 which is not."""
    told = "ok"
    try:
        head()
    except DatabaseError:
        told = "database"
    if shutil.disk_usage(case().folder).free < LEAST_FREE:
        told = "disk"
    status = 200 if told == "ok" else 503
    return HttpResponse(told + "\n", content_type="text/plain", status=status)
