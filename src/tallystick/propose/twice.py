"""Would two files tell of the same events, and as which table may one of them be read then?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from tallystick.load.wording import shown
from tallystick.propose.cells.date_readings import read_dates
from tallystick.propose.columns.choices import Choice
from tallystick.propose.files.look import Look
from tallystick.propose.mapping import FileProposal, TableProposal
from tallystick.propose.shared_numbers import (
    AGREE,
    Cases,
    Link,
    link_of,
    same_numbers,
    same_rows,
)
from tallystick.propose.waiting import Waiting, waiting
from tallystick.tables import canonical

SECOND, EARLIER = "counterparts", "earlier_incidents"
LONGEST_NUMBER = 40
SAME_EVENTS = (
    f"Are these the same events in a second system, such as a court or a bureau ({SECOND}), or as "
    f"an earlier release had them ({EARLIER})? Each would count twice"
)
RELEASES = (
    f"Are these two releases of the same records, one of them earlier ({EARLIER})? Each record "
    "would count twice"
)


def told_twice(files: Sequence[FileProposal], onto: str = "") -> list[FileProposal]:
    """Return the files, with a doubt at each that may tell of the incidents of another again.

    Of files that share numbers of cases on the same days one is read, and the others wait: the one
    that numbers its cases once in each row, then the one that fills most columns, then the longest.
    `onto` names an engagement file that has incidents already; it stands before all files. Where
    nothing is shared the doubt is at the file that fills fewer columns: a second system holds less
    of an event.
    """
    found = [Cases(file, table) for file in files if (table := _incidents(file)) is not None]
    order = sorted(found, key=lambda each: -len(each.reads))
    made: dict[int, FileProposal] = {}
    for cases, other, link in _linked(order):
        made[id(cases.file)] = _waiting(cases, other, link)
    read: list[Cases] = []
    for cases in order:
        if id(cases.file) in made:
            continue
        doubt = _doubt(cases, read) or (_beside(onto) if onto else None)
        read.append(cases)
        if doubt is not None:
            made[id(cases.file)] = _with(cases.file, *doubt)
    return [made.get(id(file), file) for file in files]


def _linked(order: Sequence[Cases]) -> Iterator[tuple[Cases, Cases, Link]]:
    """Yield each list that is not read, with the list that is read in its place, and the link."""
    links: dict[tuple[int, int], Link] = {}
    once = [0.0] * len(order)
    for n, cases in enumerate(order):
        for m in range(n):
            link = _same_events(cases, order[m])
            if link is not None:
                links[n, m], links[m, n] = link, link.turned
                once[n], once[m] = max(once[n], link.once), max(once[m], link.once_there)
    best = sorted(range(len(order)), key=lambda n: (
        -round(once[n], 1), -len(order[n].reads), -len(order[n].file.look.rows)))  # fmt: skip
    read: list[int] = []
    for n in best:
        other = next((m for m in read if (n, m) in links), None)
        if other is None:
            read.append(n)
        else:
            yield order[n], order[other], links[n, other]


def _same_events(cases: Cases, other: Cases) -> Link | None:
    """The numbers that two lists share, where their days say that they are of the same events."""
    if cases.shares_no_day(other) and cases.reads == other.reads:
        return None
    if cases.reads == other.reads:
        numbered = cases.number and other.number
        link = (same_numbers if numbered else same_rows)(cases, other)
        link = link if link is not None and link.share >= AGREE else None
    else:
        link = link_of(cases, other)
    return link if link is not None and link.near >= AGREE else None


def _waiting(cases: Cases, other: Cases, link: Link) -> FileProposal:
    """The file with its incidents left out, and with what hangs on their numbers."""
    what = "its rows are parts of the records there" if link.is_parts else "of the same events"
    place = _named(other.file.look)
    told = f"numbers looked at in {shown(link.header)} stand in {place} too ({shown(link.other)})"
    told = told if link.header else f"rows looked at stand in {place} too"
    why = f"{link.shared:,} of the {told}, which is read: {what}, and each would count twice"
    same = link.exact and (cases.number, other.number) == (link.header, link.other)
    instead = EARLIER if cases.reads == other.reads else "" if link.is_parts else SECOND
    tables: list[TableProposal] = []
    for each in cases.file.tables:
        if each.table == "incidents":
            each = replace(each, instead=instead)
        elif same or "incident_id" not in each.columns:
            tables.append(each)
            continue
        tables.append(waiting(each, why))
    return replace(cases.file, tables=tuple(tables))


def in_place(file: FileProposal, table: TableProposal) -> TableProposal:
    """Return what stands in the engagement in place of `table` where the doubt is right."""
    plain = replace(table, table=table.instead, remark="", twice="", instead="")
    if table.instead == EARLIER:
        return plain
    names = canonical(SECOND).names
    columns = {_there(name): choice for name, choice in table.columns.items()
               if _there(name) in names}  # fmt: skip
    if "record_id" not in columns:
        number = next(_numbers(file), None)
        columns = ({"record_id": number} if number is not None else {}) | columns
    doubts = tuple(replace(each, column=_there(each.column)) for each in table.doubts
                   if _there(each.column) in names)  # fmt: skip
    return replace(plain, columns=columns, doubts=doubts)


def _there(name: str) -> str:
    return "record_id" if name == "incident_id" else name


def _incidents(file: FileProposal) -> TableProposal | None:
    return next((each for each in file.tables
                 if each.table == "incidents" and not isinstance(each, Waiting)), None)  # fmt: skip


def _with(file: FileProposal, words: str, instead: str) -> FileProposal:
    return replace(file, tables=tuple(
        replace(each, twice=words, instead=instead) if each.table == "incidents" else each
        for each in file.tables))  # fmt: skip


def _doubt(cases: Cases, before: Sequence[Cases]) -> tuple[str, str] | None:
    """What is to be settled of a list beside those before it, and the table that it may fill."""
    before = [each for each in before if each.reads != cases.reads or not _are_parts(cases, each)]
    if not before:
        return None
    numbers = _case_numbers(cases)
    shares = [len(numbers & _case_numbers(each)) for each in before]
    most = max(range(len(before)), key=lambda at: (shares[at], before[at].reads == cases.reads))
    other, shared = before[most], shares[most]
    said = f" {shared:,} of the numbers looked at stand in both." if shared else ""
    if other.reads != cases.reads:
        return f"{_named(other.file.look)} fills incidents too.{said} {SAME_EVENTS}", SECOND
    return (
        f"{_named(other.file.look)} fills incidents by the same columns.{said} {RELEASES}",
        EARLIER,
    )


def _are_parts(cases: Cases, other: Cases) -> bool:
    """Whether two files of the same columns are parts of one list: they share no day or number."""
    ours, theirs = _case_numbers(cases), _case_numbers(other)
    if ours & theirs:
        return False
    whole = cases.file.look.whole and other.file.look.whole
    return bool(ours and theirs and whole) or cases.shares_no_day(other)


def _beside(onto: str) -> tuple[str, str]:
    return f"{onto} has incidents already. {SAME_EVENTS}", SECOND


def _named(look: Look) -> str:
    return f"{look.name}, sheet {look.sheet}" if look.sheet else look.name


def _case_numbers(cases: Cases) -> set[str]:
    return set(cases.file.look.column(cases.number)) if cases.number else set()


def _numbers(file: FileProposal) -> Iterator[Choice]:
    """The columns that fill nothing and differ in every row, as a number of its own does."""
    for header in file.unused:
        cells = file.look.column(header)
        differ = len(set(cells)) == len(cells) == len(file.look.rows) > 1
        if differ and max(map(len, cells)) <= LONGEST_NUMBER and read_dates(cells) is None:
            yield Choice((header,), {"column": header}, f"{shown(header)} differs in every row")
