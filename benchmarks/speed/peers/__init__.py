"""Beside which public tools is Tallystick measured?

To add one: a file beside this one that makes a `Peer`, and its line in `PEERS`. The command then
measures it, the page shows it, and a package that is not installed is named in the table.
"""

from benchmarks.speed.peers.bunching import BUNCHING
from benchmarks.speed.peers.day_counts import DAY_COUNTS
from benchmarks.speed.peers.line_counts import LINE_COUNTS
from benchmarks.speed.peers.peer import Peer, Way

PEERS = (BUNCHING, LINE_COUNTS, DAY_COUNTS)

__all__ = ["PEERS", "Peer", "Way", "peer_called"]


def peer_called(name: str) -> Peer:
    """The peer of that name; KeyError when there is none."""
    for peer in PEERS:
        if peer.name == name:
            return peer
    raise KeyError(name)
