"""Checks of weighed or measured things."""

from tallystick.checks.exhibits import stage_drift, threshold_bunching, unaccounted

CHECKS = (threshold_bunching.CHECK, stage_drift.CHECK, unaccounted.CHECK)
