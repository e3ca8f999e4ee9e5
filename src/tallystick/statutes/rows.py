"""What are the rows of law: amounts, offences, penalties, circumstances and units of fines?"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
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
BASES = (
    "total_weight", "gross_weight", "net_weight", "mixture_weight", "aggregate_weight",
    "pure_weight", "active_principle", "plants",
)  # fmt: skip
NEEDS_PURITY = ("pure_weight", "active_principle")
ACTS = (
    "possession", "possession_for_sale", "sale", "cultivation", "manufacture", "public_use", "use",
    "smuggling", "import", "theft", "inducement", "propaganda", "premises", "provocation",
    "prosecution_of_innocent", "falsified_material", "falsified_evidence", "abuse_of_office",
    "excess_of_power", "unlawful_detention", "unlawful_search", "coerced_testimony",
    "false_denunciation", "planting_of_evidence", "destruction_of_exhibits",
    "breach_of_handling_rules", "connivance", "precursors_and_equipment", "poisons",
)  # fmt: skip
FORMS = (
    "dried", "undried", "base", "salt", "mixture", "pure", "female", "home", "public", "all_held",
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
    word on how sure it is does not hold: they were found in no text. `read_from` and `read_to` are
    the first and last day of which a source tells the law, `all_from` the first day of which all of
    its sources do; None is open.
    """

    line: int
    from_date: date | None
    to_date: date | None
    confidence: Confidence
    source: tuple[str, ...]
    note: str
    from_memory: tuple[str, ...] = field(default=(), kw_only=True)
    read_from: date | None = field(default=None, kw_only=True)
    read_to: date | None = field(default=None, kw_only=True)
    all_from: date | None = field(default=None, kw_only=True)

    def holds(self, day: date) -> bool:
        """Whether it is known to be in force on `day`."""
        return in_force(self.dates, day)

    @property
    def dates(self) -> Dates:
        """First and last day on which it is known to be in force.

        An open end is known no further than the source was read.
        """
        return self.from_date or self.read_from, self.to_date or self.read_to

    @property
    def stamped(self) -> Dates:
        """First and last day on which its word on how sure it is holds."""
        return self.all_from or self.read_from, self.read_to

    def confidence_on(self, day: date) -> Confidence:
        """How sure it is on `day`: outside the days that were read, inferred at best."""
        if in_force(self.stamped, day):
            return self.confidence
        return weakest((self.confidence, "inferred"))


@dataclass(frozen=True)
class Threshold(Row):
    """One class of amounts of a substance, in the law's own unit (UCUM).

    None as a bound is open; None as its inclusion means that the source does not say.
    `citation` is the rule that draws the line, `offence_hook` what the source says hangs on it.
    `form` says what is weighed or counted (of `FORMS`); `acts` which acts the class decides, none
    for all but cultivation, which plants alone decide.
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
    form: tuple[str, ...] = ()
    acts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Offence(Row):
    """What conduct an article and part name, and what brings a case under it.

    It applies when the amount is of one of `classes` (``any``: whatever the amount), or one of
    `or_with` is found in its place, and all of `only_with` are found. No `substances`: of all.
    `inherent` circumstances belong to every such offence and are not counted again. Where it is
    not `complete`, the law may name more circumstances. `no_penalty` says why none is entered.
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
    inherent: tuple[str, ...] = ()
    complete: bool = False
    no_penalty: str = ""

    @property
    def elements(self) -> tuple[str, ...]:
        """The circumstances of which it is made."""
        return (*self.or_with, *self.only_with, *self.inherent)


@dataclass(frozen=True)
class Penalty(Row):
    """What an offence is punished with: years of prison, a fine in the law's unit, and the rest.

    None of `prison_max_years` is: no prison, or no upper bound entered when there is a lower one.
    `life` is a possible life term, `life_only` one that must be given.
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
    life_only: bool = False

    @property
    def prison(self) -> bool:
        """Whether it can be prison at all."""
        return self.life or (self.prison_min_years, self.prison_max_years) != (None, None)

    @property
    def death(self) -> bool:
        """Whether it can be death: a part of `other`, between semicolons, that is this alone."""
        return any(part.strip() in ("death", "or death") for part in self.other.split(";"))

    @property
    def kinds(self) -> int:
        """How many of prison, fine, works, service and arrest it names."""
        others = (self.fine_max or self.fine_min, self.works_max, self.service_hours_max,
                  self.arrest_days_max)  # fmt: skip
        return self.prison + sum(each is not None for each in others)

    @property
    def severity(self) -> tuple[bool, bool, Decimal, Decimal, Decimal]:
        """What orders penalties from the mildest to the gravest."""
        nothing = Decimal(0)
        return (
            self.death,
            self.life,
            self.prison_max_years or self.prison_min_years or nothing,
            self.prison_min_years or nothing,
            self.arrest_days_max or nothing,
        )


@dataclass(frozen=True)
class Circumstance(Row):
    """A circumstance and what it does; `not_twice`: not where it is an element already.

    It works for the offences of `articles` alone (articles, or keys of offences); none is all.
    """

    key: str
    name: str
    effect: str
    article: str
    not_twice: bool
    articles: tuple[str, ...] = ()

    def concerns(self, offence: Offence) -> bool:
        """Whether it works for `offence`."""
        return not self.articles or bool({offence.article, offence.key} & set(self.articles))


@dataclass(frozen=True)
class ReferenceUnit(Row):
    """What one unit, in which fines are stated, is worth in a currency (ISO 4217)."""

    unit: str
    value: Decimal
    currency: str


def weakest(confidences: tuple[Confidence, ...]) -> Confidence:
    """Return the least sure of `confidences`; verified_text when there is none."""
    return max(confidences, key=CONFIDENCES.index, default="verified_text")
