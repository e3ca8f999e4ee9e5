"""The likelier order of day and month where no value decides it, and by what it is likelier."""

from __future__ import annotations

import csv
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from tallystick.load.date_text import CHECK
from tallystick.load.wording import shown
from tallystick.propose.columns.choices import Choice, Open
from tallystick.propose.columns.proposals import FileProposal, TableProposal
from tallystick.propose.files.look import Look
from tallystick.propose.headers.composed import FACETS, mets_of
from tallystick.propose.headers.concepts import TERMS
from tallystick.propose.headers.folded import tokens
from tallystick.propose.times.moments import with_time
from tallystick.propose.times.order_evidence import order_told
from tallystick.propose.times.orders import AS_OTHERS, forms_of, order_of

DAY_FIRST, MONTH_FIRST = "dm", "md"
AMERICAN = ("America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles",
            "America/Phoenix", "America/Anchorage", "America/Detroit", "America/Boise",
            "America/Juneau", "America/Indiana/", "America/Kentucky/", "America/North_Dakota/",
            "Pacific/Honolulu", "US/")  # fmt: skip
"""The beginnings of the names of time zones of the United States."""
OTHER_ENGLISH = frozenset({
    "offence", "offences", "postcode", "constabulary", "suburb", "ward", "organisation", "centre",
    "licence", "colour", "metres", "behaviour", "gb", "uk", "nz", "lga",
})  # fmt: skip
"""Words of headers in English that is not American."""
LEAST_WORDS = 2
"""How the remark begins of a date whose order of day and month is assumed."""
READ_BY = re.compile("read by [^;]*")


@dataclass(frozen=True)
class Context:
    """What is known beside one file: the agency's time zone and law, "" where they are not."""

    time_zone: str = ""
    jurisdiction: str = ""


def in_likely_orders(files: Sequence[FileProposal], about: Context) -> list[FileProposal]:
    """Return the files with each date of open order read by the likelier one, and the doubt said.

    Nothing is doubtful where other columns or the order of the rows tell it.
    """
    known = {order for file in files for table in file.tables for order in _orders(table)}
    return [
        replace(file, tables=tuple(
            _settled(file.look, _timed(file.look, table), known, about) for table in file.tables))
        for file in files
    ]  # fmt: skip


def both_readings(choice: Choice) -> tuple[Choice, Choice]:
    """Return a doubtful choice as if it were certain, and the one that may be meant instead."""
    plain = {key: value for key, value in choice.mapping.items() if key != "or_format"}
    forms = choice.mapping["format"], choice.mapping["or_format"]
    first = replace(choice, mapping=plain, remark="", score=1.0)
    why = READ_BY.sub(lambda _: f"read by {forms[1]}", choice.why)
    return first, replace(first, mapping=plain | {"format": forms[1]}, why=why)


def as_question(table: TableProposal) -> TableProposal:
    """Return the table with each date of assumed order left to a person, the likelier first."""
    assumed = [name for name, choice in table.columns.items() if "or_format" in choice.mapping]
    doubts = [
        _question(name, table.columns[name].headers, both_readings(table.columns[name]))
        for name in assumed
    ]
    columns = {name: each for name, each in table.columns.items() if name not in assumed}
    if not assumed:
        return table
    return replace(table, columns=columns, doubts=(*doubts, *table.doubts), days={})


def _question(column: str, headers: tuple[str, ...], ways: Sequence[Choice]) -> Open:
    forms = [forms_of(way)[0] for way in ways]
    words = f"Is {shown(headers[0])} read by {forms[0]} or by {forms[1]}? Every value fits both"
    return Open(column, headers, words, tuple(zip(forms, ways, strict=True)))


def _orders(table: TableProposal) -> Iterator[str]:
    """The orders of the dates of a table that its values decide."""
    for choice in table.columns.values():
        orders = {order_of(form) for form in forms_of(choice)} & {DAY_FIRST, MONTH_FIRST}
        if len(orders) == 1 and "or_format" not in choice.mapping:
            yield orders.pop()


def _timed(look: Look, table: TableProposal) -> TableProposal:
    """The same with the time of day beside a moment whose order another date told."""
    when = table.columns.get("occurred_at")
    if when is None or when.remark != AS_OTHERS:
        return table
    return replace(table, columns=table.columns | {"occurred_at": _with_time(look, when)})


def _with_time(look: Look, choice: Choice) -> Choice:
    mets = {header: mets_of(header) for header in look.header if look.header.count(header) == 1}
    return with_time(look, mets, choice)


def _settled(
    look: Look, table: TableProposal, known: Collection[str], about: Context
) -> TableProposal:
    columns, left = dict(table.columns), list[Open]()
    for doubt in table.doubts:
        at, why, certain = _place(look, doubt, known, about)
        if at < 0:
            left.append(doubt)
            continue
        taken, other = _readings(look, doubt, at)
        columns[doubt.column] = replace(taken, why=f"{taken.why}; {why}") if certain else (
            _doubtful(taken, other, why))  # fmt: skip
    return replace(table, columns=columns, doubts=tuple(left))


def _doubtful(taken: Choice, other: Choice, why: str) -> Choice:
    forms = forms_of(taken)[0], forms_of(other)[0]
    return replace(
        taken,
        mapping=taken.mapping | {"or_format": forms[1]},
        score=0.0,
        remark=f"{CHECK}: every value fits {forms[1]} as well, and which number is the day "
        f"is assumed: {why}. If it is the other, most dates are wrong",
    )


def _readings(look: Look, doubt: Open, first: int) -> list[Choice]:
    """The two readings of a date, that of the place `first` before; a moment with its time."""
    ways = [doubt.options[at][1] for at in (first, 1 - first)]
    return [_with_time(look, each) if doubt.column == "occurred_at" else each for each in ways]


def _place(
    look: Look, doubt: Open, known: Collection[str], about: Context
) -> tuple[int, str, bool]:
    """Which of two readings of a date is the likelier, why, and whether that is certain.

    -1 where the doubt is none of the order of a date.
    """
    forms = [form for _, each in doubt.options for form in forms_of(each)]
    orders = [order_of(form) for form in forms]
    if len(doubt.options) != len(orders) or sorted(orders) != [DAY_FIRST, MONTH_FIRST]:
        return -1, "", False
    if len(doubt.headers) == 1 and (told := order_told(look, doubt.headers[0], forms)) is not None:
        return *told, True
    order, why = _likely(look, forms, known, about)
    return orders.index(order), why, False


def _likely(
    look: Look, forms: Sequence[str], known: Collection[str], about: Context
) -> tuple[str, str]:
    """The likelier order, by what stands beside the values: the surest evidence first."""
    if len(known) == 1:
        return next(iter(known)), "the other dates of these files have this order"
    for said in (about.jurisdiction, about.time_zone):
        if said and said != "UTC":
            american = said.startswith(("US-", *AMERICAN)) or said == "US"
            return (MONTH_FIRST if american else DAY_FIRST), f"usual for {shown(said)}"
    if any("%I" in form for form in forms):
        return MONTH_FIRST, "usual beside a clock of twelve hours"
    english, others, british = _words(look)
    if english >= LEAST_WORDS and english > others and not british:
        return MONTH_FIRST, "usual in American files, and the headers are English"
    return DAY_FIRST, "usual outside the United States"


def _words(look: Look) -> tuple[int, int, bool]:
    """How many words of the headers are English alone and of other languages alone.

    And whether one is of English that is not American.
    """
    words = {word for header in look.header for word in tokens(header)}
    english, others = _languages()
    return len(words & (english - others)), len(words & (others - english)), bool(
        words & OTHER_ENGLISH)  # fmt: skip


@cache
def _languages() -> tuple[frozenset[str], frozenset[str]]:
    """The words of headers that are known in English, and in other languages."""
    found: dict[bool, set[str]] = {True: set(), False: set()}
    for path, column in ((FACETS, "words"), (TERMS, "term")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                found[row["language"] == "en"] |= set(tokens(row[column]))
    return frozenset(found[True]), frozenset(found[False])
