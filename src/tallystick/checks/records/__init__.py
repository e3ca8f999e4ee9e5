"""Checks of the paper itself."""

from tallystick.checks.records import entry_lag, integrity, supported_figure, unfounded, unmatched

CHECKS = (
    integrity.CHECK,
    entry_lag.CHECK,
    unmatched.CHECK,
    supported_figure.CHECK,
    unfounded.CHECK,
)
