"""Names that a person asked to see, each with a reason in the log."""

from __future__ import annotations

from tallystick.review.decisions.people import acting
from tallystick.review.log.projections import next_id, projection, values
from tallystick.review.models import Unmasking
from tallystick.seal import Entry

UNMASKED = "pattern.unmask"


@projection(UNMASKED)
def unmasked(entry: Entry) -> None:
    """Keep who asked to see the names of a pattern: ``{pattern: fingerprint}``, with a reason."""
    Unmasking.objects.create(
        id=next_id(Unmasking),
        person=acting(entry),
        what=values(entry)["pattern"],
        reason_sha256=entry.body or "",
        seq=entry.seq,
        created_seq=entry.seq,
    )
