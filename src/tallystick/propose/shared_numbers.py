"""Numbers that two lists have in common, by which they tell of the same events."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property, lru_cache

from tallystick.load.formats import number_of
from tallystick.propose.cells.date_readings import day_of, read_dates
from tallystick.propose.columns.proposals import FileProposal, TableProposal
from tallystick.propose.headers.composed import mets_of

LEAST_DIGITS, LONGEST = 6, 40
LEAST_SHARED, LEAST_SHARE = 20, 0.2
"""How many numbers, and which share of those of the smaller list, tell of the same events.

The first 20,000 rows of two large lists have few of the numbers in common that the lists have.
"""
MOSTLY = 0.9
DIFFER = 0.3
"""The share of rows in which numbers of cases differ at least, in one of two lists."""
OF_CASES = {"incident_id", "record_id"}
NEAR_DAYS, NEAR_SHARE = 7, 10
"""How many days apart days lie near each other, and at most which part of the days of a list."""
AGREE = 0.5
"""The share of shared numbers whose days lie near each other, where they are of the same events.

Two lists that count from 1, or two persons' numbers, share numbers and no days.
"""


@dataclass(frozen=True)
class Link:
    """Columns of two lists of cases, with how many numbers stand in both.

    `once` is the share of rows in which the number of the first list differs, `once_there` that of
    the second; `share` that of the numbers of the smaller list which stand in the other, and `near`
    that of these whose days lie near each other. `exact` links have the same texts. Links by whole
    rows have no columns.
    """

    header: str
    other: str
    shared: int
    once: float
    once_there: float
    share: float
    near: float
    exact: bool

    @property
    def is_parts(self) -> bool:
        """Whether rows of the first list are parts of the records of the second."""
        return self.once < min(MOSTLY, self.once_there)

    @property
    def turned(self) -> Link:
        """The same from the second list to the first."""
        return replace(self, header=self.other, other=self.header, once=self.once_there,
                       once_there=self.once)  # fmt: skip


class Cases:
    """A list of cases with its numbers; what is found of a column is found once."""

    def __init__(self, file: FileProposal, table: TableProposal) -> None:
        self.file, self.table = file, table
        self._days: dict[tuple[str, int], Mapping[str, date | None]] = {}

    @property
    def reads(self) -> dict[str, tuple[str, ...]]:
        """The columns of theirs that fill each column of a case."""
        return {name: each.headers for name, each in self.table.columns.items()}

    @property
    def number(self) -> str:
        """The one column that numbers the cases; "" for none."""
        headers = self.reads.get("incident_id", ())
        return headers[0] if len(headers) == 1 else ""

    def shares_no_day(self, other: Cases) -> bool:
        """Whether all days of both are known, and at most one, at a border, is of both."""
        ours, theirs = self.table.days.keys(), other.table.days.keys()
        apart = ours and theirs and (max(ours) <= min(theirs) or max(theirs) <= min(ours))
        return bool(apart) or bool(ours and theirs and not ours & theirs)

    @cached_property
    def numbered(self) -> tuple[str, ...]:
        """The columns that may hold numbers of cases: none that fills anything else."""
        used = {header for table in self.file.tables for name, each in table.columns.items()
                if name not in OF_CASES for header in each.headers}  # fmt: skip
        look = self.file.look
        return tuple(
            header for header in look.header
            if header and header not in used and look.header.count(header) == 1
            and {each.concept for each in mets_of(header)} <= OF_CASES
            and _are_numbers(look.column(header))
        )  # fmt: skip

    def length(self, header: str, *, digits: bool) -> int:
        """The usual length of the cells of a column, or of their digits alone."""
        cells = self.file.look.column(header)
        lengths = Counter(len(_digits(cell)) if digits else len(cell) for cell in cells)
        return lengths.most_common(1)[0][0] if lengths else 0

    def once(self, header: str) -> float:
        """The share of filled cells of a column that differ."""
        cells = self.file.look.column(header)
        return len(set(cells)) / len(cells) if cells else 0.0

    def days(self, header: str, digits: int) -> Mapping[str, date | None]:
        """The day of the first case of each number, of its last `digits` where they are not 0."""
        if (header, digits) not in self._days:
            self._days[header, digits] = dict(self._dated(header, digits))
        return self._days[header, digits]

    def _dated(self, header: str, digits: int) -> Iterator[tuple[str, date | None]]:
        look, when = self.file.look, self.table.columns.get("occurred_at")
        at, dated = look.header.index(header), when.headers[0] if when and when.headers else ""
        day_at = look.header.index(dated) if dated in look.header else -1
        forms = when.mapping.get("format", ()) if when is not None else ()
        for row in reversed(look.rows):
            number = row[at].strip()
            number = _digits(number)[-digits:] if digits else number
            if number:
                yield number, _day(row[day_at].strip(), forms) if day_at >= 0 else None


def link_of(one: Cases, two: Cases) -> Link | None:
    """Return by which columns most numbers of two lists are shared; None where too few are.

    Numbers of people, officers and places are none of cases. Where numbers differ in length, the
    last digits of the longer are compared: another system may put its mark and the year before.
    """
    found = [
        link for header in one.numbered for there in two.numbered
        if (link := _link(one, header, two, there)) is not None
    ]  # fmt: skip
    return max(found, key=lambda each: each.shared, default=None)


def same_numbers(one: Cases, two: Cases) -> Link | None:
    """Return the link of two lists by what numbers their cases; None where nothing is shared."""
    if not (one.number and two.number):
        return None
    return _link(one, one.number, two, two.number, least=1)


def same_rows(one: Cases, two: Cases) -> Link | None:
    """Return the link of two lists by whole rows; None where they have other columns.

    Nor is there one where rows of a list repeat, as rows of few columns do by chance.
    """
    ours, theirs = set(one.file.look.rows), set(two.file.look.rows)
    shared = len(ours & theirs)
    if not shared or one.file.look.header != two.file.look.header:
        return None
    own = min(len(ours) / len(one.file.look.rows), len(theirs) / len(two.file.look.rows))
    if own < MOSTLY:
        return None
    return Link("", "", shared, 1.0, 1.0, shared / min(len(ours), len(theirs)), 1.0, exact=False)


def _link(
    one: Cases, header: str, two: Cases, there: str, least: int = LEAST_SHARED
) -> Link | None:
    once, once_there, digits = one.once(header), two.once(there), 0
    if max(once, once_there) < DIFFER:
        return None
    if one.length(header, digits=False) != two.length(there, digits=False):
        digits = min(one.length(header, digits=True), two.length(there, digits=True))
        if least == 1 or digits < LEAST_DIGITS:
            digits = 0
    ours, theirs = one.days(header, digits), two.days(there, digits)
    shared, fewer = ours.keys() & theirs.keys(), min(len(ours), len(theirs))
    if len(shared) < max(least, LEAST_SHARE * fewer):
        return None
    most = min(NEAR_DAYS, *(_span(each) // NEAR_SHARE for each in (ours, theirs)))
    dated = [(ours[each], theirs[each]) for each in shared]
    near = sum(a is not None and b is not None and abs((a - b).days) <= most for a, b in dated)
    return Link(header, there, len(shared), once, once_there, len(shared) / fewer,
                near / len(shared), not digits)  # fmt: skip


@lru_cache(maxsize=65_536)
def _day_by(text: str, form: str) -> date | None:
    if number_of(form):
        return day_of(text, form)
    try:
        return datetime.strptime(text, form).date() if form else date.fromisoformat(text[:10])
    except ValueError:
        return None


def _day(text: str, forms: str | Iterable[str]) -> date | None:
    """The day that begins a text, by one of the forms, or as ISO 8601 writes it where none is."""
    for form in [forms] if isinstance(forms, str) else [*forms, ""]:
        for told, by in ((text, form), (text.split(" ")[0], form.split(" ")[0])):
            if (day := _day_by(told, by)) is not None:
                return day
    return None


def _span(days: Mapping[str, date | None]) -> int:
    known = [day for day in days.values() if day is not None]
    return (max(known) - min(known)).days if known else 0


def _are_numbers(cells: list[str]) -> bool:
    """Whether nearly all cells are long numbers, with or without letters, and no dates."""
    some = cells[:2_000]
    long = sum(len(_digits(cell)) >= LEAST_DIGITS and len(cell) <= LONGEST and "." not in cell
               for cell in some)  # fmt: skip
    return long >= MOSTLY * len(some) > 0 and read_dates(some) is None


def _digits(cell: str) -> str:
    return "".join(filter(str.isdigit, cell))
