"""Checks of what became of the cases."""

from tallystick.checks.check import Check, RelationalCheck

CHECKS: tuple[Check | RelationalCheck, ...] = ()
