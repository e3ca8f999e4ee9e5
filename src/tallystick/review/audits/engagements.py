"""The engagement files that an audit may be started of: those in the folder that the case names."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tallystick.review.case_folder import Case

MOST_FILES, MOST_BYTES, MOST_DEEP = 200, 1 << 20, 20
LOCAL = "sqlite:"


class EngagementError(ValueError):
    """A file is not audited from a page; the message is the key of a sentence, under ``audit``."""


@dataclass(frozen=True)
class Engagements:
    """The files found, by their path below the folder; or why there are none, a word."""

    names: tuple[str, ...]
    why: str = ""


def found(case: Case) -> Engagements:
    """Return the engagement files of the case's folder, and of the folders in it, by name."""
    folder = case.engagements
    if folder is None:
        return Engagements((), "unnamed")
    if _touches(folder, case.folder):
        return Engagements((), "touches")
    try:
        names = sorted(_names(folder))
    except OSError:
        return Engagements((), "unreadable")
    return Engagements(tuple(names[:MOST_FILES]), "" if names else "empty")


def path_of(case: Case, name: str) -> Path:
    """Return the path of a file that is in the list; EngagementError for any other."""
    if case.engagements is None or name not in found(case).names:
        raise EngagementError("not_listed")
    return case.engagements / name


def hash_of(path: Path) -> str:
    """Return the SHA-256 of an engagement file that may be audited from a page.

    EngagementError where it cannot be read, is no TOML, or names a server of a database: a local
    one would let it in as the user of the office.
    """
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES:
            raise EngagementError("large")
        held = tomllib.loads(content.decode("utf-8"))
        names_server = any(not each.startswith(LOCAL) for each in _urls(held))
    except (OSError, RecursionError):
        raise EngagementError("unreadable_file") from None
    except EngagementError:
        raise
    except ValueError:
        raise EngagementError("no_toml") from None
    if names_server:
        raise EngagementError("server")
    return hashlib.sha256(content).hexdigest()


def _touches(folder: Path, case: Path) -> bool:
    """Whether one folder lies in the other, so that an audit could read the case."""
    one, other = folder.resolve(), case.resolve()
    return one.is_relative_to(other) or other.is_relative_to(one)


def _names(folder: Path) -> Iterator[str]:
    home = folder.resolve(strict=True)
    for pattern in ("*.toml", "*/*.toml"):
        for path in folder.glob(pattern):
            name = path.relative_to(folder).as_posix()
            if name.isprintable() and path.is_file() and path.resolve().is_relative_to(home):
                yield name


def _urls(held: Any, depth: int = 0) -> Iterator[str]:
    """Yield every value that stands under ``url``, however deep."""
    if depth > MOST_DEEP:
        raise RecursionError
    if isinstance(held, dict):
        for key, value in held.items():
            if key == "url" and isinstance(value, str):
                yield value.strip().lower()
            yield from _urls(value, depth + 1)
    elif isinstance(held, list):
        for each in held:
            yield from _urls(each, depth + 1)
