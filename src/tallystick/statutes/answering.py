"""What does the law say of an amount, an act and its circumstances on a day?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tallystick.statutes.charges import Charge, Charges, charges_of
from tallystick.statutes.doubts import from_memory
from tallystick.statutes.faults import LawError, nearest, shown
from tallystick.statutes.pack import (
    Caveat,
    Circumstance,
    Confidence,
    Pack,
    ReferenceUnit,
    Row,
    Threshold,
    in_force,
    span,
    weakest,
)
from tallystick.statutes.scale import Scale, bounds, scales
from tallystick.statutes.substances import meant_in


@dataclass(frozen=True)
class Question:
    """What is asked: an amount in grams or plants, an act, circumstances, and the day."""

    on: date
    substance: str | None = None
    amount: Decimal | None = None
    plants: bool = False
    act: str | None = None
    circumstances: tuple[str, ...] = ()


@dataclass(frozen=True)
class Quantity:
    """The class of an amount, or `why_none`.

    `scale` is the table in force; `row` the class in it. `unsure` says that the amount is a bound
    of which no source tells the class; the milder one is given then. Where the amount lies in a
    declared gap, it is `outside` all classes of the table.
    """

    substance: str
    scale: Scale | None
    row: Threshold | None
    bounds: str
    unsure: bool
    why_none: str
    outside: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Counted:
    """What each circumstance that was named does to the charge, and which could be named.

    `not_twice` are those that may not be counted again, being elements of the offence; `idle` are
    elements of other offences alone; `not_in_force` are those that the law did not know that day.
    """

    aggravating: tuple[Circumstance, ...] = ()
    not_twice: tuple[Circumstance, ...] = ()
    elements: tuple[Circumstance, ...] = ()
    milder: tuple[Circumstance, ...] = ()
    idle: tuple[Circumstance, ...] = ()
    not_in_force: tuple[Circumstance, ...] = ()
    could_be: tuple[Circumstance, ...] = ()


@dataclass(frozen=True)
class Answer:
    """The answer, with everything on which it rests."""

    pack: Pack
    question: Question
    quantity: Quantity | None
    charges: Charges
    counted: Counted
    caveats: tuple[Caveat, ...]
    units: tuple[ReferenceUnit, ...]

    @property
    def rows(self) -> tuple[Row, ...]:
        """The rows of law on which it rests."""
        counted = self.counted
        return (
            *([self._row] if self._row else []),
            *(row for charge in self.charges.found for row in charge.rows),
            *counted.aggravating, *counted.not_twice, *counted.elements, *self.units,
        )  # fmt: skip

    @property
    def amount_aside(self) -> bool:
        """Whether the amount has a class, and an article is given that does not rest on it."""
        charges = self.charges
        return bool(self._row and charges.found and not charges.by_amount)

    @property
    def resting(self) -> tuple[Row, ...]:
        """The rows that decide: without a class that tells the article, the whole table too."""
        if self.amount_aside:
            return tuple(row for row in self.rows if row is not self._row)
        table = self.quantity.scale if self.quantity and not self.charges.decided else None
        return (*self.rows, *(table.rows if table and not self._row else ()))

    @property
    def confidence(self) -> Confidence:
        """The least sure of what the answer rests on."""
        return weakest(tuple(row.confidence for row in self.resting))

    @property
    def from_memory(self) -> tuple[str, ...]:
        """What is from memory in rows that are surer: ``longest term of 1(2)``."""
        return from_memory(self.resting)

    @property
    def _row(self) -> Threshold | None:
        return self.quantity.row if self.quantity else None

    @property
    def counts_plants(self) -> bool:
        """Whether the amount is of plants."""
        quantity = self.quantity
        return bool(quantity and quantity.scale and quantity.scale.counts_plants)

    @property
    def rests_on_something(self) -> bool:
        """Whether the pack answered at all: a class, or an offence."""
        return bool(self.charges.found or (self.quantity and self.quantity.row))


def answer(pack: Pack, question: Question) -> Answer:
    """Answer `question` from `pack`.

    Raises
    ------
    LawError
        When a substance, act or circumstance is none that is known.
    """
    _circumstances_known(pack, question)
    quantity = _quantity(pack, question)
    class_ = quantity.row.class_ if quantity and quantity.row else None
    substance = quantity.substance if quantity else ""
    given = frozenset(question.circumstances)
    plants = bool(quantity and quantity.scale and quantity.scale.counts_plants)
    outside = quantity.outside if quantity else frozenset()
    charges = charges_of(
        pack, question.on, question.act, class_, substance, given, outside=outside, plants=plants
    )
    fines = {charge.penalty.fine_unit for charge in charges.found if charge.penalty}
    return Answer(
        pack,
        question,
        quantity,
        charges,
        _counted(pack, question, charges.found if charges.decided else ()),
        tuple(each for each in pack.caveats if _concerns(each, question, substance)),
        tuple(
            each for each in pack.reference_units if each.unit in fines and each.holds(question.on)
        ),
    )


def _circumstances_known(pack: Pack, question: Question) -> None:
    names = list(dict.fromkeys(each.key for each in pack.circumstances))
    for key in question.circumstances:
        if key not in names:
            raise LawError(f"circumstance {shown(key)}: in {pack.name}, {nearest(key, names)}")


def _quantity(pack: Pack, question: Question) -> Quantity | None:
    if question.substance is None:
        return None
    plants = None if question.amount is None else question.plants
    name = meant_in(pack, question.substance, plants=plants)
    if name is None:
        asked = "counted in plants" if question.plants else "by weight"
        why = f"the pack holds no amounts of {question.substance} {asked}"
        return Quantity("", None, None, "", False, why)
    own = [each for each in scales(pack) if each.substance == name]
    held = [each for each in own if each.rows[0].holds(question.on)]
    if not held:
        spans = "; ".join(span(each.dates) or "without dates" for each in own)
        gap = next(
            (
                each.why
                for each in pack.gaps
                if each.substance == name
                and not (each.lower or each.upper)
                and in_force((each.from_date, each.to_date), question.on)
            ),
            "",
        )
        why = f"no table of {name} holds on that day (there is one {spans})"
        return Quantity(name, None, None, "", False, f"{why}: {gap}" if gap else why)
    return _placed(name, held[0], question.amount)


def _placed(name: str, scale: Scale, amount: Decimal | None) -> Quantity:
    if amount is None:
        return Quantity(name, scale, None, "", False, "no amount was given")
    if scale.indicative:
        why = "the quantities are indicative, and no class follows from one"
        return Quantity(name, scale, None, "", False, why)
    places = scale.places(amount)
    if not places:
        gap = scale.gap_at(amount)
        why = gap.why if gap else "no class holds this amount"
        outside = frozenset(each.class_ for each in scale.rows)
        return Quantity(name, scale, None, "", False, why, outside)
    row = scale.rows[places[0]]
    return Quantity(name, scale, row, bounds(scale, places[0]), scale.unsure_at(amount), "")


def _counted(pack: Pack, question: Question, found: tuple[Charge, ...]) -> Counted:
    held = [each for each in pack.circumstances if each.holds(question.on)]
    given = [each for each in held if each.key in question.circumstances]
    elements = {key for charge in found for key in charge.offence.elements}
    graver = [each for each in given if each.effect == "aggravating"]
    return Counted(
        aggravating=tuple(each for each in graver if not (each.not_twice and each.key in elements)),
        not_twice=tuple(each for each in graver if each.not_twice and each.key in elements),
        elements=tuple(each for each in given if each.effect == "element" and each.key in elements),
        milder=tuple(each for each in given if each.effect in ("mitigating", "exempting")),
        idle=tuple(each for each in given if each.effect == "element" and each.key not in elements),
        not_in_force=tuple(
            each
            for each in pack.circumstances
            if each.key in question.circumstances and each.key not in {row.key for row in held}
        ),
        could_be=tuple(each for each in held if each not in given and each.effect == "aggravating"),
    )


def _concerns(caveat: Caveat, question: Question, substance: str) -> bool:
    if caveat.acts and question.act is not None and question.act not in caveat.acts:
        return False
    if caveat.substance and caveat.substance != substance:
        return False
    return in_force((caveat.from_date, caveat.to_date), question.on)
