"""Does an amount make the article that is charged, a graver one or a milder one?

Of the articles of one act that cover a class of amounts the gravest is meant, since each is made of
what the milder one is and more. An article that circumstances alone make is not judged by amounts.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache

from tallystick.tables import Amount, Article, Law

ANY = "any"
MILDER, FITS, GRAVER, UNTOLD = -1, 0, 1, 9
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Given:
    """What a class of amounts is beside an article: `MILDER`, `FITS` or `GRAVER`.

    `low` and `high` are the range, in months, of what the class makes; None is open or not known.
    """

    stands: int
    low: int | None
    high: int | None
    punished: bool


def by_amount(article: Article) -> bool:
    """Whether an amount can make the article."""
    return bool(article.classes) and not article.only_with


@cache
def in_force(law: Law) -> tuple[Article, ...]:
    """The articles, each split at the days on which the articles of its acts change."""
    split: list[Article] = []
    for article in law.articles:
        kin = [each for each in law.articles if set(each.acts) & set(article.acts)]
        starts = {each.from_date for each in kin if each.from_date}
        starts |= {each.to_date + DAY for each in kin if each.to_date}
        split += _split(article, sorted(starts))
    return tuple(split)


def _split(article: Article, starts: list[date]) -> list[Article]:
    first, last = article.from_date, article.to_date
    inner = [day for day in starts if (first is None or day > first) and (not last or day <= last)]
    begins = [first, *inner]
    ends = [*(day - DAY for day in inner), last]
    return [
        replace(article, from_date=begin, to_date=end)
        for begin, end in zip(begins, ends, strict=True)
    ]


def overlap(one: Article | Amount, other: Article | Amount) -> bool:
    """Whether two rows are in force on a day together."""
    start = max(one.from_date or date.min, other.from_date or date.min)
    return start <= min(one.to_date or date.max, other.to_date or date.max)


@cache
def given(law: Law) -> dict[tuple[int, int], Given]:
    """What each class of amounts is beside each article of `in_force`, by their places."""
    articles = in_force(law)
    told: dict[tuple[int, int], Given] = {}
    for at, article in enumerate(articles):
        if not by_amount(article):
            continue
        kin = [each for each in articles if by_amount(each) and overlap(each, article)]
        for place, amount in enumerate(law.amounts):
            if overlap(amount, article) and _of(article, amount):
                said = _given(article, amount, kin, law)
                told |= {} if said is None else {(at, place): said}
    return told


def _of(article: Article, amount: Amount) -> bool:
    return not article.substances or amount.substance in article.substances


def _given(article: Article, amount: Amount, kin: list[Article], law: Law) -> Given | None:
    """What `amount` is beside `article`, by whichever of its acts it was."""
    made: list[Article] = []
    for act in article.acts:
        covering = [
            each for each in kin
            if act in each.acts and _of(each, amount) and {ANY, amount.class_} & set(each.classes)
        ]  # fmt: skip
        if covering:
            made.append(max(covering, key=lambda each: _gravity(each, amount, law)))
    if not made:
        return None
    sides = {_side(each, article, amount, law) for each in made}
    lows, highs = [each.months_low for each in made], [each.months_high for each in made]
    return Given(
        sides.pop() if len(sides) == 1 else FITS,
        None if None in lows else min(each or 0 for each in lows),
        None if None in highs else max(each or 0 for each in highs),
        all(each.punished for each in made),
    )


def _gravity(article: Article, amount: Amount, law: Law) -> tuple[tuple[int, ...], int]:
    return article.gravity if article.punished else (), _place(article, amount, law)


def _side(made: Article, charged: Article, amount: Amount, law: Law) -> int:
    if made.key == charged.key:
        return FITS
    one, other = _gravity(made, amount, law), _gravity(charged, amount, law)
    if not (made.punished and charged.punished):
        one, other = ((), one[1]), ((), other[1])
    return GRAVER if one > other else MILDER if one < other else FITS


def _place(article: Article, amount: Amount, law: Law) -> int:
    """The place of the gravest class of the substance that the article names; -1 for none."""
    places = [
        each.place
        for each in law.amounts
        if each.substance == amount.substance and each.class_ in article.classes
    ]
    return max(places, default=-1)


@cache
def exempting(law: Law) -> frozenset[int]:
    """The places of articles that circumstances make of acts of which amounts make others."""
    articles = in_force(law)
    acts = {act for each in articles if by_amount(each) for act in each.acts}
    return frozenset(
        at for at, each in enumerate(articles) if not by_amount(each) and acts & set(each.acts)
    )
