"""Which files of a folder can be read, and what is seen of each at first sight?"""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator
from pathlib import Path

import typer

from tallystick.cli.earlier_runs import without_runs
from tallystick.cli.session import UnusableInputError
from tallystick.cli.terminal import printable
from tallystick.load import InputError
from tallystick.load.places import format_of, real_path
from tallystick.load.walk import TooManyError, Walk
from tallystick.propose import Look, look_at

MOST_FILES = 200


def encoding_named(name: str | None) -> str | None:
    """Return the usual name of an encoding; UnusableInputError where there is none such."""
    try:
        return None if name is None else codecs.lookup(name).name
    except LookupError:
        raise UnusableInputError(
            f"--encoding {printable(str(name))}: there is none; write one such as windows-1252"
        ) from None


def looks(
    folder: Path,
    known: frozenset[Path],
    encoding: str | None,
    step: Callable[[str], None] = lambda name: None,
) -> Iterator[Look]:
    """Yield what is seen of each file in a folder, or of one file; what cannot be read is told.

    Files in `known` are left out; `step` is called with the name of each. UnusableInputError where
    there is nothing to read.
    """
    paths = _known(folder)
    if not paths:
        raise UnusableInputError(f"{folder}: there is no file of a known kind in it")
    if folder.is_dir():
        paths, passed_over = without_runs(folder, paths)
        for line in passed_over:
            typer.echo(printable(line), err=True)
        if not paths:
            raise UnusableInputError(f"{folder}: every file in it was written by an earlier run")
    paths = [path for path in paths if path.resolve() not in known]
    if not paths:
        raise UnusableInputError(f"{folder}: every file in it is named already")
    if len(paths) > MOST_FILES:
        raise UnusableInputError(f"{folder}: it holds {len(paths):,} files; name a smaller folder")
    for path in paths:
        name = path.relative_to(folder).as_posix() if folder.is_dir() else path.name
        step(name)
        try:
            yield from look_at(path.absolute(), name, encoding)
        except InputError as error:
            typer.echo(f"\n{printable(str(error))}", err=True)


def _known(folder: Path) -> list[Path]:
    """The files of a known kind in a folder, sorted, or the one file that is named."""
    if folder.is_dir():
        return _paths(folder)
    return [folder] * (folder.is_file() and _readable(Path(folder.name)))


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
