"""Checks of the paper itself."""

from tallystick.checks.records import entry_lag, integrity

CHECKS = (integrity.CHECK, entry_lag.CHECK)
