"""What does a law pack hold of one jurisdiction?"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Literal

Confidence = Literal["verified_text", "verified_secondary", "inferred", "conflicting", "memory"]
CONFIDENCES: tuple[Confidence, ...] = (
    "verified_text", "verified_secondary", "inferred", "conflicting", "memory",
)  # fmt: skip
MUST_BE_SAID = ("conflicting", "memory")
SAID = {
    "verified_text": "read in the text of the law",
    "verified_secondary": "read in a secondary source",
    "inferred": "follows from what was read",
    "conflicting": "sources disagree: check the law before use",
    "memory": "found in no text: check the law before use",
}
Kind = Literal["binding", "case_law", "orientation", "indicative"]
KINDS = ("binding", "case_law", "orientation", "indicative")
BASES = (
    "total_weight", "gross_weight", "net_weight", "mixture_weight", "aggregate_weight",
    "pure_weight", "active_principle", "plants",
)  # fmt: skip
NEEDS_PURITY = ("pure_weight", "active_principle")
ACTS = (
    "possession", "possession_for_sale", "sale", "cultivation", "manufacture", "public_use", "use",
    "smuggling", "import", "theft", "inducement", "propaganda", "premises", "provocation",
    "prosecution_of_innocent", "falsified_material", "falsified_evidence",
)  # fmt: skip
EFFECTS = ("aggravating", "mitigating", "exempting", "element")
ANY = "any"
Inclusive = bool | None


Dates = tuple[date | None, date | None]


def in_force(dates: Dates, day: date) -> bool:
    """Whether `day` lies within `dates`, both inclusive; None is open."""
    first, last = dates
    return (first or day) <= day <= (last or day)


def span(dates: Dates) -> str:
    """Say from when to when: ``from 2019-07-05``, ``to 2012-12-31``; "" without dates."""
    first, last = dates
    ends = [f"from {first}" if first else "", f"to {last}" if last else ""]
    return " ".join(each for each in ends if each)


@dataclass(frozen=True)
class Row:
    """What every row of a pack has: where it stands, from when to when, how sure, from where.

    `line` is the row's number in its file, the header being row 1. Both dates are inclusive; None
    is open. `source` holds keys of the pack's sources, `from_memory` the columns of which the row's
    word on how sure it is does not hold: they were found in no text.
    """

    line: int
    from_date: date | None
    to_date: date | None
    confidence: Confidence
    source: tuple[str, ...]
    note: str
    from_memory: tuple[str, ...] = field(default=(), kw_only=True)

    def holds(self, day: date) -> bool:
        """Whether it is in force on `day`."""
        return in_force(self.dates, day)

    @property
    def dates(self) -> Dates:
        """First and last day in force."""
        return self.from_date, self.to_date


@dataclass(frozen=True)
class Threshold(Row):
    """One class of amounts of a substance, in the law's own unit (UCUM).

    None as a bound is open; None as its inclusion means that the source does not say.
    `citation` is the rule that draws the line, `offence_hook` what the source says hangs on it.
    """

    substance: str
    class_: str
    basis: str
    unit: str
    lower: Decimal | None
    lower_inclusive: Inclusive
    upper: Decimal | None
    upper_inclusive: Inclusive
    citation: str
    offence_hook: str


@dataclass(frozen=True)
class Offence(Row):
    """What conduct an article and part name, and what brings a case under it.

    It applies when the amount is of one of `classes` (``any``: whatever the amount), or one of
    `or_with` is found in its place, and all of `only_with` are found. No `substances`: of all.
    """

    key: str
    article: str
    part: str
    kind: Literal["criminal", "administrative"]
    acts: tuple[str, ...]
    name: str
    classes: tuple[str, ...]
    or_with: tuple[str, ...]
    only_with: tuple[str, ...]
    substances: tuple[str, ...]

    @property
    def elements(self) -> tuple[str, ...]:
        """The circumstances of which it is made."""
        return (*self.or_with, *self.only_with)


@dataclass(frozen=True)
class Penalty(Row):
    """What an offence is punished with: years of prison, a fine in the law's unit, and the rest.

    None of `prison_max_years` is: no prison, or no upper bound entered when there is a lower one.
    """

    offence: str
    prison_min_years: Decimal | None
    prison_max_years: Decimal | None
    life: bool
    fine_min: Decimal | None
    fine_max: Decimal | None
    fine_unit: str
    works_max: Decimal | None
    service_hours_max: Decimal | None
    arrest_days_max: Decimal | None
    other: str

    @property
    def prison(self) -> bool:
        """Whether it can be prison at all."""
        return self.life or (self.prison_min_years, self.prison_max_years) != (None, None)

    @property
    def severity(self) -> tuple[bool, Decimal, Decimal, Decimal]:
        """What orders penalties from the mildest to the gravest."""
        nothing = Decimal(0)
        return (
            self.life,
            self.prison_max_years or self.prison_min_years or nothing,
            self.prison_min_years or nothing,
            self.arrest_days_max or nothing,
        )


@dataclass(frozen=True)
class Circumstance(Row):
    """A circumstance and what it does; `not_twice`: not where it is an element already."""

    key: str
    name: str
    effect: str
    article: str
    not_twice: bool


@dataclass(frozen=True)
class ReferenceUnit(Row):
    """What one unit, in which fines are stated, is worth in a currency (ISO 4217)."""

    unit: str
    value: Decimal
    currency: str


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
    """A sentence to be said with every answer that it concerns; what is left out concerns all."""

    text: str
    substance: str = ""
    acts: tuple[str, ...] = ()
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
class Pack:
    """The law of one jurisdiction as data, and where the pack was read.

    `origin` is the pack as messages call it, `folder` where its files lie.
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
        """The substances of its thresholds, once each, in their order."""
        return tuple(dict.fromkeys(row.substance for row in self.thresholds))


def weakest(confidences: tuple[Confidence, ...]) -> Confidence:
    """Return the least sure of `confidences`; verified_text when there is none."""
    return max(confidences, key=CONFIDENCES.index, default="verified_text")
