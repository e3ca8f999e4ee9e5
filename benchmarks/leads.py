"""What do whole audits find in worlds by a second hand, or in those made for speed?

Run ``PYTHONPATH=src:. python -m benchmarks.leads FOLDER --size N --audits A [--seed S]
[--rival] [--plant KIND | --oddity KIND] [--out FILE]``. Each world is one of `rivals`, which
another hand wrote, or has 15 units of four kinds over three years and about N incidents, with all
tables (`benchmarks.speed.completed`); every check runs on it as on an export. What is kept of each
audit stays in FOLDER, one Parquet file an audit, and a later call goes on where an earlier one
ended. It prints what all audits there come to, as `tallystick calibrate --whole` does of its own
worlds, how many results a clean audit has at or below each E as it is counted, before the factor
of `tallystick.audit.expected`, and which checks have findings.
"""

from __future__ import annotations

import argparse
import json
import shutil
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from benchmarks.speed import completed
from rich.console import Console
from rivals.__main__ import main as write_rival

from tallystick.audit.expected import FACTOR
from tallystick.calibrate.table import in_terminal
from tallystick.calibrate.whole import CLEAN, SEES, SPECIAL, whole_world
from tallystick.calibrate.whole_measures import (
    Kept,
    read_kept,
    table,
    whole_of,
    write_kept,
    write_wholes,
)
from tallystick.cli.whole_audits import audited
from tallystick.simulate.folder import simulate

SEED = 20261130
RIVALS_SEE = {
    "backdated_entries": ("records.entry_lag",),
    "ghost_records": ("records.unmatched",),
    "month_end_relabelling": ("figures.period_end", "figures.substitution", "records.unfounded"),
    "pasted_reports": ("records.copied_narratives",),
    "recut_lot": ("exhibits.recycled_lot",),
    "split_arrest": (
        "people.repeat_subjects", "records.impossible_activity", "records.split_arrests",
        "records.unmatched",
    ),
    "stock_witnesses": ("people.stock_witnesses",),
    "uncharged_supplier": ("people.supplied_buyers",),
    "weights_past_line": ("exhibits.threshold_bunching",),
    "called_unfounded": ("records.unfounded",),
    "ghosts_in_both_systems": (
        "outcomes.case_collapse", "outcomes.uncharged_arrests", "records.impossible_activity",
    ),
    "padded_overtime": ("records.default_values", "records.impossible_activity"),
    "paraphrased_reports": ("records.copied_narratives",),
    "parts_counted_again": ("exhibits.recycled_lot",),
    "pinned_on_known": ("people.repeat_subjects",),
    "rotating_suppliers": ("people.supplied_buyers",),
    "rotating_witnesses": ("people.stock_witnesses",),
    "weights_far_past_line": ("exhibits.threshold_bunching",),
}  # fmt: skip
RIVAL, ODD = "rival_", "odd_"
LEVELS = (0.1, 0.3, 1.0, 3.0, 10.0)
VALUES = "[[values]]"
"""An entry that breaks the rule of whole amounts in each unit: no clean audit."""


def made_world(made: Path, size: int, seed: int, kind: str) -> set[str]:
    """Write the world's tables and engagement into `made`; return what is planted or odd there."""
    if not kind.startswith(RIVAL):
        simulate(whole_world(kind, size, seed), made)
        completed.complete(made)
        engagement = made / "engagement.toml"
        text = engagement.read_text("utf-8")
        engagement.write_text(text[: text.index(VALUES)], encoding="utf-8")
        return set(() if kind == CLEAN else SPECIAL)
    name, odd = kind.removeprefix(RIVAL), kind.startswith(RIVAL + ODD)
    asked = {"--oddity": name.removeprefix(ODD)} if odd else {"--plant": name}
    asked = {} if name == CLEAN else asked
    write_rival([str(made), "--size", str(size), "--seed", str(seed), *sum(asked.items(), ())])
    truth = json.loads((made / "truth.json").read_text("utf-8"))
    return {each["name"] for each in (*truth["odd"], *truth["planted"])}


def kept(folder: Path, size: int, seed: int, kind: str) -> None:
    """Make the world, audit it, and keep what the audit says."""
    file = folder / f"{kind}-{size}-{seed}.parquet"
    if file.exists():
        return
    made = file.with_suffix("")
    shutil.rmtree(made, ignore_errors=True)
    write_kept(audited(made, made_world(made, size, seed, kind)), file)
    shutil.rmtree(made)


def told(folder: Path, out: Path | None = None) -> None:
    """Print what the audits in `folder` say, by kind of world and by size."""
    held: dict[tuple[str, int], list[tuple[int, list[Kept]]]] = defaultdict(list)
    for path in sorted(folder.glob("*-*-*.parquet")):
        kind, size, seed = path.stem.rsplit("-", 2)
        held[kind, int(size)].append((int(seed), read_kept(path)))
    wholes = []
    for (kind, size), audits in sorted(held.items()):
        sees = RIVALS_SEE.get(kind.removeprefix(RIVAL)) or SEES.get(kind, ())
        rows = [each for _, each in audits]
        wholes.append(whole_of(kind, size, min(audits)[0], rows, sees))
        print(f"{kind}, {size:,}: {_by_chance(rows)}; findings: {_by_check(rows)}")
    Console(width=200).print(in_terminal(table(wholes)))
    if out is not None:
        write_wholes(wholes, out)


def _by_chance(audits: Sequence[Sequence[Kept]]) -> str:
    tests = [[row for row in rows if not row.lead and row.expected is not None] for rows in audits]
    counted = [np.array([row.expected for row in rows]) / FACTOR for rows in tests]
    below = [f"{level:g}: {np.mean([(e <= level).sum() for e in counted]):.2f}" for level in LEVELS]
    return f"results at or below an E as counted of {', '.join(below)}"


def _by_check(audits: Sequence[Sequence[Kept]]) -> str:
    checks = Counter(row.check for rows in audits for row in rows if row.finding)
    return ", ".join(f"{n} {name}" for name, n in checks.most_common()) or "none"


def main() -> None:
    """Audit as many worlds as asked for, and print what all there say."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--size", type=int, default=10_000)
    parser.add_argument("--audits", type=int, default=0)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--rival", action="store_true")
    parser.add_argument("--out", type=Path, help="a Parquet file of what all audits come to")
    one = parser.add_mutually_exclusive_group()
    one.add_argument("--plant", default=CLEAN)
    one.add_argument("--oddity", default="")
    asked = parser.parse_args()
    kind = RIVAL * asked.rival + (
        (ODD * asked.rival + asked.oddity) if asked.oddity else asked.plant
    )
    asked.folder.mkdir(parents=True, exist_ok=True)
    for place in range(asked.audits):
        kept(asked.folder, asked.size, asked.seed + place, kind)
    told(asked.folder, asked.out)


if __name__ == "__main__":
    main()
