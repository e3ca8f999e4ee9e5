"""Texts and documents that are erased: one person asks, another agrees; the chain stays whole."""

from __future__ import annotations

from django.db import connections

from tallystick.review.decisions.may import ERASE
from tallystick.review.decisions.people import NotAllowedError, allowed, works_alone
from tallystick.review.log.projections import projection, values
from tallystick.review.log.replay import database
from tallystick.review.log.rows import add
from tallystick.review.models import Body, Document, Erasure, LogEntry
from tallystick.seal import JSON, Entry

ASKED, AGREED = "erasure.ask", "erasure.agree"


@projection(ASKED)
def asked(entry: Entry) -> None:
    """Ask that the text of an entry be erased: ``{of, second}``, with a reason.

    ``document``, its SHA-256, where the entry handed one in and the file goes with its name. Where
    one person works alone, ``second`` is ``off`` and it is erased at once.
    """
    person, told = allowed(entry, ERASE), values(entry)
    row = LogEntry.objects.filter(seq=told["of"]).exclude(body_sha256=None).first()
    if row is None or not entry.body or Erasure.objects.filter(of_seq=told["of"]).exists():
        raise NotAllowedError("erasure")
    if "document" in told and document_of(row.seq) != {"document": told["document"]}:
        raise NotAllowedError("erasure")
    if told["second"] != second_for_erasing():
        raise NotAllowedError("meanwhile")
    alone = works_alone()
    add(
        Erasure,
        entry,
        of_seq=told["of"],
        asked_by=person,
        asked_seq=entry.seq,
        agreed_seq=entry.seq if alone else None,
    )
    if alone:
        _erase(entry, row)


@projection(AGREED)
def agreed(entry: Entry) -> None:
    """Agree to the erasure that another asked for, and erase: ``{of}``, and its ``document``."""
    person, told = allowed(entry, ERASE), values(entry)
    held = Erasure.objects.filter(of_seq=told["of"], agreed_seq=None).first()
    if held is None:
        raise NotAllowedError("erasure")
    if held.asked_by_id == person.id:
        raise NotAllowedError("own_proposal")
    own = LogEntry.objects.get(seq=held.asked_seq).held.get("document")
    if told.get("document") != own or (own and not document_of(told["of"])):
        raise NotAllowedError("erasure")
    held.agreed_by, held.agreed_seq = person, entry.seq
    held.save()
    _erase(entry, LogEntry.objects.get(seq=told["of"]))


def document_of(seq: int) -> dict[str, JSON]:
    """Return what an erasure of entry `seq` says of the document that it handed in.

    Nothing where it handed in none, or one that was erased.
    """
    held = Document.objects.filter(created_seq=seq, erased_seq=None).first()
    return {} if held is None else {"document": held.sha256}


def second_for_erasing() -> str:
    """Return whether a second person is needed to erase a text, or ``off``."""
    return "off" if works_alone() else "needed"


def empty_journal() -> None:
    """Leave nothing of an erased text in the journal of SQLite; call it after the entry."""
    connection = connections[database()]
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _erase(entry: Entry, row: LogEntry) -> None:
    """Erase the text of an entry; with a document, that of each entry that handed it in.

    The file itself is nobody's then, and goes with `exchange.documents.remove_unnamed`.
    """
    erased = {row.body_sha256}
    if "document" in values(entry):
        same = Document.objects.filter(sha256=values(entry)["document"], erased_seq=None)
        erased |= set(same.values_list("body_sha256", flat=True))
        same.update(erased_seq=entry.seq)
    Body.objects.filter(sha256__in=erased).update(text="", salt="", erased_seq=entry.seq)
