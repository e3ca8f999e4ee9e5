"""How are a peer's ways measured on the same input?

First each way answers once, in a process of its own that is measured whole: its answer and its
memory. Where the answers must be alike and are not, nothing is timed. Then pyperf times them, the
ways in turn, each time in a new process after one warm-up that is not counted.
"""

from __future__ import annotations

import json
import sys
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.speed.asked import Asked
from benchmarks.speed.book import Sitting
from benchmarks.speed.measured import FailedError, measured
from benchmarks.speed.one_way import MODULE, ONCE
from benchmarks.speed.peers import Peer, Way
from benchmarks.speed.workshop import Workshop

REPEATS = 5
QUICK_SIZE = 10_000
VALUES, SLOW_FROM = 3, 1_000_000


class DifferError(Exception):
    """Ways that must answer alike do not."""


def run(peer: Peer, asked: Asked, shop: Workshop, sitting: Sitting) -> None:
    """Measure `peer` at every size, and note one record for each way."""
    if peer.remark is not None:
        sitting.content["remark"] = peer.remark()
    for size in asked.sizes_or((QUICK_SIZE,) if asked.quick else peer.sizes):
        given = peer.prepare(size, shop)
        records = {way.name: answered(peer, way, given, size, asked) for way in peer.ways}
        if peer.alike:
            demand_alike(peer, records)
        for repeat in range(1, asked.repeats_or(REPEATS) + 1):
            for way in peer.ways if repeat % 2 else reversed(peer.ways):
                record = records[way.name]
                if "answer" in record and "failed" not in record:
                    asked.tell(f"{peer.name} of {size:,}, {way.name}, run {repeat}")
                    _time(peer, way, given, size, record)
        for record in records.values():
            sitting.note(**record)


def answered(peer: Peer, way: Way, given: Path, size: int, asked: Asked) -> dict[str, Any]:
    """The answer of one way and the memory of its process, or why there is none."""
    record: dict[str, Any] = {"size": size, "way": way.name}
    missing = [name for name in (way.needs, "pyperf") if name and find_spec(name) is None]
    if missing:
        return {**record, "absent": f"not installed: {', '.join(missing)}"}
    asked.tell(f"{peer.name} of {size:,}, {way.name}, once")
    try:
        taken = measured([sys.executable, "-m", MODULE, peer.name, way.name, given, ONCE])
    except FailedError as error:
        return {**record, "failed": str(error)}
    answer = json.loads(taken.output)["answer"]
    return {**record, "peak_mb": round(taken.peak_mb, 1), "answer": answer, "seconds": []}


def demand_alike(peer: Peer, records: dict[str, dict[str, Any]]) -> None:
    """DifferError unless all answers that there are say the same."""
    answers = {name: record["answer"] for name, record in records.items() if "answer" in record}
    if len(set(answers.values())) > 1:
        told = "; ".join(f"{name}: {answer}" for name, answer in answers.items())
        raise DifferError(f"{peer.name}: the answers differ, so nothing is timed: {told}")


def _time(peer: Peer, way: Way, given: Path, size: int, record: dict[str, Any]) -> None:
    import pyperf

    values = 1 if size >= SLOW_FROM else VALUES
    options = ["-p", "1", "-n", str(values), "-w", "1", "-l", "1", "--copy-env", "--quiet"]
    with TemporaryDirectory(prefix="bench-pyperf-") as folder:
        kept = Path(folder) / "values.json"
        words = [sys.executable, "-m", MODULE, peer.name, way.name, given, *options, "-o", kept]
        try:
            measured(words)
        except FailedError as error:
            record["failed"] = str(error)
            return
        (benchmark,) = pyperf.BenchmarkSuite.load(str(kept)).get_benchmarks()
        record["seconds"] += [round(value, 4) for value in benchmark.get_values()]
