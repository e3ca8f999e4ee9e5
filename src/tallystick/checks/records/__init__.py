"""Checks of the paper itself."""

from tallystick.checks.records import (
    copied_narratives,
    entry_lag,
    integrity,
    unmatched,
    vanished,
)

CHECKS = (
    integrity.CHECK,
    entry_lag.CHECK,
    unmatched.CHECK,
    copied_narratives.CHECK,
    vanished.CHECK,
)
