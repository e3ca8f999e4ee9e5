"""Measure the confidential channel against its bars.

Run ``PYTHONPATH=src:. python -m benchmarks.channel WHAT FOLDER``, where WHAT is drawing, guesses,
light (guesses without the work of a key) or flood, and the folder is new. Each prints what it
measured, the load of the machine, and exits with 1 where a bar is missed.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

ROOM = 300_000_000
"""Bytes above the floor of the disk with which a flood begins."""
sys.path.insert(0, str(Path(__file__).parents[2] / "tests" / "intake"))


def main() -> None:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("drawing", "guesses", "flood", "light"))
    parser.add_argument("folder", type=Path)
    parser.add_argument("--count", type=int, default=0, help="rounds, pairs or posts")
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True)
    print(f"load before: {_load()}, {os.cpu_count()} processors", flush=True)
    met = {"drawing": _drawing, "guesses": _guesses, "light": _light, "flood": _flood}[asked.what]
    is_met = met(asked.folder, asked.count)
    print(f"load after: {_load()}")
    if not is_met:
        raise SystemExit(1)


def _drawing(folder: Path, count: int) -> bool:
    from benchmarks.channel import drawing

    met = []
    for each in drawing.rounds(folder, count or 5):
        shown = ", ".join(f"{one:.2f}" for one in sorted(each.seconds))
        print(f"{shown} s; {each.processor:.2f} s of a processor a post; {each.mb:.0f} MB",
              flush=True)  # fmt: skip
        met.append(each.is_met)
    print(f"{sum(met)} of {len(met)} rounds within {drawing.MOST_SECONDS:.0f} s and "
          f"{drawing.MOST_MB:.0f} MB")  # fmt: skip
    return sum(met) * 2 > len(met)


def _light(folder: Path, count: int) -> bool:
    return _guesses(folder, count, is_light=True)


def _guesses(folder: Path, count: int, *, is_light: bool = False) -> bool:
    from benchmarks.channel import guesses

    met = False
    for found in guesses.measured(
        folder, count or 500, 0.0 if is_light else guesses.WITHIN, is_light=is_light
    ):
        secret, locator, apart, low, high = (
            each * 1e3
            for each in (found.secret, found.locator, found.difference, found.low, found.high)
        )
        print(f"{found.pairs} pairs: median of a wrong secret {secret:.1f} ms, of a wrong locator "
              f"{locator:.1f} ms; difference within a pair {apart:+.2f} ms "
              f"(95% interval {low:+.2f} to {high:+.2f})", flush=True)  # fmt: skip
        met = found.is_met
    return met


def _flood(folder: Path, count: int) -> bool:
    from benchmarks.channel import flood

    found = flood.flooded(folder, count or 10_000, ROOM)
    print(f"{found.kept:,} letters kept, {found.refused:,} refused in words, {found.failed} failed")
    print(f"{found.letters:,} letters in the box")
    print(f"least free: {(found.least_free - found.floor) / 1e6:.1f} MB above the floor")
    print(f"first page: {found.page_median:.2f} s in the median, {found.page_most:.2f} s at most")
    return found.is_met


def _load() -> str:
    return " ".join(f"{each:.1f}" for each in os.getloadavg())


if __name__ == "__main__":
    main()
