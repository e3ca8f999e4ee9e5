"""Checks of the paper itself."""

from tallystick.checks.records import (
    default_values,
    entry_lag,
    impossible_activity,
    integrity,
    unmatched,
)

CHECKS = (
    integrity.CHECK,
    entry_lag.CHECK,
    unmatched.CHECK,
    impossible_activity.CHECK,
    default_values.CHECK,
)
