"""How long does one full scan and count of a world's Parquet columns take?

Run ``python -m benchmarks.speed.scan FOLDER [--without narratives.text]``; prints JSON. DuckDB
counts the rows and, for every column, the values that are there. Without
``disabled_optimizers = 'statistics_propagation'`` it would answer ``count(column)`` from the
statistics in the files' footers and read no column at all.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Collection, Sequence
from pathlib import Path

import duckdb


def scanned(folder: Path, without: Collection[str] = ()) -> dict[str, dict[str, int]]:
    """Return, for each table, its rows as ``*`` and the values of each of its columns."""
    answers = {}
    with duckdb.connect() as connection:
        connection.execute("SET disabled_optimizers = 'statistics_propagation'")
        for file in sorted(folder.glob("*.parquet")):
            columns = [
                column
                for column in connection.read_parquet(str(file)).columns
                if f"{file.stem}.{column}" not in without
            ]
            counts = ", ".join(["count(*)", *(f'count("{column}")' for column in columns)])
            # Not as a parameter of the query: for that DuckDB would import pandas.
            name = str(file).replace("'", "''")
            row = connection.execute(f"SELECT {counts} FROM read_parquet('{name}')").fetchall()[0]  # noqa: S608
            answers[file.stem] = dict(zip(["*", *columns], row, strict=True))
    return answers


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--without", nargs="*", default=[])
    asked = parser.parse_args(arguments)
    began = time.perf_counter()
    answers = scanned(asked.folder, asked.without)
    seconds = time.perf_counter() - began
    rows = sum(each["*"] for each in answers.values())
    values = sum(sum(each.values()) for each in answers.values()) - rows
    print(json.dumps({"seconds": round(seconds, 3), "rows": rows, "values": values}))


if __name__ == "__main__":
    main()
