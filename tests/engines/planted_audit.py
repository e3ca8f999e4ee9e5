"""What does each check say of the planted records, asked once for all tests that read it?"""

from __future__ import annotations

from dataclasses import dataclass, field

from tallystick.audit.execution import keep, results_of
from tallystick.checks import Check, RelationalCheck
from tallystick.engine import Engine
from tallystick.findings import Result
from tallystick.tables.store import Tables


@dataclass
class PlantedAudit:
    """The planted `tables` on an engine, what is kept of them, and what each check said."""

    engine: Engine
    tables: Tables
    _kept: Tables | None = None
    _results: dict[str, list[Result]] = field(default_factory=dict)

    def kept(self, check: Check | RelationalCheck) -> Tables:
        """Keep what `check` and its findings read, as an audit does: once for all checks."""
        before = self.tables if self._kept is None else self._kept
        self._kept = keep(check, before, self.engine, behind=True)
        return self._kept

    def results(self, check: Check | RelationalCheck) -> list[Result]:
        if check.name not in self._results:
            self._results[check.name], _ = results_of(check, self.kept(check), self.engine)
        return self._results[check.name]
