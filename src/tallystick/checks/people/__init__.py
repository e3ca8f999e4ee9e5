"""Checks of who appears with whom."""

from tallystick.checks.people import repeat_subjects, stock_witnesses

CHECKS = (stock_witnesses.CHECK, repeat_subjects.CHECK)
