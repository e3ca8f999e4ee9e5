"""The tables of the pages on samples are kept as data; the site puts them back into the prose.

``python -m docs_site.sample_tables`` moves the tables that were pasted into docs/calibration/*.md,
as the programs in benchmarks/ print them, into docs/calibration/tables/NAME.json, and leaves a
place for each.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path

from benchmarks.worlds_page.tables import table

from docs_site.filled import DOCS, filled

Rows = list[list[str]]
PLACE = re.compile(r"^<!-- built: table-(\d+) -->\n|(?:^\|.*\n)+", re.MULTILINE)
SAMPLES = DOCS / "calibration"


def moved(text: str, kept: Sequence[Rows]) -> tuple[str, list[Rows]]:
    """Return the page with a place for each table, and the tables in the order of the page.

    `kept` are the tables of the places that are there, numbered from 1; the first row of each is
    its header. A table whose place is gone is dropped.
    """
    tables: list[Rows] = []

    def place(found: re.Match[str]) -> str:
        held = kept[int(found[1]) - 1] if found[1] else _rows(found[0])
        tables.append(held)
        return f"<!-- built: table-{len(tables)} -->\n"

    return PLACE.sub(place, text), tables


def _rows(text: str) -> Rows:
    """The cells of a table in Markdown, its header first."""
    lines = [line.strip().removeprefix("|").removesuffix("|") for line in text.splitlines()]
    cells = [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)] for line in lines]
    return [[cell.replace("\\|", "|") for cell in row] for row in (cells[0], *cells[2:])]


def put_back(text: str, tables: Sequence[Rows]) -> str:
    """Return the page with its tables; UnfilledError where places and tables differ."""
    parts = {
        f"table-{number}": table(header, rows)
        for number, (header, *rows) in enumerate(tables, start=1)
    }
    return filled(text, parts)


def kept_tables(page: Path) -> list[Rows]:
    """Return the tables kept for a page; none where it has no file."""
    path = _kept(page)
    held: list[Rows] = json.loads(path.read_text("utf-8")) if path.is_file() else []
    return held


def sample_pages(folder: Path) -> dict[str, str]:
    """Return each page of the folder with its tables, by its name."""
    return {
        page.name: put_back(page.read_text(encoding="utf-8"), kept_tables(page))
        for page in sorted(folder.glob("*.md"))
    }


def _kept(page: Path) -> Path:
    return page.parent / "tables" / f"{page.stem}.json"


def main() -> None:
    """Move the tables of each page into its file."""
    for page in sorted(SAMPLES.glob("*.md")):
        text, tables = moved(page.read_text(encoding="utf-8"), kept_tables(page))
        if tables:
            page.write_text(text, encoding="utf-8")
            _kept(page).parent.mkdir(exist_ok=True)
            _kept(page).write_text(_lines(tables), encoding="utf-8")


def _lines(tables: Sequence[Rows]) -> str:
    """JSON with one row a line, so that a new measurement is read in a diff."""
    each = [",\n".join(json.dumps(row, ensure_ascii=False) for row in rows) for rows in tables]
    return "[\n" + ",\n".join(f"[\n{rows}\n]" for rows in each) + "\n]\n"


if __name__ == "__main__":
    main()
