"""Threads as they are shown: officers by their codes, persons by letters of this run alone."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from tallystick.findings.thread import PersonIn, Thread, ThreadEvent, persons_by_records
from tallystick.report.masks.mask import Mask


def threads_masked(
    threads: Iterable[Thread], mask: Mask, shown: Collection[str]
) -> tuple[Thread, ...]:
    """Return the threads whose members are all among `shown`, with codes in place of names.

    An officer has the code of the mask; a person is ``P1``, ``P2``, …, those of most records first,
    in each thread anew; every other text is hidden word by word where it holds a masked name.
    """
    return tuple(
        replace(each, events=_coded(each.events, mask))
        for each in threads
        if set(each.members) <= set(shown)
    )


def _coded(events: tuple[ThreadEvent, ...], mask: Mask) -> tuple[ThreadEvent, ...]:
    named = persons_by_records(events)
    codes = {person: f"P{place}" for place, (person, _) in enumerate(named, 1)}
    return tuple(
        replace(
            event,
            record=mask.in_code(event.record),
            unit=mask.exact("unit", event.unit),
            area=mask.in_code(event.area),
            officer=mask.exact("officer", event.officer),
            persons=tuple(PersonIn(codes[each.person], each.role) for each in event.persons),
        )
        for event in events
    )
