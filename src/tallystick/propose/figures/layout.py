"""How columns of figures, one or many, become records with a metric and a period each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tallystick.load.month_names import MONTHS
from tallystick.propose.columns.choices import Choice
from tallystick.propose.figures.periods import Period
from tallystick.propose.figures.stated_periods import FIRST_MONTH, FIRST_MONTH_ENDING, StatedPeriod
from tallystick.propose.figures.wide import WideFigures

NAMES_TO, VALUES_TO = "name of the column", "cell of the column"
PERIODS_TO = "period of the column"
MONTHS_OF_A_QUARTER = 3
FISCAL_REMARK = "a fiscal year is taken to begin in month {}: correct first_month where it does not"
NO_YEAR = (
    "No year is in the columns, the title or the names of the sheet and the file: write period = "
    '{ columns = "name of the column", rule = "month" } beside source, and names of periods, such '
    'as "2019-01", into wide; until then months are kinds, and checks of periods are not run'
)
NO_PERIOD = (
    "No period is in the columns, the title or the names of the sheet and the file: write "
    "period_start = { constant = 2019-01-01 } and period_end alike; until then checks of "
    "periods are not run"
)


@dataclass(frozen=True)
class Layout:
    """The columns of figures, and where the metric and the period of each record stand.

    `names` are the texts that ``wide`` puts into the columns `names_to` for each of `headers`,
    None for the headers themselves. `metric` is the one of `names_to` that says what is counted,
    and `said` what all headers say is counted.
    """

    headers: tuple[str, ...]
    names_to: tuple[str, ...] = (NAMES_TO,)
    names: tuple[tuple[str, ...], ...] | None = None
    metric: str = ""
    said: str = ""
    period: Period | None = None
    stated: StatedPeriod | None = None
    remark: str = ""

    @property
    def value_from(self) -> str:
        """The column, theirs or one made by ``wide``, that holds the figures."""
        return self.headers[0] if len(self.headers) == 1 else VALUES_TO

    def beside(self) -> dict[str, Any]:
        """Return the keys that stand beside ``source``."""
        found: dict[str, Any] = {}
        if len(self.headers) > 1:
            several = len(self.names_to) > 1
            wide: dict[str, Any] = {"columns": list(self.headers)}
            wide["names_to"] = list(self.names_to) if several else self.names_to[0]
            if self.names is not None:
                texts = [list(each) if several else each[0] for each in self.names]
                wide["names"] = texts
            found["wide"] = wide | {"values_to": VALUES_TO}
        return found | ({"period": self.period.key()} if self.period is not None else {})

    def days(self) -> dict[str, Choice]:
        """Return how the first and last day of a period that no column names are filled."""
        if self.stated is None:
            return {}
        why = f"{self.stated.where} states the period"
        days = {"period_start": self.stated.first, "period_end": self.stated.last}
        return {name: Choice((), {"constant": day}, why) for name, day in days.items()}


def layout_by_period(
    wide: WideFigures, year: str | None, stated: StatedPeriod | None
) -> Layout | None:
    """Return the layout of columns named by periods.

    `year` is the column of years and `stated` the period of the whole table: either completes
    headers that name the month or quarter alone; where both are missing, the period is left out.
    """
    if not wide.lacks_year:
        return _laid(wide, [each.text for each in wide.named], wide.rule)
    rule = wide.rule.removesuffix(" of a year")
    numbers = [int(each.text) for each in wide.named]
    if year is not None:
        return _laid(wide, [str(each) for each in numbers], rule, (year,))
    years = [stated.year_of(_month(number, rule)) if stated else None for number in numbers]
    if stated is not None and all(years):
        texts = [f"{year}-{number:02}" if rule == "month" else f"{year}Q{number}"
                 for year, number in zip(years, numbers, strict=True)]  # fmt: skip
        return _laid(wide, texts, rule, remark=f"The year of the columns is that of {stated.where}")
    if len(wide.headers) <= MONTHS_OF_A_QUARTER:
        return None
    return Layout(wide.headers, metric=NAMES_TO, remark=NO_YEAR)


def _month(number: int, rule: str) -> int:
    return number if rule == "month" else MONTHS_OF_A_QUARTER * number


def _laid(
    wide: WideFigures, texts: Sequence[str], rule: str, beside: tuple[str, ...] = (),
    *, remark: str = "",
) -> Layout:  # fmt: skip
    """The layout of headers whose periods are `texts`, with the columns `beside` before them."""
    rests = [each.rest for each in wide.named]
    more: tuple[tuple[str, Any], ...] = ()
    if rule == "fiscal_year":
        first = FIRST_MONTH_ENDING if wide.named[0].ends else FIRST_MONTH
        more, remark = (("first_month", first),), FISCAL_REMARK.format(first).capitalize()
    if len(wide.rests) > 1:
        names = tuple(zip([rest or "total" for rest in rests], texts, strict=True))
        period = Period((*beside, PERIODS_TO), rule, more)
        return Layout(wide.headers, (NAMES_TO, PERIODS_TO), names, NAMES_TO, "", period,
                      remark=remark)  # fmt: skip
    plain = all(
        _is_plain(header, text, with_year=not beside)
        for header, text in zip(wide.headers, texts, strict=True)
    ) and not remark.startswith("The year")
    names_alone = None if plain else tuple((text,) for text in texts)
    period = Period((*beside, NAMES_TO), rule, more)
    return Layout(wide.headers, (NAMES_TO,), names_alone, "", rests[0], period, remark=remark)


def _is_plain(header: str, text: str, *, with_year: bool) -> bool:
    """Whether the loader reads a header as it reads `text`."""
    if not with_year:
        return header.casefold().strip(". ") in MONTHS
    if "/" in text:
        first, second = text.split("/")
        return header in {f"{first}{mark}{year}" for mark in "-/" for year in (second, second[2:])}
    return header.strip().upper().replace("-", "") == text.replace("-", "")


def layout_of_metrics(headers: Sequence[str], period: Period | None) -> Layout:
    """Return the layout of columns of which each counts something else, or of one column."""
    several = len(headers) > 1
    remark = period.remark if period is not None else ""
    return Layout(tuple(headers), metric=NAMES_TO if several else "", period=period, remark=remark)


def layout_of_one_period(wide: WideFigures, stated: StatedPeriod) -> Layout:
    """Return the layout of columns whose headers all name the same period, with what they count."""
    names = tuple((each.rest,) for each in wide.named)
    return Layout(wide.headers, (NAMES_TO,), names, NAMES_TO, stated=stated)


def column_names(mapping: Mapping[str, Any]) -> list[str]:
    """Return the columns that a mapping reads."""
    return [mapping["column"]] if "column" in mapping else list(mapping.get("columns", ()))
