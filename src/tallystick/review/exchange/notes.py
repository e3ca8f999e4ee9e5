"""Notes of colleagues on a pattern, for the office or for legal alone; they decide nothing."""

from __future__ import annotations

from tallystick.review.decisions.disposition import is_decidable
from tallystick.review.decisions.may import REQUEST
from tallystick.review.decisions.people import NotAllowedError, allowed
from tallystick.review.log.projections import projection, values
from tallystick.review.log.rows import add
from tallystick.review.models import Note, Pattern, Person
from tallystick.seal import Entry

ADDED = "note.add"
OFFICE, LEGAL = "office", "legal"
READERS = (OFFICE, LEGAL)
"""Who can read a note, besides its author; `LEGAL` is also the role."""


@projection(ADDED)
def added(entry: Entry) -> None:
    """Write a note: ``{pattern, seen_by}``; its words are the text of the entry."""
    person, told = allowed(entry, REQUEST), values(entry)
    pattern = Pattern.objects.filter(fingerprint=told["pattern"]).first()
    if pattern is None or not is_decidable(pattern):
        raise NotAllowedError("not_opened")
    if not entry.body or told["seen_by"] not in READERS:
        raise NotAllowedError("unfit")
    add(
        Note,
        entry,
        pattern=pattern,
        by=person,
        body_sha256=entry.body,
        seen_by=told["seen_by"],
    )


def kept_from(person: Person) -> frozenset[int]:
    """Return the entries with notes that a person must not read: those for legal alone."""
    if LEGAL in person.roles:
        return frozenset()
    rows = Note.objects.filter(seen_by=LEGAL).exclude(by=person)
    return frozenset(rows.values_list("created_seq", flat=True))
