"""Files that earlier runs of Tallystick wrote, which are no exports of an agency."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from tallystick.audit.left_over import PARTIAL, lock_of
from tallystick.findings.counts import counted
from tallystick.sample import plan_path

MARKS = ("run.json", "results.parquet")
"""What only the folder of a run holds together."""
LISTS = ("manifest.json", "pages.json")
"""The files of a run that name its other files."""
MOST_BYTES = 16 << 20
MOST_NAMES = 20


def without_runs(folder: Path, paths: Sequence[Path]) -> tuple[list[Path], list[str]]:
    """Return the files of a folder that no run wrote, and a line for each run passed over.

    A file in the folder of a run is passed over where the lists of the run name it, or where they
    cannot be read; an export that somebody put beside them is kept. So is a sheet of a sample, with
    its plan, passed over.
    """
    kept: list[Path] = []
    sheets = [each for each in paths if each.suffix == ".csv" and plan_path(each).is_file()]
    of_samples = {*sheets, *map(plan_path, sheets)}
    written: dict[Path, list[str]] = {}
    listed: dict[Path, frozenset[str] | None] = {}
    for path in paths:
        if path in of_samples:
            continue
        run = _run_of(folder, path)
        if run is None:
            kept.append(path)
            continue
        if run not in listed:
            listed[run] = _listed(run)
        names, name = listed[run], path.relative_to(run).as_posix()
        if names is not None and name not in names:
            kept.append(path)
        else:
            written.setdefault(run, []).append(name)
    told = [_told(folder, run, names) for run, names in written.items()]
    drawn = [
        f"{each.relative_to(folder).as_posix()}: passed over, since it and {plan_path(each).name} "
        "are the sheet and the plan of a sample"
        for each in sheets
    ]
    return kept, told + drawn


def _run_of(folder: Path, path: Path) -> Path | None:
    """The folder of a run in which a file lies, if any; `folder` itself may be one."""
    within = [path.parent, *path.parent.parents]
    for each in within[: within.index(folder) + 1]:
        killed = each.name.endswith(PARTIAL) and lock_of(each).is_file()
        if killed or all((each / name).is_file() for name in MARKS):
            return each
    return None


def _listed(run: Path) -> frozenset[str] | None:
    """The files that a run lists, and its lists; None where none can be read."""
    names = {*MARKS, *LISTS}
    for name in LISTS:
        try:
            with (run / name).open("rb") as file:
                names |= set(json.loads(file.read(MOST_BYTES))["files"])
        except (OSError, ValueError, LookupError, TypeError, RecursionError):
            return None
    return frozenset(map(str, names))


def _told(folder: Path, run: Path, names: Sequence[str]) -> str:
    """Name a run and its files, those of a folder within it by their number."""
    where = "." if run == folder else run.relative_to(folder).as_posix()
    inner = Counter(name.partition("/")[0] for name in names if "/" in name)
    told = [name for name in names if "/" not in name]
    told += [f"{counted(n, 'file')} of {name}" for name, n in inner.items()]
    if len(told) > MOST_NAMES:
        told[MOST_NAMES:] = [f"{len(told) - MOST_NAMES:,} more"]
    return f"{where}: passed over, since an earlier run of Tallystick wrote it: {', '.join(told)}"
