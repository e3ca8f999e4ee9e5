"""Find the files that a pattern names, through no more folders than a person would mean."""

from __future__ import annotations

import os
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import PurePath

MOST_FILES = 10_000
MOST_SEEN = 200_000


class TooManyError(Exception):
    """A pattern goes through too much; the message says of what."""


def is_pattern(text: str) -> bool:
    """Whether `text` has wildcards: ``*``, ``?`` and, for any folders, ``**``."""
    return "*" in text or "?" in text


class Walk:
    """A search through folders that ends: each name that it comes by is counted.

    ``**`` enters no folder that is a link, so that links that point back lead nowhere. Brackets
    stand for themselves. Names with a dot in front are found only by patterns that have it too.
    OSError where a folder cannot be listed.
    """

    def __init__(self) -> None:
        self._seen = 0

    def files(self, home: str, pattern: str) -> list[str]:
        """Return the files below `home` that match `pattern`, sorted, links to files among them."""
        level, (*folders, last) = [home], PurePath(pattern).parts
        if last == "**":
            folders, last = [*folders, last], "*"
        for part in folders:
            level = list(dict.fromkeys(each for top in level for each in self._folders(top, part)))
        found: set[str] = set()
        for top in level:
            found.update(self._named(top, last))
            if len(found) > MOST_FILES:
                raise TooManyError(f"names more than {MOST_FILES:,} files")
        return sorted(found)

    def _named(self, top: str, part: str) -> Iterator[str]:
        if is_pattern(part):
            yield from (each.path for each in self._entries(top, part) if not _is_folder(each))
        elif os.path.lexists(path := os.path.join(top, part)) and not os.path.isdir(path):
            yield path

    def _folders(self, top: str, part: str) -> Iterator[str]:
        if part == "**":
            waiting = [top]
            while waiting:
                yield (each := waiting.pop())
                inner = self._entries(each, "*")
                waiting += [e.path for e in inner if e.is_dir(follow_symlinks=False)]
        elif is_pattern(part):
            yield from (each.path for each in self._entries(top, part) if _is_folder(each))
        elif os.path.isdir(path := os.path.join(top, part)):
            yield path

    def _entries(self, folder: str, part: str) -> Iterator[os.DirEntry[str]]:
        self._seen += 1
        exact = part.replace("[", "[[]")
        with os.scandir(folder) as entries:
            for entry in entries:
                self._seen += 1
                if self._seen > MOST_SEEN:
                    raise TooManyError(f"goes through more than {MOST_SEEN:,} names")
                hidden = entry.name.startswith(".") and not part.startswith(".")
                if not hidden and fnmatchcase(entry.name, exact):
                    yield entry


def _is_folder(entry: os.DirEntry[str]) -> bool:
    """Whether it is a folder or a link to one; a link that leads nowhere is none."""
    try:
        return entry.is_dir()
    except OSError:
        return False
