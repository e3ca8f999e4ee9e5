"""Checks of what became of the cases."""

from tallystick.checks.check import Check, RelationalCheck
from tallystick.checks.outcomes import hit_rate

CHECKS: tuple[Check | RelationalCheck, ...] = (hit_rate.CHECK,)
