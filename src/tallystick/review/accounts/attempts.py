"""How often a password may be guessed: five times, then after a pause that doubles."""

from __future__ import annotations

from datetime import datetime, timedelta
from math import ceil

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from tallystick.review.log.replay import database
from tallystick.review.models import Attempts

FREE, FIRST_PAUSE, LONGEST_PAUSE = 5, 30, 900
"""Attempts without a pause, and pauses in seconds."""
BUCKETS = 4096
"""Logins share this many counters, so that guesses at any number of logins fill no table."""


def counted(login: str) -> int:
    """Count an attempt; return how many seconds it must wait, where it must, and is not counted.

    An attempt is counted before its password is looked at, so that many at once are as many.
    """
    now, bucket = timezone.now(), _bucket(login)
    try:
        with transaction.atomic(using=database()):
            Attempts.objects.get_or_create(bucket=bucket, defaults={"last_at": now})
    except IntegrityError:
        pass  # Somebody else made it in the same moment.
    with transaction.atomic(using=database()):
        held = Attempts.objects.select_for_update().get(bucket=bucket)
        pause = _pause(held.wrong)
        left = _left(held.last_at, pause, now)
        if left > 0:
            return left
        held.wrong, held.last_at = held.wrong + 1, now
        held.save()
    return 0


def forgotten(login: str) -> None:
    """Begin the count anew, after a right password."""
    Attempts.objects.filter(bucket=_bucket(login)).update(wrong=0)


def _pause(wrong: int) -> int:
    if wrong < FREE:
        return 0
    return int(min(FIRST_PAUSE * 2.0 ** min(wrong - FREE, 20), LONGEST_PAUSE))


def _left(last_at: datetime, pause: int, now: datetime) -> int:
    # A clock that was set back makes nobody wait longer than a pause.
    left = min((last_at + timedelta(seconds=pause) - now).total_seconds(), pause)
    return ceil(left)


def _bucket(login: str) -> int:
    return int(salted_hmac("tallystick.attempts", login).hexdigest()[:8], 16) % BUCKETS
