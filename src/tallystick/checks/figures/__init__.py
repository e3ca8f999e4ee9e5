"""Checks of reported totals."""

from tallystick.checks.figures import period_end, recount

CHECKS = (recount.CHECK, period_end.CHECK)
