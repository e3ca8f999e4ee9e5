"""Checks of weighed or measured things."""

from tallystick.checks.exhibits import recycled_lot, rounding_style, threshold_bunching, unaccounted

CHECKS = (threshold_bunching.CHECK, unaccounted.CHECK, rounding_style.CHECK, recycled_lot.CHECK)
