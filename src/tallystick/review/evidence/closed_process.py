"""The query of a case list, run again in a process that can read the run's tables alone."""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tallystick.findings import Evidence
from tallystick.load.sandbox.process import Sandbox
from tallystick.load.wording import InputError
from tallystick.report.words.text import is_plain_path
from tallystick.review.runs.sealed import folder_of, sums_of

BOUNDS = {
    "MEMORY": 512 << 20,
    "ENGINE_BYTES": 300 << 20,
    "CPU_SECONDS": 10,
    "SILENT_SECONDS": 20,
    "OPEN_FILES": 64,
    "MOST_ROWS": 10_000,
    "MOST_CHARACTERS": 16 << 20,
}
AT_ONCE, MOST_SECONDS_WAITING = 2, 60
READER = "evidence_rows"
TABLE = re.compile(r"tables/(\w+)\.parquet")
ELSEWHERE = re.compile(r"^-- The records behind [^\n]*\. Run it in ([A-Za-z ]{1,20}), where ")
_ROOM = threading.BoundedSemaphore(AT_ONCE)
Row = tuple[Any, ...]


class NotRunError(Exception):
    """The query was not run, or its rows not compared: why, and what it is about."""

    def __init__(self, why: str, about: str = "") -> None:
        super().__init__(why, about)
        self.why, self.about = why, about


@dataclass(frozen=True)
class Again:
    """What the query says now: how many rows, and those that differ from the sealed list.

    `gone` are sealed and not found again, `new` found and not sealed; the first of each, with how
    many there are.
    """

    rows: int
    columns: tuple[str, ...]
    gone: tuple[Row, ...]
    n_gone: int
    new: tuple[Row, ...]
    n_new: int

    @property
    def is_equal(self) -> bool:
        """Whether every row is as sealed."""
        return not self.n_gone and not self.n_new


def run_again(evidence: Evidence, seal: str) -> Again:
    """Run the query of a case list over the sealed tables of its run; NotRunError where it cannot.

    Files that are not as the manifest has them are not read. Two run at once, a third waits.
    """
    folder, sums = folder_of(seal), sums_of(seal)
    _check(folder, evidence.sql, sums)
    sql = (folder / evidence.sql).read_text(encoding="utf-8", errors="replace")
    elsewhere = ELSEWHERE.match(sql)
    if elsewhere:
        raise NotRunError("elsewhere", elsewhere[1])
    names = {found[1]: path for path in sums if (found := TABLE.fullmatch(path))}
    if not names:
        raise NotRunError("tables", "")
    with _a_place():
        for path in (*names.values(), evidence.parquet):
            _check(folder, path, sums)
        root = folder.resolve()
        answer = _answer(
            sql=sql,
            tables={name: str(root / path) for name, path in names.items()},
            folder=f"{root / 'tables'}/",
            list=str(root / evidence.parquet),
        )
    if "reason" in answer:
        raise NotRunError(str(answer["reason"]), str(answer["about"]))
    return Again(
        rows=answer["rows"],
        columns=tuple(answer["columns"]),
        gone=tuple(map(tuple, answer["gone"])),
        n_gone=answer["n_gone"],
        new=tuple(map(tuple, answer["new"])),
        n_new=answer["n_new"],
    )


def _answer(**request: Any) -> dict[str, Any]:
    try:
        with Sandbox("the query", READER, (), BOUNDS, **request) as process:
            answer = process.answer()
    except InputError:
        raise NotRunError("stopped") from None
    if not isinstance(answer, dict):
        raise NotRunError("stopped")
    return answer


def _check(folder: Path, path: str, sums: dict[str, str]) -> None:
    """NotRunError where a file of the run is not as its manifest has it."""
    if path not in sums or not is_plain_path(path):
        raise NotRunError("unsealed", path)
    try:
        with (folder / path).open("rb") as file:
            held = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        raise NotRunError("missing", path) from None
    if held != sums[path]:
        raise NotRunError("changed", path)


@contextmanager
def _a_place() -> Iterator[None]:
    if not _ROOM.acquire(timeout=MOST_SECONDS_WAITING):
        raise NotRunError("busy")
    try:
        yield
    finally:
        _ROOM.release()
