"""The one way in which a table changes: by the projection of an entry's act.

The same functions run when an entry is appended and when the log is replayed, so they read nothing
but the entry, the tables and the sealed runs: no clock, no session, and no free text.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tallystick.seal import Entry

Projection = Callable[[Entry], None]
_REGISTERED: dict[str, Projection] = {}


class UnknownActError(ValueError):
    """An entry has an act that no projection is registered for."""


def projection(act: str) -> Callable[[Projection], Projection]:
    """Register the function that follows as what entries of `act` do to the tables."""

    def register(function: Projection) -> Projection:
        if act in _REGISTERED:
            raise ValueError(f"{act}: two projections of one act")
        _REGISTERED[act] = function
        return function

    return register


def project(entry: Entry) -> None:
    """Change the tables as the act of `entry` says; UnknownActError when no projection knows it."""
    known(entry.act)(entry)


def known(act: str) -> Projection:
    """Return the projection of an act; UnknownActError when there is none."""
    try:
        return _REGISTERED[act]
    except KeyError:
        raise UnknownActError(f"{act}: no act of this version of the workbench") from None


def values(entry: Entry) -> Mapping[str, Any]:
    """Return the values of an entry's object, as whoever appended it gave them."""
    return entry.object


def acts() -> tuple[str, ...]:
    """Return every act that is registered, in order."""
    return tuple(sorted(_REGISTERED))
