"""Which looks were made, on which frozen exports, and which look may be made next?"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path

from tallystick.findings.bounded import read_bounded
from tallystick.seal import SealError, verify_folder
from tallystick.watch.declared import (
    FILE,
    MOST_BYTES,
    Declaration,
    Kind,
    WatchError,
    read_checked,
    write_json,
)

LEDGER, RUNS = "looks.json", "looks"
HASH = re.compile(r"[0-9a-f]{64}")
PLAIN = re.compile(r"[^/\\\x00-\x1f.][^/\\\x00-\x1f]{0,254}")
SHOWN = 3


@dataclass(frozen=True)
class Audited:
    """One audit of a look: the folder of its run in ``looks/NUMBER``, and the seal of that run.

    `inputs` are the SHA-256 of the files that it read, by table and path; `records` how many of
    them it used.
    """

    kind: Kind
    folder: str
    seal: str
    inputs: Mapping[str, str]
    records: int

    def __post_init__(self) -> None:
        """Refuse a folder that could lie elsewhere. ValueError."""
        if not PLAIN.fullmatch(self.folder):
            raise ValueError("folder: the name of a folder without a path")
        if not HASH.fullmatch(self.seal):
            raise ValueError("seal: 64 hexadecimal digits")


@dataclass(frozen=True)
class Look:
    """One look: its number, its window, and the hashes of what it was made by."""

    number: int
    first_day: date
    last_day: date
    declared_sha256: str
    engagement_sha256: str
    audits: tuple[Audited, ...]

    def folder_of(self, watch: Path, audit: Audited) -> Path:
        """Return the folder of the run of an audit."""
        return watch / RUNS / f"{self.number:02}" / audit.folder


def read_looks(watch: Path, declared: Declaration) -> tuple[Look, ...]:
    """Return the looks of a watch in order, each with its frozen export as it was.

    WatchError where the plan, a look or a run is not as it was when the look was made.
    """
    if not (watch / LEDGER).exists():
        return ()
    looks: tuple[Look, ...] = read_checked(watch / LEDGER, tuple[Look, ...])
    plan = file_hash(watch / FILE)
    for number, look in enumerate(looks, start=1):
        due = declared.due(number)
        if (look.number, look.first_day, look.last_day) != (number, *declared.days(number)) or (
            [each.kind for each in look.audits] != list(due)
        ):
            raise WatchError(
                f"{watch / LEDGER}: look {number}: not the look that the plan has there; put back "
                "a copy of the file"
            )
        if look.declared_sha256 != plan:
            raise WatchError(_changed_plan(watch, plan, look))
        for audit in look.audits:
            _frozen(look.folder_of(watch, audit), number, audit)
    return looks


def _changed_plan(watch: Path, plan: str, look: Look) -> str:
    return (
        f"{watch / FILE}: changed after look {look.number}: its SHA-256 is {plan}, and was "
        f"{look.declared_sha256}. Checks, quarters and alpha are declared before the first look: "
        "whoever adds a check or a key after it can choose by what was seen, and the error is then "
        "no longer at most alpha. Put back the file, or declare a new watch for later quarters"
    )


def _frozen(run: Path, number: int, audit: Audited) -> None:
    """Raise WatchError where a run is not as it was when the look was made."""
    try:
        found = verify_folder(run, audit.seal).differences
    except SealError as error:
        raise WatchError(f"look {number}: {error}") from None
    if found:
        told = "; ".join(f"{each.path}: {each.what}" for each in found[:SHOWN])
        raise WatchError(
            f"look {number}: its window's frozen export changed since: {told}. Put back a copy of "
            f"{run}: without it the watch has no evidence of that quarter"
        )


def file_hash(path: Path) -> str:
    """Return the SHA-256 of a file of a watch."""
    return sha256(read_bounded(path, MOST_BYTES)).hexdigest()


def refuse_look(declared: Declaration, looks: Sequence[Look], through: date, today: date) -> int:
    """Return the number of the look that ends on the day `through`.

    WatchError where that is not the next look of the plan, or its window is not over.
    """
    number = len(looks) + 1
    for look in looks:
        if look.last_day == through:
            raise WatchError(
                f"--through {through}: look {look.number} is made already, and a look is made "
                "once. Records that came later belong to records.entry_lag, records.revised and "
                "records.vanished"
            )
    if number > declared.windows:
        raise WatchError(
            f"--through {through}: all {declared.windows} looks of the plan are made; declare a "
            "new watch for later quarters"
        )
    first, last = declared.days(number)
    if through != last:
        raise WatchError(
            f"--through {through}: the next look is look {number}, {first} to {last}; looks are "
            f"made in order: give --through {last}"
        )
    if through >= today:
        raise WatchError(f"--through {through}: that day is not over; look from the day after on")
    return number


def refuse_links(watch: Path, number: int) -> None:
    """Raise WatchError where the folder of a look's runs is a link, which may lead elsewhere."""
    for folder in (watch / RUNS, watch / RUNS / f"{number:02}"):
        if folder.is_symlink():
            raise WatchError(f"{folder}: it is a link; remove it, and look again")


def refuse_lost(looks: Sequence[Look], audits: Sequence[Audited]) -> None:
    """Raise WatchError where the export of a look holds nothing of the quarters before it."""
    window, *so_far = audits
    before = sum(audit.records for look in looks for audit in look.audits if audit.kind == "window")
    if before and so_far and so_far[0].records <= window.records:
        raise WatchError(
            f"the export holds no record of the quarters before, of which {before:,} were looked "
            "at; the evidence of all quarters so far needs them: let the engagement name the "
            "export of all quarters since the first, and look again"
        )


def changed_export(look: Look, now: Mapping[str, str]) -> list[str]:
    """Return a sentence for each file of a look that is not what it was, with both hashes."""
    was = {name: digest for audit in look.audits for name, digest in audit.inputs.items()}
    return [
        f"{name}: its SHA-256 is {now.get(name, 'none: it is gone')}, and was {digest}"
        for name, digest in was.items()
        if now.get(name) != digest
    ]


def add_look(watch: Path, looks: Sequence[Look], look: Look) -> None:
    """Write a look behind the others; WatchError where another was written meanwhile."""
    path = watch / LEDGER
    there = read_checked(path, tuple[Look, ...]) if path.exists() else ()
    if tuple(there) != tuple(looks):
        raise WatchError(f"{path}: another look was made meanwhile; this one is not kept")
    write_json(path, [asdict(each) for each in (*looks, look)])
