"""Tells whether an enforcement figure was earned or manufactured."""

__version__ = "0.1.0"
