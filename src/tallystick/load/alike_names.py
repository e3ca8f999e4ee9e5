"""Look-alike names in the canonical tables: their groups, their counts, and one spelling for each.

Custody holders are compared together with officers, since a holder may be one.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import ibis
from ibis import _

from tallystick.engine import Engine
from tallystick.load.carriers import Filled, Relations
from tallystick.load.engagement import Engagement
from tallystick.load.layers import Layers
from tallystick.load.ledger import Ledger
from tallystick.load.line_units import drawn_twice
from tallystick.load.look_alikes import alike
from tallystick.load.officer_codes import CODE
from tallystick.load.wording import InputError, shown
from tallystick.tables import AlikeNames, Frame, Line, Metric, Spelling

KINDS = ("units", "officers", "areas", "substances")
KIND_OF = {
    "unit_id": "units",
    "officer_id": "officers",
    "author_id": "officers",
    "from_holder": "officers",
    "to_holder": "officers",
    "area_id": "areas",
    "substance_code": "substances",
}
MOST_GROUPS, MOST_SPELLINGS, MOST_DIFFERENCES, MOST_LETTERS = 200, 20, 4, 3
Counts = dict[str, Counter[str]]


@dataclass(frozen=True)
class Likeness:
    """What is alike in an audit: the account of it, and the spelling that takes another's place.

    `joined` has, by kind, the spellings that are replaced; `places` the columns of each table in
    which such a spelling stands.
    """

    told: tuple[AlikeNames, ...]
    notes: tuple[str, ...]
    joined: Mapping[str, Mapping[str, str]]
    places: Mapping[str, tuple[str, ...]]

    def in_rows(self, table: str, rows: Any) -> Any:
        """Return the `rows` of a table with one spelling for each name that is joined."""
        for column in self.places.get(table, ()):
            pairs = [{"was": was, "now": now} for was, now in self.joined[KIND_OF[column]].items()]
            kind = "array<struct<was: string, now: string>>"
            each = ibis.literal(pairs, type=kind).unnest().name("pair").as_table()
            each = each.select(was=each.pair["was"], now=each.pair["now"])
            both = rows.left_join(each, rows[column] == each.was)
            one = ibis.coalesce(both["now"], both[column])
            rows = both.mutate(**{column: one}).drop("was", "now")
        return rows

    def in_frame(self, frame: Frame, file: str) -> Frame:
        """Return `frame` with the same spellings; `file` is the engagement's name.

        InputError where two lines become one.
        """
        if not self.joined:
            return frame
        lines = tuple(map(self._line, frame.lines))
        if faults := [f"{file}: with join_alike, {words}" for words in drawn_twice(lines)]:
            raise InputError(faults)
        return replace(frame, lines=lines, metrics=tuple(map(self._metric, frame.metrics)))

    def beside(self, names: Mapping[str, frozenset[str]]) -> Likeness:
        """Return the same without a spelling of an officer or holder where any has a code.

        `names` are those of the tables, by kind, as they are shown.
        """
        if not any(CODE.fullmatch(each) for kind in ("officer", "holder") for each in names[kind]):
            return self
        told = (replace(each, spellings=tuple(Spelling("", one.records) for one in each.spellings))
                if each.kind == "officers" else each for each in self.told)  # fmt: skip
        return replace(self, told=tuple(told))

    def _one(self, column: str, name: str) -> str:
        return self.joined.get(KIND_OF.get(column, ""), {}).get(name, name)

    def _line(self, line: Line) -> Line:
        units, code = line.units, line.substance_code
        units = units and tuple(dict.fromkeys(self._one("unit_id", unit) for unit in units))
        return replace(line, units=units, substance_code=code and self._one("substance_code", code))

    def _metric(self, metric: Metric) -> Metric:
        where = ((column, tuple(dict.fromkeys(self._one(column, name) for name in names)))
                 for column, names in metric.where)  # fmt: skip
        return replace(metric, where=tuple(where))


def likeness(
    relations: Relations, filled: Filled, frame: Frame, join: Sequence[str], engine: Engine
) -> Likeness:
    """Find the look-alike names in all tables together, and in the `frame` that judges them.

    `join` names the kinds, of `KINDS`, whose spellings are joined under the most frequent one, and
    of those under the first by code point. Only distinct names leave the engine.
    """
    counts: Counts = {kind: Counter() for kind in KINDS}
    cells = _cells(relations, filled, engine)
    for _table, column, name, records in cells:
        counts[KIND_OF[column]][name] += records
    for column, name in _of_frame(frame):
        counts[KIND_OF[column]][name] += 0
    told, notes = list[AlikeNames](), list[str]()
    joined: dict[str, dict[str, str]] = {}
    for kind, names in counts.items():
        groups = [sorted(group, key=lambda name: (-names[name], name)) for group in alike(names)]
        groups.sort(key=lambda group: (-sum(names[name] for name in group), group))
        told += [_told(kind, group, names, kind in join) for group in groups[:MOST_GROUPS]]
        if len(groups) > MOST_GROUPS:
            notes.append(f"{kind}: {len(groups) - MOST_GROUPS:,} more names have look-alikes")
        if groups and kind in join:
            joined[kind] = {name: group[0] for group in groups for name in group[1:]}
    _refuse_nul(joined)
    return Likeness(tuple(told), tuple(notes), joined, _places(cells, joined))


def join_files(
    ledgers: Sequence[Ledger],
    engagement: Engagement,
    engine: Engine,
    scratch: Path,
    layer: Layers,
) -> Likeness:
    """Find what is alike in the files of `ledgers`, which are written anew where names are joined.

    The rows of a file keep their order.
    """
    files = {each.table.name: each for each in ledgers if each.path is not None}
    relations = {name: layer.parquet(each.path) for name, each in files.items() if each.path}
    filled = {name: each.filled for name, each in files.items()}
    found = likeness(relations, filled, engagement.frame, engagement.join_alike, engine)
    for name in found.places:
        ledger, path = files[name], scratch / f"{name}_joined.parquet"
        assert ledger.path is not None
        rows = found.in_rows(name, layer.parquet(ledger.path, numbered=True))
        engine.write_parquet(rows.order_by("file_row_number").drop("file_row_number"), path)
        ledger.path = path
    return found


def join_views(
    relations: dict[str, Any],
    expressions: dict[str, Any],
    filled: Filled,
    views: dict[str, str],
    engagement: Engagement,
    engine: Engine,
) -> Likeness:
    """Find what is alike in ready-made tables; put views over those in which names are joined."""
    found = likeness(relations, filled, engagement.frame, engagement.join_alike, engine)
    for name in found.places:
        expressions[name] = found.in_rows(name, expressions[name])
        views[name] = engine.sql(expressions[name], engine.name)
        relations[name] = engine.view(expressions[name], name)
    return found


def _cells(relations: Relations, filled: Filled, engine: Engine) -> list[tuple[str, str, str, int]]:
    """Return (table, column, name, records) for each distinct name of each column, in one query."""
    counted = [
        rows.filter(rows[column].notnull())
        .group_by(name=_[column])
        .aggregate(records=_.count())
        .select("name", "records", table=ibis.literal(table), column=ibis.literal(column))
        for table, rows in relations.items()
        for column in KIND_OF
        if column in filled[table]
    ]
    if not counted:
        return []
    found = engine.columns(ibis.union(*counted) if len(counted) > 1 else counted[0])
    names = ("table", "column", "name", "records")
    return list(zip(*(found[name].tolist() for name in names), strict=True))


def _of_frame(frame: Frame) -> Iterator[tuple[str, str]]:
    for line in frame.lines:
        yield from (("unit_id", unit) for unit in line.units or ())
        if line.substance_code is not None:
            yield "substance_code", line.substance_code
    for metric in frame.metrics:
        yield from ((column, name) for column, names in metric.where for name in names
                    if column in KIND_OF)  # fmt: skip


def _places(
    cells: Sequence[tuple[str, str, str, int]], joined: Mapping[str, Mapping[str, str]]
) -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for table, column, name, _records in cells:
        if name in joined.get(KIND_OF[column], ()):
            found.setdefault(table, {})[column] = None
    return {table: tuple(sorted(columns)) for table, columns in found.items()}


def _refuse_nul(joined: Mapping[str, Mapping[str, str]]) -> None:
    """InputError for a name with a NUL, which no query can spell."""
    faults = [
        f"engagement.join_alike: {kind}: {shown(name)} holds a NUL; export it again without"
        for kind, pairs in joined.items()
        for name in dict.fromkeys((*pairs, *pairs.values()))
        if "\0" in name
    ]
    if faults:
        raise InputError(faults)


def _told(kind: str, group: Sequence[str], records: Counter[str], joined: bool) -> AlikeNames:
    spellings = (
        Spelling(name, records[name], differences(group[0], name))
        for name in group[:MOST_SPELLINGS]
    )
    total = sum(records[name] for name in group)
    return AlikeNames(kind, len(group), total, joined, tuple(spellings))


def differences(usual: str, other: str) -> tuple[str, ...]:
    """Return where `other` differs from the `usual` spelling, by the names of the characters.

    ``9: + U+200B ZERO WIDTH SPACE`` stands there besides, ``9: - U+0020 SPACE`` is lacking, and
    ``3: U+006F ... > U+043E ...`` stands in its place, and ``3: case`` is a capital or small letter
    in place of the other. Characters of `other` are counted from 1.
    """
    found = []
    for _what, a, b, c, d in SequenceMatcher(None, usual, other, autojunk=False).get_opcodes():
        lacking, there = usual[a:b], other[c:d]
        if lacking != there:
            found.append(f"{c + 1}: {_change(lacking, there)}")
    more = len(found) - MOST_DIFFERENCES
    return (*found[:MOST_DIFFERENCES], f"+ {more}") if more > 0 else tuple(found)


def _change(lacking: str, there: str) -> str:
    if there in (lacking.upper(), lacking.lower()):
        return "case"
    if lacking and there:
        return f"{_letters(lacking)} > {_letters(there)}"
    return f"+ {_letters(there)}" if there else f"- {_letters(lacking)}"


def _letters(text: str) -> str:
    named = [f"U+{ord(c):04X} {unicodedata.name(c, '')}".rstrip() for c in text[:MOST_LETTERS]]
    return ", ".join([*named, "…"] if len(text) > MOST_LETTERS else named)
