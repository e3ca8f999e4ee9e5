"""Which public formats are known, and does a file have one of them?"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from tallystick.load.wording import InputError, shown
from tallystick.propose.columns.choices import Choice, Open, choice_for
from tallystick.propose.columns.null_words import with_null_words, without_null_words
from tallystick.propose.files.look import Look
from tallystick.propose.headers.concepts import Met, met_by
from tallystick.propose.mapping import FileProposal, TableProposal, propose, settled
from tallystick.propose.times.moments import with_time
from tallystick.tables import canonical

FOLDER = Path(__file__).parent / "presets"
TIME, MOST_NAMED, MOSTLY, MOST_SHOWN = "TIME", 2, 0.9, 4
MOST_LISTS, MOST_RARE, RARE, LEAST_CELLS = 1 / 3, 0.5, 5, 200
"""The shares of cells with several values, and with values of less than five rows, above which few
rows are alike; the second is looked at in so many rows at least."""


@dataclass(frozen=True)
class ByName:
    """What the name of a file tells: a pattern of it, columns that are so filled, others not."""

    pattern: str
    tables: dict[str, dict[str, Any]]
    without: frozenset[str]


@dataclass(frozen=True)
class Preset:
    """A public format: the headers by which a file of it is known, and what they fill.

    A file has one header at least of each group of `known_by`. `tables` are blocks as an engagement
    file has them, without their source; of a list of mappings the first is taken whose columns hold
    something. With `rest`, what the format does not fill is read by the terms of the headers, but
    for those that begin with one of `not_the_rest`; times are then read as their values have them.
    `by_name` has columns that the name of the file tells, by a pattern that it meets; a constant
    may refer to its groups. `more` is text that is put at the end of the engagement. With
    `any_case`, headers are compared without capitals, spaces and ``_``, since a portal's download
    and its API spell them so. `beside` has, by table, the keys beside ``source``; the
    columns that ``wide`` makes are mapped like those of the file. `cells` has patterns that nine in
    ten cells of a column meet, by which files without a header are known. `no_lists` has, by column
    of a table, the pattern of a cell with several values: a column of theirs is left out where a
    third of its cells are such, or half hold a value of less than five rows.
    """

    name: str
    about: str
    agency: str
    jurisdiction: str
    time_zone: str
    known_by: tuple[tuple[str, ...], ...]
    tables: dict[str, dict[str, Any]]
    more: str
    rest: bool = False
    not_the_rest: tuple[str, ...] = ()
    by_name: tuple[ByName, ...] = ()
    any_case: bool = False
    beside: dict[str, dict[str, Any]] = field(default_factory=dict)
    cells: dict[str, str] = field(default_factory=dict)
    no_lists: dict[str, str] = field(default_factory=dict)

    def missing(self, look: Look) -> tuple[str, ...]:
        """What the file lacks of the headers by which the format is known; empty where it fits."""
        own = self._spellings(look)
        lacks = [_any_of(names) for names in self.known_by
                 if not any(self._plain(name) in own for name in names)]  # fmt: skip
        if not lacks:
            lacks = [f"{column} of the form {pattern}" for column, pattern in self.cells.items()
                     if _share(pattern, look.column(column)) < MOSTLY]  # fmt: skip
        return tuple(lacks)

    def _plain(self, header: str) -> str:
        """The part of a header by which it is compared."""
        return re.sub("[ _]", "", header.casefold()) if self.any_case else header

    def _spellings(self, look: Look) -> dict[str, str]:
        """The file's own spelling of each of its headers; the first where two are alike."""
        return {self._plain(header): header for header in reversed(look.header)}

    def fits(self, look: Look) -> bool:
        """Whether the file has the headers by which the format is known."""
        return not self.missing(look)

    def proposed(self, look: Look) -> FileProposal:
        """Return what the file fills by this format; columns that it lacks are left out.

        Raises
        ------
        InputError
            When the file does not have the headers by which the format is known.
        """
        missing = self.missing(look)
        if missing:
            raise InputError(
                f"{look.name}: it has no column {missing[0]}, by which a file of the preset "
                f"{self.name} is known; run init without --preset"
            )
        tables = [self._table(table, look) for table in self.tables]
        if self.rest:
            tables = [self._with_the_rest(each, look) for each in tables]
        return FileProposal(replace(look, totals=()), tuple(tables), self._told(look))

    def _told(self, look: Look) -> str:
        """What the format is, and which columns of the file, or form of its cells, tell it."""
        if self.cells:
            return f"{self.about} (known by the form of its cells)"
        own = self._spellings(look)
        found = [next(own[self._plain(name)] for name in names if self._plain(name) in own)
                 for names in self.known_by]  # fmt: skip
        more = len(found) - MOST_SHOWN
        by = ", ".join(found[:MOST_SHOWN]) + (f" and {more} more" if more > 0 else "")
        return f"{self.about} (known by {by})"

    def _table(self, table: str, look: Look) -> TableProposal:
        chosen: dict[str, Choice] = {}
        own = self._spellings(look)
        told, beside = dict(self.tables[table]), self.beside.get(table, {})
        for each, name_is in self._named(look):
            told |= {column: _from_name(mapping, name_is)
                     for column, mapping in each.tables.get(table, {}).items()}  # fmt: skip
        for name, mapping in told.items():
            ways = [_spelled(way, lambda name: own.get(self._plain(name), name))
                    for way in _ways(mapping)]  # fmt: skip
            several = len(ways) > 1
            made = _made(beside)
            found = next((w for w in ways if _holds(w, look, made, filled=several)
                          and not self._differs(name, w, look)), None)  # fmt: skip
            if found is not None:
                read = tuple(h for each in _reads(found) for h in made.get(each, (each,)))
                chosen[name] = Choice(read, found, f"the public format {self.name}")
        return TableProposal(table, chosen, beside=beside)

    def _named(self, look: Look) -> Iterator[tuple[ByName, re.Match[str]]]:
        """Yield what the name of the file tells."""
        for each in self.by_name:
            if (name_is := re.search(each.pattern, look.name)) is not None:
                yield each, name_is

    def _differs(self, name: str, mapping: dict[str, Any], look: Look) -> bool:
        """Whether the cells that would fill `name` are mostly lists, or hardly repeat."""
        pattern = self.no_lists.get(name, "")
        return bool(pattern) and any(
            _share(pattern, cells) > MOST_LISTS or _rare(cells)
            for cells in (look.column(each) for each in _reads(mapping) if each in look.header)
        )

    def _with_the_rest(self, table: TableProposal, look: Look) -> TableProposal:
        """The same with its times read by their values, and the columns that terms tell.

        Words for an empty cell and repeated numbers of cases are read as without the format.
        """
        plain, nulls = without_null_words(look)
        columns, doubts = dict(table.columns), list[Open]()
        for name, choice in table.columns.items():
            if canonical(table.table).column(name).kind == "instant":
                read = _timed(table.table, name, choice, plain)
                if isinstance(read, Choice):
                    columns[name] = read
                    continue
                del columns[name]
                doubts += [] if read is None else [read]
        patterns = self.no_lists.values()
        apart = tuple(
            header for header in look.header if header.startswith(self.not_the_rest)
            or any(_share(each, look.column(header)) > MOST_LISTS for each in patterns)
        )  # fmt: skip
        by_terms = {each.table: each for each in propose(look, apart).tables}.get(table.table)
        if by_terms is not None:
            used = {header for each in columns.values() for header in each.headers}
            used |= {header for each in doubts for header in each.headers}
            there = {*columns, *(each.column for each in doubts)}
            there |= {column for each, _ in self._named(look) for column in each.without}
            columns |= {
                name: choice
                for name, choice in by_terms.columns.items()
                if name not in there and choice.headers and not used & set(choice.headers)
            }
            doubts += [each for each in by_terms.doubts
                       if each.column not in there and not used & set(each.headers)]  # fmt: skip
        found = replace(table, columns=columns, doubts=tuple(doubts))
        (found,) = settled(plain, [found])
        found = replace(found, beside={**found.beside, **table.beside})
        return with_null_words(found, nulls)


def _share(pattern: str, cells: list[str]) -> float:
    """The share of cells that meet a pattern; 0 where there are none."""
    return sum(re.fullmatch(pattern, cell) is not None for cell in cells) / max(1, len(cells))


def _rare(cells: list[str]) -> bool:
    """Whether most of many cells hold a value of less than five rows."""
    counts = Counter(cells).values()
    rare = sum(count for count in counts if count < RARE)
    return len(cells) >= LEAST_CELLS and rare > MOST_RARE * len(cells)


def _any_of(names: tuple[str, ...]) -> str:
    """One of several headers, as a message names them."""
    if len(names) <= MOST_NAMED:
        return " or ".join(map(shown, names))
    return f"{shown(names[0])}, nor one of {len(names) - 1} others"


def _timed(table: str, name: str, choice: Choice, look: Look) -> Choice | Open | None:
    """How a column of times is read by its values; with the time of day where it stands apart."""
    header = choice.headers[0]
    read = choice_for(table, name, look, header, Met("", 1.0, choice.why))
    if not isinstance(read, Choice):
        return read
    return with_time(look, {each: met_by(each) for each in look.header if each == TIME}, read)


def _ways(mapping: Any) -> list[Any]:
    return mapping if isinstance(mapping, list) else [mapping]


def _from_name(mapping: Any, name: re.Match[str]) -> Any:
    """A mapping whose constant takes the parts of a file's name that it refers to."""
    if "constant" not in mapping:
        return mapping
    return mapping | {"constant": name.expand(mapping["constant"])}


def _spelled(mapping: Any, own: Callable[[str], str]) -> dict[str, Any]:
    """A mapping with the file's own spelling of the headers that it reads."""
    told = {"column": mapping} if isinstance(mapping, str) else dict(mapping)
    for key in ("column", "unit_column"):
        if key in told:
            told[key] = own(told[key])
    if "columns" in told:
        told["columns"] = [own(each) for each in told["columns"]]
    return told


def _made(beside: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """The columns that ``wide`` makes, and those of the file whose cells they hold."""
    wide = beside.get("wide")
    return {wide["names_to"]: (), wide["values_to"]: tuple(wide["columns"])} if wide else {}


def _holds(mapping: dict[str, Any], look: Look, made: Collection[str], *, filled: bool) -> bool:
    """Whether a file has the columns of a mapping; and holds something in them, if asked."""
    read = set(_reads(mapping)).difference(made)
    return read <= set(look.header) and (not filled or all(map(look.column, read)))


def _reads(mapping: dict[str, Any]) -> tuple[str, ...]:
    own = (mapping["column"],) if "column" in mapping else tuple(mapping.get("columns", ()))
    return (*own, *([mapping["unit_column"]] if "unit_column" in mapping else ()))


@cache
def presets() -> dict[str, Preset]:
    """Return the known formats by name."""
    found = {}
    for path in sorted(FOLDER.glob("*.toml")):
        told = tomllib.loads(path.read_text(encoding="utf-8"))
        head = told["preset"]
        found[path.stem] = Preset(
            path.stem,
            head["about"],
            head.get("agency", ""),
            head.get("jurisdiction", ""),
            head.get("time_zone", ""),
            tuple((each,) if isinstance(each, str) else tuple(each) for each in head["known_by"]),
            told["tables"],
            head.get("more", ""),
            head.get("rest", False),
            tuple(head.get("not_the_rest", ())),
            tuple(
                ByName(each["name"], each.get("tables", {}), frozenset(each.get("without", ())))
                for each in told.get("by_name", ())
            ),
            head.get("any_case", False),
            told.get("beside", {}),
            head.get("cells", {}),
            head.get("no_lists", {}),
        )
    return found
