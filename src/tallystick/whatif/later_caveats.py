"""Which later law reaches the cases that a change counts again?"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from tallystick.statutes import LawError, Question, answer, later_of, rule_of
from tallystick.statutes.charges import words_of_act
from tallystick.whatif.change import Days, Goods
from tallystick.whatif.terms import amount_in, days_of

if TYPE_CHECKING:
    from tallystick.whatif.reading import Ground

REACHES_BACK = ("milder", "mildest_between")


def later_caveats(ground: Ground, goods: tuple[Goods, ...], today: date) -> tuple[str, ...]:
    """Say which of today's terms a later law has replaced, and whether the change reaches back."""
    pack = ground.pack
    if pack is None:
        return ()
    told = [
        words
        for each in goods
        for act in dict.fromkeys(ground.offences.values())
        for place in range(len(each.old) + 1)
        for words in _changed(ground, each, act, place, today)
    ]
    rule = rule_of(pack, "", today)
    if rule is not None and rule.rule in REACHES_BACK:
        serving = ", also for those who serve a sentence" if rule.serving == "yes" else ""
        told.append(f"a change that is milder would reach back to cases of before{serving} "
                    f"({rule.citation}, {rule.confidence})")  # fmt: skip
    return tuple(dict.fromkeys(told))


def _changed(ground: Ground, goods: Goods, act: str, place: int, today: date) -> list[str]:
    line = goods.old[0]
    amount = amount_in(goods.old, place)
    question = Question(ground.law_on, line.substance_code, amount, line.kind == "plants", act)
    assert ground.pack is not None
    try:
        found = later_of(answer(ground.pack, question), today)
    except LawError:
        return []
    said = []
    who = ", a private person" if ground.pack.office else ""
    for each in found:
        if each.holds is None or each.then is None or each.holds is each.charge:
            continue
        if each.office or each.then.penalty is None or each.rule is None:
            continue
        days = _said(days_of(each.then.penalty))
        said.append(
            f"{goods.classes[place]}, {words_of_act(act)}{who}: for sentences since {each.since} "
            f"{days} days a case ({each.then.offence.key}; {each.rule.citation})"
        )
    return said


def _said(days: Days) -> str:
    most = "no end" if days.most is None else f"{days.most:,}"
    return f"{days.least or 0:,} to {most}"
