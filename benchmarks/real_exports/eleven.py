"""Measure `tallystick init` and `audit` on eleven public exports as published.

    python -m benchmarks.real_exports.eleven FOLDER [--only NAME] [--show]

`FOLDER` holds the files under the names in ``eleven.toml``, which says where each was published. A
file that is not there, or whose SHA-256 differs, is not audited and its columns are missed.
"""

from __future__ import annotations

import argparse
import hashlib
import shutil
import tomllib
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.real_exports.__main__ import Measured, measure_files
from benchmarks.real_exports.form import HERE, Export, Header, header_of
from benchmarks.real_exports.score import Score, score, uses

NOT_COUNTED = "not counted"


@dataclass(frozen=True)
class Published:
    """One published file, its labels, and the headers that do not count as missed."""

    export: Export
    file: str
    sha256: str
    columns: int
    not_counted: frozenset[str]


def read_published() -> list[Published]:
    """Read ``eleven.toml``; KeyError where it lacks something."""
    told = tomllib.loads((HERE / "eleven.toml").read_text(encoding="utf-8"))
    return [_published(each) for each in told["files"]]


def _published(told: dict) -> Published:
    labels = told["labels"]
    export = Export(
        told["name"], told["source"], "", "", "", "", "", "", told["rows"], (), True,
        tuple(header_of({"type": "", **each}) for each in labels),
    )  # fmt: skip
    apart = frozenset(e["header"] for e in labels if NOT_COUNTED in e.get("note", ""))
    return Published(export, told["file"], told["sha256"], told["columns"], apart)


def counted(published: Published, engagement: str) -> Export:
    """The export with the columns that count: one of those that would each do, and all misuses."""
    used = uses(engagement)
    kept, met = [], set[tuple[str, ...]]()
    for each in published.export.columns:
        there = used.get(each.header, set())
        if there <= set(each.means) and (
            each.header in published.not_counted or (there and each.either and each.means in met)
        ):
            continue
        if there and each.either:
            met.add(each.means)
        kept.append(each)
    known = {each.header for each in published.export.columns} | _made_by_wide(engagement)
    kept += [Header(name, "") for name in used if name not in known]
    return replace(published.export, columns=tuple(kept))


def _made_by_wide(engagement: str) -> set[str]:
    """Columns that no file has: those of the names above the cells that ``wide`` unfolds."""
    tables = tomllib.loads(engagement).get("tables", {})
    wide = [each.get("wide", {}) for blocks in tables.values() for each in blocks]
    return {each["names_to"] for each in wide if each}


def measured(published: Published, folder: Path) -> Measured:
    """Propose and audit one file, copied alone to a temporary folder."""
    path = folder / published.file
    fault = _fault(path, published.sha256)
    if fault:
        export = counted(published, "")
        return Measured(export, score(export, ""), "", False, fault)
    with TemporaryDirectory() as own:
        shutil.copy(path, own)
        found = measure_files(published.export, Path(own), audits=True)
    export = counted(published, found.engagement)
    return replace(found, export=export, score=score(export, found.engagement))


def _fault(path: Path, sha256: str) -> str:
    if not path.exists():
        return "not at hand"
    same = hashlib.sha256(path.read_bytes()).hexdigest() == sha256
    return "" if same else "another SHA-256"


def rows(published: list[Published], found: list[Measured]) -> str:
    """A Markdown table of what became of each file, with all together in the last row."""
    lines = [
        "| file | rows × columns | columns that matter | right | wrong | missed | audited | said |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for file, each in zip(published, found, strict=True):
        name = f"{each.export.name} | {each.export.rows:,} × {file.columns}"
        lines.append(
            f"| {name} | {_counts(each.score)} | {'yes' if each.audited else 'no'} | {each.said} |"
        )
    audited = sum(bool(each.audited) for each in found)
    scores = [each.score for each in found]
    whole = Score(
        sum(each.matter for each in scores),
        *(sum((getattr(s, n) for s in scores), ()) for n in ("right", "wrong", "missed")),
    )
    lines.append(f"| **all {len(found)}** | | {_counts(whole)} | {audited} of {len(found)} | |")
    return "\n".join(lines)


def _counts(own: Score) -> str:
    return f"{own.matter} | {len(own.right)} | {len(own.wrong)} | {len(own.missed)}"


def main() -> None:
    """Measure as the command line says."""
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("folder", type=Path)
    given.add_argument("--only", default="")
    given.add_argument("--show", action="store_true", help="list what is wrong or missed")
    wish = given.parse_args()
    published = [each for each in read_published() if wish.only in each.export.name]
    found = [measured(each, wish.folder) for each in published]
    for each in found if wish.show else ():
        print(f"\n{each.export.name}: {each.said}")
        print("".join(f"  wrong: {one}\n" for one in each.score.wrong), end="")
        print("".join(f"  missed: {one}\n" for one in each.score.missed), end="")
    print(rows(published, found))


if __name__ == "__main__":
    main()
