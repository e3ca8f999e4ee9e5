"""Which law holds today, where it changed after the offence?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

from tallystick.statutes.answering import Answer, answer
from tallystick.statutes.charges import Charge
from tallystick.statutes.pack import LaterLaw, Pack
from tallystick.statutes.rows import Penalty

Verdict = Literal["milder", "harsher", "mixed", "unknown"]
DAY = timedelta(days=1)
WITHOUT_END = Decimal(1000)
DEATH = Decimal(2000)


@dataclass(frozen=True)
class Later:
    """What a charge of the day of the offence is under the law of a later day.

    `then` is None where the later law has no such offence, or none that is known; `since` is the
    first day of that law, `parts` what could apply then where nothing tells which, `class_` that
    of the amount then, "" where it has none or an offence is told. `rule` is None
    where the pack has none. `holds` is the charge that
    holds for a sentence on the later day; None where nothing tells. `office` says that it is of an
    officer: the pack's circumstance of the office was added to the question.
    """

    rule: LaterLaw | None
    office: bool
    charge: Charge
    then: Charge | None
    since: date
    verdict: Verdict
    holds: Charge | None
    parts: tuple[Charge, ...] = ()
    class_: str = ""


def later_of(said: Answer, today: date) -> tuple[Later, ...]:
    """Return what changed for the charges of an answer until `today`, by person.

    Empty where nothing changed. Where the office was not named and the pack knows what it is, the
    same is asked for an officer too.
    """
    if today <= said.question.on:
        return ()
    pack, question = said.pack, said.question
    found = list(_changes(said, today, office=pack.office in question.circumstances))
    if pack.office and pack.office not in question.circumstances:
        given = (*question.circumstances, pack.office)
        officer = answer(pack, replace(question, circumstances=given))
        found += _changes(officer, today, office=True)
    return tuple(found)


def _changes(said: Answer, today: date, *, office: bool) -> list[Later]:
    pack, question = said.pack, said.question
    substance = said.quantity.substance if said.quantity else ""
    rule = rule_of(pack, substance, today, question.circumstances)
    days = [day for day in turns(pack) if question.on < day <= today]
    if not days:
        return []
    steps = {day: answer(pack, replace(question, on=day)) for day in _needed(rule, days)}
    kept = []
    for charge in said.charges.found:
        if _terms(_same(charge, steps[days[-1]], said)) == _terms(charge) and len(steps) == 1:
            continue
        steps |= {day: answer(pack, replace(question, on=day)) for day in days if day not in steps}
        line = [(day, _same(charge, steps[day], said)) for day in days]
        since, now = _last_turn(charge, line)
        if since is None:
            continue
        if rule is not None and rule.rule == "mildest_between":
            since, now = min(line, key=lambda pair: _weight(pair[1]))
        verdict = _verdict(charge, now)
        holds = _holding(rule, charge, now, verdict)
        parts = () if now else steps[since].charges.found
        placed = None if now else steps[since].quantity
        class_ = placed.row.class_ if placed and placed.row else ""
        kept.append(Later(rule, office, charge, now, since, verdict, holds, parts, class_))
    return kept


def _verdict(charge: Charge, now: Charge | None) -> Verdict:
    """Compare two charges: what is a crime no more is milder, whatever its penalty."""
    kinds = (charge.offence.kind, now.offence.kind if now else "")
    if kinds == ("criminal", "administrative"):
        return "milder"
    return compared(charge.penalty, now.penalty if now else None)


def _needed(rule: LaterLaw | None, days: list[date]) -> list[date]:
    """The days of which the law decides: all between, or the last alone."""
    return days if rule is not None and rule.rule == "mildest_between" else days[-1:]


def _last_turn(
    charge: Charge, line: list[tuple[date, Charge | None]]
) -> tuple[date | None, Charge | None]:
    """The last day on which what the charge is changed, and what it is since; None for none."""
    before: Charge | None = charge
    since = None
    for day, now in line:
        if _terms(now) != _terms(before):
            since = day
        before = now
    changed = since is not None and _terms(before) != _terms(charge)
    return (since, before) if changed else (None, before)


def _terms(charge: Charge | None) -> object:
    """What makes a change: another part, or another penalty."""
    if charge is None:
        return None
    penalty = charge.penalty
    told = None if penalty is None else (
        *penalty.severity, penalty.fine_min, penalty.fine_max, penalty.other
    )  # fmt: skip
    return charge.offence.key, charge.offence.kind, told


def _same(charge: Charge, step: Answer, said: Answer) -> Charge | None:
    """What the charge is by a later answer: what was decided, else the part of its key."""
    if said.charges.decided and step.charges.decided and len(step.charges.found) == 1:
        return step.charges.found[0]
    same = [each for each in step.charges.found if each.offence.key == charge.offence.key]
    return same[0] if same else None


def _weight(charge: Charge | None) -> tuple[Decimal, ...]:
    if charge is None or charge.penalty is None:
        return (WITHOUT_END, WITHOUT_END)
    least, most = bounds_of(charge.penalty)
    return most, least


def bounds_of(penalty: Penalty) -> tuple[Decimal, Decimal]:
    """The least and the most years; a life term and an open end are without end, death is above."""
    least = penalty.prison_min_years or Decimal(0)
    if penalty.death:
        return (WITHOUT_END if penalty.life_only else least) if penalty.prison else DEATH, DEATH
    if penalty.life_only:
        return WITHOUT_END, WITHOUT_END
    if penalty.life or (penalty.prison and penalty.prison_max_years is None):
        return least, WITHOUT_END
    return least, penalty.prison_max_years or Decimal(0)


def compared(old: Penalty | None, new: Penalty | None) -> Verdict:
    """Say whether a new penalty is milder than an old one: at both ends, or at one.

    Years of prison decide; where they are the same, days of arrest, and then fines of one unit.
    Where only the penalties in words are others, it is not known.
    """
    if old is None or new is None:
        return "unknown"
    if bounds_of(old) != bounds_of(new):
        return _by_ends(bounds_of(old), bounds_of(new))
    arrests = [each.arrest_days_max or Decimal(0) for each in (old, new)]
    if arrests[0] != arrests[1]:
        return "milder" if arrests[1] < arrests[0] else "harsher"
    if old.fine_unit != new.fine_unit:
        return "mixed"
    if _fines(old) == _fines(new) and old.other != new.other:
        return "unknown"
    return _by_ends(_fines(old), _fines(new))


def _by_ends(old: tuple[Decimal, Decimal], new: tuple[Decimal, Decimal]) -> Verdict:
    (old_low, old_high), (low, high) = old, new
    if low <= old_low and high <= old_high:
        return "milder"
    return "harsher" if low >= old_low and high >= old_high else "mixed"


def _fines(penalty: Penalty) -> tuple[Decimal, Decimal]:
    """The least and the most of a fine; one without a most is without end, no fine is nothing."""
    least = penalty.fine_min or Decimal(0)
    open_end = Decimal("Infinity") if penalty.fine_min else Decimal(0)
    return least, open_end if penalty.fine_max is None else penalty.fine_max


def _holding(
    rule: LaterLaw | None, charge: Charge, then: Charge | None, verdict: Verdict
) -> Charge | None:
    """The charge that holds for a sentence on the later day, by the rule."""
    if rule is None or (then is None and rule.rule != "day_of_offence"):
        return None
    if rule.rule == "day_of_offence":
        return charge
    if rule.rule == "day_of_sentence":
        return then
    return {"milder": then, "harsher": charge}.get(verdict)


def rule_of(
    pack: Pack, substance: str, day: date, circumstances: tuple[str, ...] = ()
) -> LaterLaw | None:
    """The rule of a pack for sentences of `day`: the first that is of what was asked, or of all."""
    for each in pack.later_law:
        if (
            (not each.substances or substance in each.substances)
            and (not each.circumstances or {*each.circumstances} & {*circumstances})
            and (each.from_date is None or each.from_date <= day)
        ):
            return each
    return None


def turns(pack: Pack) -> tuple[date, ...]:
    """The days on which the law of a pack changed, or on which it is first known, in order."""
    rows = (*pack.thresholds, *pack.offences, *pack.penalties)
    begins = {row.dates[0] for row in rows if row.dates[0]}
    return tuple(sorted(begins | {row.to_date + DAY for row in rows if row.to_date}))
