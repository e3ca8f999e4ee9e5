"""How far a second reader of the held-out exports agrees with the labels; print it.

    python -m benchmarks.real_exports.second_reading [--alike]

With ``--alike`` the program too is held to the columns that both readers understood alike.
The reader saw the tables, the rules of labelling, and the headers with a few invented values, and
neither the labels nor the program. `second_reading.json` has, by export, what each column means,
by its number from 1.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.real_exports.__main__ import measure
from benchmarks.real_exports.form import Export, Header, read_exports
from benchmarks.real_exports.score import Score, as_loaded, same_name, score_of, uses

READING = Path(__file__).with_suffix(".json")


def reading_scores() -> list[Score]:
    """Return the score of the second reading of each held-out export."""
    told = _readings()
    return [_score(each, told.get(each.name, {})) for each in read_exports("measured")]


def _readings() -> dict[str, dict[str, list[str]]]:
    return dict(json.loads(READING.read_text(encoding="utf-8")))


def _score(export: Export, told: dict[str, list[str]]) -> Score:
    columns = tuple(
        replace(each, header=str(number)) for number, each in enumerate(export.columns, 1)
    )
    return score_of(
        replace(export, columns=columns), {key: set(each) for key, each in told.items()}
    )


def score_alike(export: Export, told: dict[str, list[str]], engagement: str) -> Score:
    """Score an engagement by the columns alone of which both readers say the same."""
    loaded = as_loaded(export, engagement)
    alike = tuple(
        each for number, each in enumerate(loaded.columns, 1)
        if _is_alike(each, told.get(str(number), []))
    )  # fmt: skip
    return score_of(replace(loaded, columns=alike), uses(engagement))


def _is_alike(column: Header, told: Sequence[str]) -> bool:
    first, second = (set(map(same_name, each)) for each in (column.means, told))
    return second <= first if first and second else not first and not second


def _program_scores() -> list[Score]:
    told = _readings()

    def one(export: Export) -> Score:
        with TemporaryDirectory() as folder:
            text = measure(export, Path(folder), audits=False).engagement
        return score_alike(export, told.get(export.name, {}), text)

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(one, read_exports("measured")))


def main() -> None:
    """Print how many columns that matter the second reader, or the program, has right and wrong."""
    scores = _program_scores() if "--alike" in sys.argv[1:] else reading_scores()
    matter = sum(each.matter for each in scores)
    print(f"columns that matter: {matter}")
    for name in ("right", "wrong", "missed"):
        count = sum(len(getattr(each, name)) for each in scores)
        print(f"{name}: {count} ({count / matter:.2f})")


if __name__ == "__main__":
    main()
