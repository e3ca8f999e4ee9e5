"""How is one check asked of data frames, without an engagement file?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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
from tallystick.notebook.rows import Rows
from tallystick.propose.writing import toml_block

MONTHS = ({"name": "month", "rule": "month"},)
CASES = ({"name": "cases", "table": "incidents"},)
HEAD = """\
[engagement]
name = "a data frame"
agency = "not named"
time_zone = "UTC"
[engine]
tables = "tables"
"""


@dataclass(frozen=True)
class CheckAlone:
    """One check, to be asked of data frames with the columns of the canonical tables."""

    _check: AnyCheck

    @property
    def name(self) -> str:
        """Its name, ``family.question``."""
        return self._check.name

    @property
    def question(self) -> str:
        """What it asks."""
        return self._check.question

    @property
    def doc(self) -> str:
        """Its criteria, test, causes and references."""
        return self._check.doc

    def run(
        self,
        frame: Any = None,
        *,
        line: float | None = None,
        kind: str = "net_weight",
        unit: str = "g",
        lines: Sequence[Mapping[str, Any]] = (),
        periods: Sequence[Mapping[str, Any]] = MONTHS,
        metrics: Sequence[Mapping[str, Any]] = CASES,
        **tables: Any,
    ) -> Rows[Result]:
        """Return the results of the check; its p-values are corrected for no other test.

        Parameters
        ----------
        frame
            A pandas, polars or Arrow table for the first table that the check needs. Columns are
            named as docs/engagement.md names them.
        line
            A cut point of `kind` in `unit`.
        kind, unit
            Of measurements: what fills these columns where they are not there.
        lines, periods, metrics
            Entries of an engagement file, as dictionaries.
        **tables
            Other tables by their names: ``incidents=..., custody=...``.

        Raises
        ------
        InputError
            When a table breaks the rules of a clean record, or the check lacks a column.
        """
        given = dict(tables)
        if frame is not None:
            given[self._first()] = frame
        if line is not None:
            lines = (*lines, {"name": f"{line:g} {unit}", "kind": kind, "value": line, "unit": unit,
                              "citation": "as given"})  # fmt: skip
        blocks = {"lines": lines, "periods": periods,
                  "metrics": metrics if "incidents" in given else ()}  # fmt: skip
        with TemporaryDirectory(prefix="tallystick-") as folder:
            return Rows(Result, self._asked(Path(folder), given, blocks, kind, unit))

    def _first(self) -> str:
        if isinstance(self._check, RelationalCheck):
            return self._check.rules[0].table
        return next(iter(self._check.needs), "incidents")

    def _asked(
        self,
        folder: Path,
        given: Mapping[str, Any],
        blocks: Mapping[str, Sequence[Mapping[str, Any]]],
        kind: str,
        unit: str,
    ) -> Sequence[Result]:
        import pyarrow as pa
        import pyarrow.parquet as pq

        (folder / "tables").mkdir()
        for name, frame in given.items():
            table = frame if isinstance(frame, pa.Table) else pa.table(frame)
            if name == "measurements":
                for column, value in (("kind", kind), ("unit", unit)):
                    if column not in table.column_names:
                        table = table.append_column(column, pa.array([value] * len(table)))
            pq.write_table(table, folder / "tables" / f"{name}.parquet")
        text = HEAD + "".join(
            toml_block(name, entry) for name, entries in blocks.items() for entry in entries
        )
        (folder / "engagement.toml").write_text(text, encoding="utf-8")
        engine = connect(spill_folder=folder)
        try:
            read = read_engagement(folder / "engagement.toml")
            held = load(read, folder / "out", engine).tables
            if why := why_not(self._check, held):
                raise InputError(f"{self.name}: {why}")
            return results_of(self._check, keep(self._check, held, engine), engine)[0]
        finally:
            engine.close()


def check(name: str) -> CheckAlone:
    """Return the check called `name`, such as ``exhibits.threshold_bunching``.

    Raises
    ------
    tallystick.audit.UnknownCheckError
        When there is none; the message names the nearest.
    """
    (found,) = chosen((name,))
    return CheckAlone(found)
