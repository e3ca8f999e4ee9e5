"""Checks of weighed or measured things."""

from tallystick.checks.exhibits import (
    custody,
    moved_line,
    moved_when,
    other_stratum,
    other_substance,
    recycled_lot,
    rounding_style,
    stage_drift,
    threshold_bunching,
    unaccounted,
)

CHECKS = (
    threshold_bunching.CHECK,
    moved_line.CHECK,
    moved_when.CHECK,
    other_substance.CHECK,
    other_stratum.CHECK,
    stage_drift.CHECK,
    custody.CHECK,
    unaccounted.CHECK,
    rounding_style.CHECK,
    recycled_lot.CHECK,
)


def __dir__() -> list[str]:
    return sorted(check.name.partition(".")[2] for check in CHECKS)
