"""Command line: python -m rivals FOLDER --size N --seed S."""

from __future__ import annotations

import argparse
from pathlib import Path

from rivals.kinds import ODDITIES, PLANTS
from rivals.making import make_world
from rivals.writing import write


def main(arguments: list[str] | None = None) -> None:
    """Make one agency and write it into a folder."""
    parser = argparse.ArgumentParser(prog="python -m rivals", description=main.__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--size", type=int, default=10_000, help="incidents, about")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--days", type=int, default=1095, help="the period's length")
    parser.add_argument("--oddity", action="append", default=[], choices=sorted(ODDITIES))
    parser.add_argument("--plant", action="append", default=[], choices=sorted(PLANTS))
    parser.add_argument("--dose", type=float, default=0.5, help="share of made records")
    asked = parser.parse_args(arguments)
    try:
        oddities, plants = (tuple(dict.fromkeys(each)) for each in (asked.oddity, asked.plant))
        world = make_world(asked.seed, asked.size, asked.days, oddities, plants, asked.dose)
    except ValueError as fault:
        parser.error(str(fault))
    write(world, asked.folder)


if __name__ == "__main__":
    main()
