"""Names that a person asked to see, each with a reason in the log."""

from __future__ import annotations

from tallystick.review.decisions.may import UNMASK
from tallystick.review.decisions.people import allowed
from tallystick.review.log.projections import next_id, projection, values
from tallystick.review.models import Unmasking
from tallystick.seal import Entry

UNMASKED, SUBJECT_UNMASKED = "pattern.unmask", "subject.unmask"


@projection(UNMASKED)
def unmasked(entry: Entry) -> None:
    """Keep who asked to see the names of a pattern: ``{pattern: fingerprint}``, with a reason."""
    _keep(entry, values(entry)["pattern"])


@projection(SUBJECT_UNMASKED)
def subject_unmasked(entry: Entry) -> None:
    """Keep who asked to see the name of a unit or officer: ``{subject}``, with a reason."""
    _keep(entry, values(entry)["subject"])


def _keep(entry: Entry, what: str) -> None:
    Unmasking.objects.create(
        id=next_id(Unmasking),
        person=allowed(entry, UNMASK),
        what=what,
        reason_sha256=entry.body or "",
        seq=entry.seq,
        created_seq=entry.seq,
    )
