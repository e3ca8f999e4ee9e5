"""Which checks can be run on what was loaded, and what do the others need?"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from difflib import get_close_matches
from pathlib import Path

from tallystick.checks import Check, RelationalCheck, Rule, UnusableCheckError, every
from tallystick.checks.check import Needs, lacking
from tallystick.findings import NotRun
from tallystick.findings.words import words_beside
from tallystick.tables.store import Tables

say = words_beside(__file__).say

AnyCheck = Check | RelationalCheck
FAILED = "This happened in a check of another package: "


class UnknownCheckError(UnusableCheckError):
    """A check was asked for by a name that none has."""


def chosen(only: tuple[str, ...]) -> tuple[AnyCheck, ...]:
    """Return the checks called `only`, or all of them; UnknownCheckError when one is not there."""
    checks = {check.name: check for check in every()}
    for name in only:
        if name not in checks:
            near = get_close_matches(name, checks, n=1, cutoff=0.3) or ["tallystick checks"]
            raise UnknownCheckError(
                f"{name}: there is no check of that name; "
                f"did you mean {near[0]}? `tallystick checks` lists them all"
            )
    return tuple(check for name, check in checks.items() if not only or name in only)


def catalogue() -> list[tuple[str, str, str, str]]:
    """Return a row per check: its name, its question, what it needs, where it comes from."""
    return [(check.name, check.question, _needs(check), _origin(check)) for check in every()]


def _needs(check: AnyCheck) -> str:
    if isinstance(check, RelationalCheck):
        return f"any of {len(check.rules)} rules' columns"
    return ", ".join(
        f"{table}.{column}" for table, columns in check.needs.items() for column in columns
    )


def _origin(check: AnyCheck) -> str:
    package = _package(check)
    return "built in" if package == __name__.partition(".")[0] else f"from {package}"


def _package(check: AnyCheck) -> str:
    return (check.module or check.describe.__module__).partition(".")[0]


def outside_checks() -> list[tuple[str, Path]]:
    """Return each check of another package: its name, and the folder or file of that package."""
    own = __name__.partition(".")[0]
    return [(check.name, _source(check)) for check in every() if _package(check) != own]


def _source(check: AnyCheck) -> Path:
    """The folder or file of its package; a package without ``__init__.py`` may have several."""
    package = sys.modules[_package(check)]
    if package.__file__ is not None:
        file = Path(package.__file__)
        return file.parent if file.name == "__init__.py" else file
    module = Path(str(sys.modules[check.module or check.describe.__module__].__file__))
    return next(each for each in map(Path, package.__path__) if module.is_relative_to(each))


@contextmanager
def naming_its_package(check: AnyCheck) -> Iterator[None]:
    """Add a note to any exception of a check of another package: its name and that package."""
    try:
        yield
    except Exception as error:
        if _package(check) != __name__.partition(".")[0]:
            error.add_note(f"{FAILED}{check.name}, {_origin(check)}.")
        raise


def runnable_rules(check: RelationalCheck, tables: Tables) -> tuple[Rule, ...]:
    """Return the rules whose columns are all filled, and that can fail."""
    return tuple(rule for rule in check.rules if not why_not_rule(rule, tables))


def why_not_rule(rule: Rule, tables: Tables) -> str:
    """Why a rule cannot be tested on these tables; "" when it can."""
    return lacking(_columns_missing(rule.needs, tables), rule.unready(tables))


def _columns_missing(needs: Needs, tables: Tables) -> str:
    missing = tables.missing(needs)
    return say("shared.needs", columns=", ".join(missing)) if missing else ""


def why_not(check: AnyCheck, tables: Tables) -> str:
    """Why a check cannot be run on these tables; "" when it can."""
    if isinstance(check, RelationalCheck):
        if runnable_rules(check, tables):
            return ""
        missing = [tables.missing(rule.needs) for rule in check.rules]
        in_all = [each for each in missing[0] if all(each in lacks for lacks in missing)]
        return say("shared.needs", columns=", ".join(in_all)) if in_all else say("shared.no_key")
    return lacking(_columns_missing(check.needs, tables), check.unready(tables))


def select(
    checks: Iterable[AnyCheck], tables: Tables
) -> tuple[tuple[AnyCheck, ...], tuple[NotRun, ...]]:
    """Split `checks` into those that can be run and an account of those that cannot.

    A rule of a test of details that lacks its columns is accounted for as well.
    """
    runnable, not_run = [], []
    for check in checks:
        why = why_not(check, tables)
        if why:
            not_run.append(NotRun(check.name, check.family, check.question, why))
            continue
        runnable.append(check)
        if isinstance(check, RelationalCheck):
            not_run += [
                NotRun(
                    f"{check.name}: {rule.name}",
                    check.family,
                    say("shared.asked", rule=rule.sentence),
                    why,
                )
                for rule in check.rules
                if (why := why_not_rule(rule, tables))
            ]
    return tuple(runnable), tuple(not_run)
