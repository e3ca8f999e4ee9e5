"""The columns wanted of a source, and the headers in which they were looked for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


class Wanted(tuple[str, ...]):
    """Names of columns; `headers` holds that of each file in which they were looked for."""

    headers: dict[str, tuple[str, ...]]

    def __new__(cls, names: Iterable[str] = ()) -> Wanted:
        """Make one that has seen no header."""
        made = super().__new__(cls, names)
        made.headers = {}
        return made


def note_header(wanted: Sequence[str], name: str, header: Sequence[str]) -> None:
    """Remember in `wanted`, where it can, that the file `name` has the columns `header`."""
    if isinstance(wanted, Wanted):
        wanted.headers[name] = tuple(header)
