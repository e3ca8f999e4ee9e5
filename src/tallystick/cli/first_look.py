"""How does a folder of exports become an engagement file, asking only what no file tells?"""

from __future__ import annotations

import os
import re
import shlex
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import typer

from tallystick.cli.answered import with_answers
from tallystick.cli.assumptions import DEFAULT_ZONE, told_formats, unnamed
from tallystick.cli.engagement_lines import with_mapping
from tallystick.cli.exports_seen import encoding_named, looks
from tallystick.cli.mapping_table import examples
from tallystick.cli.onto import files_named, place_beside, tables_of
from tallystick.cli.public_formats import fitted, preset_named, proposed, why_not
from tallystick.cli.questions import Interview
from tallystick.cli.session import UnusableInputError
from tallystick.cli.terminal import printable, program
from tallystick.cli.tried import tried
from tallystick.cli.tried_together import tried_together
from tallystick.cli.unread import told_equal_rows, unused_of
from tallystick.findings.counts import counted
from tallystick.load.about import code_fault, zone_fault
from tallystick.load.alike_names import differences
from tallystick.load.value_shape import shown_header
from tallystick.propose import (
    Answers,
    FileProposal,
    Look,
    Preset,
    Waiting,
    added_text,
    alike_names,
    engagement_text,
    is_ready,
    recognised,
    spelled,
    told_twice,
)
from tallystick.propose.times.likely_orders import Context, as_question, in_likely_orders
from tallystick.tables import SELECTED_ON

MOST_EXAMPLES = 3
SELECTION = re.compile(r"complain|allegation|accus|misconduct|indict|жалоб|обвиня", re.IGNORECASE)


@dataclass(frozen=True)
class Wishes:
    """What was said on the command line; None where it was not."""

    folder: Path
    out: Path | None
    yes: bool
    preset: str | None
    agency: str | None
    time_zone: str | None
    jurisdiction: str | None
    onto: Path | None = None
    encoding: str | None = None


def run_init(wishes: Wishes) -> tuple[Path, str]:
    """Write the engagement file; return where, and why nothing can be read by it yet ("" if so).

    Nothing that is there is overwritten.

    UnusableInputError when there is nothing to read, nobody to ask, or no place to write to.
    """
    out = wishes.out or wishes.folder / "engagement.toml"
    if wishes.onto is not None:
        out = place_beside(wishes.onto, wishes.out)
    if out.exists():
        raise UnusableInputError(
            f"{out}: it is there already; choose another --out, or add the files that it does "
            "not name with --onto"
        )
    if not wishes.yes and not asks():
        raise UnusableInputError(
            "init asks for the agency and its time zone, and there is no terminal to ask at; give "
            "--yes, with --agency and --time-zone where they are known"
        )
    files, preset = proposals(wishes)
    for each in files:
        _tell(each, why_not(each.look, preset) if wishes.preset and preset is not None else "")
    for line in told_equal_rows(each.look for each in files):
        typer.echo(printable(line))
    interview = None if wishes.yes else Interview()
    files = files if interview is None else with_answers(files, interview)
    text = text_of(wishes, files, preset, out.parent, interview)
    try:
        with out.open("x", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise UnusableInputError(f"{out}: {error.strerror}; choose another --out") from None
    return out, "" if wishes.onto is not None else waiting(files, out)


def waiting(files: Sequence[FileProposal], path: Path) -> str:
    """Return why no table can be read yet, with the next move; "" where one can."""
    tables = [table for each in files for table in each.tables]
    if any(map(is_ready, tables)):
        return ""
    asked = [table for table in tables if not isinstance(table, Waiting)]
    doubts = [f"{each.column}: {each.question.rstrip('?')}?" for t in asked for each in t.doubts]
    if doubts:
        move = f"Next: {program()} map {shlex.quote(str(path))}"
        return f"first settle what stands there as a comment: {'; '.join(doubts)}\n{move}"
    if len(asked) < len(tables):
        return (
            "every table that was matched is left out, for the reason told of it above; it stands "
            "in the file as a comment to mend (docs/engagement.md)"
        )
    return (
        "no header tells which table a file fills; each column stands there with what it holds, "
        "beside blocks to fill in by hand (docs/engagement.md)"
    )


def proposals(
    wishes: Wishes, step: Callable[[str], None] = lambda name: None
) -> tuple[list[FileProposal], Preset | None]:
    """Return what is proposed of each file, and the public format that speaks for them, if any.

    `step` is called with the name of each file. UnusableInputError as in `run_init`.
    """
    asked = preset_named(wishes.preset)
    known = frozenset[Path]() if wishes.onto is None else files_named(wishes.onto)
    seen = list(looks(wishes.folder, known, encoding_named(wishes.encoding), step))
    preset = fitted(seen, asked)
    folder = wishes.folder if wishes.folder.is_dir() else wishes.folder.parent
    about = Context(
        wishes.time_zone or (preset.time_zone if preset else ""),
        wishes.jurisdiction or (preset.jurisdiction if preset else ""),
    )
    found = in_likely_orders([proposed(look, asked) for look in seen], about)
    files = tried(found, folder)
    if not wishes.yes:
        files = [replace(file, tables=tuple(map(as_question, file.tables))) for file in files]
    files = told_twice(files, _with_incidents(wishes.onto))
    return tried_together(files, folder), preset


def _with_incidents(onto: Path | None) -> str:
    """The name of an engagement file that is added to, where it has incidents already."""
    if onto is None or "incidents" not in tables_of(onto):
        return ""
    return onto.name


def text_of(
    wishes: Wishes,
    settled: Sequence[FileProposal],
    preset: Preset | None,
    home: Path,
    interview: Interview | None = None,
) -> str:
    """Return the text of an engagement file in the folder `home`; `interview` is who is asked.

    Its mapping is proposed even where every question was answered: columns that were in no doubt
    have been read by nobody.
    """
    files = [_from(each, wishes, home) for each in settled]
    if wishes.onto is not None:
        text = added_text(wishes.onto.read_text(encoding="utf-8"), files)
        return with_mapping(text, "proposed", wishes.onto)
    more = preset.more if preset is not None and wishes.preset is not None else ""
    answers = _answers(wishes, preset, interview)
    joins, selected = _joins(files, interview), _selected_on(files, interview)
    answers = replace(answers, joins_alike=joins, selected_on=selected)
    return engagement_text(answers, files, more)


def _selected_on(files: Sequence[FileProposal], interview: Interview | None) -> str:
    """What the records were selected on, asked where a name or a header speaks of a selection."""
    told = " ".join(f"{each.look.name} {' '.join(each.look.header)}" for each in files)
    if interview is None or interview.stopped or not SELECTION.search(told):
        return ""
    return _asked(
        f"What the records were selected on ({', '.join(SELECTED_ON)}; nothing where all are here)",
        "",
        lambda text: "" if text in ("", *SELECTED_ON) else f"one of {', '.join(SELECTED_ON)}",
    )


def _joins(files: Sequence[FileProposal], interview: Interview | None) -> bool:
    """Tell of look-alike names; whether they are to be joined, where somebody can be asked."""
    found = alike_names(files)
    for kind, groups in found.items():
        for first, *others in groups[:MOST_EXAMPLES]:
            told = "; ".join(differences(first, others[0]))
            both = f"{spelled(kind, first)} and {spelled(kind, others[0])}"
            typer.echo(printable(f"{kind}: {both} look alike ({told})"))
        typer.echo(f"{kind}: {counted(len(groups), 'name')} in spellings that look alike")
    if not found or interview is None or interview.stopped:
        return False
    return typer.confirm("Count such spellings as one name", default=False)


def asks() -> bool:
    """Whether there is a terminal at which somebody can answer."""
    return sys.stdin.isatty()


def _tell(file: FileProposal, no_preset: str = "") -> None:
    """Say of one file what fills what, and why; and why it is not of the format asked for."""
    look = file.look
    sheet = f", sheet {look.sheet}" if look.sheet else ""
    rows = f"{counted(len(look.rows), 'row')}{'' if look.whole else ' looked at'}"
    typer.echo(printable(f"{look.name}{sheet}: {rows}, {counted(len(look.header), 'column')}"))
    if no_preset:
        typer.echo(printable(f"  {no_preset}; read by the terms of its headers"))
    for line in told_formats([file]):
        typer.echo(printable(f"  {line}"))
    if not file.tables:
        typer.echo(printable(f"  {_no_table(look)}"))
    for table in file.tables:
        typer.echo(f"  {table.table}")
        for name, choice in table.all_columns.items():
            told = examples(look, choice, table.table, name)
            typer.echo(printable(f"    {name:<18} {told:<44} {choice.why}"))
            if choice.remark:
                typer.echo(printable(f"    {'':<18} {choice.remark}"))
        for doubt in table.doubts:
            typer.echo(printable(f"    {doubt.column:<18} ? {doubt.question}"))
        if table.remark:
            typer.echo(printable(f"    {table.remark}"))
        if isinstance(table, Waiting):
            typer.echo(printable(f"    left out: {table.why}"))
        if table.twice:
            typer.echo(printable(f"    ? {table.twice}; a block for it stands in the file"))
    for each in unused_of(look, file.unused) if file.tables else ():
        typer.echo(printable(f"  not used           {each.headers}: {each.examples}"))


def _no_table(look: Look) -> str:
    """What was recognised of a file that fills no table, and what it lacks."""
    known = shown_header([name for name in look.header if recognised(name)])
    said = f"Recognised: {', '.join(known)}. " if known else "No header is recognised. "
    return f"No table matched. {said}Missing: when each case was, or the period of a figure."


def _answers(wishes: Wishes, preset: Preset | None, interview: Interview | None) -> Answers:
    folder = wishes.folder.resolve()
    name = (folder.name if folder.is_dir() else folder.name.partition(".")[0]) or "exports"
    agency = wishes.agency or (preset.agency if preset else "")
    zone = _sound("--time-zone", wishes.time_zone, zone_fault)
    zone = zone or (preset.time_zone if preset else "")
    law = _sound("--jurisdiction", wishes.jurisdiction, _law_fault)
    law = law or (preset.jurisdiction if preset else "")
    if interview is not None and not interview.stopped:
        agency = agency or typer.prompt("Whose records are these (the agency)", default=name)
        zone = zone or _asked("Time zone of its clocks (such as Asia/Almaty)", DEFAULT_ZONE,
                              zone_fault)  # fmt: skip
        law = law or _asked("Whose law (a code of `tallystick law`; nothing for none)", "",
                            _law_fault)  # fmt: skip
    called = agency or unnamed(folder)
    return Answers(name, called, zone or DEFAULT_ZONE, law, unnamed=not agency)


def _law_fault(text: str) -> str:
    return code_fault("jurisdiction", text) if text else ""


def _sound(option: str, text: str | None, fault: Callable[[str], str]) -> str:
    wrong = fault(text) if text else ""
    if wrong:
        raise UnusableInputError(f"{option}: {wrong}")
    return text or ""


def _asked(question: str, default: str, fault: Callable[[str], str]) -> str:
    """The answer, asked for until it is one that can be written down."""
    while True:
        said = str(typer.prompt(question, default=default, show_default=bool(default))).strip()
        wrong = fault(said)
        if not wrong:
            return said
        typer.echo(printable(wrong))


def _from(file: FileProposal, wishes: Wishes, home: Path) -> FileProposal:
    """The same proposal with the file named from where the engagement file lies."""
    folder = wishes.folder if wishes.folder.is_dir() else wishes.folder.parent
    name = Path(os.path.relpath((folder / file.look.name).resolve(), home.resolve())).as_posix()
    return replace(file, look=replace(file.look, name=name))
