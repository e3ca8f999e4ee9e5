"""Which officers of the whole agency are named together most, where the records tell?"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tallystick.audit.selection import AnyCheck
from tallystick.checks.people import crews
from tallystick.checks.people.crews.citywide import groups_of, namings
from tallystick.engine import Engine
from tallystick.findings.officer_group import OfficerGroup
from tallystick.tables.store import Tables


def officer_groups(
    checks: Sequence[AnyCheck], tables: Tables, engine: Engine, progress: Callable[[str], None]
) -> tuple[OfficerGroup, ...] | None:
    """Return the list beside `people.crews`; None where it was not run, or no file names officers.

    It is no test, and nothing in it enters the correction.
    """
    rows = namings(tables)
    if rows is None or all(each.name != crews.CHECK.name for each in checks):
        return None
    return tuple(groups_of(engine.columns(rows), progress))
