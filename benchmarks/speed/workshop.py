"""Where do the worlds lie that are measured, and by which engagement files are they read?

A world is taken from the folder given with ``--worlds`` (``w10k``, ``w100k``, ``w1m``, ``w10m``,
``w50m``) when it lies there with about as many incidents as asked, and made there otherwise;
without ``--worlds``, in a scratch folder. Nothing is written into a world that is there already:
the engagement files and the CSV files lie in the scratch folder.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.speed import world
from benchmarks.speed.completed import complete
from benchmarks.speed.measured import tallystick

SOURCES, READY, CSV = "Parquet sources", "ready-made tables", "CSV sources"
BLOCK = 1 << 24
NEAR = (0.8, 1.25)


@dataclass
class Workshop:
    """A scratch folder, and the folder of worlds where one was given."""

    scratch: Path
    worlds: Path | None = None
    found: dict[int, Path] = field(default_factory=dict)

    def world(self, size: int) -> Path:
        """The folder of the world of about `size` incidents."""
        if size not in self.found:
            self.found[size] = self._found(size)
        return self.found[size]

    def _found(self, size: int) -> Path:
        name = f"w{label(size)}"
        for folder in (self.worlds, self.scratch):
            if folder is None:
                continue
            there = folder / name
            if not there.exists():
                folder.mkdir(parents=True, exist_ok=True)
                world.make(size, there)
                complete(there)
                return there
            held = world.incidents(there)
            if NEAR[0] <= held / size <= NEAR[1]:
                return there
            print(f"{name} holds {held:,} incidents, not about {size:,}: another is made")
        raise SystemExit(f"no world of about {size:,} incidents can be made")

    def engagement(self, size: int, path: str) -> Path:
        """An engagement file that reads the world by `path`: `SOURCES`, `READY` or `CSV`."""
        folder = self.scratch / f"engagements-{label(size)}"
        folder.mkdir(exist_ok=True)
        made = self.world(size)
        if not (folder / "tables").exists():
            (folder / "tables").symlink_to((made / "tables").resolve(), target_is_directory=True)
        text = (made / "engagement.toml").read_text(encoding="utf-8")
        if path == READY:
            text = without_sources(text) + '\n[engine]\ntables = "tables"\n'
        elif path == CSV:
            as_csv(made / "tables", folder / "csv")
            text = re.sub(r'source = "tables/(\w+)\.parquet"', r'source = "csv/\1.csv"', text)
        file = folder / f"{path.split()[0].lower()}.toml"
        file.write_text(text, encoding="utf-8")
        return file


def label(size: int) -> str:
    """``10k``, ``1m``, or the number where it is neither."""
    for unit, letter in ((1_000_000, "m"), (1_000, "k")):
        if size % unit == 0:
            return f"{size // unit}{letter}"
    return str(size)


def without_sources(engagement: str) -> str:
    """The text of an engagement file without its [[tables.*]] blocks."""
    blocks = re.split(r"(?m)^(?=\[)", engagement)
    return "".join(block for block in blocks if not re.match(r"\[+tables", block))


def as_csv(tables: Path, folder: Path) -> None:
    """Write each Parquet file of `tables` to a CSV file with a header."""
    import duckdb

    folder.mkdir(exist_ok=True)
    with duckdb.connect() as connection:
        for file in sorted(tables.glob("*.parquet")):
            target = folder / f"{file.stem}.csv"
            if not target.exists():
                rows = connection.read_parquet(str(file))
                rows.write_csv(str(target))


def warmed(folder: Path) -> None:
    """Read every file once, so that what follows finds it in the page cache, if it fits."""
    for file in sorted(folder.rglob("*")):
        if file.is_file():
            with file.open("rb") as opened:
                while opened.read(BLOCK):
                    pass


def audit_command(engagement: Path, out: Path) -> list[str]:
    """The words that audit `engagement` into `out`; the tables lie behind a link."""
    return [*tallystick(), "audit", str(engagement), "--out", str(out), "--allow-outside"]
