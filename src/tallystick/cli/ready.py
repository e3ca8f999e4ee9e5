"""How many checks can be run on loaded tables, and which columns would let more of them run."""

from __future__ import annotations

from dataclasses import dataclass

from tallystick.audit import chosen
from tallystick.audit.selection import select
from tallystick.audit.unlocking import Unlocked, unlocking
from tallystick.cli.summary import by_reason
from tallystick.findings import NotRun
from tallystick.findings.counts import counted
from tallystick.findings.not_run import folded
from tallystick.tables import canonical
from tallystick.tables.store import Tables


@dataclass(frozen=True)
class Readiness:
    """The checks that can be run, by name, those that cannot, and what would let more run."""

    runnable: tuple[str, ...]
    not_run: tuple[NotRun, ...]
    unlocking: tuple[Unlocked, ...]

    def lines(self) -> list[str]:
        """Say how many checks can be run, and which columns would let most of the others run."""
        all_checks = len(self.runnable) + sum(not each.is_rule for each in self.not_run)
        names = f": {', '.join(self.runnable)}" if self.runnable else ""
        lines = [f"{len(self.runnable)} of {counted(all_checks, 'check')} can be run{names}"]
        more = dict.fromkeys(name for each in self.unlocking for name in each.checks)
        if more:
            columns = counted(len(self.unlocking), "more column")
            lines.append(f"{columns} would let {counted(len(more), 'more check')} run:")
        for each in self.unlocking:
            table, _, column = each.column.partition(".")
            meaning = canonical(table).column(column).meaning
            lines.append(f"  {each.column} ({meaning}): for {', '.join(each.checks)}")
        return lines

    def reasons(self) -> list[str]:
        """Say of each check that cannot be run what it needs, those that need the same together.

        Rules of a check are counted, with the tables whose columns they lack.
        """
        told = [f"  {', '.join(names)}: {why}" for why, names in by_reason(self.not_run)]
        lines = ["Checks not run:", *told] if told else []
        for each in folded(self.not_run):
            why = f"needs columns of {', '.join(each.tables)}" if each.tables else each.rules[0].why
            lines.append(f"{counted(len(each.rules), 'rule')} of {each.check} not run: {why}")
        return lines


def readiness_of(tables: Tables) -> Readiness:
    """Return what can be run on `tables`; nothing is counted."""
    runnable, not_run = select(chosen(()), tables)
    return Readiness(tuple(check.name for check in runnable), not_run, unlocking(tables))
