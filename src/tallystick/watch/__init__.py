"""Monitoring over time: audits of windows that share no records, and their evidence together."""

from tallystick.watch.declared import Declaration, WatchError, read_declared, write_declared
from tallystick.watch.looks import Audited, Look, add_look, read_looks, refuse_look
from tallystick.watch.state import Row, State, state_of

__all__ = [
    "Audited",
    "Declaration",
    "Look",
    "Row",
    "State",
    "WatchError",
    "add_look",
    "read_declared",
    "read_looks",
    "refuse_look",
    "state_of",
    "write_declared",
]
