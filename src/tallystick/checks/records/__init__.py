"""Checks of the paper itself."""

from tallystick.checks.records import entry_lag, integrity, unfounded, unmatched

CHECKS = (integrity.CHECK, entry_lag.CHECK, unmatched.CHECK, unfounded.CHECK)
