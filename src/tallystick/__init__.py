"""Tells whether an enforcement figure was earned or manufactured."""

__version__ = "0.2.0"

NOTEBOOK = ("Run", "check", "open_run", "run_audit")


def __getattr__(name: str) -> object:
    """Give what `NOTEBOOK` names when it is asked for: the shell needs none of it."""
    if name in NOTEBOOK:
        from importlib import import_module

        return getattr(import_module("tallystick.notebook"), name)
    raise AttributeError(f"module 'tallystick' has no attribute {name!r}")
