"""Checks of the paper itself."""

from tallystick.checks.records import (
    copied_narratives,
    default_values,
    entry_lag,
    impossible_activity,
    integrity,
    revised,
    split_arrests,
    supported_figure,
    unfounded,
    unmatched,
    vanished,
)

CHECKS = (
    integrity.CHECK,
    entry_lag.CHECK,
    unmatched.CHECK,
    supported_figure.CHECK,
    unfounded.CHECK,
    default_values.CHECK,
    impossible_activity.CHECK,
    copied_narratives.CHECK,
    vanished.CHECK,
    revised.CHECK,
    split_arrests.CHECK,
)


def __dir__() -> list[str]:
    return sorted(check.name.partition(".")[2] for check in CHECKS)
