"""How does a folder of exports become an engagement file, asking only what no file tells?"""

from __future__ import annotations

import codecs
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import typer

from tallystick.cli.onto import files_named, place_beside, tables_of
from tallystick.cli.public_formats import fitted, preset_named, proposed, why_not
from tallystick.cli.session import UnusableInputError
from tallystick.cli.terminal import counted, printable
from tallystick.load import InputError
from tallystick.load.about import code_fault, zone_fault
from tallystick.load.alike_names import differences
from tallystick.load.places import format_of, real_path
from tallystick.load.value_shape import shapes, shown_header, words
from tallystick.load.walk import TooManyError, Walk
from tallystick.propose import (
    Answers,
    Choice,
    FileProposal,
    Look,
    Preset,
    TableProposal,
    added_text,
    alike_names,
    engagement_text,
    is_ready,
    look_at,
    spelled,
    told_twice,
)
from tallystick.tables import canonical

MOST_FILES, MOST_EXAMPLES = 200, 3
DEFAULT_ZONE = "UTC"


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
    files, preset = _settled_files(wishes)
    text = _text(wishes, files, preset, out.parent)
    try:
        with out.open("x", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise UnusableInputError(f"{out}: {error.strerror}; choose another --out") from None
    return out, "" if wishes.onto is not None else _waiting(files)


def _waiting(files: Sequence[FileProposal]) -> str:
    """Which question waits where no table can be read yet; "" where one can."""
    tables = [table for each in files for table in each.tables]
    if any(map(is_ready, tables)):
        return ""
    doubts = [f"{each.column}: {each.question.rstrip('?')}?" for t in tables for each in t.doubts]
    if doubts:
        return f"first settle what stands there as a comment: {'; '.join(doubts)}"
    return (
        "no header tells which table a file fills; each column stands there with what it holds, "
        "beside blocks to fill in by hand (docs/engagement.md)"
    )


def _settled_files(wishes: Wishes) -> tuple[list[FileProposal], Preset | None]:
    """What is proposed of each file, told, and settled where somebody can be asked.

    With it the public format that may speak for the engagement, if there is one.
    """
    asked = preset_named(wishes.preset)
    known = frozenset[Path]() if wishes.onto is None else files_named(wishes.onto)
    looks = list(_looks(wishes.folder, known, _encoding(wishes.encoding)))
    preset = fitted(looks, asked)
    files = told_twice([proposed(look, asked) for look in looks], _with_incidents(wishes.onto))
    for each in files:
        _tell(each, why_not(each.look, asked) if asked is not None else "")
    return [each if wishes.yes else _settled(each) for each in files], preset


def _with_incidents(onto: Path | None) -> str:
    """The name of an engagement file that is added to, where it has incidents already."""
    if onto is None or "incidents" not in tables_of(onto):
        return ""
    return onto.name


def _text(wishes: Wishes, settled: list[FileProposal], preset: Preset | None, home: Path) -> str:
    files = [_from(each, wishes, home) for each in settled]
    if wishes.onto is not None:
        return added_text(wishes.onto.read_text(encoding="utf-8"), files)
    more = preset.more if preset is not None and wishes.preset is not None else ""
    answers = replace(_answers(wishes, preset), joins_alike=_joins(files, wishes))
    return engagement_text(answers, files, more)


def _joins(files: Sequence[FileProposal], wishes: Wishes) -> bool:
    """Tell of look-alike names; whether they are to be joined, where somebody can be asked."""
    found = alike_names(files)
    for kind, groups in found.items():
        for first, *others in groups[:MOST_EXAMPLES]:
            told = "; ".join(differences(first, others[0]))
            both = f"{spelled(kind, first)} and {spelled(kind, others[0])}"
            typer.echo(printable(f"{kind}: {both} look alike ({told})"))
        typer.echo(f"{kind}: {counted(len(groups), 'name')} in spellings that look alike")
    if not found or wishes.yes:
        return False
    return typer.confirm("Count such spellings as one name", default=False)


def asks() -> bool:
    """Whether there is a terminal at which somebody can answer."""
    return sys.stdin.isatty()


def _encoding(name: str | None) -> str | None:
    try:
        return None if name is None else codecs.lookup(name).name
    except LookupError:
        raise UnusableInputError(
            f"--encoding {printable(str(name))}: there is none; write one such as windows-1252"
        ) from None


def _looks(folder: Path, known: frozenset[Path], encoding: str | None) -> Iterator[Look]:
    one = [folder] * (folder.is_file() and _readable(folder))
    paths = _paths(folder) if folder.is_dir() else one
    if not paths:
        raise UnusableInputError(f"{folder}: there is no file of a known kind in it")
    paths = [path for path in paths if path.resolve() not in known]
    if not paths:
        raise UnusableInputError(f"{folder}: every file in it is named already")
    if len(paths) > MOST_FILES:
        raise UnusableInputError(f"{folder}: it holds {len(paths):,} files; name a smaller folder")
    for path in paths:
        name = path.relative_to(folder).as_posix() if folder.is_dir() else path.name
        try:
            yield from look_at(path.absolute(), name, encoding)
        except InputError as error:
            typer.echo(f"\n{printable(str(error))}", err=True)


def _paths(folder: Path) -> list[Path]:
    """The files of a known kind in a folder, sorted; those that lie elsewhere are told."""
    try:
        found = sorted(map(Path, Walk().files(str(folder), "**")))
    except TooManyError as error:
        raise UnusableInputError(f"{folder}: it {error}; name a smaller folder") from None
    except OSError as error:
        raise UnusableInputError(f"{error.filename}: {error.strerror}; leave it out") from None
    known = [each for each in found if _readable(each.relative_to(folder))]
    faults: list[str] = []
    inside = [each for each in known if real_path(folder, each, False, faults.append)]
    for fault in faults:
        typer.echo(f"\n{printable(fault)}", err=True)
    return [each for each in inside if each.is_file()]


def _readable(path: Path) -> bool:
    if any(part.startswith((".", "~$")) for part in path.parts):
        return False
    return format_of(path)[0] is not None


def _tell(file: FileProposal, no_preset: str = "") -> None:
    """Say of one file what fills what, and why; and why it is not of the format asked for."""
    look = file.look
    sheet = f", sheet {look.sheet}" if look.sheet else ""
    rows = f"{counted(len(look.rows), 'row')}{'' if look.whole else ' looked at'}"
    typer.echo(printable(f"{look.name}{sheet}: {rows}, {counted(len(look.header), 'column')}"))
    if no_preset:
        typer.echo(printable(f"  {no_preset}; read by the terms of its headers"))
    if not file.tables:
        typer.echo("  no column of it fills a table that is known")
    for table in file.tables:
        typer.echo(f"  {table.table}")
        for name, choice in table.columns.items():
            told = _shown(look, choice, canonical(table.table).column(name).kind)
            typer.echo(printable(f"    {name:<18} {told:<44} {choice.why}"))
            if choice.remark:
                typer.echo(printable(f"    {'':<18} {choice.remark}"))
        for doubt in table.doubts:
            typer.echo(printable(f"    {doubt.column:<18} ? {doubt.question}"))
        if table.remark:
            typer.echo(printable(f"    {table.remark}"))
        if table.twice:
            typer.echo(printable(f"    ? {table.twice}; a block for it stands in the file"))
    if file.unused and file.tables:
        typer.echo(printable(f"  not used: {', '.join(shown_header(file.unused))}"))


def _shown(look: Look, choice: Choice, kind: str) -> str:
    if not choice.headers:
        return f"always {choice.mapping.get('constant', '')}"
    told = words if kind in ("code", "unit") else shapes
    examples = told(look.column(choice.headers[0]), MOST_EXAMPLES)
    return f"{' + '.join(choice.headers)}: {examples}"


def _settled(file: FileProposal) -> FileProposal:
    """Ask what only a person can settle."""
    return replace(file, tables=tuple(_answered(file.look, table) for table in file.tables))


def _answered(look: Look, table: TableProposal) -> TableProposal:
    columns, left = dict(table.columns), []
    for doubt in table.doubts:
        typer.echo("")
        typer.echo(printable(f"{look.name}: {doubt.question.rstrip('?')}?"))
        for number, (label, _) in enumerate(doubt.options, 1):
            typer.echo(printable(f"  {number}  {label}"))
        said = typer.prompt("Number, or nothing to leave it open", default="", show_default=False)
        if said.strip().isdigit() and 1 <= int(said) <= len(doubt.options):
            columns[doubt.column] = doubt.options[int(said) - 1][1]
        else:
            left.append(doubt)
    return replace(table, columns=columns, doubts=tuple(left))


def _answers(wishes: Wishes, preset: Preset | None) -> Answers:
    folder = wishes.folder.resolve()
    name = (folder if folder.is_dir() else folder.parent).name or "exports"
    agency = wishes.agency or (preset.agency if preset else "")
    zone = _sound("--time-zone", wishes.time_zone, zone_fault)
    zone = zone or (preset.time_zone if preset else "")
    law = _sound("--jurisdiction", wishes.jurisdiction, _law_fault)
    law = law or (preset.jurisdiction if preset else "")
    if not wishes.yes:
        agency = agency or typer.prompt("Whose records are these (the agency)", default=name)
        zone = zone or _asked("Time zone of its clocks (such as Asia/Almaty)", DEFAULT_ZONE,
                              zone_fault)  # fmt: skip
        law = law or _asked("Whose law (a code of `tallystick law`; nothing for none)", "",
                            _law_fault)  # fmt: skip
    return Answers(name, agency or name, zone or DEFAULT_ZONE, law)


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
