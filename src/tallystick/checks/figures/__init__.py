"""Checks of reported totals."""

from tallystick.checks.figures import (
    digits,
    pace,
    period_end,
    ratchet,
    recount,
    reversion,
    round_targets,
    substitution,
    too_smooth,
    valuation,
)

CHECKS = (
    recount.CHECK,
    period_end.CHECK,
    ratchet.CHECK,
    pace.CHECK,
    reversion.CHECK,
    too_smooth.CHECK,
    round_targets.CHECK,
    digits.CHECK,
    substitution.CHECK,
    valuation.CHECK,
)


def __dir__() -> list[str]:
    return sorted(check.name.partition(".")[2] for check in CHECKS)
