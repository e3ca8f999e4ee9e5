"""Checks of weighed or measured things."""

from tallystick.checks.exhibits import threshold_bunching, unaccounted

CHECKS = (threshold_bunching.CHECK, unaccounted.CHECK)
