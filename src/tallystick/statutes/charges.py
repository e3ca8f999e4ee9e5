"""Under which article and part does an act fall, and what is its penalty?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tallystick.statutes.pack import Pack
from tallystick.statutes.rows import ACTS, ANY, Offence, Penalty, Row, span

CULTIVATION = "cultivation"
NO_PENALTY = (False, False, Decimal(-1), Decimal(-1), Decimal(-1))


@dataclass(frozen=True)
class Charge:
    """One offence with its penalty in force; None where none is entered."""

    offence: Offence
    penalty: Penalty | None

    @property
    def rows(self) -> tuple[Row, ...]:
        """The rows of law on which it rests."""
        return (self.offence,) if self.penalty is None else (self.offence, self.penalty)

    @property
    def severity(self) -> tuple[bool, bool, Decimal, Decimal, Decimal]:
        """What orders charges from the mildest to the gravest."""
        return NO_PENALTY if self.penalty is None else self.penalty.severity


@dataclass(frozen=True)
class Charges:
    """The offences that answer a question; `decided` when what was given leads to them.

    Otherwise they are all parts that could apply, in the order of the pack. `why_none` is said
    where there is none. `by_amount` says that another class of the amount would give others.
    """

    found: tuple[Charge, ...]
    decided: bool
    why_none: str = ""
    by_amount: bool = False


def charges_of(
    pack: Pack,
    day: date,
    act: str | None,
    class_: str | None,
    substance: str | None,
    given: frozenset[str],
    *,
    outside: frozenset[str] = frozenset(),
    plants: bool = False,
) -> Charges:
    """Return what `act` (None: each act) is charged as, for an amount of `class_` (None: unknown).

    `substance` is "" for one that the pack does not hold, and None where none was named.
    The gravest offence that applies is meant, since each is made of what the milder one is and
    more; but one that a mitigating circumstance makes goes before. Cultivation has classes of
    `plants`, and no weight tells one. Of the classes `outside` the amount is known not to be.
    """
    in_force = [each for each in pack.offences if each.holds(day)]
    own = [
        each
        for each in in_force
        if (act is None or act in each.acts)
        and (not each.substances or substance is None or substance in each.substances)
    ]
    if not own:
        return Charges((), False, _why_none(pack, day, act, in_force))
    tells = act != CULTIVATION or plants
    placed = class_ is not None and tells
    open_ = [each for each in _classes(own) if not tells or each not in outside]
    classes = [class_] if placed else open_
    acts = (act,) if act else tuple(
        each for each in _by_class(own) if each != CULTIVATION or plants
    )  # fmt: skip
    chosen = [_chosen(pack, day, own, acts, each, given) for each in classes]
    if any(each != chosen[0] for each in chosen) or not acts:
        could_be = [each for each in own if not acts or set(acts) & set(each.acts)]
        if not placed:
            could_be = [each for each in could_be if _may_apply(each, open_)]
        could_be = [
            each
            for each in could_be
            if not _outdone(pack, day, _of_its_goods(own, each, substance), each, classes, given)
        ]
        return Charges(tuple(_with_penalty(pack, each, day) for each in could_be), False)
    if not chosen[0]:
        of = act or "anything"
        why = f" for this amount (class: {pack.said(class_)})" if class_ else ""
        if outside and tells:
            why = " that covers such an amount"
        held = f"not known here: the pack has no offence of {words_of_act(of)}{why}"
        return Charges((), False, held)
    by_amount = placed and any(
        _chosen(pack, day, own, acts, each, given) != chosen[0] for each in _classes(own)
    )
    return Charges(tuple(chosen[0]), True, by_amount=by_amount)


def _chosen(
    pack: Pack,
    day: date,
    own: list[Offence],
    acts: tuple[str, ...],
    class_: str | None,
    given: frozenset[str],
) -> list[Charge]:
    """What each act is charged as, once each, if the amount is of `class_`."""
    milder = _mitigating(pack)
    chosen: list[Charge] = []
    for act in acts:
        applying = [
            _with_penalty(pack, each, day)
            for each in own
            if act in each.acts and applies(each, class_, given)
        ]
        special = [each for each in applying if milder & set(each.offence.only_with)]
        if applying:
            gravest = max(special or applying, key=lambda charge: charge.severity)
            chosen += [gravest] if gravest not in chosen else []
    return chosen


def _mitigating(pack: Pack) -> set[str]:
    return {each.key for each in pack.circumstances if each.effect == "mitigating"}


def applies(offence: Offence, class_: str | None, given: frozenset[str]) -> bool:
    """Whether an offence covers an amount of `class_` with the circumstances `given`."""
    if not set(offence.only_with) <= given:
        return False
    return bool(ANY in offence.classes or class_ in offence.classes or given & set(offence.or_with))


def _may_apply(offence: Offence, classes: list[str | None]) -> bool:
    """Whether an offence covers an amount of one of `classes` with circumstances of its own."""
    with_all = frozenset(offence.elements)
    return any(applies(offence, each, with_all) for each in classes)


def _of_its_goods(own: list[Offence], part: Offence, substance: str | None) -> list[Offence]:
    """Those of `own` that are of each substance of `part`; of the `substance` named all are."""
    if substance is not None:
        return own
    goods = set(part.substances)
    return [
        each for each in own if not each.substances or (goods and goods <= set(each.substances))
    ]


def _outdone(
    pack: Pack,
    day: date,
    own: list[Offence],
    part: Offence,
    classes: list[str | None],
    given: frozenset[str],
) -> bool:
    """Whether a graver part of the same act applies wherever `part` does."""
    charge = _with_penalty(pack, part, day)
    if charge.penalty is None:
        return False
    found = given | frozenset(part.elements)
    if _mitigating(pack) & set(part.only_with):
        return False
    graver = [
        each
        for each in own
        if set(each.acts) >= set(part.acts)
        and _with_penalty(pack, each, day).severity > charge.severity
    ]
    return all(any(applies(each, name, found) for each in graver) for name in classes)


def _classes(offences: list[Offence]) -> list[str | None]:
    """The classes that an amount could be of, for all that these offences say; None is of none."""
    named = {name for each in offences for name in each.classes if name != ANY}
    return [None, *sorted(named)]


def _by_class(offences: list[Offence]) -> tuple[str, ...]:
    """The acts of which some offence depends on the amount."""
    return _acts([each for each in offences if set(each.classes) - {ANY}])


def _acts(offences: list[Offence]) -> tuple[str, ...]:
    done = {act for each in offences for act in each.acts}
    return tuple(act for act in ACTS if act in done)


def _with_penalty(pack: Pack, offence: Offence, day: date) -> Charge:
    held = (each for each in pack.penalties if each.offence == offence.key and each.holds(day))
    return Charge(offence, next(held, None))


def _why_none(pack: Pack, day: date, act: str | None, in_force: list[Offence]) -> str:
    """Say that nothing is known: for this day, where the pack has the act on others, or at all."""
    others = [each for each in pack.offences if act is None or act in each.acts]
    if any(each in in_force for each in others):
        of = f" of {words_of_act(act)}" if act else ""
        return f"not known here: the pack has no offence{of} that names this substance"
    if others:
        first = min((each.dates[0] or date.min for each in others), default=date.min)
        spans = "; ".join(sorted({span(each.dates) for each in others}))
        of = f" of {words_of_act(act)}" if act else ""
        known = f"only from {first} on" if day < first else spans
        return f"not known for this day: the pack has the offences{of} {known}"
    acts = ", ".join(map(words_of_act, _acts(in_force)))
    held = f"it has {acts}" if acts else "it has none for this day"
    return f"not known here: the pack has no offence of {words_of_act(act or '')}; {held}"


def words_of_act(act: str) -> str:
    """Return an act in words: ``possession for sale``."""
    return act.replace("_", " ")
