"""What does the law say of an amount, an act and its circumstances on a day?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from tallystick.statutes.charges import Charges, charges_of, words_of_act
from tallystick.statutes.counting import Counted, counted_in
from tallystick.statutes.doubts import from_memory
from tallystick.statutes.faults import LawError, SeveralFormsError, nearest, shown
from tallystick.statutes.pack import Caveat, Pack
from tallystick.statutes.question import Question
from tallystick.statutes.rows import (
    Confidence,
    ReferenceUnit,
    Row,
    Threshold,
    in_force,
    span,
    weakest,
)
from tallystick.statutes.scale import Scale, bounds, scales
from tallystick.statutes.substances import folded, meant_in


@dataclass(frozen=True)
class Quantity:
    """The class of an amount, or `why_none`.

    `scale` is the table in force; `row` the class in it. `unsure` says that the amount is a bound
    of which no source tells the class; the milder one is given then. Where the amount lies in a
    declared gap, it is `outside` all classes of the table. `weighed` is what the table weighs: the
    amount, or its pure part where the purity was given.
    """

    substance: str
    scale: Scale | None
    row: Threshold | None
    bounds: str
    unsure: bool
    why_none: str
    outside: frozenset[str] = frozenset()
    weighed: Decimal | None = None


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
        """The rows that decide: without a class that tells the article, the whole table too.

        What a unit of fines is worth decides nothing, and stands with its own word.
        """
        rows = tuple(row for row in self.rows if not isinstance(row, ReferenceUnit))
        if self.amount_aside:
            return tuple(row for row in rows if row is not self._row)
        table = self.quantity.scale if self.quantity and not self.charges.decided else None
        return (*rows, *(table.rows if table and not self._row else ()))

    @property
    def confidence(self) -> Confidence:
        """The least sure of what the answer rests on."""
        return weakest(tuple(row.confidence_on(self.question.on) for row in self.resting))

    @property
    def from_memory(self) -> tuple[str, ...]:
        """What is from memory in rows that are surer: ``longest term of 1(2)``."""
        return from_memory(self.resting, self.pack)

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
    substance = quantity.substance if quantity else None
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
        counted_in(pack, question, charges, class_),
        tuple(each for each in pack.caveats if _concerns(each, question, quantity, charges)),
        tuple(
            each for each in pack.reference_units if each.unit in fines and each.holds(question.on)
        ),
    )


def answers(pack: Pack, question: Question) -> tuple[Answer, ...]:
    """Answer `question` for each substance of the pack that its word may mean.

    One whose tables are of other acts alone is left out where another has those of the act.
    """
    try:
        return (answer(pack, question),)
    except SeveralFormsError as several:
        names = [name for name in several.names if _may_decide(pack, name, question.act)]
        forms = (
            replace(question, substance=name, one_form=True) for name in names or several.names
        )
        return tuple(answer(pack, form) for form in forms)


def _may_decide(pack: Pack, substance: str, act: str | None) -> bool:
    """Whether a substance has a table whose classes are those of `act`, or no table at all."""
    own = [each for each in scales(pack) if each.substance == substance]
    return not own or any(each.decides(act) for each in own)


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
    own = [each for each in scales(pack) if each.substance == name]
    if name is None or not own:
        asked = "counted in plants" if question.plants else "by weight"
        why = f"not known here: the pack holds no amounts of {question.substance} {asked}"
        return Quantity(name or _without_amounts(pack, question.substance), None, None, "", False,
                        why)  # fmt: skip
    held = [each for each in own if in_force(each.dates, question.on)]
    held = [each for each in held if each.decides(question.act)] or held
    if held:
        return _placed(pack, name, held[0], question)
    spans = " and ".join(span(each.dates) or "without dates" for each in own)
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
    why = f"not known for this day: the pack has a table of {pack.said(name)} {spans}"
    return Quantity(name, None, None, "", False, f"{why} ({gap})" if gap else why)


def _without_amounts(pack: Pack, word: str) -> str:
    """The substance of which the pack has offences and no amounts; "" for none."""
    name = meant_in(pack, word)
    return name if name in pack.other_substances else ""


def _placed(pack: Pack, name: str, scale: Scale, question: Question) -> Quantity:
    amount = question.amount
    if not scale.decides(question.act):
        acts = " and ".join(map(words_of_act, scale.rows[0].acts))
        why = f"the table of {pack.said(name)} is of {acts}, and decides nothing of other acts"
        return Quantity(name, None, None, "", False, why)
    if amount is None:
        return Quantity(name, scale, None, "", False, "no amount was given")
    if scale.needs_purity and question.purity is not None:
        amount = amount * question.purity / 100
    elif scale.needs_purity and (
        question.one_form or folded(question.substance or "") != folded(name)
    ):
        why = "the table weighs the pure substance alone: give --purity, the share in per cent"
        return Quantity(name, scale, None, "", False, why)
    if scale.indicative:
        why = "the quantities are indicative, and no class follows from one"
        return Quantity(name, scale, None, "", False, why, weighed=amount)
    places = scale.places(amount)
    if not places:
        gap = scale.gap_at(amount)
        why = gap.why if gap else "no class holds this amount"
        outside = frozenset(each.class_ for each in scale.rows)
        return Quantity(name, scale, None, "", False, why, outside, amount)
    row, unsure = scale.rows[places[0]], scale.unsure_at(amount)
    return Quantity(name, scale, row, bounds(scale, places[0]), unsure, "", weighed=amount)


def _concerns(
    caveat: Caveat, question: Question, quantity: Quantity | None, charges: Charges
) -> bool:
    """Whether a caveat bears on the answer: on its day, substance, act and parts."""
    if not in_force((caveat.from_date, caveat.to_date), question.on):
        return False
    substance = quantity.substance if quantity else ""
    if caveat.substances and substance not in caveat.substances:
        return False
    if caveat.circumstances and not {*caveat.circumstances} & {*question.circumstances}:
        return False
    acts = {act for each in charges.found for act in each.offence.acts}
    acts = {question.act} if question.act else acts
    if caveat.acts and not acts & {*caveat.acts}:
        return False
    amounts = quantity is not None and quantity.scale is not None
    bears = {"amounts": amounts, "penalties": bool(charges.found),
             "circumstances": bool(charges.found)}  # fmt: skip
    return bears.get(caveat.topic, True)
