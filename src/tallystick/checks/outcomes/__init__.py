"""Checks of what became of the cases."""

from tallystick.checks.check import Check, RelationalCheck
from tallystick.checks.outcomes import (
    case_collapse,
    class_mismatch,
    disparity,
    hit_rate,
    penalty_range,
    uncharged_arrests,
)

CHECKS: tuple[Check | RelationalCheck, ...] = (
    class_mismatch.CHECK,
    penalty_range.CHECK,
    case_collapse.CHECK,
    hit_rate.CHECK,
    disparity.CHECK,
    uncharged_arrests.CHECK,
)


def __dir__() -> list[str]:
    return sorted(check.name.partition(".")[2] for check in CHECKS)
