"""Checks of reported totals."""

from tallystick.checks.figures import recount

CHECKS = (recount.CHECK,)
