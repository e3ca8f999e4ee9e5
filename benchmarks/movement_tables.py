"""How often is method M wrong, how often does it find a plant, and does its interval cover?

Run ``python benchmarks/movement_tables.py PART [--replications R] [--seed S] [--peers]`` with PART
one of size, power, packages, contract, small, stress, coarse. ``--peers`` asks rddensity and the
polynomial bunching estimator of the same samples too. Prints Markdown. One core; minutes per part.
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
from tallystick.calibrate.peers.density import rddensity_p
from tallystick.calibrate.peers.polynomial import polynomial_p
from tallystick.stats.bunching.movement import (
    Movement,
    default_windows,
    grid_of,
    movement_over_line,
)
from tallystick.stats.bunching.verdict import GUARD_Z

Maker = Callable[[np.random.Generator], samples.Bins]
Cell = tuple[str, Maker, dict[str, object]]
Asked = Callable[[np.ndarray, float], float]
ROUND_MG = (500.0, 1_000.0)
PEERS: dict[str, Asked] = {
    "rddensity": rddensity_p,
    "polynomial, residuals drawn": polynomial_p,
    "polynomial, records drawn": lambda mg, line: polynomial_p(mg, line, resampled="records"),
    "the same with dummies of 1 and .5 g": lambda mg, line: polynomial_p(
        mg, line, resampled="records", round_to=ROUND_MG
    ),
}
WITH_PEERS = ("size", "power", "coarse")
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


def coarse_cells() -> Iterator[Cell]:
    binned = ((100, 2_000), (200, 2_000), (250, 2_000), (500, 2_000), (1_000, 3_000))
    for step, line in binned:
        for n in (1_000, 5_000, 20_000):
            yield from coarse(step, line, n)
    for step in (100, 200):
        yield from coarse(step, samples.LINE_MG, 5_000, nearest=True)
    for line in (3_000, 4_000):
        yield from coarse(200, line, 20_000)


def coarse(step: int, line: int, n: int, *, nearest: bool = False) -> Iterator[Cell]:
    given = "nearest" if nearest else "bins of"
    for share in (0.0, 0.25, 0.50):
        label = f"{given} {step / 1_000:g} g, line {line / 1_000:g} g, n = {n:,}, s = {share:.2f}"
        options: dict[str, object] = {"line": line, "truth": share}
        yield label, binned_maker(n, step, line, share, nearest), options


def binned_maker(n: int, step: int, line: int, share: float, nearest: bool) -> Maker:
    return lambda rng: samples.binned_weights(
        n, rng, step=step, line=line, share=share, nearest=nearest
    )


def score_maker(n: int, share: float) -> Maker:
    return lambda rng: samples.scores(n, rng, share=share)


def speed_maker(n: int) -> Maker:
    return lambda rng: samples.speeds(n, rng)


def jump_maker(n: int) -> Maker:
    return lambda rng: samples.jumped_weights(n, rng, missing=0.30)


def one(make: Maker, rng: np.random.Generator, options: dict[str, object]) -> Movement:
    return told(make(rng), options)


def told(bins: samples.Bins, options: dict[str, object]) -> Movement:
    line = int(str(options.get("line", samples.LINE_MG)))
    edges = {k: int(str(options[k])) for k in ("low", "high") if k in options}
    grid = grid_of(*bins, line=line, **edges)
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


def peer_ps(bins: samples.Bins, options: dict[str, object]) -> list[float]:
    """The peers' p, NaN for no answer, on the values from line / 4 to 4 * line."""
    line = int(str(options.get("line", samples.LINE_MG)))
    values = np.repeat(bins[0], bins[1]).astype(float)
    near = values[(values >= line / 4) & (values <= 4 * line)]
    return [asked(near, float(line)) for asked in PEERS.values()]


def peers_said(ps: list[list[float]]) -> str:
    """The further cells of a row: how often each peer rejects at 5 %, and has no answer."""
    cells = []
    for column in np.array(ps).T:
        none = np.isnan(column).mean()
        silent = f" (no answer {none:.2f})" if none else ""
        cells.append(f" {np.mean(column < 0.05):.3f}{silent} |")
    return "".join(cells)


def row(label: str, found: list[Movement], truth: float, seconds: float) -> str:
    """One line of the table; shares, intervals and p only over samples that could be fitted."""
    rate = {v: np.mean([m.verdict == v for m in found]) for v in ("moved", "spike", "insufficient")}
    fits = [m for m in found if m.p_t is not None]
    if not fits:
        return (
            f"| {label} | {len(found)} | {rate['moved']:.3f} (–; –) | {rate['spike']:.3f} "
            f"| {rate['insufficient']:.3f} |" + " – |" * 6
        )
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
    "coarse": coarse_cells,
}


def main() -> None:
    """Print one part as Markdown."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("part", choices=PARTS)
    parser.add_argument("--replications", "-R", type=int, default=100)
    parser.add_argument("--seed", type=int, default=20_261_125)
    parser.add_argument("--only", default="", help="cells whose label contains this")
    parser.add_argument("--peers", action="store_true", help="ask public estimators too")
    given = parser.parse_args()
    if given.peers and given.part not in WITH_PEERS:
        parser.error(f"--peers goes with {', '.join(WITH_PEERS)}")
    print(
        f"Tallystick {tallystick.__version__}, part {given.part}, seed {given.seed} "
        f"(replication r of cell k uses default_rng([seed, k, r])), R = {given.replications}\n"
    )
    names = tuple(PEERS) if given.peers else ()
    first, second = HEAD.split("\n")
    print(first + "".join(f" {name} |" for name in names))
    print(second + "---|" * len(names), flush=True)
    for k, (label, make, options) in enumerate(PARTS[given.part]()):
        if given.only in label:
            print(cell(label, k, make, options, given), flush=True)


def cell(
    label: str, k: int, make: Maker, options: dict[str, object], given: argparse.Namespace
) -> str:
    """One line of the table, with the peers' answers where they are asked for."""
    rngs = (np.random.default_rng([given.seed, k, r]) for r in range(given.replications))
    made = [make(rng) for rng in rngs]
    began = time.perf_counter()
    found = [told(bins, options) for bins in made]
    seconds = (time.perf_counter() - began) / given.replications
    said = peers_said([peer_ps(bins, options) for bins in made]) if given.peers else ""
    return row(label, found, float(str(options["truth"])), seconds) + said


if __name__ == "__main__":
    main()
