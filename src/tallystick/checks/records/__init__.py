"""Checks of the paper itself."""

from tallystick.checks.records import integrity

CHECKS = (integrity.CHECK,)
