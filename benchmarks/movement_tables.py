"""How often is method M wrong, how often does it find a plant, and does its interval cover?

Run ``python benchmarks/movement_tables.py PART [--replications R] [--seed S]`` with PART one of
size, power, packages, contract, small, stress. Prints Markdown. One core; minutes per part.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "stats"))

import samples

import tallystick
from tallystick.stats.movement import (
    Movement,
    default_windows,
    grid_of,
    movement_over_line,
)
from tallystick.stats.verdict import GUARD_Z

Maker = Callable[[np.random.Generator], samples.Bins]
Cell = tuple[str, Maker, dict[str, object]]
HEAD = (
    "| data | R | moved (before placebo step; t only) | spike | insufficient | mean share (sd) "
    "| 95 % covers | median se | block dispersion 50/90 % | 1.1 MDE | s per call |\n"
    "|---|---|---|---|---|---|---|---|---|---|---|"
)


def weights(mix: str, n: int, attraction: float = 0.0, share: float = 0.0) -> Cell:
    label = f"{mix}, attraction {attraction:g}, n = {n:,}, s = {share:.2f}"
    return (
        label,
        lambda rng: samples.weights(n, mix, rng, share=share, attraction=attraction),
        {"truth": share},
    )


def size_cells() -> Iterator[Cell]:
    for n in (1_000, 5_000, 20_000):
        yield weights("continuous", n)
        yield weights("tenths", n)
        yield weights("mild", n)
        yield weights("real", n)
        yield weights("strong", n)
        yield weights("real", n, 0.15)
        yield weights("strong", n, 0.15)
        yield weights("real", n, 0.40)


def power_cells() -> Iterator[Cell]:
    for n in (1_000, 5_000, 20_000):
        for share in (0.10, 0.25, 0.50):
            yield weights("real", n, 0.15, share)
    for mix in ("continuous", "mild", "strong"):
        yield weights(mix, 1_000, 0.0, 0.25)
    yield weights("strong", 1_000, 0.15, 0.25)


def package_cells() -> Iterator[Cell]:
    for size, sd in ((1.05, 0.06), (1.02, 0.04), (1.10, 0.10), (1.00, 0.05)):
        for n in (1_000, 5_000, 20_000):
            label = f"packages at {size:.2f} k (sd {sd:.0%}), n = {n:,}"
            yield label, package_maker(n, size, sd), {"truth": 0.0}


def package_maker(n: int, size: float, sd: float) -> Maker:
    return lambda rng: samples.packed_weights(n, rng, size=size, sd=sd)


def contract_cells() -> Iterator[Cell]:
    for part in (0.03, 0.10, 0.30):
        for over in (0.02, 0.05):
            for n in (1_000, 2_000, 5_000, 20_000):
                label = f"{part:.0%} in packs of the line and {over:.0%}, n = {n:,}"
                yield label, contract_maker(n, part, over), {"truth": 0.0}


def contract_maker(n: int, part: float, over: float) -> Maker:
    return lambda rng: samples.contract_weights(n, rng, part=part, over=over)


def small_cells() -> Iterator[Cell]:
    for n in (30, 100, 300):
        for mix in ("continuous", "real", "strong"):
            yield weights(mix, n, 0.0, 0.0)
            yield weights(mix, n, 0.0, 0.5)


def stress_cells() -> Iterator[Cell]:
    whole = {"line": 65, "low": 30, "high": 98, "kind": "score", "physical": False}
    for n in (1_000, 20_000):
        for share in (0.0, 0.25):
            options = {**whole, "truth": share}
            yield f"scores with holes, n = {n:,}, s = {share:.2f}", score_maker(n, share), options
        mph = {"line": 15, "kind": "speed", "physical": False, "truth": 0.0}
        yield f"whole mph, line 15, n = {n:,}", speed_maker(n), mph
        label, make, options = weights("real", n, 0.15)
        yield f"strict line: {label}", make, {**options, "inclusive": False}
        yield f"down: {label}", make, {**options, "direction": "down"}
        yield f"true jump of 30 %, n = {n:,}", jump_maker(n), {"truth": 0.0}


def score_maker(n: int, share: float) -> Maker:
    return lambda rng: samples.scores(n, rng, share=share)


def speed_maker(n: int) -> Maker:
    return lambda rng: samples.speeds(n, rng)


def jump_maker(n: int) -> Maker:
    return lambda rng: samples.jumped_weights(n, rng, missing=0.30)


def one(make: Maker, rng: np.random.Generator, options: dict[str, object]) -> Movement:
    line = int(str(options.get("line", samples.LINE_MG)))
    edges = {k: int(str(options[k])) for k in ("low", "high") if k in options}
    grid = grid_of(*make(rng), line=line, **edges)
    hole, excess = default_windows(grid, str(options.get("kind", "weight")))
    return movement_over_line(
        grid,
        hole=hole,
        excess=excess,
        inclusive=bool(options.get("inclusive", True)),
        direction=str(options.get("direction", "up")),
        physical=bool(options.get("physical", True)),
        brief=True,
    )


def row(label: str, found: list[Movement], truth: float, seconds: float) -> str:
    """One line of the table; shares, intervals and p only over samples that could be fitted."""
    rate = {v: np.mean([m.verdict == v for m in found]) for v in ("moved", "spike", "insufficient")}
    fits = [m for m in found if m.p_t is not None]
    held = [m for m in fits if m.interval is not None]
    t_only = [m.p_t < 0.05 for m in fits if m.p_t is not None]
    guarded = [
        t and m.z_hole > GUARD_Z and m.z_excess > GUARD_Z for t, m in zip(t_only, fits, strict=True)
    ]
    share = [m.share for m in fits]
    cover = [m.interval[0] <= truth <= m.interval[1] for m in held]
    se = [(m.interval[1] - m.interval[0]) / 4 for m in held]
    blocks = [m.block_dispersion for m in fits]
    mde = [m.smallest_detectable for m in fits]
    part = len(found) / max(1, len(fits))
    return (
        f"| {label} | {len(found)} | {rate['moved']:.3f} ({np.mean(guarded) / part:.3f}; "
        f"{np.mean(t_only) / part:.3f}) | {rate['spike']:.3f} | {rate['insufficient']:.3f} "
        f"| {np.mean(share):.3f} ({np.std(share):.3f}) | {np.mean(cover) if cover else np.nan:.3f} "
        f"| {np.median(se) if se else np.nan:.3f} "
        f"| {np.median(blocks):.2f} / {np.quantile(blocks, 0.9):.2f} | {np.median(mde):.3f} "
        f"| {seconds:.2f} |"
    )


PARTS: dict[str, Callable[[], Iterator[Cell]]] = {
    "size": size_cells,
    "power": power_cells,
    "packages": package_cells,
    "contract": contract_cells,
    "small": small_cells,
    "stress": stress_cells,
}


def main() -> None:
    """Print one part as Markdown."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("part", choices=PARTS)
    parser.add_argument("--replications", "-R", type=int, default=100)
    parser.add_argument("--seed", type=int, default=20_261_125)
    parser.add_argument("--only", default="", help="cells whose label contains this")
    given = parser.parse_args()
    print(
        f"Tallystick {tallystick.__version__}, part {given.part}, seed {given.seed} "
        f"(replication r of cell k uses default_rng([seed, k, r])), R = {given.replications}\n"
    )
    print(HEAD, flush=True)
    for k, (label, make, options) in enumerate(PARTS[given.part]()):
        if given.only not in label:
            continue
        began = time.perf_counter()
        found = [
            one(make, np.random.default_rng([given.seed, k, r]), options)
            for r in range(given.replications)
        ]
        seconds = (time.perf_counter() - began) / given.replications
        print(row(label, found, float(str(options["truth"])), seconds), flush=True)


if __name__ == "__main__":
    main()
