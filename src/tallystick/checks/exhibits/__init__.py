"""Checks of weighed or measured things."""

CHECKS = ()
