"""How long does one way of one peer take, in a process of its own?

``python -m benchmarks.speed.one_way PEER WAY INPUT --once`` answers once and prints the answer: the
memory of that process is measured around it, imports and all. Without ``--once`` it is a pyperf
runner, and pyperf's own options follow: only the calls of the way's function are timed.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.speed.peers import Peer, Way, peer_called

MODULE = "benchmarks.speed.one_way"
ONCE = "--once"


def main(words: Sequence[str]) -> None:
    peer = peer_called(words[0])
    way = peer.way(words[1])
    if way in peer.ours:
        # As Tallystick's command line sets it; the others have what their users have.
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    if ONCE in words:
        answer_once(peer, way, Path(words[2]))
    else:
        timed(way, list(words[:3]))


def answer_once(peer: Peer, way: Way, given: Path) -> None:
    """Print the way's answer, as its peer says it."""
    print(json.dumps({"answer": peer.say(way.ready(given)())}))


def timed(way: Way, words: list[str]) -> None:
    """Let pyperf time the way's function."""
    import pyperf

    ready: list[Any] = []

    def seconds(loops: int) -> float:
        if not ready:
            ready.append(way.ready(Path(words[2])))
        began = time.perf_counter()
        for _ in range(loops):
            ready[0]()
        return time.perf_counter() - began

    runner = pyperf.Runner(program_args=("-m", MODULE, *words))
    for name in ("peer", "way", "input"):
        runner.argparser.add_argument(name)
    runner.bench_time_func(words[1], seconds)


if __name__ == "__main__":
    main(sys.argv[1:])
