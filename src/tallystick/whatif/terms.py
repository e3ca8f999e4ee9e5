"""How many days of custody may one case bring by the law today?"""

from __future__ import annotations

from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from tallystick.statutes import (
    Answer,
    LawError,
    Pack,
    Penalty,
    Question,
    Row,
    answer,
    in_part,
    weakest,
)
from tallystick.statutes.charges import Charge
from tallystick.tables import Line
from tallystick.whatif.change import Days, Term

YEAR = 365
STEP = Decimal("0.001")


def days_of(penalty: Penalty) -> Days:
    """Return the custody that a penalty allows: prison, or arrest, or none where another is chosen.

    A year is 365 days; part of a day is rounded outwards. No most is entered, or life: no bound.
    """
    least = (penalty.prison_min_years or Decimal(0)) * YEAR
    arrest = penalty.arrest_days_max or Decimal(0)
    if not penalty.prison:
        return Days(0, int(arrest.to_integral_value(ROUND_CEILING)))
    begins = int(least.to_integral_value(ROUND_FLOOR))
    if penalty.life or penalty.prison_max_years is None:
        return Days(begins, None)
    most = max(penalty.prison_max_years * YEAR, arrest)
    return Days(begins, int(most.to_integral_value(ROUND_CEILING)))


def amount_in(lines: tuple[Line, ...], place: int) -> Decimal:
    """Return an amount of the class at `place`: just over its line, or just under the first.

    A weight on a line itself is not asked for: sources often do not say to which side it belongs.
    """
    line = lines[max(place - 1, 0)]
    if line.kind == "plants":
        return line.value + (0 if line.inclusive else 1) - (0 if place else 1)
    if place:
        return line.value + STEP
    return line.value - STEP if line.value > STEP else line.value / 2


def term_of_amount(pack: Pack, on: date, act: str, line: Line, amount: Decimal) -> Term:
    """Return what `amount` of the goods of `line` brings for `act` by `pack`."""
    plants = line.kind == "plants"
    question = Question(on, line.substance_code, amount, plants, act)
    try:
        said = answer(pack, question)
    except LawError as error:
        return Term(None, str(error))
    if said.quantity is None or said.quantity.row is None:
        return Term(None, said.quantity.why_none if said.quantity else "the line has no substance")
    return _term(said, said.quantity.row.class_)


def term_of_act(pack: Pack, on: date, act: str) -> Term:
    """Return what `act` brings by `pack`, whatever the amount."""
    try:
        return _term(answer(pack, Question(on, act=act)), "")
    except LawError as error:
        return Term(None, str(error))


def term_of_article(pack: Pack, on: date, article: str) -> Term:
    """Return what the offence `article`, such as ``296(1)``, brings by `pack`."""
    held = [each for each in pack.offences if each.key == article and each.holds(on)]
    if not held:
        return Term(None, f"the pack has no offence {article} in force on {on}")
    found = [each for each in pack.penalties if each.offence == article and each.holds(on)]
    return _together([Charge(held[0], found[0] if found else None)], (), "", on)


def _term(said: Answer, class_: str) -> Term:
    if not said.charges.found:
        return Term(None, said.charges.why_none, class_=class_)
    # What a fine's unit is worth decides no day of custody, so its confidence is left out.
    row = said.quantity.row if said.quantity else None
    return _together(list(said.charges.found), (row,) if row else (), class_, said.question.on)


def _together(charges: list[Charge], amounts: tuple[Row, ...], class_: str, on: date) -> Term:
    """The custody of whichever of `charges` it is on a day, by them and the rows of `amounts`."""
    articles = ", ".join(dict.fromkeys(charge.offence.key for charge in charges))
    penalties = [charge.penalty for charge in charges]
    known = [each for each in penalties if each is not None]
    if len(known) < len(penalties):
        return Term(None, f"the pack has no penalty of {articles}", class_=class_)
    days = [days_of(each) for each in known]
    least = min(each.least or 0 for each in days)
    most = [each.most for each in days]
    high = None if None in most else max(each or 0 for each in most)
    rows = (*(row for charge in charges for row in charge.rows), *amounts)
    sure = weakest(tuple(row.confidence_on(on) for row in rows))
    part = in_part(*rows)
    return Term(Days(least, high), articles, f"{sure}, {part}" if part else sure, class_)
