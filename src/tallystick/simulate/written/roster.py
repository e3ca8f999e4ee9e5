"""How are the officers, their postings and the persons written?"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa

from tallystick.simulate.calendar import MINUTES_A_DAY, Calendar
from tallystick.simulate.force import Force
from tallystick.simulate.public import Public
from tallystick.simulate.written.canonical import Writer
from tallystick.simulate.written.identities import numbered

RANKS = ("officer", "sergeant")
PERSONS_AT_ONCE = 500_000


def officers(force: Force) -> pa.Table:
    """The officers, with the badge that each carries last and the rank."""
    return pa.table(
        {
            "officer_id": pa.array(force.officer_ids),
            "badge": numbered(force.badge_of[:, -1], 1),
            "rank": pa.array(RANKS).take(pa.array(force.sergeant.astype(np.int64))),
        }
    )


def postings(force: Force, calendar: Calendar) -> pa.Table:
    """The dated postings; the last of each officer is open."""
    held = force.postings
    first = (calendar.starts[held.first] // MINUTES_A_DAY).astype("datetime64[D]")
    last = ((calendar.starts[held.last + 1] - 1) // MINUTES_A_DAY).astype("datetime64[D]")
    return pa.table(
        {
            "officer_id": pa.array(np.array(force.officer_ids)[held.officer]),
            "unit_id": pa.array(np.array(force.unit_names)[held.unit]),
            "badge": numbered(held.badge, 1),
            "from_date": pa.array(first),
            "to_date": pa.array(last, mask=held.last == calendar.months - 1),
        }
    )


def persons(public: Public, writer: Writer) -> Iterator[pa.Table]:
    """The persons, some at a time, each part in the order of their numbers."""
    for first in range(0, len(public.priors), PERSONS_AT_ONCE):
        places = np.arange(first, min(first + PERSONS_AT_ONCE, len(public.priors)))
        rows = pa.table(
            {
                "person_id": writer.person(places),
                "prior_convictions": pa.array(public.priors[places].astype(np.int64)),
            }
        )
        yield rows.sort_by("person_id")
