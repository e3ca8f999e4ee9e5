"""Which published values do not follow from count, price, rate or parts, and by what arithmetic?

All arithmetic is exact. A number is taken to be known to half a unit of its last digit that is not
zero, and what is stated as a contradiction holds for every number that it may have been.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from tallystick.findings.words import words_beside
from tallystick.stats.rounding.written import Span, cut, digits, rounded, summed
from tallystick.tables import Price, Rate, Value

say = words_beside(__file__).say

MINOR, MILLI = 100, 1000
MANY = 10_000
GRAMS = {"mg": Fraction(1, 1000), "g": Fraction(1), "kg": Fraction(1000), "t": Fraction(10**6)}
SLIP = 1000
ROUND_PRICE, FEW_DIGITS = 2, 2
FLAT, PRICE, RATE, PARTS = "flat price", "price", "rate", "parts"
Period = tuple[date, date]
Amounts = Mapping[Period, tuple[int, int]]
Figures = Mapping[tuple[str, str], Amounts]
"""By metric and unit, then by period: the figure in hundredths and in thousandths."""


@dataclass(frozen=True)
class Asked:
    """One figure of which a rule was asked.

    Parameters
    ----------
    period
        Which figure.
    breaks
        Whether it breaks the rule.
    sum
        The arithmetic, so that a reader can do it again.
    why
        The innocent cause that the numbers themselves tell, "" for none: ``written`` (a round
        quotient of numbers with few digits), ``list`` (a price of the reference), ``slip``
        (a factor of a thousand), ``cut`` (digits cut off instead of rounded), ``missing`` (fewer
        parts than in other periods).
    """

    period: Period
    breaks: bool
    sum: str
    why: str = ""


def plain(number: Fraction | int, places: int = 2) -> str:
    """A number as a reader writes it: whole where it is, else with a few decimals."""
    number = Fraction(number)
    if number.denominator == 1:
        return say("sums.whole", n=int(number))
    places = 0 if abs(number) >= MANY else places
    return say("sums.number", n=float(number), places=places)


def span(ends: Span, places: int = 2) -> str:
    """Both ends of a span."""
    return say("sums.span", low=plain(ends.low, places), high=plain(ends.high, places))


def pairs(value: Value, unit: str, figures: Figures) -> Iterator[tuple[Period, int, int]]:
    """The periods in which both value (in hundredths) and count (in thousandths) are above 0."""
    worth = figures.get((value.metric, unit), {})
    count = figures.get((value.count, unit), {})
    for period in sorted(worth.keys() & count.keys()):
        minor, milli = worth[period][0], count[period][1]
        if minor > 0 and milli > 0:
            yield period, minor, milli


def _of(value: Value, minor: int, milli: int) -> str:
    return say(
        "sums.over", worth=plain(Fraction(minor, MINOR)), currency=value.currency,
        count=plain(Fraction(milli, MILLI)),
        unit="" if value.unit == "1" else value.unit.strip("{}"),
    )  # fmt: skip


def flat(value: Value, unit: str, figures: Figures, prices: Sequence[Price]) -> list[Asked]:
    """Whether the value is the count times a round price, to the last digit."""
    found = []
    for period, minor, milli in pairs(value, unit, figures):
        price = Fraction(minor * MILLI, milli * MINOR)
        breaks = 0 < digits(price) <= ROUND_PRICE and milli > MILLI
        why = ""
        if breaks and digits(minor) <= FEW_DIGITS:
            why = "written"
        elif breaks and _met(Span(price, price), _references(value, period, prices)):
            why = "list"
        told = say("sums.is", one=_of(value, minor, milli), other=plain(price))
        found.append(Asked(period, breaks, told, why))
    return found


def _met(span: Span, references: Iterable[tuple[Span, Price | Rate]]) -> bool:
    return any(span.meets(each) for each, _ in references)


def _references(
    value: Value, period: Period, prices: Sequence[Price]
) -> Iterator[tuple[Span, Price]]:
    """The reference prices of the goods on the last day of a period, for one unit of the count."""
    for price in prices:
        same = (price.what, price.currency) == (value.what, value.currency)
        if not same or not price.holds(period[1]):
            continue
        if price.unit == value.unit:
            factor = Fraction(1)
        elif price.unit in GRAMS and value.unit in GRAMS:
            factor = GRAMS[value.unit] / GRAMS[price.unit]
        else:
            continue
        yield Span(Fraction(price.low), Fraction(price.high)).times(factor), price


def priced(value: Value, unit: str, figures: Figures, prices: Sequence[Price]) -> list[Asked]:
    """Whether value over count lies in a reference price of that day; those without are left out.

    With several references it must lie outside each.
    """
    found = []
    for period, minor, milli in pairs(value, unit, figures):
        references = list(_references(value, period, prices))
        if not references:
            continue
        price = rounded(minor).over(rounded(milli)).times(Fraction(MILLI, MINOR))
        breaks = not _met(price, references)
        slip = any(
            _met(price.times(each), references) for each in (Fraction(SLIP), Fraction(1, SLIP))
        )
        exact = Fraction(minor * MILLI, milli * MINOR)
        reference, source = references[0]
        told = say(
            "sums.beside", one=_of(value, minor, milli), other=plain(exact), rounded=span(price),
            reference=span(reference), source=source.source,
        )  # fmt: skip
        found.append(Asked(period, breaks, told, "slip" if breaks and slip else ""))
    return found


def exchanged(
    value: Value, other: Value, unit: str, figures: Figures, rates: Sequence[Rate]
) -> list[Asked]:
    """Whether two values of the same goods imply a rate that held on that day.

    The rate is that of `other`'s currency in `value`'s; a rate given the other way round is turned.
    """
    worth, again = (figures.get((each.metric, unit), {}) for each in (value, other))
    found = []
    for period in sorted(worth.keys() & again.keys()):
        one, two = worth[period][0], again[period][0]
        references = list(_rates(value, other, period, rates))
        if one <= 0 or two <= 0 or not references:
            continue
        implied = rounded(one).over(rounded(two))
        breaks = not _met(implied, references)
        why = "cut" if breaks and _met(cut(one).over(cut(two)), references) else ""
        reference, source = references[0]
        over = say(
            "sums.over", worth=plain(Fraction(one, MINOR)), currency=value.currency,
            count=plain(Fraction(two, MINOR)), unit=other.currency,
        )  # fmt: skip
        told = say(
            "sums.beside", one=over, other=plain(Fraction(one, two), 4), rounded=span(implied, 4),
            reference=span(reference, 4), source=source.source,
        )  # fmt: skip
        found.append(Asked(period, breaks, told, why))
    return found


def _rates(
    value: Value, other: Value, period: Period, rates: Sequence[Rate]
) -> Iterator[tuple[Span, Rate]]:
    for rate in rates:
        if not rate.holds(period[1]):
            continue
        if (rate.one, rate.costs) == (other.currency, value.currency):
            yield Span(Fraction(rate.low), Fraction(rate.high)), rate
        elif (rate.one, rate.costs) == (value.currency, other.currency):
            yield Span(1 / Fraction(rate.high), 1 / Fraction(rate.low)), rate


def parts(metric: str, figures: Figures) -> list[Asked]:
    """Whether two or more units' figures add up to the agency's own of the same period."""
    whole = figures.get((metric, ""), {})
    units = [held for (name, unit), held in figures.items() if name == metric and unit]
    most = max((sum(period in held for held in units) for period in whole), default=0)
    found = []
    for period in sorted(whole):
        given = [held[period][1] for held in units if period in held]
        if len(given) < 2:
            continue
        total = whole[period][1]
        ends = rounded(total).times(Fraction(1, MILLI))
        breaks = not summed(given).meets(rounded(total))
        fewer = len(given) < most and sum(given) < total
        told = say(
            "sums.parts", n=len(given), sum=plain(Fraction(sum(given), MILLI)),
            total=plain(Fraction(total, MILLI)),
            rounded=span(summed(given).times(Fraction(1, MILLI))),
            low=plain(ends.low), high=plain(ends.high),
        )  # fmt: skip
        found.append(Asked(period, breaks, told, "missing" if breaks and fewer else ""))
    return found
