"""Helps to tell whether an enforcement figure was earned or manufactured."""

__version__ = "0.3.0"

# What a user finds here, imported when it is asked for: the shell needs none of it.
ROOMS = ("audit", "checks", "propose")
NOTEBOOK = ("Run", "check", "open_run")
# What answers when a room, a check or a finding is called; they lie below what does the work.
ANSWERS = ("asked", "audited", "plotted", "proposed", "viewed")


def __getattr__(name: str) -> object:
    from importlib import import_module

    if name in ROOMS:
        return import_module(f"tallystick.{name}")
    if name in NOTEBOOK or name in ANSWERS:
        return getattr(import_module("tallystick.notebook"), name)
    raise AttributeError(f"module 'tallystick' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({"__version__", *ROOMS, *NOTEBOOK})
