"""Which file in a ZIP archive is read?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from tallystick.load.sandbox.process import Sandbox
from tallystick.load.wording import InputError, meant, shown

MOST_SHOWN = 8


def data_files(path: Path, name: str, kind: Callable[[str], str | None]) -> list[str]:
    """Return the names of the files in an archive that `kind` knows, in its order.

    Raises InputError when it is no archive or passes a limit. A child process reads it.
    """
    return [each for each in _files(path, name) if kind(each) is not None]


def member_of(path: Path, name: str, stated: str | None, kind: Callable[[str], str | None]) -> str:
    """Return the file to read: the one `stated`, else the only one that `kind` knows.

    Raises InputError when there is none, or several and none is stated.
    """
    files = _files(path, name)
    if stated is not None:
        if stated not in files:
            raise InputError(f"{name}: there is no {shown(stated)} in it; {meant(stated, files)}")
        return stated
    known = [each for each in files if kind(each) is not None]
    if len(known) == 1:
        return known[0]
    if known:
        raise InputError(
            f"{name}: it holds {len(known)} files ({_listed(known)}); write "
            f"member = {shown(known[0])}"
        )
    holds = f"it holds {_listed(files)}" if files else "it is empty"
    raise InputError(f"{name}: there is no file of a known kind in it, {holds}; unpack it first")


def _files(path: Path, name: str) -> list[str]:
    with Sandbox(name, "zip_file", [path], member=None) as child:
        names: Sequence[str] = child.answer()["names"]
    return [each for each in names if not each.endswith("/") and not _is_hidden(each)]


def _is_hidden(name: str) -> bool:
    """Whether a file lies beside the data, as systems pack them along."""
    parts = name.replace("\\", "/").split("/")
    names = [part for part in parts if part not in (".", "..")]
    return any(part.startswith((".", "~$")) or part == "__MACOSX" for part in names)


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - MOST_SHOWN:,} more" if len(names) > MOST_SHOWN else ""
    return ", ".join(map(shown, names[:MOST_SHOWN])) + more
