"""What does a law pack hold of one jurisdiction?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Literal

from tallystick.statutes.rows import (
    Circumstance,
    Confidence,
    Offence,
    Penalty,
    ReferenceUnit,
    Row,
    Threshold,
)

Kind = Literal["binding", "case_law", "orientation", "indicative"]
KINDS = ("binding", "case_law", "orientation", "indicative")
TOPICS = ("amounts", "penalties", "circumstances")
LATER_RULES = ("milder", "mildest_between", "day_of_sentence", "day_of_offence")


@dataclass(frozen=True)
class Gap:
    """Amounts, or days, of which a table is known to say nothing, and why.

    Without bounds it is a gap in time; `lower` None with an `upper` is from nothing, `upper` None
    with a `lower` is without end.
    """

    substance: str
    basis: str
    lower: Decimal | None
    upper: Decimal | None
    from_date: date | None
    to_date: date | None
    why: str


@dataclass(frozen=True)
class Caveat:
    """A sentence to be said with every answer that it concerns; what is left out concerns all.

    `topic` is the part of an answer that it bears on, of `TOPICS`; "" is the whole.
    """

    text: str
    substances: tuple[str, ...] = ()
    acts: tuple[str, ...] = ()
    topic: str = ""
    circumstances: tuple[str, ...] = ()
    from_date: date | None = None
    to_date: date | None = None


@dataclass(frozen=True)
class DoubleCounting:
    """The rule by which an element of the offence may not be counted as aggravating again."""

    rule: str
    citation: str
    confidence: Confidence
    source: tuple[str, ...]


@dataclass(frozen=True)
class LaterLaw:
    """Which law holds where it changed after the offence, and the rule that says so.

    `rule` is one of `LATER_RULES`: a milder later law; the mildest of all in between; the law of
    the day of the sentence; that of the offence. `serving` says whether it reaches those who serve
    a sentence. Without `substances` it is of all, without `circumstances` whatever was named; it
    holds for sentences from `from_date` on.
    """

    rule: str
    citation: str
    serving: str
    confidence: Confidence
    source: tuple[str, ...]
    note: str = ""
    substances: tuple[str, ...] = ()
    from_date: date | None = None
    circumstances: tuple[str, ...] = ()


@dataclass(frozen=True)
class Pack:
    """The law of one jurisdiction as data, and where the pack was read.

    `origin` is the pack as messages call it, `folder` where its files lie. `office` is the
    circumstance that an officer fulfils. `closed_list`: its circumstances hold every one that may
    aggravate. `other_substances` have no amounts; `words` say a class or a circumstance in words,
    `units` a unit of fines.
    """

    code: str
    name: str
    also: tuple[str, ...]
    kind: Kind
    about: str
    origin: str
    folder: Path
    sources: dict[str, str]
    other_classes: tuple[str, ...]
    synonyms: dict[str, tuple[str, ...]]
    gaps: tuple[Gap, ...]
    caveats: tuple[Caveat, ...]
    double_counting: DoubleCounting | None
    later_law: tuple[LaterLaw, ...]
    office: str
    closed_list: bool
    other_substances: tuple[str, ...]
    words: dict[str, str]
    units: dict[str, str]
    thresholds: tuple[Threshold, ...]
    offences: tuple[Offence, ...]
    penalties: tuple[Penalty, ...]
    circumstances: tuple[Circumstance, ...]
    reference_units: tuple[ReferenceUnit, ...]

    @property
    def rows(self) -> tuple[Row, ...]:
        """Every row of law that the pack holds."""
        return (*self.thresholds, *self.offences, *self.penalties, *self.circumstances,
                *self.reference_units)  # fmt: skip

    @property
    def substances(self) -> tuple[str, ...]:
        """The substances of its thresholds, once each, in their order, and the others."""
        held = (row.substance for row in self.thresholds)
        return tuple(dict.fromkeys((*held, *self.other_substances)))

    def said(self, name: str) -> str:
        """Return a class, a circumstance or a substance in words."""
        return self.words.get(name, name.replace("_", " "))

    def parts_of(self, act: str | None, day: date) -> tuple[Offence, ...]:
        """The offences of an act (None: of any) that are known to be in force on `day`."""
        return tuple(
            each for each in self.offences if each.holds(day) and (act is None or act in each.acts)
        )
