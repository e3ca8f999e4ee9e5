"""How many leads has an audit of an agency where nothing was done, and where do the planted stand?

Run ``PYTHONPATH=src:. python -m benchmarks.leads FOLDER --size N --audits A [--seed S]
[--plant KIND]``. Each world has 15 units of four kinds over three years and about N incidents, with
all tables (`benchmarks.speed.completed`); every check runs on it as on an export. The results of
each audit stay in FOLDER, one Parquet file an audit, and a later call goes on where an earlier one
ended. It prints, over all audits there of each size, how many results a clean audit has at or below
each E as it is counted, before the factor of `tallystick.audit.expected`; the factor, the audits
divided by the sum of the smallest E of each, since the smallest of results that come at a constant
rate is exponential; and findings and leads an audit. Where something is planted, by half of its
opportunities in three units of fifteen, it also prints the share of audits in which one of these,
or an officer of theirs, is among the first one, three and ten findings and leads of the check that
is there to see it (`SEES`), and the same share for three units drawn at random.
"""

from __future__ import annotations

import argparse
import shutil
from collections import defaultdict
from collections.abc import Iterator, Sequence
from math import comb
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from benchmarks.speed import completed, world

from tallystick.audit.expected import FACTOR
from tallystick.audit.leads import MOST_EXPECTED
from tallystick.cli.session import Choices, audit_to_folder
from tallystick.findings.result import PATTERNS
from tallystick.simulate.folder import simulate
from tallystick.simulate.world import read_world

SEED = 20261130
UNITS = {"narcotics": 5, "patrol": 5, "traffic": 2, "investigation": 3}
RATES = {"narcotics": 1.0, "patrol": 1.0, "traffic": 1.5, "investigation": 0.6}
MONTHS, FEWEST, OFFICERS_AT_10_000 = 36, 3, 8
PLANTED = ("N01", "N02", "N03")
SEES = {
    "back_dating": "records.entry_lag",
    "copied_narratives": "records.copied_narratives",
    "crew": "people.crews",
    "ghosts": "records.unmatched",
    "ratchet": "figures.ratchet",
    "recycled_exhibits": "exhibits.recycled_lot",
    "reused_informants": "people.repeat_subjects",
    "stock_witnesses": "people.stock_witnesses",
    "supply": "people.supplied_buyers",
    "threshold": "exhibits.threshold_bunching",
    "unfounding": "records.unfounded",
}
FIRST = (1, 3, 10)
LEVELS = (0.1, 0.3, 1.0, 3.0, 10.0)
Rows = list[dict[str, Any]]
VALUES = "[[values]]"
"""An entry that breaks the rule of whole amounts in each unit: no clean audit."""


def world_file(size: int, seed: int, plant: str) -> str:
    """Return the file of a world of about `size` incidents, with or without something planted."""
    officers = max(FEWEST, round((size / 10_000) ** 0.5 * OFFICERS_AT_10_000))
    cases = size / (sum(UNITS.values()) * officers * MONTHS)
    text = f'name = "Leads"\nmonths = {MONTHS}\nseed = {seed}\n'
    for kind, count in UNITS.items():
        text += f'\n[[department.units]]\nkind = "{kind}"\ncount = {count}\n'
        text += f"officers = {officers}\ncases_per_officer_month = {cases * RATES[kind]:.4f}\n"
    law = world.WORLD[world.WORLD.index("[[law]]") : world.WORLD.index("[[behaviours]]")]
    if not plant:
        return f"{text}\n{law}"
    return (
        f'{text}\n{law}\n[[behaviours]]\nkind = "{plant}"\ndose = 0.5\ndriven_by = "decree"\n'
        f"units = {list(PLANTED)}\n"
    )


def audited(folder: Path, size: int, seed: int, plant: str) -> None:
    """Make the world, audit it, and keep the results, findings and leads of the audit."""
    name = f"{plant or 'clean'}-{size}-{seed}"
    if (folder / f"{name}.parquet").exists():
        return
    made, runs = folder / name, folder / f"{name}-run"
    for old in (made, runs):
        shutil.rmtree(old, ignore_errors=True)
    file = folder / f"{name}.toml"
    file.write_text(world_file(size, seed, plant), encoding="utf-8")
    simulate(read_world(file), made)
    completed.complete(made)
    engagement = made / "engagement.toml"
    text = engagement.read_text("utf-8")
    engagement.write_text(text[: text.index(VALUES)], encoding="utf-8")
    choices = Choices(engagement, runs, 0.05, (), "bh", True, True, quiet=True)
    outcome, _ = audit_to_folder(choices)
    posted = pq.read_table(made / "tables" / "postings.parquet").to_pylist()
    unit_of = {row["officer_id"]: row["unit_id"] for row in posted}
    kept = [*outcome.leads, *(each for each in outcome.results if each.p_value is not None)]
    rows = [
        {
            "check": each.check,
            "unit": unit_of.get(each.subject, each.subject),
            "expected": each.expected_by_chance,
            "finding": place >= len(outcome.leads) and each.verdict in PATTERNS,
            "lead": place < len(outcome.leads),
        }
        for place, each in enumerate(kept)
    ]
    columns = {"check": pa.string(), "unit": pa.string(), "expected": pa.float64()}
    columns |= {"finding": pa.bool_(), "lead": pa.bool_()}
    pq.write_table(pa.Table.from_pylist(rows, pa.schema(columns)), folder / f"{name}.parquet")
    for old in (made, runs):
        shutil.rmtree(old)
    file.unlink()


def told(folder: Path) -> None:
    """Print what the audits in `folder` say, by what was planted and by size."""
    held: dict[tuple[str, int], list[Rows]] = defaultdict(list)
    for path in sorted(folder.glob("*-*-*.parquet")):
        plant, size, _ = path.stem.rsplit("-", 2)
        held[plant, int(size)].append(pq.read_table(path).to_pylist())
    for (plant, size), audits in sorted(held.items()):
        print(f"{plant}, {size:,} incidents, {len(audits)} audits")
        for line in (*_by_chance(audits), *(_found(plant, audits) if plant in SEES else ())):
            print(f"  {line}")


def _by_chance(audits: Sequence[Rows]) -> Iterator[str]:
    tests = [[row for row in rows if not row["lead"]] for rows in audits]
    counted = [np.array([row["expected"] / FACTOR for row in rows]) for rows in tests]
    below = [f"{level:g}: {np.mean([(e <= level).sum() for e in counted]):.2f}" for level in LEVELS]
    yield f"results at or below an E as counted of {'; '.join(below)}"
    yield f"factor {len(audits) / sum(e.min() for e in counted):.3f}"
    any_found = np.mean([any(row["finding"] for row in rows) for rows in tests])
    yield f"audits with a finding that is tested {any_found:.3f}"
    for most in (1.0, MOST_EXPECTED):
        n = [sum(row["lead"] and row["expected"] <= most for row in rows) for rows in audits]
        error = np.std(n) / np.sqrt(len(n))
        yield f"leads with E <= {most:g}: {np.mean(n):.2f} an audit (s.e. {error:.2f})"


def _found(plant: str, audits: Sequence[Rows]) -> Iterator[str]:
    for first in FIRST:
        seen, by_lot = [], []
        for rows in audits:
            shown = sorted(
                (row for row in rows if row["lead"] or row["finding"]),
                key=lambda row: (row["lead"], row["expected"]),
            )[:first]
            units = {row["unit"] for row in shown if row["check"] == SEES[plant] and row["unit"]}
            seen.append(bool(units & set(PLANTED)))
            all_units, drawn = sum(UNITS.values()), len(PLANTED)
            by_lot.append(1 - comb(all_units - len(units), drawn) / comb(all_units, drawn))
        yield f"planted among the first {first}: {np.mean(seen):.2f} (by lot {np.mean(by_lot):.2f})"
    found = [
        len({row["unit"] for row in rows if row["finding"] and row["check"] == SEES[plant]}
            & set(PLANTED)) / len(PLANTED) for rows in audits
    ]  # fmt: skip
    yield f"planted units with a finding: {np.mean(found):.2f}"


def main() -> None:
    """Audit as many worlds as asked for, and print what all there say."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--size", type=int, default=10_000)
    parser.add_argument("--audits", type=int, default=0)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--plant", default="")
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    for place in range(asked.audits):
        audited(asked.folder, asked.size, asked.seed + place, asked.plant)
    told(asked.folder)


if __name__ == "__main__":
    main()
