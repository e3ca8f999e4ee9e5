"""Tells whether an enforcement figure was earned or manufactured."""

__version__ = "0.2.0"

NOTEBOOK = ("Run", "check", "open_run", "run_audit")


def __getattr__(name: str) -> object:
    """Give `run_audit`, `open_run`, `check` and `Run` when they are asked for: the shell needs none."""
    if name in NOTEBOOK:
        from importlib import import_module

        return getattr(import_module("tallystick.notebook"), name)
    raise AttributeError(f"module 'tallystick' has no attribute {name!r}")
