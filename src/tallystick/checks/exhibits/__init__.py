"""Checks of weighed or measured things."""

from tallystick.checks.exhibits import threshold_bunching

CHECKS = (threshold_bunching.CHECK,)
