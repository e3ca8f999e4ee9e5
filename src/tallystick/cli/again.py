"""A finished run audited again from its sources, and compared byte for byte."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tallystick.cli.session import Choices, UnusableInputError, audit_to_folder, usable
from tallystick.findings.store import RUN, read_run
from tallystick.seal.verify import MANIFEST, Difference, SealError

# What of run.json differs between two runs of the same.
TIMES = ("started_at", "finished_at")


def changed_again(
    run: Path, engagement: Path, key: Path | None, also: list[str]
) -> list[Difference]:
    """Audit `engagement` with the settings of `run`; return each file that comes out otherwise.

    What was compared is added to `also`. Raises SealError where it cannot be audited.
    """
    at = ["starting"]
    with TemporaryDirectory(prefix="tallystick-") as out:
        choices = _choices(run, engagement, Path(out), key)
        try:
            with usable(engagement, Path(out), at):
                _, made = audit_to_folder(choices, at=at)
        except UnusableInputError as error:
            raise SealError(f"--again: {error}") from None
        before, now = _manifest(run), _manifest(made)
        found = _differences(before["files"], now["files"])
        if _untimed(run) != _untimed(made):
            found.append(Difference(RUN, "differs when audited again, its times apart"))
    if before["package"] != now["package"]:
        also.append(f"by another program: {now['package']['version']}")
    also.append("audited again with the same result")
    return found


def _choices(run: Path, engagement: Path, out: Path, key: Path | None) -> Choices:
    """Return the choices by which a run was made."""
    made_by = read_run(run).parameters
    shown = made_by["persons"]["shown_by"]
    if key is not None and shown == "numbers":
        raise SealError("--key: the run shows persons by their numbers; leave it out.")
    return Choices(
        engagement=engagement,
        out=out,
        alpha=made_by["alpha"],
        only=tuple(made_by["only"]),
        correction=made_by["correction"],
        allow_outside=made_by["allow_outside"],
        allow_exclusions=made_by["allow_exclusions"],
        engine=made_by["engine"],
        identify=shown == "numbers",
        key=key,
        window=_window(made_by.get("window")),
    )


def _window(days: Any) -> tuple[date, date] | None:
    """Return the window that a look of a watch examined; SealError where it is none."""
    if days is None:
        return None
    try:
        first, last = map(date.fromisoformat, days)
    except (TypeError, ValueError):
        raise SealError(f"{RUN}: its window is not two days.") from None
    return first, last


def _manifest(folder: Path) -> dict[str, Any]:
    held: dict[str, Any] = json.loads((folder / MANIFEST).read_bytes())
    return held


def _differences(before: dict[str, Any], now: dict[str, Any]) -> list[Difference]:
    paths = sorted({*before, *now} - {RUN})
    return [
        Difference(path, _what(path in before, path in now))
        for path in paths
        if before.get(path) != now.get(path)
    ]


def _what(before: bool, now: bool) -> str:
    if before and now:
        return "differs when audited again"
    return "is not made when audited again" if before else "is made only when audited again"


def _untimed(folder: Path) -> dict[str, Any]:
    """Return run.json without what tells the time."""
    held: dict[str, Any] = json.loads((folder / RUN).read_bytes())
    checks = [{key: value for key, value in each.items() if key != "seconds"}
              for each in held["checks"]]  # fmt: skip
    return {key: value for key, value in held.items() if key not in TIMES} | {"checks": checks}
