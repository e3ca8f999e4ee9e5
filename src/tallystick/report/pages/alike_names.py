"""Look-alike names in the report: a sentence on the first page, and a table of the spellings."""

from __future__ import annotations

from dataclasses import dataclass

from tallystick.findings import AlikeNames, RunRecord
from tallystick.report.words import numbers
from tallystick.report.words.text import name, short
from tallystick.report.words.wording import say, say_count

MOST_NAMES, LONGEST_NAME = 20, 60


@dataclass(frozen=True)
class Row:
    """One spelling: of which kind, how many records have it, and what differs from the first."""

    kind: str
    spelling: str
    records: str
    differs: str


@dataclass(frozen=True)
class Alike:
    """The sentences of the first page, the table, and how many names the table leaves out."""

    sentences: tuple[str, ...]
    rows: tuple[Row, ...]
    more: str


def view(run: RunRecord) -> Alike:
    """Return what the report says of look-alike names; nothing where there are none."""
    more = len(run.alike) - MOST_NAMES
    left = say_count("alike.more", more, n=numbers.count(more)) if more > 0 else ""
    return Alike(_sentences(run), _rows(run), left)


def _sentences(run: RunRecord) -> tuple[str, ...]:
    said = []
    for joined, key in ((False, "apart"), (True, "joined")):
        names = [each for each in run.alike if each.joined == joined]
        kinds = dict.fromkeys(each.kind for each in names)
        listed = ", ".join(
            say("alike.of_kind", kind=_kind(kind), n=numbers.count(_count(names, kind)))
            for kind in kinds
        )
        n = numbers.count(len(names))
        said += [say_count(f"alike.{key}", len(names), n=n, kinds=listed)] if names else []
    return tuple(said)


def _count(names: list[AlikeNames], kind: str) -> int:
    return sum(each.kind == kind for each in names)


def _kind(kind: str) -> str:
    return say(f"alike.{kind}")


def _rows(run: RunRecord) -> tuple[Row, ...]:
    return tuple(
        Row(
            kind="" if place else _kind(each.kind),
            spelling=name(_visible(short(spelling.text, LONGEST_NAME)), numbers.MISSING),
            records=numbers.count(spelling.records),
            differs="; ".join(spelling.differs) or numbers.MISSING,
        )
        for each in run.alike[:MOST_NAMES]
        for place, spelling in enumerate(each.spellings)
    )


def _visible(text: str) -> str:
    """Return `text` with the code of each character that nobody sees in its place."""
    return "".join(c if c.isprintable() else f"[U+{ord(c):04X}]" for c in text)
