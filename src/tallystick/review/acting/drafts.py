"""Drafts of statements: written by a reader, agreed by another, and in no log until released.

Who reads the log must not see that there is something to state before it is stated. So a draft is a
row of a table that the log does not make; once it is released or dropped, the row is overwritten.
"""

from __future__ import annotations

import secrets
from datetime import date

from django.db import transaction

from tallystick.review.acting.code_words import has_code
from tallystick.review.acting.statements import AGREED, SECONDED, WRITTEN, refuse_unagreed
from tallystick.review.decisions.disposition import NEEDED, NOT_NEEDED, is_decidable
from tallystick.review.decisions.erasing import empty_journal
from tallystick.review.decisions.people import NotAllowedError
from tallystick.review.decisions.recusal import refuse_recused
from tallystick.review.exchange.documents import looked_at
from tallystick.review.exchange.handing_in import hand_in, refuse_erased
from tallystick.review.log.entries import PERSON, append, lock
from tallystick.review.log.replay import database
from tallystick.review.models import Pattern, Person, StatementDraft
from tallystick.seal import JSON

CODE_BYTES = 8
SUFFIX = ".txt"


def write(person: Person, pattern: Pattern, text: str, *, small: bool) -> None:
    """Keep a draft on a pattern; NotAllowedError where it has a code, or the person is recused."""
    if has_code(text):
        raise NotAllowedError("statement_code")
    if not is_decidable(pattern):
        raise NotAllowedError("not_opened")
    refuse_recused(person, pattern)
    StatementDraft.objects.create(
        code=secrets.token_hex(CODE_BYTES),
        text=text,
        pattern=pattern.fingerprint,
        small=small,
        written_by=person.login,
    )


def second(person: Person, code: str, *, small: bool) -> None:
    """Agree as another reader, who counted the circle anew; NotAllowedError for who wrote it."""
    with transaction.atomic(using=database()):
        lock()
        held = _draft(person, code)
        if held.second_by or held.written_by == person.login:
            raise NotAllowedError("statement_self")
        held.second_by, held.small = person.login, held.small or small
        held.save()


def agree(person: Person, code: str) -> None:
    """Agree as legal; NotAllowedError for one of the two readers, or before both agreed."""
    with transaction.atomic(using=database()):
        lock()
        held = _draft(person, code)
        if held.legal_by or person.login in (held.written_by, held.second_by):
            raise NotAllowedError("statement_self")
        refuse_unagreed(held.second_by, None, needs_legal=False)
        held.legal_by = person.login
        held.save()


def drop(code: str) -> None:
    """Remove a draft."""
    StatementDraft.objects.filter(code=code).delete()
    empty_journal()


def release(person: Person, code: str, day: date) -> None:
    """Make a draft a document of its finding, on a Monday; each act is entered by who did it.

    Raises NotAllowedError where somebody has still to agree, or on another day; OSError where the
    document cannot be written.
    """
    with transaction.atomic(using=database()):
        lock()
        held = _draft(person, code)
        refuse_unagreed(held.second_by, held.legal_by, needs_legal=held.small)
        upload = looked_at(f"statement-{day}{SUFFIX}", held.text.encode())
        refuse_erased(upload.sha256)
        legal = NEEDED if held.small else NOT_NEEDED
        on: dict[str, JSON] = {"pattern": held.pattern}
        told = {**on, "sha256": upload.sha256, "legal": legal}
        made = append(f"{PERSON}{held.written_by}", WRITTEN, told).seq
        append(f"{PERSON}{held.second_by}", SECONDED, {**on, "of": made})
        if held.legal_by:
            append(f"{PERSON}{held.legal_by}", AGREED, {**on, "of": made})
        hand_in(f"{PERSON}{person.login}", [upload], {**on, "statement": made})
        held.delete()
    empty_journal()


def _draft(person: Person, code: str) -> StatementDraft:
    """The draft with a code, for somebody who is not recused; NotAllowedError where it is gone."""
    held = StatementDraft.objects.filter(code=code).first()
    pattern = Pattern._base_manager.filter(fingerprint=held.pattern).first() if held else None
    if held is None or pattern is None:
        raise NotAllowedError("statement_gone")
    pattern = pattern.joined_to or pattern
    held.pattern = pattern.fingerprint
    refuse_recused(person, pattern)
    return held
