"""The pictures of what the agency's tests did not find."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from tallystick.audit.selection import AnyCheck, naming_its_package
from tallystick.checks import Check
from tallystick.findings import Result
from tallystick.findings.named import marked
from tallystick.findings.result import DRAWN, NOT_FOUND
from tallystick.tables.store import Tables


def with_pictures(
    checks: Iterable[AnyCheck], results: Iterable[Result], tables: Tables
) -> tuple[Result, ...]:
    """Return `results`, those of the agency that name no pattern with what is drawn of them."""
    known = {check.name: check for check in checks if isinstance(check, Check)}
    return tuple(
        _with_picture(known[each.check], each, tables)
        if each.verdict == NOT_FOUND and each.subject_kind == "agency" and each.check in known
        else each
        for each in results
    )


def _with_picture(check: Check, result: Result, tables: Tables) -> Result:
    with naming_its_package(check):
        drawn = check.drawn(result, tables)
    if drawn is None:
        return result
    return replace(result, detail={**result.detail, DRAWN: marked(drawn)})
