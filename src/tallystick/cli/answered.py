"""What is proposed of files, settled by who sits at the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tallystick.cli.questions import Interview
from tallystick.propose import FileProposal, TableProposal, Waiting
from tallystick.propose.twice import in_place


def with_answers(files: Sequence[FileProposal], interview: Interview) -> list[FileProposal]:
    """Return the files with the answers of who sits at the terminal."""
    return [_answered(each, interview) for each in files]


def _answered(file: FileProposal, interview: Interview) -> FileProposal:
    return replace(file, tables=tuple(
        each if isinstance(each, Waiting)
        else interview.settle(file.look, _once(file, each, interview))
        for each in file.tables))  # fmt: skip


def _once(file: FileProposal, table: TableProposal, interview: Interview) -> TableProposal:
    """The table once a person has said whether its events are those of another file."""
    if not table.twice or interview.stopped:
        return table
    labels = ["further events: both are read", f"the same: this file is read as {table.instead}"]
    words = table.twice.rpartition("? ")[0]
    said = interview.ask(words, labels, file.look.name, can_go_without=False)
    if said.place < 0:
        return table
    return in_place(file, table) if said.place else replace(table, twice="", instead="")
