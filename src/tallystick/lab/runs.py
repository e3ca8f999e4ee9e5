"""How are the worlds of a plan made, so that a stop loses nothing and changes no byte?

Each part of some worlds is a file of its own, made whole by a rename. A folder is bound to its plan
by ``plan.json``; what is there is not made again. When all parts are there, they become tables.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache, partial
from itertools import islice
from pathlib import Path

from tallystick.findings.bounded import read_bounded
from tallystick.findings.whole_file import write_whole
from tallystick.lab.identity import FILE, identity
from tallystick.lab.levels import LabError
from tallystick.lab.one_world import row_of
from tallystick.lab.plan import Plan
from tallystick.lab.stages import Stage, places, stages_of
from tallystick.lab.tables import WORLDS, write_tables
from tallystick.simulate.side_by_side import side_by_side

PARTS, AT_ONCE, MOST_BYTES = "parts", 8, 1 << 28


def make(
    plan: Plan, folder: Path, jobs: int, progress: Callable[[int, int], None] = lambda *_: None
) -> None:
    """Make every world of a plan that is not there yet, and the tables when all are.

    LabError where the folder is of another plan or cannot be written.
    """
    begin(plan, folder)
    stages = stages_of(plan)
    total = sum(each.worlds for each in stages)
    count = -(-total // AT_ONCE)
    if (folder / WORLDS).exists():
        clear(folder / PARTS)
        return
    lacking = [each for each in range(count) if not part_file(folder, each).exists()]
    done = count - len(lacking)
    work = partial(_make_part, str(folder))
    for _ in side_by_side(work, lacking, jobs):
        done += 1
        progress(min(done * AT_ONCE, total), total)
    rows = [row for each in range(count) for row in json.loads(_read(part_file(folder, each)))]
    write_tables(folder, plan, stages, rows)
    clear(folder / PARTS)


def begin(plan: Plan, folder: Path) -> None:
    """Bind a new folder to a plan; LabError where it holds something else or another plan."""
    wanted = json.dumps(identity(plan), ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    path = folder / FILE
    if path.exists():
        _refuse_other(json.loads(_read(path)), json.loads(wanted), folder)
        return
    (folder / PARTS).mkdir(parents=True, exist_ok=True)
    left = [each for each in folder.iterdir() if not each.name.startswith((PARTS, f".{FILE}"))]
    if left or any((folder / PARTS).iterdir()):
        raise LabError(f"{folder}: it holds something else; choose another --out")
    write_whole(path, wanted.encode())


def read_identity(folder: Path) -> Plan:
    """Return the plan that a folder is bound to; LabError where it is none of the lab."""
    try:
        return Plan.model_validate(json.loads(_read(folder / FILE))["plan"])
    except (ValueError, KeyError, TypeError):
        raise LabError(f"{folder / FILE}: not what the program wrote; put back a copy") from None


def _refuse_other(held: object, wanted: dict[str, object], folder: Path) -> None:
    if held == wanted:
        return
    told = held if isinstance(held, dict) else {}
    other = sorted(key for key in {*told, *wanted} if told.get(key) != wanted.get(key))
    raise LabError(
        f"{folder}: made by another plan, which differs in {', '.join(other)}; choose another "
        "--out, or go on with the plan, the version and the --quick that it was begun with"
    )


def _read(path: Path) -> bytes:
    try:
        return read_bounded(path, MOST_BYTES)
    except OSError as error:
        raise LabError(
            f"{path}: {error.strerror or error}; give a folder that `tallystick lab` made"
        ) from None


def part_file(folder: Path, number: int) -> Path:
    """Return the file of a part."""
    return folder / PARTS / f"{number:06}.json"


@cache
def _bound(folder: str) -> tuple[Plan, tuple[Stage, ...]]:
    plan = read_identity(Path(folder))
    return plan, stages_of(plan)


def _make_part(folder: str, number: int) -> None:
    plan, stages = _bound(folder)
    wanted = islice(places(stages), number * AT_ONCE, (number + 1) * AT_ONCE)
    rows = [row_of(plan.world, plan.lab.scale, place) for place in wanted]
    write_whole(part_file(Path(folder), number), json.dumps(rows, allow_nan=False).encode())


def clear(parts: Path) -> None:
    """Remove a folder of parts, which a table holds, with what a stop left there."""
    for each in parts.glob("*"):
        each.unlink(missing_ok=True)
    if parts.exists():
        parts.rmdir()
