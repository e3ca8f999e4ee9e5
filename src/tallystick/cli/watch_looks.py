"""A watch declared, and the audits of one look of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from hashlib import file_digest
from pathlib import Path

import typer

from tallystick.audit import Outcome, chosen
from tallystick.cli.session import Choices, UnusableInputError, audit_to_folder, usable
from tallystick.cli.terminal import printable
from tallystick.load import Engagement, read_engagement
from tallystick.watch import (
    Audited,
    Declaration,
    Look,
    WatchError,
    add_look,
    read_declared,
    read_looks,
    refuse_look,
    write_declared,
)
from tallystick.watch.declared import FILE, Kind
from tallystick.watch.looks import RUNS, changed_export, file_hash, refuse_links, refuse_lost


@dataclass(frozen=True)
class Wishes:
    """What the user lets a look do."""

    allow_outside: bool = False
    allow_exclusions: bool = False
    quiet: bool = False


def declare(
    engagement: Path,
    out: Path,
    quarters: int,
    alpha: float,
    first: date | None,
    only: tuple[str, ...],
    allow_outside: bool,
) -> None:
    """Write the declaration of a watch into the new folder `out`.

    WatchError or UnusableInputError where it cannot be declared so.
    """
    read = _read(engagement, allow_outside)
    with usable(engagement, out, ["starting"]):
        checks = tuple(check.name for check in chosen(only))
    first = first or read.first_day
    if first is None:
        raise WatchError(
            f"{engagement.name}: engagement.first_day is not stated; give --from, the first day of "
            "the first quarter"
        )
    try:
        declared = Declaration(
            read.name, str(engagement.resolve()), read.file.sha256, first, quarters, alpha, checks,
        )  # fmt: skip
    except ValueError as error:
        raise WatchError(str(error)) from None
    write_declared(out, declared)
    typer.echo(printable(
        f"{out}: {quarters} quarters from {first}, {len(checks)} checks, alpha {alpha:g}. Next: "
        f"tallystick watch look {out} --through {declared.days(1)[1]}"
    ))  # fmt: skip


def make_look(watch: Path, through: date, wishes: Wishes, today: date | None = None) -> Look:
    """Audit the next window of a watch, and write the look down.

    WatchError or UnusableInputError where this look cannot be made now.
    """
    declared = read_declared(watch)
    looks = read_looks(watch, declared)
    path = Path(declared.engagement)
    engagement = _read(path, wishes.allow_outside)
    _refuse_changed(looks, through, engagement)
    number = refuse_look(declared, looks, through, today or date.today())
    refuse_links(watch, number)
    audits = tuple(
        _audited(watch, declared, number, kind, days, path, wishes)
        for kind, days in declared.due(number).items()
    )
    refuse_lost(looks, audits)
    look = Look(
        number, *declared.days(number), file_hash(watch / FILE), engagement.file.sha256, audits
    )
    add_look(watch, looks, look)
    typer.echo(printable(
        f"Look {number} of {declared.windows}, {look.first_day} to {look.last_day}. "
        f"Next: tallystick watch show {watch}"
    ))  # fmt: skip
    return look


def _read(path: Path, allow_outside: bool) -> Engagement:
    with usable(path, path, ["reading"]):
        return read_engagement(path, allow_outside=allow_outside)


def _refuse_changed(looks: tuple[Look, ...], through: date, engagement: Engagement) -> None:
    """Raise WatchError where the window of `through` was looked at and its export changed since."""
    for look in looks:
        if look.last_day == through:
            names = {name for audit in look.audits for name in audit.inputs}
            if changed := changed_export(look, _hashes(engagement.folder, names)):
                raise WatchError(
                    f"--through {through}: look {look.number} is made, and its export changed "
                    f"since: {'; '.join(changed[:3])}. The look keeps the export that it froze; "
                    "records that came later belong to records.entry_lag, records.revised and "
                    "records.vanished"
                )


def _hashes(folder: Path, names: set[str]) -> dict[str, str]:
    """The SHA-256 of each file below `folder`, by its name; nothing of what is no file there."""
    held = {}
    for name in sorted(names):
        path = (folder / name).resolve()
        if path.is_relative_to(folder.resolve()) and path.is_file():
            with path.open("rb") as file:
                held[name] = file_digest(file, "sha256").hexdigest()
    return held


def _audited(
    watch: Path,
    declared: Declaration,
    number: int,
    kind: Kind,
    days: tuple[date, date],
    engagement: Path,
    wishes: Wishes,
) -> Audited:
    """Audit the days of a quarter, or of all so far; the run folder is kept in the watch."""
    out = watch / RUNS / f"{number:02}"
    choices = Choices(
        engagement=engagement,
        out=out,
        alpha=declared.audit_alpha,
        only=_only(declared.checks),
        correction="bh",
        allow_outside=wishes.allow_outside,
        allow_exclusions=wishes.allow_exclusions,
        quiet=wishes.quiet,
        window=days,
    )
    at = ["starting"]
    with usable(engagement, out, at):
        outcome, run = audit_to_folder(choices, at=at)
    rows = outcome.record.rows
    records = rows.get("incidents") or sum(rows.values())
    inputs = _inputs(outcome, engagement.parent)
    return Audited(kind, run.name, outcome.seal, inputs, records)


def _only(checks: tuple[str, ...]) -> tuple[str, ...]:
    """What is asked alone: nothing where all checks are asked."""
    return () if set(checks) == {each.name for each in chosen(())} else checks


def _inputs(outcome: Outcome, folder: Path) -> dict[str, str]:
    """The SHA-256 of each file that an audit read below the folder of the engagement."""
    inputs = {each.path: each.sha256 for each in outcome.record.inputs}
    return {name: inputs[name] for name in _hashes(folder, set(inputs))}


__all__ = ["UnusableInputError", "Wishes", "declare", "make_look"]
