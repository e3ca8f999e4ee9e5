"""How far a second reader of the held-out exports agrees with the labels; print it.

    python -m benchmarks.real_exports.second_reading

The reader saw the tables, the rules of labelling, and the headers with a few invented values, and
neither the labels nor the program. `second_reading.json` has, by export, what each column means,
by its number from 1.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from benchmarks.real_exports.form import Export, read_exports
from benchmarks.real_exports.score import Score, score_of

READING = Path(__file__).with_suffix(".json")


def reading_scores() -> list[Score]:
    """Return the score of the second reading of each held-out export."""
    told = json.loads(READING.read_text(encoding="utf-8"))
    return [_score(each, told.get(each.name, {})) for each in read_exports("measured")]


def _score(export: Export, told: dict[str, list[str]]) -> Score:
    columns = tuple(
        replace(each, header=str(number)) for number, each in enumerate(export.columns, 1)
    )
    return score_of(
        replace(export, columns=columns), {key: set(each) for key, each in told.items()}
    )


def main() -> None:
    """Print how many columns that matter the second reader has right, wrong and missed."""
    scores = reading_scores()
    matter = sum(each.matter for each in scores)
    print(f"columns that matter: {matter}")
    for name in ("right", "wrong", "missed"):
        count = sum(len(getattr(each, name)) for each in scores)
        print(f"{name}: {count} ({count / matter:.2f})")


if __name__ == "__main__":
    main()
