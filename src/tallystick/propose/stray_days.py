"""The first and last day of an engagement, where a few rows have dates far from all others."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from tallystick.load.formats import MILLISECONDS, SECONDS
from tallystick.load.judge import PERIOD_OF
from tallystick.load.main_span import DATED, main_span
from tallystick.propose.columns.proposals import FileProposal, TableProposal
from tallystick.propose.times.orders import forms_of
from tallystick.propose.toml_text import comment

OFFSET = re.compile(r"[0-9](Z|z| ?[+-][0-9]{2}:?([0-9]{2})?)")
ISO_DAY = 10


def stray_days(files: Sequence[FileProposal], time_zone: str) -> Iterator[str]:
    """Yield the keys ``first_day`` and ``last_day``, with what lies outside; nothing in most cases.

    They are the days in which nearly all records of the files lie. Nothing is yielded where no
    record lies far from them, or where the days of a file are not known.
    """
    bound = [(file, table) for file in files for table in file.tables if table.table in PERIOD_OF]
    dated = [each for each in bound if PERIOD_OF[each[1].table] in _columns(each[1])]
    if not all(table.days for _, table in dated):
        return
    spans, far = list[tuple[date, date]](), list[date]()
    total = 0
    for name, _ in DATED:
        counts = Counter[date]()
        for _, table in dated:
            counts.update(table.days if table.table == name else {})
        if counts:
            first, last, _ = main_span(counts)
            spans.append((first, last))
            far += [day for day, n in counts.items() for _ in range(n) if not first <= day <= last]
            total += counts.total()
    apart = timedelta(days=time_zone != "UTC" and any(_has_offset(*each) for each in dated))
    if not spans:
        return
    first, last = min(each[0] for each in spans) - apart, max(each[1] for each in spans) + apart
    outside = [day for day in far if not first <= day <= last]
    if outside:
        yield from comment(
            f"{len(outside):,} of {total:,} dated records lie far from these days, from "
            f"{min(outside)} to {max(outside)}, and are set aside; correct their dates, or take "
            "these two lines out to count them"
        )
        yield f"first_day = {first}"
        yield f"last_day = {last}"


def _columns(table: TableProposal) -> set[str]:
    return {*table.columns, *(each.column for each in table.doubts)}


def _has_offset(file: FileProposal, table: TableProposal) -> bool:
    """Whether times are in UTC or state an offset: in another zone, their day may be the next."""
    choice = table.columns[PERIOD_OF[table.table]]
    if {SECONDS, MILLISECONDS} & set(forms_of(choice)):
        return True
    return any(OFFSET.search(cell, ISO_DAY) for each in choice.headers
               for cell in file.look.column(each) if each in file.look.header)  # fmt: skip
