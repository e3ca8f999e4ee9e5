"""What the columns of a data frame may be: a proposal that a person can read and take over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tallystick.cli.public_formats import fitted, proposed
from tallystick.load import InputError
from tallystick.load.value_shape import shown_header
from tallystick.notebook.engagement import UNNAMED, ZONE, About
from tallystick.notebook.frames import in_words_of_frames, write_start
from tallystick.notebook.rows import html_table, paragraph
from tallystick.propose import (
    Answers,
    FileProposal,
    Preset,
    TableProposal,
    engagement_text,
    is_ready,
    look_at,
)
from tallystick.propose.files.look_lines import MOST_ROWS
from tallystick.propose.times.likely_orders import Context, in_likely_orders
from tallystick.report.words.text import clean
from tallystick.tables import canonical

FRAME = "frame"
FILE = f"{FRAME}.parquet"
HEADS = ("table", "column", "read from", "why", "open question")


@dataclass(frozen=True)
class ProposedColumn:
    """One column of a table, and the columns of the frame that would fill it.

    `question` is what only a person can settle or what is assumed, "" where nothing is open;
    `read_from` has the columns in one text, or what is said of every row where none is read.
    """

    table: str
    column: str
    headers: tuple[str, ...]
    why: str
    read_from: str
    question: str = ""


@dataclass(frozen=True)
class Proposal:
    """Which tables a frame fills, by which of its columns, why, and what is open.

    `engagement` is the text of an engagement file that reads the frame from ``frame.parquet``.
    """

    file: FileProposal
    engagement: str
    preset: Preset | None = None

    @property
    def columns(self) -> tuple[ProposedColumn, ...]:
        """A row for each column of a table that the frame fills, or may fill."""
        return tuple(each for table in self.file.tables for each in _columns(table))

    @property
    def unused(self) -> tuple[str, ...]:
        """The columns of the frame that fill nothing."""
        return self.file.unused

    @property
    def ready(self) -> tuple[TableProposal, ...]:
        """The tables whose required columns are all settled."""
        return tuple(filter(is_ready, self.file.tables))

    @property
    def missing(self) -> dict[str, tuple[str, ...]]:
        """By table that is not ready, the required columns that nothing fills yet."""
        return {
            each.table: tuple(n for n in canonical(each.table).required if n not in each.columns)
            for each in self.file.tables
            if not is_ready(each)
        }

    def _notes(self) -> Iterator[str]:
        if not self.file.tables:
            yield f"No table matched. Columns: {', '.join(shown_header(self.file.look.header))}"
        for table, lacking in self.missing.items():
            yield f"Not ready: {table} lacks {', '.join(lacking)}"
        if self.file.tables and self.unused:
            yield f"Not used: {', '.join(shown_header(self.unused))}"

    def __repr__(self) -> str:
        rows = [HEADS, *map(_cells, self.columns)] if self.columns else []
        widths = [max(map(len, each)) for each in zip(*rows, strict=True)]
        lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
                 for row in rows]  # fmt: skip
        return "\n".join(clean(each).rstrip() for each in (*lines, *self._notes()))

    def _repr_html_(self) -> str:
        shown = html_table(HEADS, map(_cells, self.columns)) if self.columns else ""
        return shown + "".join(map(paragraph, self._notes()))


def _cells(row: ProposedColumn) -> tuple[str, ...]:
    return (row.table, row.column, row.read_from, row.why, row.question)


def _columns(table: TableProposal) -> Iterator[ProposedColumn]:
    for name, choice in table.all_columns.items():
        asked = choice.remark if "or_format" in choice.mapping else ""
        why = "; ".join(each for each in (choice.why, "" if asked else choice.remark) if each)
        yield ProposedColumn(table.table, name, choice.headers, why, choice.read_from, asked)
    for doubt in table.doubts:
        question = doubt.question if "?" in doubt.question else f"{doubt.question}?"
        either = " + ".join(doubt.headers)
        yield ProposedColumn(table.table, doubt.column, doubt.headers, "", either, question)


def proposed_from(frame: Any, about: Mapping[str, Any]) -> Proposal:
    """Answer for `tallystick.propose`, whose arguments these are."""
    with TemporaryDirectory(prefix="tallystick-") as made, in_words_of_frames():
        path = Path(made) / FILE
        write_start(FRAME, frame, path, MOST_ROWS + 1)
        return proposal_for(path, About(**about))


def proposal_for(path: Path, about: About) -> Proposal:
    """Return the proposal for a frame that was written to `path`, as ``init --yes`` makes one."""
    (look,) = look_at(path, FILE)
    preset = fitted([look], None)
    said = of_preset(about, preset)
    beside = Context(said.time_zone or "", said.jurisdiction or "")
    (file,) = in_likely_orders([proposed(look, None)], beside)
    answers = Answers(
        said.name or said.agency or FRAME,
        said.agency or UNNAMED,
        said.time_zone or ZONE,
        said.jurisdiction or "",
        said.currency or "",
    )
    return Proposal(file, engagement_text(answers, [file]), preset)


def of_preset(about: About, preset: Preset | None) -> About:
    """Return what was said, and what the public format of the frame says where nothing was."""
    if preset is None:
        return about
    return about.otherwise(
        agency=preset.agency, time_zone=preset.time_zone, jurisdiction=preset.jurisdiction
    )


def unready(proposal: Proposal) -> InputError:
    """Return the error of a frame of which no table can be read yet, with the next move."""
    asked = {(row.table, row.column): row.question for row in proposal.columns if row.question}
    faults = [f"{FRAME}: {column}: {question.rstrip('.')}. Convert the column to dates or numbers"
              for (_, column), question in asked.items()]  # fmt: skip
    for table, names in proposal.missing.items():
        if lacking := [each for each in names if (table, each) not in asked]:
            faults.append(f"{FRAME}: no column of it is {' or '.join(lacking)} of {table}")
    if not proposal.file.tables:
        header = ", ".join(shown_header(proposal.file.look.header))
        faults = [f"{FRAME}: no table matched its columns {header}"]
    move = "rename its columns as docs/engagement.md names them, and say the table"
    return InputError([*faults, f'{FRAME}: {move}: ts.audit({{"incidents": frame}})'])
