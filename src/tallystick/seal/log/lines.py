"""Reading and writing of a log as lines of JSON, in the one form in which it is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tallystick.seal.log.entries import Entry
from tallystick.seal.verify import SealError
from tallystick.seal.verify_case import MOST_LINE, lines_of


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Give a draft to write to, of the owner alone; it becomes `path` when nothing was raised."""
    draft = path.with_name(f".{path.name}")
    draft.unlink(missing_ok=True)
    try:
        draft.touch(0o600, exist_ok=False)
        yield draft
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def write_log(path: Path, entries: Iterable[Entry]) -> None:
    """Write the entries of a log to `path`; the file is there whole, or as it was before.

    Raises SealError for an entry of more than 1 MiB.
    """
    with whole_file(path) as draft, draft.open("wb") as file:
        file.writelines(map(_line, entries))


def _line(entry: Entry) -> bytes:
    line = entry.line()
    if len(line) > MOST_LINE:
        raise SealError(
            f"entry {entry.seq}: {len(line):,} bytes, at most {MOST_LINE:,}; store what it holds "
            "as a document and give its hash."
        )
    return line


def read_log(path: Path) -> Iterator[Entry]:
    """Yield the entries of a log; their chain is checked by `verify_chain`.

    Raises SealError, with the number of the line, where one is not as `write_log` writes it: over
    1 MiB, with a key twice or a number that is none, in another order, or cut short.
    """
    try:
        for fields in lines_of(path):
            yield Entry(**fields)
    except FileNotFoundError:
        raise SealError(f"{path}: there is no such log; give its path.") from None
    except ValueError as error:
        raise SealError(str(error)) from None
