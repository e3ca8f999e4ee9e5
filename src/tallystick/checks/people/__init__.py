"""Checks of who appears with whom."""

from tallystick.checks.people import supplied_buyers

CHECKS = (supplied_buyers.CHECK,)
