"""How is a change of the law reckoned with an engagement's records, from the shell?"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from tallystick.cli.law_lines import packs_of, take_lines
from tallystick.cli.session import Choices, open_engine, usable
from tallystick.load import Engagement, InputError, Sources, load, read_engagement
from tallystick.whatif import WhatIf, read_change, what_if

READ = ("incidents", "measurements", "outcomes", "reported_figures")


def run_whatif(
    engagement: Path,
    change: Path,
    engine: Literal["duckdb", "spark"] | None,
    allow_outside: bool,
    allow_exclusions: bool,
) -> WhatIf:
    """Return what the recorded cases would have been under the change that the file imagines.

    Nothing is written but to a temporary folder, which goes when it is done. UnusableInputError
    when a file, a pack or what the machine has to offer cannot be used.
    """
    at = ["reading"]
    choices = Choices(engagement, Path(), 0.05, (), "bh", allow_outside, allow_exclusions, engine)
    scratch = Path("the temporary folder")
    with usable(engagement, scratch, at), TemporaryDirectory(prefix="tallystick-") as folder:
        return _reckoned(choices, change, Path(folder), at)


def _reckoned(choices: Choices, path: Path, folder: Path, at: list[str]) -> WhatIf:
    read = read_engagement(choices.engagement, allow_outside=choices.allow_outside)
    packs = packs_of(read)
    read, _ = take_lines(read, packs)
    change = read_change(path, read, packs)
    if read.engine.tables is None:
        read = replace(read, sources=tuple(each for each in read.sources if each.table in READ))
    _can_be_reckoned(read, bool(change.goods), bool(change.acts))
    sources = Sources()
    engine = open_engine(read, choices, folder, at.append)
    try:
        with sources.unchanged():
            loaded = load(
                read,
                folder / "tables",
                engine,
                progress=at.append,
                allow_exclusions=choices.allow_exclusions,
                sources=sources,
            )
            at.append("counting")
            return what_if(loaded.tables, change, engine.columns)
    finally:
        engine.close()


def _can_be_reckoned(engagement: Engagement, lines: bool, acts: bool) -> None:
    """Refuse what needs a table that the engagement does not have."""
    if engagement.engine.tables is not None:
        return
    there = {source.table for source in engagement.sources}
    missing = [
        table
        for table, needed in (("measurements", lines), ("incidents", acts))
        if needed and table not in there
    ]
    if missing:
        raise InputError(
            f"{engagement.path.name}: tables: the change needs {' and '.join(missing)}; map them "
            "there"
        )
