"""Would two files tell of the same events, and as which table may one of them be read then?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from tallystick.load.wording import shown
from tallystick.propose.cells.values import read_dates
from tallystick.propose.columns.choices import Choice
from tallystick.propose.files.look import Look
from tallystick.propose.mapping import FileProposal, TableProposal
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

    `onto` names an engagement file that has incidents already; it stands before all files. The
    doubt is at the file that fills fewer columns: a second system holds less of an event.
    """
    order = sorted(
        (file for file in files if _incidents(file) is not None),
        key=lambda file: -len(_reads(file)),
    )
    doubts: dict[int, tuple[str, str]] = {}
    for at, file in enumerate(order):
        found = _doubt(file, order[:at]) or (_beside(onto) if onto else None)
        if found is not None:
            doubts[id(file)] = found
    return [_with(file, *doubts[id(file)]) if id(file) in doubts else file for file in files]


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
    return next((each for each in file.tables if each.table == "incidents"), None)


def _with(file: FileProposal, words: str, instead: str) -> FileProposal:
    return replace(file, tables=tuple(
        replace(each, twice=words, instead=instead) if each.table == "incidents" else each
        for each in file.tables))  # fmt: skip


def _doubt(file: FileProposal, before: Sequence[FileProposal]) -> tuple[str, str] | None:
    """What is to be settled of a file beside those before it, and the table that it may fill."""
    if not before:
        return None
    shares = [len(_case_numbers(file) & _case_numbers(each)) for each in before]
    most = max(range(len(before)), key=lambda at: (shares[at], _reads(before[at]) == _reads(file)))
    other, shared = before[most], shares[most]
    numbered = _case_numbers(file) and _case_numbers(other)
    said = f" {shared:,} of the numbers looked at stand in both." if shared else ""
    if _reads(other) != _reads(file):
        return f"{_named(other.look)} fills incidents too.{said} {SAME_EVENTS}", SECOND
    if numbered and not shared and file.look.whole and other.look.whole:
        return None
    return f"{_named(other.look)} fills incidents by the same columns.{said} {RELEASES}", EARLIER


def _beside(onto: str) -> tuple[str, str]:
    return f"{onto} has incidents already. {SAME_EVENTS}", SECOND


def _named(look: Look) -> str:
    return f"{look.name}, sheet {look.sheet}" if look.sheet else look.name


def _reads(file: FileProposal) -> dict[str, tuple[str, ...]]:
    table = _incidents(file)
    return {} if table is None else {name: each.headers for name, each in table.columns.items()}


def _case_numbers(file: FileProposal) -> set[str]:
    headers = _reads(file).get("incident_id", ())
    return set(file.look.column(headers[0])) if len(headers) == 1 else set()


def _numbers(file: FileProposal) -> Iterator[Choice]:
    """The columns that fill nothing and differ in every row, as a number of its own does."""
    for header in file.unused:
        cells = file.look.column(header)
        differ = len(set(cells)) == len(cells) == len(file.look.rows) > 1
        if differ and max(map(len, cells)) <= LONGEST_NUMBER and read_dates(cells) is None:
            yield Choice((header,), {"column": header}, f"{shown(header)} differs in every row")
