"""How is a change of the law after the offence told in plain text?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from tallystick.cli.law_words import article, block
from tallystick.cli.penalty_text import punished
from tallystick.statutes import Answer, Charge, Later, Pack, Row
from tallystick.statutes.pack import LaterLaw
from tallystick.statutes.rows import in_force


def later_lines(answer: Answer, later: tuple[Later, ...]) -> Iterator[str]:
    """Yield what each charge of the answer is under the law of today, and which of both holds."""
    for place, each in enumerate(later):
        yield from block("" if place else "Later law", _one(each, answer))


def rules(later: Iterable[Later]) -> list[LaterLaw]:
    """The rules on the later law that an answer names, once each."""
    return list(dict.fromkeys(each.rule for each in later if each.rule))


def rows_since(answer: Answer, later: Iterable[Later]) -> dict[tuple[str, date], Row]:
    """The rows that the lines on the later law rest on and the answer does not, by name and day."""
    named: dict[tuple[str, date], Row] = {}
    for each in later:
        if each.charge not in answer.charges.found:
            named[article(each.charge.offence), answer.question.on] = _deciding(each.charge)
        for charge in (*([each.then] if each.then else []), *each.parts):
            named[article(charge.offence), each.since] = _deciding(charge)
    return named


def _deciding(charge: Charge) -> Row:
    return charge.penalty or charge.offence


def _one(each: Later, answer: Answer) -> str:
    pack = answer.pack
    who = "for an officer: " if each.office else "for a private person: " if pack.office else ""
    old = _old(each, answer)
    if each.then is None:
        return f"{who}{_from_when(each)} {_without_it(each, old, pack)}"
    now = f"{who}{_from_when(each)} {_punished(each.then, pack)}"
    if each.verdict == "unknown":
        read = f"read both ({each.rule.citation})" if each.rule else "read both"
        return f"{now}; which of the two is milder is not known here: {read}"
    return f"{now}; {_rule(each, old)}"


def _old(each: Later, answer: Answer) -> str:
    """The charge of the day of the offence: by its article, with its penalty where none is yet."""
    if each.charge in answer.charges.found:
        return f"{article(each.charge.offence)} as above"
    return f"{_punished(each.charge, answer.pack)},"


def _punished(charge: Charge, pack: Pack) -> str:
    penalty = charge.penalty
    now = punished(penalty, pack) if penalty else "the penalty is not known here"
    return f"{article(charge.offence)}, {now}"


def _from_when(each: Later) -> str:
    """From which day on it is so; `by` where the law of an earlier day was not read."""
    rows = (each.then.offence, each.then.penalty) if each.then else ()
    read = {row.read_from for row in rows if row and row.from_date is None}
    return f"{'by' if each.since in read else 'since'} {each.since}"


def _without_it(each: Later, old: str, pack: Pack) -> str:
    """What is known of the later law, which has no such charge for what was asked."""
    by = f"; read both ({each.rule.citation})" if each.rule else ""
    parts = "; ".join(_punished(part, pack) for part in each.parts if part.penalty)
    if not each.parts and each.class_:
        parts = f"such an amount is {pack.said(each.class_)} since"
    if in_force(each.charge.offence.dates, each.since):
        held = parts or "which article holds is not known here"
        return f"the amounts of {old.rstrip(',')} are others: {held}{by}"
    if each.charge.offence.to_date is None:
        held = f": {parts}" if parts else ""
        return f"no text that was read tells whether {old.rstrip(',')} still stands{held}{by}"
    return f"{old} stands no more: {parts or 'what holds is not known here'}{by}"


def _rule(each: Later, old: str) -> str:
    rule = each.rule
    if rule is None:
        return f"{each.verdict}; which of the two holds is not known here"
    by = f"({rule.citation})"
    if rule.rule == "day_of_offence":
        return f"{each.verdict}; the law of the day of the offence holds {by}"
    if rule.rule == "day_of_sentence":
        return f"{each.verdict}; it holds for sentences since then, whenever the offence was {by}"
    if each.verdict == "milder":
        serving = {"yes": ", also for those who serve a sentence", "no": ""}
        told = serving.get(rule.serving, "")
        return f"milder; it holds, since a milder law reaches back {by}{told}"
    if each.verdict == "harsher":
        return f"harsher; it does not reach back {by}: {old} still holds"
    return f"milder at one end and harsher at the other: read both {by}"
