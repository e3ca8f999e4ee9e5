"""How long does the search for reports that repeat each other take, and how many does it find?

python -m benchmarks.copied_reports FOLDER [REPORTS] makes invented reports in FOLDER: a form of ten
words, of which there are twelve, and 12 to 39 words of a vocabulary of 40,000 by Zipf's law. Three
in a hundred are copies of others, in which 0, 8 or 20 % of the words were replaced. It prints the
seconds and the MB that the check took in a process of its own, and what it found.
"""

from __future__ import annotations

import sys
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from benchmarks.speed.measured import measured

from tallystick.audit.execution import keep
from tallystick.checks.records.copied_narratives import CHECK
from tallystick.checks.records.copied_narratives.near_duplicates import near_pairs
from tallystick.engine import connect
from tallystick.tables.store import Tables

REPORTS, AUTHORS, UNITS, FORMS = 200_000, 2_000, 40, 12
VOCABULARY, FORM_WORDS, SHORTEST, LONGEST = 40_000, 10, 12, 39
REPLACED, COPIED = (0, 8, 20), 0.01
SEED, MEMORY = 7, "1500MB"
START = datetime(2023, 1, 1)


def words(numbers: np.ndarray) -> np.ndarray:
    """Words of letters, one for each number."""
    letters = np.array(list("abcdefghijklmnopqrstuvwxyz"))
    places = [letters[numbers // 26**k % 26] for k in range(4)]
    return np.char.add(np.char.add(places[0], places[1]), np.char.add(places[2], places[3]))


def made(folder: Path, reports: int) -> np.ndarray:
    """Write the tables; return for each report how much of it was replaced, -1 if it is no copy."""
    rng = np.random.default_rng(SEED)
    vocabulary = words(rng.permutation(26**4)[: VOCABULARY + FORMS * FORM_WORDS])
    chance = 1 / np.arange(1, VOCABULARY + 1)
    sizes = rng.integers(SHORTEST, LONGEST + 1, reports)
    drawn = rng.choice(VOCABULARY, sizes.sum(), p=chance / chance.sum())
    texts = np.split(drawn, np.cumsum(sizes)[:-1])
    author, form = rng.integers(0, AUTHORS, reports), rng.integers(0, FORMS, reports)
    replaced = np.full(reports, -1)
    many = int(COPIED * reports)
    later = rng.permutation(np.arange(reports // 2, reports))[: many * len(REPLACED)]
    for place, copy in enumerate(later):
        share = REPLACED[place // many]
        text = texts[int(rng.integers(reports // 2))].copy()
        new = rng.random(len(text)) * 100 < share
        text[new] = rng.choice(VOCABULARY, new.sum())
        texts[copy], replaced[copy] = text, share
    ids = [f"R{number:07}" for number in range(reports)]
    told = [
        " ".join(vocabulary[VOCABULARY + FORM_WORDS * k : VOCABULARY + FORM_WORDS * (k + 1)])
        + " "
        + " ".join(vocabulary[text])
        for k, text in zip(form, texts, strict=True)
    ]
    names = pa.array([f"a{k:04}" for k in author])
    cases = {
        "incident_id": ids,
        "unit_id": [f"u{k % UNITS:02}" for k in author],
        "officer_id": names,
        "area_id": [f"{k % 97}" for k in range(reports)],
        "offense_code": [f"o{k:02}" for k in form],
        "occurred_at": [START + timedelta(minutes=7 * k) for k in range(reports)],
    }
    folder.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.table(cases), folder / "incidents.parquet")
    narratives = {"incident_id": ids, "author_id": names, "text": told}
    pq.write_table(pa.table(narratives), folder / "narratives.parquet")
    return replaced


def found(folder: Path) -> None:
    """Run the check on the tables in `folder`, and write the pairs that it finds there."""
    engine = connect(memory_limit=MEMORY, threads=2, spill_folder=folder)
    names = ("incidents", "narratives")
    rows = {name: engine.read_parquet(folder / f"{name}.parquet", name) for name in names}
    tables = Tables(rows, {name: frozenset(rows[name].columns) for name in names})
    held = keep(CHECK, tables, engine)
    engine.columns(CHECK.counts(held))
    engine.write_parquet(near_pairs(held), folder / "pairs.parquet")
    engine.close()


def caught(folder: Path, replaced: np.ndarray) -> tuple[dict[int, float], int, int]:
    """Return the share found of each kind of copy, how many else were found, and all pairs."""
    pairs = pq.read_table(folder / "pairs.parquet", columns=["incident_id"])
    later = np.unique([int(name[1:]) for name in pairs["incident_id"].to_pylist()])
    shares = {
        share: float(np.isin(np.flatnonzero(replaced == share), later).mean()) for share in REPLACED
    }
    return shares, int((replaced[later] < 0).sum()), len(pairs)


def main(folder: Path, reports: int) -> None:
    """Make, measure and print."""
    replaced = made(folder, reports)
    run = measured([sys.executable, "-m", "benchmarks.copied_reports", "--find", folder])
    told = f"{run.wall:.1f} s, {run.user + run.system:.1f} s of the processor"
    print(f"{told}, {run.peak_mb:,.0f} MB")
    shares, others, pairs = caught(folder, replaced)
    for share, part in shares.items():
        print(f"{share} % replaced: {part:.3f} of {(replaced == share).sum():,} found")
    print(f"{others:,} reports found that are no copies; {pairs:,} pairs")


if __name__ == "__main__":
    if sys.argv[1] == "--find":
        found(Path(sys.argv[2]))
    else:
        main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else REPORTS)
