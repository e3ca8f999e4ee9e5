"""The period of a whole table, stated by its title, or the name of its sheet or file."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import PurePath

from tallystick.load.month_names import MONTHS
from tallystick.propose.files.look import Look
from tallystick.propose.headers.named_periods import YEAR, Named, named_periods

MOST_DAYS = 366
"""The longest period of which one figure may be: longer ones are those of a series."""
FIRST_MONTH, FIRST_MONTH_ENDING = 4, 10
"""In which month a fiscal year is taken to begin: one called 2019-20, and one called FY 2020."""
OTHER = re.compile(
    r"\b(act|law|order|section|decree|census|copyright|version|revised|updated|published|printed"
    r"|source|ley|lei|decreto|loi|gesetz|verordnung|erstellt|stand|закон\w*|приказ\w*|кодекс\w*"
    r"|бұйры\w*"
    r"|population|einwohner|населени\w*|base year|compared|since|seit|desde|depuis)\b|[§©№]"
)  # fmt: skip
"""Words of a title whose year is that of a law, a census or an edition."""
TABLE = re.compile(r"\bt[1-4]\b")
"""What a title may mean by a table, and not by a quarter."""
_WORD = r"[^\W\d_]{3,}"
_DAYS = re.compile(
    rf"(?<!\d)(?:(?P<y>{YEAR})[-./](?P<m>\d\d)[-./](?P<d>\d\d)"
    rf"|(?P<d2>\d{{1,2}})(?P<mark>[-./])(?P<m2>\d{{1,2}})(?P=mark)(?P<y2>{YEAR})"
    rf"|(?P<d3>\d{{1,2}})\.?(?:st|nd|rd|th)?(?: de)? (?P<w3>{_WORD})\.?,?(?: de| del)?"
    rf" (?P<y3>{YEAR})"
    rf"|(?P<w4>{_WORD})\.? (?P<d4>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<y4>{YEAR}))(?!\d)"
)  # fmt: skip
_TO = r"\s*(?:-|–|—|to|till|until|thru|through|and|bis|do|po|по|a|al|au|à|até|hasta|t/m|tot|и)\s*"
_DAY_RANGE = re.compile(r"<(\d+)>" + _TO + r"<(\d+)>")
_MONTH_RANGE = re.compile(
    rf"(?P<w1>{_WORD})\.?,?\s*(?:de |del )?(?P<y1>{YEAR})?{_TO}"
    rf"(?P<w2>{_WORD})\.?,?\s*(?:de |del )?(?P<y2>{YEAR})"
)
_YEARS = re.compile(rf"(?<!\d)(?P<y1>{YEAR})(?:[/-]\d\d)?{_TO}(?P<y2>{YEAR})(?:[/-]\d\d)?(?!\d)")


@dataclass(frozen=True)
class StatedPeriod:
    """The first and last day of the period, where it is stated, and whether that takes a guess."""

    first: date
    last: date
    where: str = ""
    guess: str = ""

    def year_of(self, month: int) -> int | None:
        """Return the year in which `month`, from 1, lies in the period; None for none or two."""
        years = [year for year in range(self.first.year, self.last.year + 1)
                 if self.first <= date(year, month, 1) <= self.last]  # fmt: skip
        if self.first.year == self.last.year:
            return self.first.year
        return years[0] if len(years) == 1 else None


def stated_period(look: Look) -> StatedPeriod | None:
    """Return the period that the title, the sheet or else the file states; None for none, or two.

    Of several, the shortest is meant where it lies in all others.
    """
    texts = [("the title or the sheet", each) for each in look.titles]
    texts += [("the title or the sheet", look.sheet)] if look.sheet else []
    stem = re.sub(r"[_.]+", " ", PurePath(look.name).stem)
    for group in (texts, [("the name of the file", stem)]):
        spans = [replace(span, where=where) for where, text in group for span in _spans(text)]
        if spans:
            least = min(spans, key=lambda each: each.last - each.first)
            within = all(each.first <= least.first and least.last <= each.last for each in spans)
            short = (least.last - least.first).days < MOST_DAYS
            return least if within and short else None
    return None


def _spans(text: str) -> Iterator[StatedPeriod]:
    """The periods that a text names; days alone are those of printing."""
    days: list[date | None] = []

    def numbered(found: re.Match[str]) -> str:
        days.append(_day(found))
        return f"<{len(days) - 1}>"

    rest = _DAYS.sub(numbered, text.casefold())
    for found in _DAY_RANGE.finditer(rest):
        first, last = days[int(found[1])], days[int(found[2])]
        if first is not None and last is not None and first < last:
            yield StatedPeriod(first, last)
    rest = re.sub(r"<\d+>", " ", rest)
    for found in _MONTH_RANGE.finditer(rest):
        if found["w1"] in MONTHS and found["w2"] in MONTHS:
            one, other = MONTHS[found["w1"]], MONTHS[found["w2"]]
            first_year = int(found["y1"] or found["y2"])
            if (first_year, one) < (int(found["y2"]), other):
                yield StatedPeriod(date(first_year, one, 1), _last(int(found["y2"]), other))
            rest = rest.replace(found[0], " ")
    for found in _YEARS.finditer(rest):
        if int(found["y1"]) + 1 < int(found["y2"]) or "/" in found[0]:
            yield StatedPeriod(date(int(found["y1"]), 1, 1), date(int(found["y2"]) + 1, 12, 31))
        rest = rest.replace(found[0], " ")
    if not OTHER.search(rest):
        yield from _named(rest)


def _day(found: re.Match[str]) -> date | None:
    year = int(found["y"] or found["y2"] or found["y3"] or found["y4"])
    word = found["w3"] or found["w4"]
    if word and word not in MONTHS:
        return None
    month = MONTHS[word] if word else int(found["m"] or found["m2"])
    day = int(found["d"] or found["d2"] or found["d3"] or found["d4"])
    for one, other in ((month, day), (day, month)):
        if 1 <= one <= len("JFMAMJJASOND") and 1 <= other <= monthrange(year, one)[1]:
            return date(year, one, other)
    return None


def _last(year: int, month: int) -> date:
    """The last day of a month, from 1."""
    return date(year, month, monthrange(year, month)[1])


def _named(text: str) -> Iterator[StatedPeriod]:
    """The one period that is named by a month, a quarter or a year."""
    for named in named_periods(text)[:1]:
        if not (named.rule.endswith("of a year") or TABLE.search(text)):
            yield period_named(named, "")


def period_named(named: Named, where: str) -> StatedPeriod:
    """Return the first and last day of a period that is named with its year."""
    year, first, months = int(named.text[:4]), 1, 12
    guess = ""
    if named.rule == "fiscal_year":
        first = FIRST_MONTH_ENDING if named.ends else FIRST_MONTH
        guess = (
            f"The fiscal year is taken to begin in month {first}: correct both days if it does not"
        )
    elif named.rule == "quarter":
        first, months = 3 * int(named.text[-1]) - 2, 3
    elif named.rule == "month":
        first, months = int(named.text[-2:]), 1
    last = _last(year + (first + months - 2) // 12, (first + months - 2) % 12 + 1)
    return StatedPeriod(date(year, first, 1), last, where, guess)
