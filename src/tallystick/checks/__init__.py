"""One file per question, in families by what is examined."""

from __future__ import annotations

from importlib.metadata import EntryPoint, entry_points

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

__all__ = [
    "FAMILIES",
    "Check",
    "InnocentCause",
    "RelationalCheck",
    "Rule",
    "UnusableCheckError",
    "every",
]


class UnusableCheckError(Exception):
    """A check cannot be used: there is none of that name, or that of another package is faulty."""


def every() -> tuple[Check | RelationalCheck, ...]:
    """Return all checks: ours by family, then those that other packages register.

    A package registers one by an entry point of the group ``tallystick.checks`` that names a
    `Check` or `RelationalCheck`. UnusableCheckError where what it names cannot be loaded or is no
    check, and for a second check of the same name.
    """
    ours = [check for family in FAMILIES.values() for check in family]
    theirs = [_loaded(entry) for entry in sorted(entry_points(group=ENTRY_POINT))]
    named: dict[str, Check | RelationalCheck] = {}
    for check in [*ours, *theirs]:
        if check.name in named:
            raise UnusableCheckError(f"two checks are called {check.name}; rename one of them")
        named[check.name] = check
    return tuple(named.values())


def _loaded(entry: EntryPoint) -> Check | RelationalCheck:
    """The check that an entry point names; the code of that package may fail in any way."""
    where = f"package {entry.dist.name if entry.dist else '?'}, check {entry.name} ({entry.value})"
    try:
        check = entry.load()
    except Exception as error:
        raise UnusableCheckError(
            f"{where}: it cannot be loaded: {type(error).__name__}: {error}; "
            "mend the package, or uninstall it"
        ) from error
    if not isinstance(check, Check | RelationalCheck):
        raise UnusableCheckError(f"{where}: it is no check; name what `declared` returned")
    return check


def __dir__() -> list[str]:
    return sorted({*FAMILIES, *__all__})
