"""Names that a person asked to see, each with a reason in the log."""

from __future__ import annotations

from tallystick.review.decisions.may import UNMASK
from tallystick.review.decisions.people import allowed
from tallystick.review.log.projections import projection, values
from tallystick.review.log.rows import add
from tallystick.review.models import Person, Unmasking
from tallystick.seal import Entry

UNMASKED, SUBJECT_UNMASKED = "pattern.unmask", "subject.unmask"


@projection(UNMASKED)
def unmasked(entry: Entry) -> None:
    """Keep who asked to see the names of a pattern: ``{pattern: fingerprint}``, with a reason."""
    keep(entry, allowed(entry, UNMASK), values(entry)["pattern"])


@projection(SUBJECT_UNMASKED)
def subject_unmasked(entry: Entry) -> None:
    """Keep who asked to see the name of a unit or officer: ``{subject}``, with a reason."""
    keep(entry, allowed(entry, UNMASK), values(entry)["subject"])


def keep(entry: Entry, person: Person, what: str) -> None:
    """Keep that a person was shown names, for the reason that is the text of the entry."""
    add(
        Unmasking,
        entry,
        person=person,
        what=what,
        reason_sha256=entry.body or "",
        seq=entry.seq,
    )
