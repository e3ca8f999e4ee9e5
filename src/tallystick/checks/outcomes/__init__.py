"""Checks of what became of the cases."""

from tallystick.checks.check import Check, RelationalCheck
from tallystick.checks.outcomes import case_collapse, disparity, hit_rate

CHECKS: tuple[Check | RelationalCheck, ...] = (
    case_collapse.CHECK,
    hit_rate.CHECK,
    disparity.CHECK,
)
