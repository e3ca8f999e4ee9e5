"""The pages that are built of committed data: calibration, worlds, benchmarks, validation."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pyarrow.parquet as pq
from benchmarks.speed.page import page as benchmarks_page
from benchmarks.worlds_page.page import page as worlds_page
from benchmarks.worlds_page.tables import table

from docs_site.filled import DOCS, page_of_docs
from docs_site.kept_calibration import calibration_of_file
from docs_site.sample_tables import sample_pages
from tallystick.audit.selection import chosen
from tallystick.calibrate import index
from tallystick.calibrate.table import markdown
from tallystick.calibrate.texts import EXPLAINED, written
from tallystick.calibrate.whole_measures import read_wholes
from tallystick.calibrate.whole_measures import table as whole_table

FIRST_PAGE = "calibration.md"
WHOLES = ("own", "rivals")
RESULTS = ("aspect", "verdict", "n", "p", "q", "estimate", "95 %", "detectable", "reason")


def built_pages(docs: Path = DOCS) -> dict[str, str]:
    """Return the text of each page by its path in docs/, from the data in `docs`."""
    gates = (docs / "worlds" / f"gates_{name}.json" for name in ("counts", "records"))
    numbers = json.loads((docs / "benchmarks.json").read_text(encoding="utf-8"))
    return {
        "worlds.md": worlds_page(*gates),
        "benchmarks.md": benchmarks_page(numbers),
        "validation.md": page_of_docs("validation.md", validation_parts(docs)),
        **calibration_pages(docs / "calibration"),
    }


def validation_parts(docs: Path) -> dict[str, str]:
    """Return the table of each public data set, by the name of the data set."""
    text = (docs / "validation" / "public_data.json").read_text(encoding="utf-8")
    return {name: table(RESULTS, rows) for name, rows in json.loads(text).items()}


def calibration_pages(folder: Path) -> dict[str, str]:
    """Return the first page, a page for each Parquet file of the folder, and those on samples."""
    kept = index.kept_in(folder, [each.name for each in chosen(())])
    own = {
        f"calibration/{each.check}.md": markdown(
            calibration_of_file(folder / f"{each.check}.parquet"), each.check
        )
        for each in kept
    }
    samples = {f"calibration/{name}": text for name, text in sample_pages(folder).items()}
    parts = first_parts(kept) | {f"whole_{name}": whole_part(folder, name) for name in WHOLES}
    return {FIRST_PAGE: page_of_docs(FIRST_PAGE, parts)} | own | samples


def whole_part(folder: Path, name: str) -> str:
    """Return what whole audits of one hand's worlds came to: what was measured, and the table."""
    file = folder / "whole" / f"{name}.parquet"
    made = pq.read_schema(file).metadata
    on, version = made[b"on"].decode(), made[b"tallystick"].decode()
    return f"Made on {on} by version {version}.\n\n{written(whole_table(read_wholes(file)))}"


def first_parts(kept: Sequence[index.Kept]) -> dict[str, str]:
    """Return what is built of the first page, by the name of its place."""
    tables = [f"## {each.title}\n\n{written(each)}" for each in index.first_tables(kept)]
    links = [
        f"- [{each.check}](calibration/{each.check}.md), all numbers with the seed of every world: "
        f"[{each.check}.parquet](calibration/{each.check}.parquet)"
        for each in kept
    ]
    return {
        "words": EXPLAINED,
        "tables": "\n".join(tables).rstrip(),
        "checks": "\n".join(links),
    }
