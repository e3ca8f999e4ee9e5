"""Checks of who appears with whom."""

from tallystick.checks.people import peer_benchmark

CHECKS = (peer_benchmark.CHECK,)
