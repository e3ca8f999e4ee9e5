"""Seconds and memory of posts that bring a scanned PDF, four at once."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.channel.scanned import scanned_pdf

from channel import children, make_channel, served

BYTES, AT_ONCE = 5_000_000, 4
MOST_SECONDS, MOST_MB = 4.0, 250.0
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Round:
    """Posts at once: seconds of each, seconds of a processor a post, MB of its two processes."""

    seconds: list[float]
    processor: float
    mb: float

    @property
    def is_met(self) -> bool:
        """Whether the slowest post and its memory are within the bars."""
        return max(self.seconds) <= MOST_SECONDS and self.mb <= MOST_MB


def rounds(folder: Path, count: int) -> Iterator[Round]:
    """Yield one result for each of `count` rounds of posts at once."""
    pdf = scanned_pdf(BYTES)
    print(f"a PDF of 20 pages, {len(pdf):,} bytes; {AT_ONCE} posts at once")
    make_channel(folder / "case")
    with served(folder / "case", folder / "log") as channel:
        for _ in range(count):
            yield _round(channel, pdf)


def _round(channel: Any, pdf: bytes) -> Round:
    forms = [channel.get("/tell") for _ in range(AT_ONCE)]
    watch = _Watch(channel.process.pid)
    before = _processor(channel.process.pid)
    with watch, ThreadPoolExecutor(AT_ONCE) as pool:
        seconds = list(pool.map(lambda form: _seconds(channel, form, pdf), forms))
    while any(Path(f"/proc/{number}").exists() for number in watch.drew):
        time.sleep(0.05)
    spent = _processor(channel.process.pid) - before
    return Round(seconds, spent / AT_ONCE, watch.most)


def _seconds(channel: Any, form: Any, pdf: bytes) -> float:
    begun = time.perf_counter()
    answer, _ = channel.tell("twenty pages", [("scan.pdf", pdf)], page=form)
    assert answer.status == 200, answer.words
    return time.perf_counter() - begun


def _processor(number: int) -> float:
    """Return seconds of a processor of what a process has started, as far as that has ended."""
    fields = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[13]) + int(fields[14])) / TICKS


class _Watch:
    """The most memory (MB) that a worker and the process that draws for it have held."""

    def __init__(self, number: int) -> None:
        self.most, self._number = 0.0, number
        self.drew: set[int] = set()
        self._ends = threading.Event()
        self._thread = threading.Thread(target=self._look)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._ends.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._ends.wait(0.1):
            for worker in children(self._number):
                closed = children(worker)
                self.drew |= {worker} if closed else set()
                drawing = max(map(_high_water, closed), default=0.0)
                self.most = max(self.most, _high_water(worker) + drawing)


def _high_water(number: int) -> float:
    try:
        lines = Path(f"/proc/{number}/status").read_text().splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    told: Mapping[str, str] = dict(line.split(":", 1) for line in lines)
    return int(told.get("VmHWM", "0 kB").split()[0]) * 1024 / 1e6
