"""How long does it take to write and to verify the log and the bundle of a case?

Run ``PYTHONPATH=src:. python -m benchmarks.case_log FOLDER [--entries N]``. Each entry has an
object of four values, as a decision has; nothing is drawn, so that there is no seed. It prints
seconds by the clock and of the processor, the load, and the most memory in use.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tallystick.seal import (
    Entry,
    Parts,
    canonical,
    entry,
    read_log,
    verify_bundle,
    verify_chain,
    write_bundle,
    write_log,
)
from tallystick.seal.signature import make_keys

START = datetime(2026, 1, 1, tzinfo=UTC)


@contextmanager
def timed(what: str) -> Iterator[None]:
    clock, own = time.perf_counter(), sum(os.times()[:4])
    yield
    clock, own = time.perf_counter() - clock, sum(os.times()[:4]) - own
    print(f"{what:55} {clock:7.2f} s {own:7.2f} s of the processor")


def made(size: int) -> list[Entry]:
    entries: list[Entry] = []
    for number in range(size):
        told = {
            "pattern": f"outcomes.disparity:unit:{number % 5000}",
            "value": "explained",
            "cause": "staffing",
            "estimate": number / size,
        }
        at = START + timedelta(seconds=number)
        last = entries[-1] if entries else None
        entries.append(entry(last, at, f"person-{number % 9}", "disposition.propose", told))
    return entries


def main() -> None:
    """Measure each step once, and check that each gave what it must."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--entries", type=int, default=100_000)
    asked = parser.parse_args()
    folder, size = asked.folder, asked.entries
    folder.mkdir(parents=True)
    make_keys(folder / "key", "office")
    print(f"{size:,} entries, load {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores")
    with timed("make the entries"):
        entries = made(size)
    with timed("verify the chain, in memory"):
        assert verify_chain(entries) == []
    edited = [*entries[: size // 2], *entries[size // 2 + 1 :]]
    with timed("name the one that was removed"):
        assert [each.seq for each in verify_chain(edited)] == [size // 2 + 1]
    with timed("write log.jsonl"):
        write_log(folder / "log.jsonl", entries)
    with timed("read log.jsonl and verify the chain"):
        assert verify_chain(read_log(folder / "log.jsonl")) == []
    with timed("write, sign and verify the bundle"):
        write_bundle(folder / "bundle.zip", Parts(entries, canonical({})), folder / "key")
    with timed("verify the bundle, its signature with it"):
        assert not verify_bundle(folder / "bundle.zip").differences
    with zipfile.ZipFile(folder / "bundle.zip") as bundle:
        bundle.extractall(folder / "bundle")
    with timed("python verify.py, by an outsider (another process)"):
        subprocess.run([sys.executable, folder / "bundle" / "verify.py"], check=True,
                       capture_output=True)  # fmt: skip
    print(f"{(folder / 'log.jsonl').stat().st_size:,} bytes of log, at most "
          f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10} MiB of memory")  # fmt: skip


if __name__ == "__main__":
    main()
