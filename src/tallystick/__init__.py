"""Tells whether an enforcement figure was earned or manufactured."""

__version__ = "0.2.0"
