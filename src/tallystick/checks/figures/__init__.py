"""Checks of reported totals."""

from tallystick.checks.figures import (
    digits,
    period_end,
    recount,
    round_targets,
    substitution,
    too_smooth,
    valuation,
)

CHECKS = (
    recount.CHECK,
    period_end.CHECK,
    too_smooth.CHECK,
    round_targets.CHECK,
    digits.CHECK,
    substitution.CHECK,
    valuation.CHECK,
)
