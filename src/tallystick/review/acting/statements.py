"""Statements: what a report says, in a reader's words, agreed by another, made a document.

Each act is an entry of a Monday, so that its day does not tell when somebody wrote. Before, a
statement is a draft and in no log (`acting.drafts`).
"""

from __future__ import annotations

from datetime import date
from typing import Any

from tallystick.review.decisions.disposition import NEEDED, NOT_NEEDED, is_decidable
from tallystick.review.decisions.may import AGREE_STATEMENT, STATE
from tallystick.review.decisions.people import NotAllowedError, allowed
from tallystick.review.decisions.recusal import refuse_recused
from tallystick.review.log.projections import projection, values
from tallystick.review.log.rows import add
from tallystick.review.models import Pattern, Person, Statement
from tallystick.seal import Entry
from tallystick.seal.verify import HASH

WRITTEN, SECONDED, AGREED = "statement.write", "statement.second", "statement.legal"
MONDAY = 0


@projection(WRITTEN)
def written(entry: Entry) -> None:
    """Keep that a reader wrote a statement on a pattern: ``{pattern, sha256, legal}``.

    `sha256` is that of the document to come; `legal` is ``needed`` where few could know.
    """
    person, told = allowed(entry, STATE), values(entry)
    pattern = Pattern.objects.filter(fingerprint=told["pattern"]).first()
    if pattern is None or not is_decidable(pattern):
        raise NotAllowedError("not_opened")
    _refuse_unfit(entry, person, pattern)
    if told["legal"] not in (NEEDED, NOT_NEEDED) or not HASH.fullmatch(told["sha256"]):
        raise NotAllowedError("unfit")
    add(
        Statement,
        entry,
        pattern=pattern,
        sha256=told["sha256"],
        legal=told["legal"],
        written_by=person,
    )


@projection(SECONDED)
def seconded(entry: Entry) -> None:
    """Keep that another reader agreed: ``{pattern, of}``, the number of the entry."""
    person = allowed(entry, STATE)
    held = _of(entry, values(entry)["of"], person)
    if held.second_by_id is not None or person.id == held.written_by_id:
        raise NotAllowedError("statement_self")
    held.second_by = person
    held.save()


@projection(AGREED)
def agreed(entry: Entry) -> None:
    """Keep that legal agreed: ``{pattern, of}``."""
    person = allowed(entry, AGREE_STATEMENT)
    held = _of(entry, values(entry)["of"], person)
    if held.legal_by_id is not None or person.id in (held.written_by_id, held.second_by_id):
        raise NotAllowedError("statement_self")
    held.legal_by = person
    held.save()


def released(entry: Entry) -> Person:
    """Keep that a statement becomes the document of an entry; return who wrote it.

    The entry is of a reader. Raises NotAllowedError where somebody has still to agree.
    """
    told = values(entry)
    held = _of(entry, told["statement"], allowed(entry, STATE))
    if held.sha256 != told["sha256"]:
        raise NotAllowedError("document")
    refuse_unagreed(held.second_by, held.legal_by, needs_legal=held.legal == NEEDED)
    held.released_seq = entry.seq
    held.save()
    return held.written_by


def refuse_unagreed(second: Any, legal: Any, *, needs_legal: bool) -> None:
    """Raise NotAllowedError where a second reader, or legal where few could know, did not agree."""
    if not second:
        raise NotAllowedError("statement_second")
    if needs_legal and not legal:
        raise NotAllowedError("statement_legal")


def refuse_other_day(day: date) -> None:
    """Raise NotAllowedError on a day that is no Monday."""
    if day.weekday() != MONDAY:
        raise NotAllowedError("statement_weekday")


def _of(entry: Entry, seq: int, person: Person) -> Statement:
    told = values(entry)
    rows = Statement.objects.filter(created_seq=seq, released_seq=None)
    held = rows.select_related("pattern", "written_by", "second_by", "legal_by").first()
    if held is None or held.pattern.fingerprint != told["pattern"]:
        raise NotAllowedError("statement_gone")
    _refuse_unfit(entry, person, held.pattern)
    return held


def _refuse_unfit(entry: Entry, person: Person, pattern: Pattern) -> None:
    refuse_other_day(date.fromisoformat(entry.at[:10]))
    refuse_recused(person, pattern)
