"""Periods that stand inside other words, as in the headers of published tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tallystick.load.month_names import MONTHS
from tallystick.propose.headers.composed import facets_of
from tallystick.propose.headers.folded import SMALL, tokens

YEAR, YEAR_ALONE = r"(?:19|20)\d\d", r"(?<!\d)(?:19|20)\d\d(?!\d)"
NEXT = rf"\s?[-/–‑]\s?(?P<next>{YEAR}|\d\d)(?![\d./-])"
FISCAL = re.compile(rf"(?<![\d./-])(?P<year>{YEAR}){NEXT}")
SHORT_FISCAL = re.compile(rf"(?<![\d./-])(?P<year>\d\d){NEXT}")
ENDING = re.compile(
    r"(?<![^\W\d_])(?P<word>fy|(?:fiscal|financial) (?:year )?(?:ending |ended )?)\s?'?"
    rf"(?P<year>{YEAR}|\d\d)(?![\d./-])"
)
QUARTER_WORD = (
    r"quarter|qtr|quartal|kwartaal|kvartal[iu]?|kvartál|trimestre|trimestr\w*|trim|кв(?:артал\w*)?"
    r"|тоқсан|רבעון|분기|季度|季|çeyrek|neljännes|negyedév|ceturksnis|ketvirtis|[qtk]"
)
QUARTER_NUMBER = r"iv|i{1,3}|[1-4]"
QUARTERS = (
    re.compile(rf"(?<![^\W\d_])(?:{QUARTER_WORD})\.?[\s-]?(?P<number>{QUARTER_NUMBER})(?![\w]?\d)"
               r"(?![^\W\d_])"),
    re.compile(rf"(?<![^\W_])(?P<number>{QUARTER_NUMBER})(?:st|nd|rd|th|º|°|ª|er|e|\.|-?[йи])?"
               rf"[\s.-]?(?:{QUARTER_WORD})(?![^\W\d_])"),
    re.compile(r"(?<=\d\d\d\d)(?:[qtk])(?P<number>[1-4])(?!\d)"),
)  # fmt: skip
MONTH_FIGURES = (
    re.compile(rf"(?P<year>{YEAR})\s?[年년]\s?(?P<month>1[0-2]|0?[1-9])\s?[月월]"),
    re.compile(rf"(?<!\d)(?P<year>{YEAR})[-./m ]?(?P<month>0[1-9]|1[0-2])(?![\d./-])"),
    re.compile(rf"(?<![\d./-])(?P<month>0?[1-9]|1[0-2])[-./](?P<year>{YEAR})(?![\d./-])"),
    re.compile(r"(?<!\d)(?P<month>1[0-2]|0?[1-9])\s?[月월]"),
)
WORD = re.compile(r"[^\W\d_]{3,}")
SHORT_YEAR = re.compile(r"\.?[\s]?[-/'’ ]\s?(?P<year>\d\d)(?![\d./-])")
PART_OF_YEAR = re.compile(
    r"\bytd\b|to[ -]date|\bh[12]\b|\bhalf\b|semest|halbjahr|полугод|\bsem\b|%|\bvar\b|variaci"
    r"|change|differen|\bdiff\b|increase|decrease|average|\bavg\b|\bmean\b|media|promedio|среднее"
)
DAY = re.compile(r"(?<!\d)(\d{1,2}([./-])\d{1,2}\2\d{2,4}|\d{4}([./-])\d{1,2}\3\d{1,2})(?!\d)")
NO_FIGURE = frozenset({"rate", "population", "code", "system"})
PERIOD_WORDS = frozenset({"year", "month", "quarter", "period"})
MORE_PERIOD_WORDS = frozenset(
    {"cy", "fy", "p", "r", "e", "rev", "prov", "preliminary", "provisional", "fiscal", "financial",
     "calendar", "ending", "ended", "г", "гг", "год", "года", "рік", "року", "tahun", "år", "jahr",
     "年", "년", "שנת"}
)  # fmt: skip
LATEST_SHORT = 69
"""Two-digit years below it are of this century, as the loader reads them."""


@dataclass(frozen=True)
class Named:
    """A period that a text names, and the words beside it.

    `text` is how the loader reads it by `rule`; of a ``month of a year`` and a ``quarter of a
    year``, which lack the year, it is the number. `ends` says that a fiscal year is called by the
    year in which it ends.
    """

    rule: str
    text: str
    rest: str
    ends: bool = False


def named_periods(header: str) -> list[Named]:
    """Return the readings of the period that `header` names, at most one by each rule."""
    text = header.casefold().replace("_", " ")
    if PART_OF_YEAR.search(text) or DAY.search(text):
        return []
    found: dict[str, Named] = {}
    for rule, at, words, ends in (*_fiscal(text), *_quarter(text), *_month(text)):
        rest = _rest(header, at)
        if rule not in found and not facets_of(rest) & NO_FIGURE:
            found[rule] = Named(rule, words, rest, ends)
    years = list(re.finditer(YEAR_ALONE, text))
    if not found and len(years) == 1 and not _month_words(text):
        rest = _rest(header, [years[0].span()])
        named = not rest or any(letter.isalpha() for letter in rest)
        if named and not facets_of(rest) & NO_FIGURE:
            found["year"] = Named("year", years[0].group(), rest)
    return list(found.values())


Spans = list[tuple[int, int]]
Found = Iterator[tuple[str, Spans, str, bool]]


def _fiscal(text: str) -> Found:
    if len(re.findall(YEAR, text)) <= 2:
        for form in (FISCAL, SHORT_FISCAL):
            if (at := form.search(text)) is not None:
                year, following = _whole(at["year"]), int(at["next"])
                alone = form is FISCAL or not _rest(text, [at.span()])
                if alone and following in (year + 1, (year + 1) % 100):
                    yield "fiscal_year", [at.span()], f"{year}/{year + 1}", False
    if (at := ENDING.search(text)) is not None:
        year = _whole(at["year"])
        yield "fiscal_year", [at.span()], f"{year - 1}/{year}", True


def _whole(year: str) -> int:
    """A year of two digits, or four, as the loader reads it."""
    return int(year) + (0 if len(year) > 2 else 2000 if int(year) < LATEST_SHORT else 1900)


def _quarter(text: str) -> Found:
    at = next((found for form in QUARTERS if (found := form.search(text))), None)
    if at is None:
        return
    number = {"i": "1", "ii": "2", "iii": "3", "iv": "4"}.get(at["number"], at["number"])
    rest = text[: at.start()] + " " * (at.end() - at.start()) + text[at.end() :]
    years = list(re.finditer(YEAR_ALONE, rest))
    if len(years) == 1:
        yield "quarter", [at.span(), years[0].span()], f"{years[0].group()}Q{number}", False
    elif not years and (short := SHORT_YEAR.match(text, at.end())) is not None:
        yield "quarter", [(at.start(), short.end())], f"{_whole(short['year'])}Q{number}", False
    elif not years:
        yield "quarter of a year", [at.span()], number, False


def _month_words(text: str) -> list[re.Match[str]]:
    return [each for each in WORD.finditer(text) if each.group() in MONTHS]


def _month(text: str) -> Found:
    words = _month_words(text)
    if len(words) == 1:
        (word,) = words
        month = MONTHS[word.group()]
        years = list(re.finditer(YEAR_ALONE, text))
        if len(years) == 1:
            yield "month", [word.span(), years[0].span()], f"{years[0].group()}-{month:02}", False
        elif not years and (short := SHORT_YEAR.match(text, word.end())) is not None:
            year = _whole(short["year"])
            yield "month", [(word.start(), short.end())], f"{year}-{month:02}", False
        elif not years:
            yield "month of a year", [word.span()], f"{month:02}", False
    for form in MONTH_FIGURES if not words else ():
        if (at := form.search(text)) is not None:
            month = int(at["month"])
            if "year" in at.groupdict():
                yield "month", [at.span()], f"{at['year']}-{month:02}", False
            else:
                yield "month of a year", [at.span()], f"{month:02}", False
            return


def _rest(header: str, spans: Spans) -> str:
    """What a header says beside the period; empty where it only says that it is a year."""
    kept = "".join(" " if any(a <= at < b for a, b in spans) else letter
                   for at, letter in enumerate(header))  # fmt: skip
    kept = re.sub(r"\s*_[\s_]*", "_", re.sub(r"\s+", " ", kept)).strip(" _-–:,;.()[]*^~/|#'\"")
    kept = re.sub(r"[\s_]*\((p|r|e)\)?$", "", kept)
    words = [word for word in tokens(kept) if word not in MORE_PERIOD_WORDS | SMALL
             and not facets_of(word) & PERIOD_WORDS]  # fmt: skip
    return kept if words else ""
