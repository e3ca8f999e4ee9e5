"""Checks of who appears with whom."""

from tallystick.checks.people import stock_witnesses

CHECKS = (stock_witnesses.CHECK,)
