"""Shares of columns that public detectors tell on the same files; prints a Markdown table.

    python -m benchmarks.real_exports.peers develop|measured

It needs csv-detective, valentine and rapidfuzz, in an environment of their own, and nothing of this
program. No detector knows our tables, so each gets all that it can use:

- *csv-detective*: a type that it tells is right where it is that of the label (dates for columns of
  time, places for areas).
- *Valentine* (similarity flooding): the canonical name that it ranks first for a header.
- *rapidfuzz*: the canonical name that is spelled most like the header, from a ratio of 80 on.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable
from pathlib import Path

import pandas as pd
from benchmarks.real_exports.form import Export, read_exports
from benchmarks.real_exports.invented import invented
from benchmarks.real_exports.score import side_by_side
from csv_detective import routine
from rapidfuzz import fuzz, process
from valentine import valentine_match
from valentine.algorithms import SimilarityFlooding

TIMES = {"occurred_at", "recorded_at", "closed_at", "decided_at", "period_start", "measured_at"}
PLACES = {"commune", "departement", "region", "pays", "code_commune_insee", "code_departement",
          "code_region", "insee_canton", "iso_country_code_alpha2"}  # fmt: skip
LEAST_RATIO = 80
Told = dict[str, set[str]]


def detected(export: Export, frame: pd.DataFrame) -> Told:
    """The canonical columns that csv-detective's types allow, by header."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.csv"
        frame.to_csv(path, index=False)
        columns = routine(str(path), num_rows=-1, save_results=False)["columns"]
    found: Told = {}
    for header, told in columns.items():
        kind = told["format"]
        if "date" in kind:
            found[header] = TIMES
        elif kind in PLACES:
            found[header] = {"area_id", "unit_id"}
    return found


def matched(export: Export, frame: pd.DataFrame) -> Told:
    """The canonical name that Valentine ranks first for each header."""
    names = sorted({label.split(".")[1] for c in export.columns for label in c.means})
    if not names:
        return {}
    target = pd.DataFrame({name: frame.iloc[:, 0] for name in names})
    ranked = valentine_match([frame, target], SimilarityFlooding())
    found: Told = {}
    for pair, _ in sorted(ranked.items(), key=lambda each: -each[1]):
        found.setdefault(pair.source_column, {pair.target_column})
    return found


def spelled(export: Export, frame: pd.DataFrame) -> Told:
    """The canonical name that is spelled most like each header."""
    names = sorted({label.split(".")[1] for c in export.columns for label in c.means})
    best = {header: process.extractOne(header.lower(), names, scorer=fuzz.token_sort_ratio)
            for header in frame.columns}  # fmt: skip
    return {header: {each[0]} for header, each in best.items() if each and each[1] >= LEAST_RATIO}


DETECTORS: dict[str, Callable[[Export, pd.DataFrame], Told]] = {
    "csv-detective": detected, "Valentine (similarity flooding)": matched, "rapidfuzz": spelled,
}  # fmt: skip


def main() -> None:
    """Count the columns that each detector tells rightly and wrongly."""
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("part", choices=("develop", "measured"))
    counts = {name: [0, 0, 0] for name in DETECTORS}
    matter = 0
    for export in read_exports(given.parse_args().part):
        columns = [c for c in export.columns if c not in side_by_side(export)]
        labels = {c.header.strip(): {each.split(".")[1] for each in c.means} for c in columns}
        names = [c.header.strip() if c in columns else "" for c in export.columns]
        once = [at for at, name in enumerate(names) if name and names.count(name) == 1]
        rows = [[row[at] for at in once] for row in invented(export, rows=200)]
        frame = pd.DataFrame(rows, columns=[names[at] for at in once])
        matter += sum(bool(labels[name]) for name in frame.columns)
        for name, detector in DETECTORS.items():
            try:
                told = detector(export, frame)
            except Exception as error:  # A detector that fails tells nothing of the file.
                counts[name][2] += 1
                print(f"{export.name}: {name}: {error!r:.90}")
                continue
            for header, canonical in told.items():
                if header in labels:
                    right = bool(labels[header] & canonical)
                    counts[name][0] += right
                    counts[name][1] += not right and (bool(labels[header]) or len(canonical) == 1)
    print("| detector | columns that matter | right | wrong | files it failed on |")
    print("|---|---|---|---|---|")
    for name, (right, wrong, failed) in counts.items():
        print(f"| {name} | {matter} | {right} ({right / matter:.2f}) | {wrong} | {failed} |")


if __name__ == "__main__":
    main()
