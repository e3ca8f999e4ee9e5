"""The tables of a world that are not made month by month."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa

from tallystick.simulate.figures import Ledger, reported_figures
from tallystick.simulate.stream import Prepared
from tallystick.simulate.written.named_by import aliases
from tallystick.simulate.written.roster import officers, persons, postings

STANDING = frozenset({"officers", "postings", "aliases", "persons", "reported_figures"})


def standing(
    prepared: Prepared, ledger: Ledger, wanted: frozenset[str] = STANDING
) -> Iterator[tuple[str, pa.Table]]:
    """Give the tables that are wanted, or their parts in order, each with its name."""
    force, calendar = prepared.force, prepared.calendar
    if "officers" in wanted:
        yield "officers", officers(force)
    if "postings" in wanted:
        yield "postings", postings(force, calendar)
    if "aliases" in wanted and (named_by := prepared.writer.named_by) is not None:
        yield "aliases", aliases(named_by.names, force, calendar)
    if "persons" in wanted:
        for part in persons(prepared.public, prepared.writer):
            yield "persons", part
    if "reported_figures" in wanted:
        yield "reported_figures", reported_figures(ledger, force, calendar)
