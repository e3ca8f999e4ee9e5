"""By which law can the charges of a made world be judged?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from tallystick.simulate.catalogue import OFFENCES
from tallystick.simulate.law import Cut, Goods
from tallystick.simulate.world import World
from tallystick.tables import Amount, Article, Law

SURE = "verified_text"
MILLI = 1000
DAY = timedelta(days=1)
UNTOLD = "296(1)"


def law_of(world: World) -> Law:
    """Return the world's own law: its amounts, and every article that its prosecutors charge."""
    amounts = tuple(amount for goods in world.goods for amount in _amounts(goods))
    articles = (*_by_amount(world.goods), *_others(world.goods))
    return Law(world.jurisdiction, world.agency, amounts, articles)


def _steps(goods: Goods) -> tuple[Goods | Cut, ...]:
    return (goods, *goods.lines)


def _class(goods: Goods, step: Goods | Cut) -> str:
    """One name for each step, whatever other lines are in force beside it."""
    return f"{goods.substance} from {step.g:g} g" if isinstance(step, Cut) else goods.substance


def _amounts(goods: Goods) -> Iterator[Amount]:
    """The classes on each stretch of days on which the same lines are in force."""
    starts = {each.from_date for each in goods.lines if each.from_date}
    starts |= {each.to_date + DAY for each in goods.lines if each.to_date}
    begins: list[date | None] = [None, *sorted(starts)]
    ends: list[date | None] = [*(day - DAY for day in sorted(starts)), None]
    for first, last in zip(begins, ends, strict=True):
        on = first or last or date.min
        lines = [each for each in goods.lines if each.covers(on)]
        steps: list[Goods | Cut] = [goods, *lines]
        for place, step in enumerate(steps):
            cut = step if isinstance(step, Cut) else None
            above = lines[place] if place < len(lines) else None
            yield Amount(
                first,
                last,
                SURE,
                codes=(goods.substance.replace("_", " "),),
                substance=goods.substance,
                class_=_class(goods, step),
                place=place,
                plants=False,
                low=None if cut is None else round(cut.g * MILLI),
                high=None if above is None else round(above.g * MILLI),
                with_low=cut is None or cut.inclusive,
                with_high=above is not None and not above.inclusive,
                citation="" if cut is None else cut.citation,
            )


def _by_amount(every: tuple[Goods, ...]) -> Iterator[Article]:
    """The articles of goods, each once for all classes that it is charged for."""
    held: dict[tuple[str, str], tuple[list[str], list[tuple[int, int]]]] = {}
    for goods in every:
        for step in _steps(goods):
            for act, text, months in (
                ("possession", step.possession, step.possession_months),
                ("sale", step.sale, step.sale_months),
            ):
                classes, ranges = held.setdefault((act, text), ([], []))
                classes.append(_class(goods, step))
                ranges.append(months)
    for (act, text), (classes, ranges) in held.items():
        yield _article(act, text, tuple(dict.fromkeys(classes)), ranges)


def _others(every: tuple[Goods, ...]) -> Iterator[Article]:
    """The articles of the catalogue that no goods are charged under."""
    known = {text for goods in every for step in _steps(goods)
             for text in (step.possession, step.sale)}  # fmt: skip
    ranges: dict[str, list[tuple[int, int]]] = {}
    for offence in OFFENCES:
        ranges.setdefault(offence.statute or UNTOLD, []).append(offence.months)
    for text, months in ranges.items():
        if text not in known:
            yield _article("other", text, (), months)


def _article(
    act: str, text: str, classes: tuple[str, ...], ranges: list[tuple[int, int]]
) -> Article:
    low, high = min(each[0] for each in ranges), max(each[1] for each in ranges)
    return Article(
        None,
        None,
        SURE,
        key=text,
        article=text,
        part="",
        acts=(act,),
        classes=classes,
        punished=True,
        months_low=low,
        months_high=high,
        gravity=(0, high, low, 0),
    )
