"""How does a law pack become the law by which an audit judges charges?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from tallystick import statutes
from tallystick.cli.law_lines import TakenPack, packs_of, taken_pack
from tallystick.load import Engagement, InputError
from tallystick.statutes import scale as scales_of
from tallystick.statutes.pack import Pack
from tallystick.statutes.rows import Offence, Penalty, weakest
from tallystick.statutes.substances import folded, known
from tallystick.statutes.threshold_rules import overlap
from tallystick.tables import Amount, Article, Law, Reserve

MILLI, MOST_MOVED = 1000, Decimal("0.001")
MONTHS, DAYS = 12, 30


def take_law(
    engagement: Engagement, taken: tuple[TakenPack, ...] = ()
) -> tuple[Engagement, tuple[TakenPack, ...]]:
    """Return the engagement with the law of its jurisdiction in its frame, and the packs read.

    Only where it has decisions on charges. Without a pack of the jurisdiction the law has no
    articles; without a jurisdiction there is none.
    """
    home = engagement.jurisdiction
    tables = {source.table for source in engagement.sources}
    if home is None or not ("outcomes" in tables or engagement.engine.tables is not None):
        return engagement, taken
    pack = _pack_of(engagement, home)
    if pack is None:
        return _with(engagement, Law(home, "")), taken
    known_already = any(each.code == pack.code for each in taken)
    more = () if known_already else (taken_pack(pack, engagement, []),)
    return _with(engagement, law_of(pack, engagement)), (*taken, *more)


def _with(engagement: Engagement, law: Law) -> Engagement:
    return replace(engagement, frame=replace(engagement.frame, law=law))


def _pack_of(engagement: Engagement, home: str) -> Pack | None:
    if engagement.law.packs:
        return packs_of(engagement).get(home)
    try:
        return statutes.pack_of(home)
    except statutes.LawError:
        return None
    except statutes.PackError as error:
        raise InputError(
            [f"{engagement.path.name}: law: {words}" for words in error.messages]
        ) from None


def law_of(pack: Pack, engagement: Engagement | None = None) -> Law:
    """Return the law of `pack`, with the names of substances that an engagement gives.

    Left out are tables by which a weight alone cannot be judged: indicative ones, those of active
    principle, and those finer than a milligram.
    """
    held = _one_of_each(each for each in statutes.scales(pack) if each.testable)
    own = _own_codes(pack, engagement)
    days = (engagement.frame.first_day, engagement.frame.last_day) if engagement else (None, None)
    return Law(
        pack.code,
        pack.name,
        tuple(amount for each in held for amount in _amounts(pack, each, own)),
        tuple(article for each in pack.offences for article in _articles(pack, each)),
        tuple(
            Reserve(each.text, each.acts)
            for each in pack.caveats
            if overlap((each.from_date, each.to_date), days)
        ),
        next(
            (each.rule for each in pack.later_law if not (each.substances or each.circumstances)),
            "",
        ),
    )


def _one_of_each(tables: Iterable[scales_of.Scale]) -> list[scales_of.Scale]:
    """Of tables of one substance that hold together, each for acts of its own, keep the first."""
    kept: list[scales_of.Scale] = []
    for table in tables:
        same = [each for each in kept if each.substance == table.substance]
        same = [each for each in same if each.basis == table.basis]
        if not any(overlap(each.dates, table.dates) for each in same):
            kept.append(table)
    return kept


def _own_codes(pack: Pack, engagement: Engagement | None) -> dict[str, set[str]]:
    """What the engagement's ``[[law.lines]]`` say that its records call a substance."""
    codes: dict[str, set[str]] = {}
    for line in engagement.law.lines if engagement else ():
        plants = None if line.kind is None else line.kind == "plants"
        if line.jurisdiction == pack.code and line.substance_code:
            name = statutes.meant_in(pack, line.substance, plants=plants)
            codes.setdefault(name or "", set()).add(folded(line.substance_code))
    return codes


def _terms(pack: Pack, name: str, *, plants: bool) -> set[str]:
    """Every term that means the substance of the pack alone."""
    terms = {*pack.substances, *(term for row in known() for term in row.terms)}
    terms |= {term for several in pack.synonyms.values() for term in several}
    kept = set()
    for term in terms:
        try:
            if statutes.meant_in(pack, term, plants=plants) == name:
                kept.add(folded(term))
        except statutes.LawError:
            continue
    return kept


def _amounts(pack: Pack, scale: scales_of.Scale, own: dict[str, set[str]]) -> Iterator[Amount]:
    places = range(len(scale.rows))
    bounds = [(scale.lower(place), scale.upper(place)) for place in places]
    if any(_moved(bound) for pair in bounds for bound in pair):
        return
    name, plants = scale.substance, scale.counts_plants
    codes = tuple(sorted(_terms(pack, name, plants=plants) | own.get(name, set())))
    for place, (low, high) in zip(places, bounds, strict=True):
        row = scale.rows[place]
        yield Amount(
            *scale.dates,
            row.confidence,
            from_memory=statutes.parts_from_memory(row),
            codes=codes,
            substance=name,
            class_=row.class_,
            place=place,
            plants=plants,
            low=None if low is None else round(low * MILLI),
            high=None if high is None else round(high * MILLI),
            with_low=_side(scale, low, scale.takes_its_lower(place)),
            with_high=_side(scale, high, scale.takes_its_upper(place)),
            citation=row.citation,
        )


def _moved(bound: Decimal | None) -> bool:
    """Whether keeping a bound in milligrams would move it by more than a thousandth."""
    return bound is not None and abs(round(bound * MILLI) - bound * MILLI) > (
        bound * MILLI * MOST_MOVED
    )


def _side(scale: scales_of.Scale, bound: Decimal | None, takes: bool) -> bool | None:
    return None if bound is not None and scale.unsure_at(bound) else takes


def _articles(pack: Pack, offence: Offence) -> Iterator[Article]:
    """The offence with each of its penalties, and then by itself, for days without one."""
    bare = Article(
        *offence.dates,
        offence.confidence,
        from_memory=statutes.parts_from_memory(offence),
        key=offence.key,
        article=offence.article,
        part=offence.part,
        acts=offence.acts,
        classes=offence.classes,
        substances=offence.substances,
        made_by=offence.or_with,
        only_with=offence.only_with,
    )
    left = False
    for penalty in pack.penalties:
        if penalty.offence == offence.key and overlap(penalty.dates, offence.dates):
            left = left or not _covers(penalty, offence)
            yield _punished(bare, offence, penalty)
            if not left:
                return
    yield bare


def _covers(penalty: Penalty, offence: Offence) -> bool:
    (begins, ends), (first, last) = offence.dates, penalty.dates
    begun = first is None or (begins or date.min) >= first
    return begun and (last is None or (ends or date.max) <= last)


def _punished(bare: Article, offence: Offence, penalty: Penalty) -> Article:
    firsts = [each for each, _ in (offence.dates, penalty.dates) if each]
    lasts = [each for _, each in (offence.dates, penalty.dates) if each]
    arrest = penalty.arrest_days_max or Decimal(0)
    low, high = _months(penalty.prison_min_years), _months(penalty.prison_max_years, up=True)
    if not penalty.prison:
        low, high = 0, int((arrest / DAYS).to_integral_value(ROUND_CEILING))
    return replace(
        bare,
        from_date=max(firsts, default=None),
        to_date=min(lasts, default=None),
        confidence=weakest((offence.confidence, penalty.confidence)),
        from_memory=statutes.parts_from_memory(offence, penalty),
        punished=True,
        months_low=0 if arrest else low or 0,
        months_high=None if penalty.life else high,
        gravity=(int(penalty.life), high or low or 0, low or 0, int(arrest)),
    )


def _months(years: Decimal | None, *, up: bool = False) -> int | None:
    if years is None:
        return None
    return int((years * MONTHS).to_integral_value(ROUND_CEILING if up else ROUND_FLOOR))
