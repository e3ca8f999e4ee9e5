"""Rows after the first of one record: a row for each of its persons, charges or things."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import ibis

from tallystick.load.marks import PLACE
from tallystick.load.source_blocks import TableSource

RULE = "same_record"


def find_repeats(sources: Sequence[TableSource], ends: Sequence[int], rows: Any) -> Any | None:
    """Return the rows whose ``one_row_per`` an earlier row of the same source has.

    `rows` stand in the order of `sources`, those of each up to one of `ends`. A row whose key is
    empty repeats none. None when no source states ``one_row_per``.
    """
    found = []
    for source, start, end in zip(sources, (0, *ends), ends, strict=False):
        names = source.block.one_row_per
        if not names:
            continue
        keyed = rows.filter(
            rows[PLACE] >= start, rows[PLACE] < end, *[rows[name].notnull() for name in names]
        )
        nth = ibis.row_number().over(ibis.window(group_by=list(names), order_by=keyed[PLACE]))
        numbered = keyed.mutate(nth=nth)
        found.append(numbered.filter(numbered.nth > 0).select(PLACE, "source_file", "source_row"))
    if not found:
        return None
    return ibis.union(*found) if len(found) > 1 else found[0]
