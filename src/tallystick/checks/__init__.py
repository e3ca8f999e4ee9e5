"""One file per question, in families by what is examined."""

from __future__ import annotations

from importlib.metadata import entry_points

from tallystick.checks import exhibits, figures, outcomes, people, records
from tallystick.checks.check import Check, InnocentCause, RelationalCheck, Rule

FAMILIES = {
    "figures": figures.CHECKS,
    "exhibits": exhibits.CHECKS,
    "people": people.CHECKS,
    "records": records.CHECKS,
    "outcomes": outcomes.CHECKS,
}
ENTRY_POINT = "tallystick.checks"

__all__ = ["FAMILIES", "Check", "InnocentCause", "RelationalCheck", "Rule", "every"]


def every() -> tuple[Check | RelationalCheck, ...]:
    """Return all checks: ours by family, then those that other packages register.

    A package registers one by an entry point of the group ``tallystick.checks`` that names a
    `Check` or `RelationalCheck`. A second check of the same name is refused with ValueError.
    """
    ours = [check for family in FAMILIES.values() for check in family]
    theirs = [entry.load() for entry in sorted(entry_points(group=ENTRY_POINT))]
    named: dict[str, Check | RelationalCheck] = {}
    for check in [*ours, *theirs]:
        if check.name in named:
            raise ValueError(f"two checks are called {check.name}; rename one of them")
        named[check.name] = check
    return tuple(named.values())


def __dir__() -> list[str]:
    return sorted({*FAMILIES, *__all__})
