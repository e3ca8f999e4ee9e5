"""What does each circumstance that was named do to a charge?"""

from __future__ import annotations

from dataclasses import dataclass

from tallystick.statutes.charges import Charge, Charges
from tallystick.statutes.pack import Pack
from tallystick.statutes.question import Question
from tallystick.statutes.rows import ANY, Circumstance, Offence


@dataclass(frozen=True)
class Counted:
    """What each circumstance that was named does to the charge, and which could be named.

    `not_twice` may not be counted again, being elements of the offence or inherent in it; `idle`
    are elements of other acts alone, and `unknown` those too where the pack's lists are partial;
    `elsewhere` work for other articles or other parts of the act; `not_in_force` are not known for
    that day. `could_be` would aggravate if found, `makes_graver` would make a graver part. Where no
    offence is known, nothing is known of their effect.
    """

    aggravating: tuple[Circumstance, ...] = ()
    not_twice: tuple[Circumstance, ...] = ()
    elements: tuple[Circumstance, ...] = ()
    milder: tuple[Circumstance, ...] = ()
    idle: tuple[Circumstance, ...] = ()
    unknown: tuple[Circumstance, ...] = ()
    elsewhere: tuple[Circumstance, ...] = ()
    not_in_force: tuple[Circumstance, ...] = ()
    could_be: tuple[Circumstance, ...] = ()
    makes_graver: tuple[Circumstance, ...] = ()


def counted_in(
    pack: Pack, question: Question, charges: Charges, class_: str | None = None
) -> Counted:
    """Return what the circumstances of `question` do to the charges of an amount of `class_`."""
    found = charges.found if charges.decided else ()
    known = {key for charge in charges.found for key in charge.offence.elements}
    held = _held(pack, question, known)
    asked = [each for each in pack.circumstances if each.key in question.circumstances]
    named = [each for each in held if each in asked]
    not_in_force = tuple(each for each in asked if each.key not in {one.key for one in held})
    if not charges.found:
        return Counted(not_in_force=not_in_force)
    given = [each for each in named if _works(each, found)]
    elements = known | _of_same_part(pack, question, found) if charges.decided else set()
    making = known - elements
    graver = [each for each in given if each.effect == "aggravating" and each.key not in making]
    once = [each for each in graver if each.not_twice and each.key in elements]
    other = [each for each in given if each.effect == "element" and each.key not in known]
    of_parts = {key for part in pack.parts_of(question.act, question.on) for key in part.elements}
    elsewhere = [each for each in named if each not in given]
    elsewhere += [each for each in other if each.key in of_parts - elements]
    other = [each for each in other if each.key not in of_parts]
    closed = _all_told(pack, question)
    left = [each for each in held if each not in named]
    makes = _graver_elements(pack, question, found, class_)
    return Counted(
        aggravating=tuple(each for each in graver if each not in once),
        not_twice=tuple(once),
        elements=tuple(
            each for each in given
            if each.key in making or (each.effect == "element" and each.key in elements)
        ),
        milder=tuple(each for each in given if each.effect in ("mitigating", "exempting")),
        idle=tuple(other if closed else ()),
        unknown=tuple(() if closed else other),
        elsewhere=tuple(elsewhere),
        not_in_force=not_in_force,
        could_be=tuple(
            each for each in left
            if each.effect == "aggravating"
            and each.key not in {*known, *makes} and _works(each, found)
        ),
        makes_graver=tuple(each for each in left if each.key in makes),
    )  # fmt: skip


def _held(pack: Pack, question: Question, known: set[str]) -> list[Circumstance]:
    """The circumstances of the day, and those that a part charged has as its elements."""
    every = pack.circumstances
    now = [each for each in every if each.holds(question.on)]
    lacking = known - {each.key for each in now}
    return [each for each in every if each in now or each.key in lacking]


def _works(circumstance: Circumstance, found: tuple[Charge, ...]) -> bool:
    return not found or any(circumstance.concerns(charge.offence) for charge in found)


def _of_same_part(pack: Pack, question: Question, found: tuple[Charge, ...]) -> set[str]:
    """Elements of the part that is charged, as other rows of it have them."""
    charged = {(each.offence.article, each.offence.part) for each in found}
    parts = pack.parts_of(question.act, question.on)
    return {key for part in parts if (part.article, part.part) in charged for key in part.elements}


def _all_told(pack: Pack, question: Question) -> bool:
    """Whether the pack holds every circumstance that the law names for what was asked."""
    parts = pack.parts_of(question.act, question.on)
    return pack.closed_list and all(each.complete for each in parts)


def _graver_elements(
    pack: Pack, question: Question, found: tuple[Charge, ...], class_: str | None
) -> set[str]:
    """The circumstances that would make a graver part of the act than the one found."""
    if len(found) != 1 or question.act is None:
        return set()
    penalties = {each.offence: each for each in pack.penalties if each.holds(question.on)}
    return {
        key
        for each in pack.parts_of(question.act, question.on)
        if each.key in penalties and penalties[each.key].severity > found[0].severity
        for key in _lacking(each, class_)
    } - {*question.circumstances}


def _lacking(part: Offence, class_: str | None) -> tuple[str, ...]:
    """The circumstances that would bring a case with an amount of `class_` under a part."""
    if class_ is None:
        return (*part.or_with, *part.only_with)
    if ANY in part.classes or class_ in part.classes:
        return part.only_with
    return (*part.or_with, *part.only_with) if part.or_with else ()
