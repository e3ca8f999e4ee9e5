"""Halves of the log that were handed out: who holds which."""

from __future__ import annotations

from datetime import date

from tallystick.review.log.projections import projection, values
from tallystick.review.log.rows import add
from tallystick.review.models import Half
from tallystick.seal import Entry

GIVEN = "half.give"
LONGEST_NAME = 200


@projection(GIVEN)
def given(entry: Entry) -> None:
    """Keep to whom the half of an earlier entry was given: ``{seq, hash, to, how}``."""
    add(
        Half,
        entry,
        seq=values(entry)["seq"],
        hash=values(entry)["hash"],
        given_to=str(values(entry)["to"])[:LONGEST_NAME],
        on=date.fromisoformat(entry.at[:10]),
        how=values(entry)["how"],
    )
