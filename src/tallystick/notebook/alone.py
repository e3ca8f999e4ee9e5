"""How is one check asked of data frames, without an engagement file?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tallystick.audit import chosen
from tallystick.audit.execution import keep, results_of
from tallystick.audit.selection import AnyCheck, why_not
from tallystick.checks import RelationalCheck
from tallystick.engine import connect
from tallystick.findings import Result
from tallystick.load import InputError, load, read_engagement
from tallystick.notebook.engagement import CASES, FILE, MONTHS, ZONE, Entries
from tallystick.notebook.frames import in_words_of_frames, write_tables
from tallystick.notebook.rows import ShownRows
from tallystick.propose.toml_text import toml_block
from tallystick.tables import CANONICAL

HEAD = """\
[engagement]
name = "a data frame"
agency = "not named"
time_zone = "UTC"
[engine]
tables = "tables"
"""


def check(name: str) -> AnyCheck:
    """Return the check called `name`, such as ``exhibits.threshold_bunching``.

    Raises
    ------
    tallystick.audit.UnknownCheckError
        When there is none; the message names the nearest.
    """
    (found,) = chosen((name,))
    return found


def asked(
    of: AnyCheck,
    frame: Any,
    tables: Mapping[str, Any],
    blocks: Mapping[str, Entries | None],
    *,
    line: float | None,
    kind: str,
    unit: str,
) -> ShownRows[Result]:
    """Answer for `run` of a check, which tells what the other arguments are."""
    if unknown := sorted(tables.keys() - {each.name for each in CANONICAL}):
        raise TypeError(f"run() got {unknown[0]!r}, which is neither a setting nor a table")
    given = dict(tables)
    if frame is not None:
        given[_first(of)] = frame
    entries = _entries(blocks, line, kind, unit)
    if "incidents" not in given:
        entries["metrics"] = ()
    with TemporaryDirectory(prefix="tallystick-") as made, in_words_of_frames():
        folder = Path(made)
        _write(folder, given, entries, kind, unit)
        return ShownRows(Result, _results(of, folder))


def _first(of: AnyCheck) -> str:
    if isinstance(of, RelationalCheck):
        return of.rules[0].table
    return next(iter(of.needs), "incidents")


def _entries(
    blocks: Mapping[str, Entries | None], line: float | None, kind: str, unit: str
) -> dict[str, Entries]:
    usual = {"periods": MONTHS, "metrics": CASES}
    entries = {
        name: usual.get(name, ()) if given is None else given for name, given in blocks.items()
    }
    if line is not None:
        own = {"name": f"{line:g} {unit}", "kind": kind, "value": line, "unit": unit,
               "citation": "as given"}  # fmt: skip
        entries["lines"] = (*entries["lines"], own)
    return entries


def _write(
    folder: Path, given: Mapping[str, Any], blocks: Mapping[str, Entries], kind: str, unit: str
) -> None:
    (folder / "tables").mkdir()
    constants = {"measurements": {"kind": kind, "unit": unit}}
    write_tables(given, folder / "tables", zone=ZONE, constants=constants)
    text = HEAD + "".join(
        toml_block(name, entry) for name, entries in blocks.items() for entry in entries
    )
    (folder / FILE).write_text(text, encoding="utf-8")


def _results(of: AnyCheck, folder: Path) -> Sequence[Result]:
    engine = connect(spill_folder=folder)
    try:
        read = read_engagement(folder / FILE)
        held = load(read, folder / "out", engine).tables
        if why := why_not(of, held):
            raise InputError(f"{of.name}: {why}")
        return results_of(of, keep(of, held, engine), engine)[0]
    finally:
        engine.close()
