"""How many leads has an audit of an agency where nothing was done, and where do the planted stand?

Run ``PYTHONPATH=src:. python -m benchmarks.leads FOLDER --size N --audits A [--seed S]
[--rival] [--plant KIND | --oddity KIND]``. Each world has 15 units of four kinds over three years
and about N incidents, with all tables (`benchmarks.speed.completed`), or is one of `rivals`, which
another hand wrote; every check runs on it as on an export. The results of each audit stay in
FOLDER, one Parquet file an audit, and a later call goes on where an earlier one ended. It prints,
over all audits there of each size, how many results a clean audit has at or below each E as it is
counted, before the factor of `tallystick.audit.expected`; the factor, the audits divided by the sum
of the smallest E of each, since the smallest of results that come at a constant rate is
exponential; and findings and leads an audit. Where something is planted, by half of its
opportunities in three units of fifteen, it also prints the share of audits in which one of these,
or an officer of theirs, is among the first one, three and ten findings and leads by a check that
is there to see it (`SEES`), and the same share for as many units drawn at random. Findings
are counted about the planted or odd subjects, about others, and about officers.
"""

from __future__ import annotations

import argparse
import json
import shutil
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from math import comb
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from benchmarks.speed import completed, world
from rivals.__main__ import main as write_rival

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
    "back_dating": ("records.entry_lag",),
    "copied_narratives": ("records.copied_narratives",),
    "crew": ("people.crews",),
    "ghosts": ("records.unmatched",),
    "ratchet": ("figures.ratchet",),
    "recycled_exhibits": ("exhibits.recycled_lot",),
    "reused_informants": ("people.repeat_subjects",),
    "stock_witnesses": ("people.stock_witnesses",),
    "supply": ("people.supplied_buyers",),
    "threshold": ("exhibits.threshold_bunching",),
    "unfounding": ("records.unfounded",),
    "rival_backdated_entries": ("records.entry_lag",),
    "rival_ghost_records": ("records.unmatched",),
    "rival_month_end_relabelling": (
        "figures.period_end", "figures.substitution", "records.unfounded",
    ),
    "rival_pasted_reports": ("records.copied_narratives",),
    "rival_recut_lot": ("exhibits.recycled_lot",),
    "rival_split_arrest": (
        "people.repeat_subjects", "records.impossible_activity", "records.unmatched",
    ),
    "rival_stock_witnesses": ("people.stock_witnesses",),
    "rival_uncharged_supplier": ("people.supplied_buyers",),
    "rival_weights_past_line": ("exhibits.threshold_bunching",),
}  # fmt: skip
RIVAL, ODD, CLEAN = "rival_", "odd_", "clean"
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


def made_world(made: Path, size: int, seed: int, kind: str) -> set[str]:
    """Write the world's tables and engagement into `made`; return what is planted or odd there."""
    if not kind.startswith(RIVAL):
        plant = kind if kind in SEES else ""
        file = made.with_suffix(".toml")
        file.write_text(world_file(size, seed, plant), encoding="utf-8")
        simulate(read_world(file), made)
        file.unlink()
        completed.complete(made)
        engagement = made / "engagement.toml"
        text = engagement.read_text("utf-8")
        engagement.write_text(text[: text.index(VALUES)], encoding="utf-8")
        return set(PLANTED) if plant else set()
    name, odd = kind.removeprefix(RIVAL), kind.startswith(RIVAL + ODD)
    asked = {"--oddity": name.removeprefix(ODD)} if odd else {"--plant": name}
    asked = {} if name == CLEAN else asked
    write_rival([str(made), "--size", str(size), "--seed", str(seed), *sum(asked.items(), ())])
    truth = json.loads((made / "truth.json").read_text("utf-8"))
    return {each["name"] for each in (*truth["odd"], *truth["planted"])}


def audited(folder: Path, size: int, seed: int, kind: str) -> None:
    """Make the world, audit it, and keep the results, findings and leads of the audit."""
    name = f"{kind}-{size}-{seed}"
    if (folder / f"{name}.parquet").exists():
        return
    made, runs = folder / name, folder / f"{name}-run"
    for old in (made, runs):
        shutil.rmtree(old, ignore_errors=True)
    special = made_world(made, size, seed, kind)
    engagement = made / "engagement.toml"
    choices = Choices(engagement, runs, 0.05, (), "bh", True, True, quiet=True)
    outcome, _ = audit_to_folder(choices)
    posted = pq.read_table(made / "tables" / "postings.parquet").to_pylist()
    unit_of = {row["officer_id"]: row["unit_id"] for row in posted}
    kept = [*outcome.leads, *(each for each in outcome.results if each.p_value is not None)]
    rows = [
        {
            "check": each.check,
            "officer": each.subject_kind == "officer",
            "unit": unit_of.get(each.subject, each.subject),
            "special": bool({each.subject, unit_of.get(each.subject)} & special),
            "expected": each.expected_by_chance,
            "finding": place >= len(outcome.leads) and each.verdict in PATTERNS,
            "lead": place < len(outcome.leads),
        }
        for place, each in enumerate(kept)
    ]
    columns = {"check": pa.string(), "unit": pa.string(), "expected": pa.float64()}
    columns |= dict.fromkeys(("officer", "special", "finding", "lead"), pa.bool_())
    pq.write_table(pa.Table.from_pylist(rows, pa.schema(columns)), folder / f"{name}.parquet")
    for old in (made, runs):
        shutil.rmtree(old)


def told(folder: Path) -> None:
    """Print what the audits in `folder` say, by kind of world and by size."""
    held: dict[tuple[str, int], list[Rows]] = defaultdict(list)
    for path in sorted(folder.glob("*-*-*.parquet")):
        kind, size, _ = path.stem.rsplit("-", 2)
        held[kind, int(size)].append(pq.read_table(path).to_pylist())
    for (kind, size), audits in sorted(held.items()):
        print(f"{kind}, {size:,} incidents, {len(audits)} audits")
        more = _found(kind, audits) if kind in SEES else ()
        for line in (*_by_chance(audits), *_about(audits), *more):
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


def _about(audits: Sequence[Rows]) -> Iterator[str]:
    found = [[row for row in rows if row["finding"]] for rows in audits]
    for said, asked in (
        ("the planted or odd", lambda row: row["special"]),
        ("others", lambda row: not row["special"]),
        ("officers", lambda row: row["officer"]),
    ):
        n = [sum(map(asked, rows)) for rows in found]
        yield f"audits with a finding about {said}: {np.mean(np.sign(n)):.2f} ({sum(n)} in all)"
    checks = Counter(row["check"] for rows in found for row in rows)
    yield f"by check: {', '.join(f'{n} {name}' for name, n in checks.most_common()) or 'none'}"


def _found(kind: str, audits: Sequence[Rows]) -> Iterator[str]:
    for first in FIRST:
        seen, by_lot = [], []
        for rows in audits:
            shown = sorted(
                (row for row in rows if row["lead"] or row["finding"]),
                key=lambda row: (row["lead"], row["expected"]),
            )[:first]
            seeing = [row for row in shown if row["check"] in SEES[kind] and row["unit"]]
            seen.append(any(row["special"] for row in seeing))
            units = {row["unit"] for row in seeing}
            all_units, drawn = sum(UNITS.values()), len(PLANTED)
            by_lot.append(1 - comb(all_units - len(units), drawn) / comb(all_units, drawn))
        yield f"planted among the first {first}: {np.mean(seen):.2f} (by lot {np.mean(by_lot):.2f})"
    found = [
        len({row["unit"] for row in rows
             if row["finding"] and row["special"] and row["check"] in SEES[kind]}) / len(PLANTED)
        for rows in audits
    ]  # fmt: skip
    yield f"planted units with a finding: {np.mean(found):.2f}"


def main() -> None:
    """Audit as many worlds as asked for, and print what all there say."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--size", type=int, default=10_000)
    parser.add_argument("--audits", type=int, default=0)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--rival", action="store_true")
    one = parser.add_mutually_exclusive_group()
    one.add_argument("--plant", default=CLEAN)
    one.add_argument("--oddity", default="")
    asked = parser.parse_args()
    kind = RIVAL * asked.rival + (ODD + asked.oddity if asked.oddity else asked.plant)
    asked.folder.mkdir(parents=True, exist_ok=True)
    for place in range(asked.audits):
        audited(asked.folder, asked.size, asked.seed + place, kind)
    told(asked.folder)


if __name__ == "__main__":
    main()
