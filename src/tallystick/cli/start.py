"""An audit of a file or folder without an engagement file: one is proposed, shown and kept."""

from __future__ import annotations

import shlex
from dataclasses import replace
from pathlib import Path

import typer

from tallystick.audit import slug
from tallystick.cli.assumptions import told_assumptions, told_formats
from tallystick.cli.first_look import (
    Wishes,
    proposals,
    text_of,
    waiting,
)
from tallystick.cli.mapping_table import print_mapping, proposed_columns, told_left_out
from tallystick.cli.onto import files_named
from tallystick.cli.progress import progress
from tallystick.cli.session import Choices, UnusableInputError
from tallystick.cli.terminal import printable, program
from tallystick.cli.unread import told_equal_rows, unused_columns
from tallystick.load.places import KINDS, format_of

ENGAGEMENT = "engagement.toml"
MOST_NAMES = 1_000


def started(choices: Choices) -> Choices:
    """Return choices that name an engagement file: one that is there, or one that is written now.

    A file of a known kind, or a folder that holds no ``engagement.toml``, is read as
    ``init --yes`` reads it. UnusableInputError where it cannot be.
    """
    given = choices.engagement
    if given.is_dir():
        own = given / ENGAGEMENT
        return replace(choices, engagement=own) if own.exists() else _proposed(choices)
    if choices.is_engagement_file or not given.is_file():
        return choices
    if format_of(given)[0] is None:
        raise UnusableInputError(f"{given}: neither an engagement file (.toml) nor a kind of file "
                                 f"that is read; {KINDS}")  # fmt: skip
    return _proposed(choices)


def _proposed(choices: Choices) -> Choices:
    """The same with an engagement file that the program proposes, in the working folder."""
    given = choices.engagement
    wishes = Wishes(given, None, True, None, None, None, None)
    with progress(1, quiet=choices.quiet) as step:
        files, preset = proposals(
            wishes, lambda name: step(f"looking at {'a source' if choices.mask else name}")
        )
    if not files:
        folder = shlex.quote(str(given if given.is_dir() else given.parent))
        raise UnusableInputError(
            f"{given}: nothing in it can be read; name a file that can, or, where its encoding is "
            f"not known, say it: {program()} init {folder} --encoding windows-1252"
        )
    if not (choices.quiet or choices.as_json):
        print_mapping([*proposed_columns(files), *unused_columns(files)])
        for line in told_formats(files):
            typer.echo(printable(line))
    looks = [each.look for each in files]
    for line in (*told_left_out(files), *told_equal_rows(looks)):
        typer.echo(printable(line), err=choices.as_json or choices.quiet)
    home = Path.cwd()
    path = _written(text_of(wishes, files, preset, home), _stem(given), home)
    typer.echo(printable(f"Written: {path}"), err=choices.as_json or choices.quiet)
    agency, zone = preset.agency if preset else "", preset.time_zone if preset else ""
    said = told_assumptions(wishes.folder, wishes.agency or agency, wishes.time_zone or zone, path)
    for line in () if choices.quiet else said:
        typer.echo(printable(line), err=choices.as_json)
    if why := waiting(files, path):
        raise UnusableInputError(f"Nothing can be read by it yet: {why}")
    beside = given if given.is_dir() else given.parent
    outside = _reaches_out(path, {(beside / each.look.name).resolve() for each in files}, home)
    return replace(choices, engagement=path, allow_outside=choices.allow_outside or outside)


def _stem(given: Path) -> str:
    """How the engagement file is called after a file or folder: ``stops`` for stops.csv.gz."""
    name = given.resolve().name
    return slug(name.partition(".")[0] if given.is_file() else name)


def _written(text: str, stem: str, home: Path) -> Path:
    """Write the engagement file under the first name that nothing has yet."""
    for number in range(1, MOST_NAMES):
        path = Path(f"{stem}-engagement{f'-{number}' if number > 1 else ''}.toml")
        try:
            with (home / path).open("x", encoding="utf-8") as file:
                file.write(text)
        except FileExistsError:
            continue
        except OSError as error:
            raise UnusableInputError(
                f"{path}: {error.strerror}; run this in a folder that you may write to, and name "
                "the records from there"
            ) from None
        return path
    raise UnusableInputError(f"{stem}-{ENGAGEMENT}: {MOST_NAMES:,} of them are there; remove some")


def _reaches_out(path: Path, given: set[Path], home: Path) -> bool:
    """Whether the records that the user named lie outside the working folder.

    They alone may be read there: UnusableInputError where the engagement names another file.
    """
    named = files_named(path)
    if not named <= given:
        raise UnusableInputError(f"{path}: it names a file that was not given; name each by itself")
    return any(not each.is_relative_to(home.resolve()) for each in named)
