"""Which column fills what by an engagement file, why, and what in it nobody has settled."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from tallystick.cli.engagement_lines import Reasons, reasons_in
from tallystick.cli.mapping_table import MOST_EXAMPLES, MappedColumn
from tallystick.cli.public_formats import proposed
from tallystick.cli.questions import Question, questions_of
from tallystick.cli.unread import unused_of
from tallystick.load import Engagement, InputError
from tallystick.load.date_text import CHECK
from tallystick.load.judge import wanted
from tallystick.load.places import find_places
from tallystick.load.shapes import SourceBlock
from tallystick.load.value_shape import shapes
from tallystick.propose import Choice, FileProposal, Look, TableProposal, look_at
from tallystick.propose.times.likely_orders import as_question
from tallystick.propose.toml_text import mapping_text

Key = tuple[str, int, str]
"""A table, which of its blocks, counted from 0, and a column."""


@dataclass(frozen=True)
class WrittenMapping:
    """The mapping that an engagement file holds; `engagement` is None where it has no table yet."""

    lines: Sequence[str]
    content: Mapping[str, Any]
    engagement: Engagement | None
    allow_outside: bool

    @cached_property
    def reasons(self) -> Reasons:
        """What the comments of the file say."""
        return reasons_in(self.lines)

    def columns(self) -> Iterator[MappedColumn]:
        """Yield each column of the file with its first values, then the questions that are open."""
        for (table, place), block in self._blocks():
            look, source = self._look(table, place), ", ".join(block.source or (block.url or "",))
            again = self._again(table, place)
            for name, said in self._said(table, place).items():
                headers = _headers(said)
                why = self.reasons.why.get((table, place, name), "")
                if not why and again is not None and name in again.columns:
                    choice = again.columns[name]
                    why = choice.why if tuple(headers) == choice.headers else ""
                cells = [each for each in headers if look is not None and each in look.header]
                values = shapes(look.column(cells[0]), MOST_EXAMPLES) if cells and look else ""
                shown = " + ".join(headers) or f"always {said.get('constant', '')}"
                open_ = f"open: or {said['or_format']}" if "or_format" in said else ""
                yield MappedColumn(source, table, name, shown, why, open_, values)
        for look, unused in self._unused():
            yield from unused_of(look, unused)
        for each in self.reasons.questions:
            answer = f" (answered: {each.labels(self.lines)[each.answered]})"
            told = f"{each.words}{answer if each.answered >= 0 else ''}"
            yield MappedColumn("open", each.table, each.column, "", "", told)

    @property
    def looks(self) -> list[Look]:
        """The files that are read, each once."""
        return list({id(look): look for look in self._looks.values()}.values())

    def _unused(self) -> Iterator[tuple[Look, list[str]]]:
        """The columns of each file that no block reads."""
        read: dict[int, set[str]] = {}
        for key, block in self._blocks():
            if (look := self._look(*key)) is not None:
                read.setdefault(id(look), set()).update(wanted(block))
        for look in self.looks:
            yield look, [name for name in look.header if name and name not in read[id(look)]]

    def questions(self) -> Iterator[tuple[Key, Question]]:
        """Yield the dates of assumed order, then the choices of the program that are least sure.

        Both as they still stand in the file.
        """
        yield from self._assumed()
        if self.engagement is None or self.engagement.mapping != "proposed":
            return
        for (table, place), _ in self._blocks():
            look, again = self._look(table, place), self._again(table, place)
            if look is None or again is None:
                continue
            said = self._said(table, place)
            for question in questions_of(look, again):
                key = (table, place, question.column)
                if (
                    question.stands is not None
                    and question.column in said
                    and mapping_text(said[question.column]) == mapping_text(question.stands.mapping)
                    and self._is_one_line(key)
                ):
                    yield key, question

    def _assumed(self) -> Iterator[tuple[Key, Question]]:
        for (table, place), _ in self._blocks():
            look = self._look(table, place)
            for name, said in self._said(table, place).items():
                if look is None or "or_format" not in said or not self._is_one_line(
                    key := (table, place, name)
                ):  # fmt: skip
                    continue
                why = self.reasons.why.get(key, "").partition(f"; {CHECK}")[0]
                choice = Choice(tuple(_headers(said)), said, why)
                asked = as_question(TableProposal(table, {name: choice}))
                yield key, Question(look, asked, name, doubt=asked.doubts[0])

    def _is_one_line(self, key: Key) -> bool:
        at = self.reasons.line.get(key, -1)
        try:
            return at >= 0 and bool(tomllib.loads(self.lines[at].rstrip("\r")))
        except tomllib.TOMLDecodeError:
            return False

    def _blocks(self) -> Iterator[tuple[tuple[str, int], SourceBlock]]:
        count: dict[str, int] = {}
        for source in self.engagement.sources if self.engagement else ():
            place = count[source.table] = count.get(source.table, -1) + 1
            yield (source.table, place), source.block

    def _said(self, table: str, place: int) -> dict[str, dict[str, Any]]:
        """The mappings of a block as the file has them."""
        held = self.content["tables"][table]
        columns = (held[place] if isinstance(held, list) else held)["columns"]
        return {name: said if isinstance(said, dict) else {"column": said}
                for name, said in columns.items()}  # fmt: skip

    def _look(self, table: str, place: int) -> Look | None:
        return self._looks.get((table, place))

    def _again(self, table: str, place: int) -> TableProposal | None:
        """What the program would propose of the table now."""
        look = self._look(table, place)
        file = None if look is None else self._proposals[id(look)]
        return next((each for each in file.tables if each.table == table), None) if file else None

    @cached_property
    def _looks(self) -> dict[tuple[str, int], Look]:
        """The first file of each block at first sight; none of a database, or where it is not."""
        seen: dict[tuple[Path, str | None], list[Look]] = {}
        found: dict[tuple[str, int], Look] = {}
        for key, block in self._blocks():
            home = self.engagement.folder.absolute() if self.engagement else Path()
            places = find_places(home, block, allow_outside=self.allow_outside,
                                 fault=lambda words: None)  # fmt: skip
            for place in places[:1]:
                asked = (place.path, block.encoding)
                try:
                    if asked not in seen:
                        seen[asked] = look_at(place.path, place.name, block.encoding)
                except InputError:
                    seen[asked] = []
                look = next((each for each in seen[asked] if _is_of(each, block)), None)
                found |= {key: look} if look is not None else {}
        return found

    @cached_property
    def _proposals(self) -> dict[int, FileProposal]:
        return {id(look): proposed(look, None) for look in self._looks.values()}


def _is_of(look: Look, block: SourceBlock) -> bool:
    member = dict(look.keys).get("member")
    return look.sheet in (None, block.sheet) and member in (None, block.member)


def _headers(said: Mapping[str, Any]) -> list[str]:
    several = said.get("columns", [])
    told = [said["column"]] if "column" in said else several
    return [*([told] if isinstance(told, str) else told),
            *([said["unit_column"]] if "unit_column" in said else [])]  # fmt: skip
