"""Checks of what became of the cases."""

from tallystick.checks.check import Check, RelationalCheck
from tallystick.checks.outcomes import class_mismatch, penalty_range

CHECKS: tuple[Check | RelationalCheck, ...] = (
    class_mismatch.CHECK,
    penalty_range.CHECK,
)
