"""The mapping of an engagement file: shown, asked about where it is open, and confirmed."""

from __future__ import annotations

import shlex
from pathlib import Path

import typer

from tallystick.cli import first_look
from tallystick.cli.assumed_orders import assumed_orders, told_assumed
from tallystick.cli.counted_twice import doubtful_tables, told_twice_counted
from tallystick.cli.engagement_lines import (
    OpenQuestion,
    keeps_all,
    reasons_in,
    with_answer,
    with_choice,
    with_mapping,
)
from tallystick.cli.mapping_table import print_mapping
from tallystick.cli.onto import files_named
from tallystick.cli.questions import MOST_QUESTIONS, Answer, Interview
from tallystick.cli.session import UnusableInputError
from tallystick.cli.terminal import printable, program
from tallystick.cli.toml_snapshot import TomlSnapshot, snapshot_of
from tallystick.cli.unread import told_equal_rows
from tallystick.cli.written_mapping import WrittenMapping
from tallystick.findings.counts import counted
from tallystick.load import Engagement, InputError, read_engagement
from tallystick.propose import Choice
from tallystick.propose.toml_text import comment, mapping_text

YES = ("y", "Y")


def run_map(path: Path, *, allow_outside: bool, confirm: bool, yes: bool) -> None:
    """Show the mapping of an engagement file; ask what is open, or `confirm` it.

    UnusableInputError where the file cannot be read, edited or, with `confirm`, be confirmed.
    """
    if yes and not confirm:
        raise UnusableInputError("--yes answers for --confirm; give both, or neither")
    if path.suffix.casefold() != ".toml" and path.exists():
        raise UnusableInputError(
            f"{path}: map shows the engagement file of an export, which ends in .toml; to make one "
            f"of this: {_command('audit', path)}"
        )
    snapshot = snapshot_of(path)
    lines = snapshot.text.split("\n")
    engagement = _engagement(snapshot, allow_outside)
    mapping = WrittenMapping(lines, snapshot.content, engagement, allow_outside)
    print_mapping(list(mapping.columns()))
    for line in (*mapping.reasons.left_out, *told_equal_rows(mapping.looks)):
        typer.echo(printable(line))
    if confirm:
        _confirm(snapshot, mapping, yes)
    else:
        _ask(snapshot, mapping)


def _engagement(snapshot: TomlSnapshot, allow_outside: bool) -> Engagement | None:
    """The engagement; None where every table of it still waits as a comment."""
    if "tables" not in snapshot.content and "engine" not in snapshot.content:
        return None
    try:
        return read_engagement(snapshot.path, allow_outside=allow_outside)
    except InputError as error:
        raise UnusableInputError(str(error)) from None


def _confirm(snapshot: TomlSnapshot, mapping: WrittenMapping, yes: bool) -> None:
    if mapping.engagement is None:
        raise UnusableInputError(
            f"{snapshot.path}: no table of it can be read yet; first: "
            f"{_command('map', snapshot.path)}"
        )
    waiting = sum(each.answered < 0 for each in mapping.reasons.questions)
    if waiting:
        typer.echo(f"{counted(waiting, 'question')} open: what it asks about is not read")
    for line in (*told_assumed(assumed_orders(mapping.engagement)),
                 *told_twice_counted(doubtful_tables(mapping.engagement))):  # fmt: skip
        typer.echo(printable(line))
    if mapping.engagement.mapping == "confirmed":
        typer.echo("The mapping is confirmed already")
    else:
        if not yes and not _agreed():
            typer.echo("Not confirmed; nothing was changed")
            return
        snapshot.replace(with_mapping(snapshot.text, "confirmed", snapshot.path))
        typer.echo(printable(f"Confirmed: {snapshot.path}"))
    home = snapshot.path.resolve().parent
    outside = any(not each.is_relative_to(home) for each in files_named(snapshot.path))
    option = " --allow-outside" if outside else ""
    typer.echo(printable(f"Next: {_command('audit', snapshot.path)}{option}"))


def _agreed() -> bool:
    if not first_look.asks():
        raise UnusableInputError(
            "there is no terminal to confirm at; give --yes once a person has read the mapping"
        )
    typer.echo("Does each column hold what its row says? y confirms, any other key does not: ",
               nl=False)  # fmt: skip
    key = typer.getchar()
    typer.echo("")
    return key in YES


def _ask(snapshot: TomlSnapshot, mapping: WrittenMapping) -> None:
    """Ask what stands open in the file, then what the program was least sure of; write answers."""
    open_ = [each for each in mapping.reasons.questions if each.answered < 0]
    unsure = list(mapping.questions())
    total = len(open_) + len(unsure)
    if total and not first_look.asks():
        typer.echo(printable(
            f"{counted(total, 'question')} open, and there is no terminal to ask at; answer on the "
            f"lines of {snapshot.path}, or run this at a terminal"
        ))  # fmt: skip
        return
    interview, lines = Interview(), list(mapping.lines)
    for number, each in enumerate(open_, 1):
        if not interview.stopped:
            lines = _settled(lines, each, interview, f"{each.table} ({number} of {total})")
    for number, (key, question) in enumerate(unsure[:MOST_QUESTIONS], len(open_) + 1):
        if not interview.stopped:
            said = interview.ask(question.words, question.labels,
                                 f"{key[0]} ({number} of {total})",
                                 can_go_without=question.can_go_without)  # fmt: skip
            if said.no_column:
                lines = with_choice(lines, reasons_in(lines).line[key], [])
            elif said.place > 0 or (said.place == 0 and question.doubt is not None):
                new = _setting(question.column, question.options[said.place][1])
                lines = with_choice(lines, reasons_in(lines).line[key], new)
    _write(snapshot, lines)
    if not total and mapping.engagement is None:
        raise UnusableInputError(
            f"{snapshot.path}: no table of it can be read yet, and it holds no question; fill in "
            "one of its blocks by hand (docs/engagement.md)"
        )
    for line in told_twice_counted(doubtful_tables(mapping.engagement) if mapping.engagement
                                   else ()):  # fmt: skip
        typer.echo(line)
        total += 1
    if not total:
        typer.echo("Nothing is open")
    if mapping.engagement is None or mapping.engagement.mapping == "proposed":
        typer.echo(printable(f"Next: {_command('map --confirm', snapshot.path)}"))


def _setting(column: str, choice: Choice) -> list[str]:
    """The lines of a column that a person chose."""
    return [*comment(f"{column}: chosen by a person; {choice.why}"),
            f"{column} = {mapping_text(choice.mapping)}"]  # fmt: skip


def _settled(
    lines: list[str], question: OpenQuestion, interview: Interview, where: str
) -> list[str]:
    """The lines with an answer to what stands open in them, where one is given."""
    # Answers above may have moved it.
    now = next(each for each in reasons_in(lines).questions
               if (each.table, each.column, each.words)
               == (question.table, question.column, question.words))  # fmt: skip
    said: Answer = interview.ask(now.words, now.labels(lines), where, can_go_without=False)
    return lines if said.place < 0 else with_answer(lines, now, said.place)


def _write(snapshot: TomlSnapshot, lines: list[str]) -> None:
    text = "\n".join(lines)
    if text == snapshot.text:
        return
    if not keeps_all(snapshot.text, text):
        raise UnusableInputError(
            f"{snapshot.path}: its lines cannot be edited safely; nothing was written; answer by "
            "hand"
        )
    snapshot.replace(text)
    typer.echo(printable(f"Written: {snapshot.path}"))


def _command(words: str, path: Path) -> str:
    return f"{program()} {words} {shlex.quote(str(path))}"
