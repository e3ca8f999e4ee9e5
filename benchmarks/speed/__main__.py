"""Measure speed and memory: docs/benchmarks.json, of which the site builds its page.

``python -m benchmarks.speed --out docs`` measures every part; ``--only NAME ...`` measures those
parts and leaves the others as they are. ``--quick`` takes small sizes, few repeats and no Spark, to
see within two minutes that everything runs: it judges no limit, so write it elsewhere than into
docs. ``--page FILE`` measures nothing and writes the page that the site builds.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.speed import alone, audits, contest, engines, held, making, shell
from benchmarks.speed.asked import Asked
from benchmarks.speed.book import Book, Sitting
from benchmarks.speed.contest import DifferError
from benchmarks.speed.machine import facts
from benchmarks.speed.measured import FailedError
from benchmarks.speed.page import page
from benchmarks.speed.peers import PEERS
from benchmarks.speed.workshop import Workshop

PARTS: dict[str, Callable[[Asked, Workshop, Sitting], None]] = {
    "audits": audits.run,
    "alone": alone.run,
    "held": held.run,
    "shell": shell.run,
    **{peer.name: partial(contest.run, peer) for peer in PEERS},
    "making": making.run,
    "engines": engines.run,
}
NOT_QUICK = ("engines",)
NUMBERS = "benchmarks.json"


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speed", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="the folder of the numbers")
    parser.add_argument("--only", nargs="+", choices=PARTS, metavar="NAME", help=", ".join(PARTS))
    parser.add_argument("--sizes", nargs="+", type=int, help="in place of each part's own")
    parser.add_argument("--checks", nargs="+", metavar="NAME", help="those of `alone`, not all")
    parser.add_argument("--repeats", type=int, help="in place of each part's own")
    parser.add_argument("--worlds", type=Path, help="a folder of worlds, reused and added to")
    parser.add_argument("--scratch", type=Path, help="where what is made in passing may lie")
    parser.add_argument("--quick", action="store_true", help="two minutes; judges nothing")
    parser.add_argument("--page", type=Path, help="measure nothing; write the page to this file")
    options = parser.parse_args(arguments)
    load = os.getloadavg()[0]
    options.out.mkdir(parents=True, exist_ok=True)
    book = Book.opened(options.out / NUMBERS)
    if options.page:
        options.page.write_text(page(book.parts), encoding="utf-8")
        return
    chosen = options.only or [name for name in PARTS if not (options.quick and name in NOT_QUICK)]
    sizes = tuple(options.sizes) if options.sizes else None
    checks = tuple(options.checks) if options.checks else None
    asked = Asked(sizes, options.repeats, options.quick, checks)
    with TemporaryDirectory(prefix="bench-", dir=options.scratch) as scratch:
        shop = Workshop(Path(scratch), options.worlds)
        for part in chosen:
            sitting = book.sitting(part, facts(load, quick=options.quick))
            try:
                PARTS[part](asked, shop, sitting)
            except (DifferError, FailedError) as error:
                raise SystemExit(str(error)) from None
    print(f"{options.out / NUMBERS} is written; to read it: --out {options.out} --page FILE")


if __name__ == "__main__":
    main()
