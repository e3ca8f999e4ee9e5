"""Findings and leads whose records belong together: one thread, with its events in order."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from tallystick.findings.bounded import json_of, read_bounded

THREADS = "threads.json"
Shared = Literal["cases", "persons", "officers"]


@dataclass(frozen=True)
class Join:
    """What joins two case lists of a thread.

    Parameters
    ----------
    one, other
        The ids of a finding or lead of each of the two lists.
    by, shared
        What both hold, and how many of them.
    chance
        How likely chance alone would let two lists share as much, after all pairs are counted.
    """

    one: str
    other: str
    by: Shared
    shared: int
    chance: float


@dataclass(frozen=True)
class PersonIn:
    """A person's role in a record."""

    person: str
    role: str


@dataclass(frozen=True)
class ThreadEvent:
    """One record of a thread.

    Parameters
    ----------
    day
        ISO, "" where the record has none.
    what
        ``arrest``, ``case``, or what was done with an exhibit: ``purchased``, ``seized``, ...
    record
        The id of the case, or of an exhibit that belongs to no case.
    of
        The findings and leads on whose lists it stands.
    unit, area, officer
        Of the record; "" where it names none.
    goods, grams
        The substances weighed in it and the first weight of each exhibit together; None where
        nothing was weighed.
    persons
        Who was arrested, bought, supplied or informed; no witness and no victim.
    closed
        The day on which the case was closed, "" where it is open or was none.
    """

    day: str
    what: str
    record: str
    of: tuple[str, ...]
    unit: str = ""
    area: str = ""
    officer: str = ""
    goods: tuple[str, ...] = ()
    grams: float | None = None
    persons: tuple[PersonIn, ...] = ()
    closed: str = ""


@dataclass(frozen=True)
class Thread:
    """Findings and leads that share more than chance lets unrelated ones share.

    `members` are their ids, findings first; `events` their records by day, of which `more` are
    left out.
    """

    id: str
    members: tuple[str, ...]
    joins: tuple[Join, ...]
    events: tuple[ThreadEvent, ...]
    more: int = 0

    @property
    def since(self) -> str:
        """The first day of its events, ISO; "" where none has one."""
        return min((each.day for each in self.events if each.day), default="")


def persons_by_records(events: Iterable[ThreadEvent]) -> list[tuple[str, int]]:
    """Return each person and in how many events it is named, those of most first."""
    often: Counter[str] = Counter()
    for event in events:
        often.update(list(dict.fromkeys(each.person for each in event.persons)))
    return often.most_common()


def write_threads(folder: Path, threads: Iterable[Thread]) -> None:
    """Write ``threads.json``: a list of objects, in the order given."""
    text = json.dumps([asdict(each) for each in threads], ensure_ascii=False, indent=2)
    (folder / THREADS).write_text(text + "\n", encoding="utf-8")


def read_threads(folder: Path) -> tuple[Thread, ...]:
    """Read ``threads.json`` of a run folder; none where it has no such file, as an older one.

    Raises
    ------
    OSError, ValueError
        When it is there and is none; pydantic's ValidationError is a ValueError.
    """
    if not (folder / THREADS).exists():
        return ()
    from pydantic import TypeAdapter

    text = read_bounded(folder / THREADS)
    held: Any = TypeAdapter(tuple[Thread, ...]).validate_python(json_of(text))
    return tuple(held)
