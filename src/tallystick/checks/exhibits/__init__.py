"""Checks of weighed or measured things."""

from tallystick.checks.exhibits import moved_line, threshold_bunching, unaccounted

CHECKS = (threshold_bunching.CHECK, moved_line.CHECK, unaccounted.CHECK)
