"""Links of letters to findings, which the office keeps and cannot read.

A browser locks each to the readers' keys of age before it is sent. Eight come at once, all of one
length, most of them locked to keys that nobody holds: how many say something, of which finding and
of which letter, does not show. There is no name with them, and a day instead of an hour.
"""

from __future__ import annotations

import base64
import json
import secrets
from datetime import date, timedelta

from django.db import transaction

from tallystick.review.decisions.erasing import empty_journal
from tallystick.review.log.replay import database
from tallystick.review.models import SealedLink

AT_ONCE, PLAIN_BYTES = 8, 1024
MOST, KEEP_DAYS = 1024, 365
CODE_BYTES = 8
MAGIC, MOST_KEYS = b"age-encryption.org/v1\n", 64
STANZA = len("-> X25519 \n\n") + 2 * 43
"""Bytes of a line with a key of one use, and of one with what is locked to it."""
REST = len(MAGIC) + len("--- \n") + 43 + 16 + 16
"""Bytes besides: the first line, the last of the head, a nonce and a tag."""


class LinksError(ValueError):
    """Links are not kept; the message is the key of the words that say why."""


def keep(told: str, today: date) -> None:
    """Keep eight links, a list of texts in base64; drop those that are older than a year.

    Raises LinksError, `links_unfit` for anything else than eight files of age of one length, and
    `links_full` where there are as many as a browser should open.
    """
    links = _checked(told)
    with transaction.atomic(using=database()):
        old = SealedLink.objects.filter(day__lt=today - timedelta(days=KEEP_DAYS))
        dropped, _ = old.delete()
        if SealedLink.objects.count() + AT_ONCE > MOST:
            raise LinksError("links_full")
        for each in links:
            SealedLink.objects.create(
                code=secrets.token_hex(CODE_BYTES), day=today, ciphertext=each
            )
    if dropped:
        empty_journal()


def kept() -> list[str]:
    """Return every link in base64, in an order that tells nothing."""
    return list(SealedLink.objects.values_list("ciphertext", flat=True))


def _checked(told: str) -> list[str]:
    try:
        links = json.loads(told)
        if not isinstance(links, list) or len(links) != AT_ONCE:
            raise LinksError("links_unfit")
        held = [base64.b64decode(each, validate=True) for each in links]
    except LinksError:
        raise
    except (ValueError, TypeError, RecursionError):
        raise LinksError("links_unfit") from None
    keys, more = divmod(len(held[0]) - PLAIN_BYTES - REST, STANZA)
    if more or not 0 < keys <= MOST_KEYS or {len(each) for each in held} != {len(held[0])}:
        raise LinksError("links_unfit")
    if not all(each.startswith(MAGIC) for each in held):
        raise LinksError("links_unfit")
    return [base64.b64encode(each).decode() for each in held]
