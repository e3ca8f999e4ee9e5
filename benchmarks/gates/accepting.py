"""Which gates of the policy lab does a drawn parameter set pass?

A set is drawn from the ranges of ``lab/inputs.toml``, its worths within their order. A small world
sorts out what misses three gates by far, one whole world of each of four settings what misses ten
gates by half their width; the rest meets every F gate in the mean of three seeds, or is not
accepted. V gates have no part in it: they are run once, on what was accepted.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil, log2

import numpy as np
from benchmarks.gates import lab_figures, lab_responses
from benchmarks.gates.lab import CHEAP, FITTED, KEPT_BACK, Part, measure
from benchmarks.gates.lab_table import GATES
from benchmarks.gates.lab_worlds import BASE, World, changed
from scipy.stats import qmc

from tallystick.lab.levels import HEAD, inputs
from tallystick.lab.stages import scaled
from tallystick.simulate.incentives import Incentives

DRAW = 4
"""The seed of the sequence of sets; those of screen, indices and plain draws are others."""
SEEDS = (1, 2, 3)
SMALL_UNITS, SMALL_YEARS, FAR = 20, 2, 2.0
FAR_GATES = ("G26a", "G30b", "G30c")
FEW = (*CHEAP, lab_responses.audits, lab_figures.target, lab_figures.line)
ROOM = 0.5
"""The parts of the second sorting, and by how much of their width its gates are widened."""
ALL_MEASURED = 128
"""How many sets, the first of the sequence, are held to every F gate in one whole world each."""
CLEARANCE = frozenset(f"G10{letter}" for letter in "abcdef")
RULES: dict[str, frozenset[str]] = {
    "every F gate": frozenset(),
    "every F gate but those of clearance, G10a to G10f": CLEARANCE,
}
"""Rules in the order in which they are tried, with the gates that each leaves out.

G10 decides whether clearance may be shown; the page holds that level back where it is missed.
"""
Found = Mapping[str, float]


def drawn(count: int) -> np.ndarray:
    """The parameter sets of a sequence, [count, inputs]."""
    sequence = qmc.Sobol(len(inputs()), scramble=True, rng=np.random.default_rng(DRAW))
    return scaled(sequence.random_base2(ceil(log2(max(count, 2)))))[:count]


def settings_of(values: np.ndarray) -> Incentives:
    """The base of the gates with the values of a set; [inputs]."""
    pairs = zip(inputs(), values.tolist(), strict=True)
    return changed(BASE, **{e.key.removeprefix(HEAD).replace(".", "__"): v for e, v in pairs})


def far(found: Found) -> bool:
    """Whether a gate of the small world lies above twice its upper end."""
    high = {gate.name: gate.high for gate in GATES}
    return any(found[name] > FAR * high[name] for name in FAR_GATES)


def missed(found: Found, room: float = 0.0) -> set[str]:
    """The gates that lie outside their ends, each widened by a part of its width; NaN is a miss."""
    ends = {gate.name: (gate.low, gate.high) for gate in GATES}

    def inside(name: str) -> bool:
        low, high = ends[name]
        wider = room * (high - low)
        return low - wider <= found[name] <= high + wider

    return {name for name in found if not inside(name)}


def over_seeds(base: Incentives, parts: tuple[Part, ...], seeds: tuple[int, ...]) -> Found:
    """The mean of each gate over whole worlds of these seeds."""
    found = [measure(World(seed, base), parts) for seed in seeds]
    return {name: float(np.mean([each[name] for each in found])) for name in found[0]}


def screened(number: int, values: np.ndarray) -> dict[str, object]:
    """The row of a drawn set: its place in the sequence, and the gates that it was held to.

    `first` are the F gates in one world each, of the first sets alone; `means` those over seeds, of
    the sets that both sortings let pass. Each is None otherwise.
    """
    base = settings_of(values)
    first = over_seeds(base, FITTED, SEEDS[:1]) if number < ALL_MEASURED else None
    near = not far(measure(World(SEEDS[0], base, SMALL_UNITS, SMALL_YEARS), CHEAP))
    near = near and not missed(over_seeds(base, FEW, SEEDS[:1]), ROOM)
    return {
        "number": number,
        "first": first,
        "means": over_seeds(base, FITTED, SEEDS) if near else None,
    }


def validated(number: int, values: np.ndarray) -> dict[str, object]:
    """The V gates of an accepted set."""
    return {"number": number, "means": over_seeds(settings_of(values), KEPT_BACK, SEEDS)}
