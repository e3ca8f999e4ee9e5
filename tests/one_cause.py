"""What do the data say of one innocent cause of a result? The queries of the others are not run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tallystick.audit.execution import explanations
from tallystick.checks import Check
from tallystick.engine import Engine
from tallystick.findings import Explanation, Result
from tallystick.tables.store import Tables


def said_of(
    check: Check, result: Result, tables: Tables, engine: Engine, *words: str
) -> Sequence[Explanation]:
    """Return, in their order, the explanations whose causes hold any of `words`.

    AssertionError where no cause of the check does, whether it applies to the result or not.
    """
    held = [each for each in check.explanations if any(said in each.cause for said in words)]
    assert held, f"{check.name} has no cause with {words}"
    return explanations(replace(check, explanations=tuple(held)), result, tables, engine)
