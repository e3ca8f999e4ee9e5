"""What stands on docs/worlds.md, from its first line to its last?"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from benchmarks.worlds_page import departures, options, planted, presets, truth
from benchmarks.worlds_page.gate_tables import gates
from benchmarks.worlds_page.misses import REASONS

HEAD = """\
# What is a world, what can be planted in it, and how far can it be believed?

Written by `python -m benchmarks.worlds_page` from the simulator's code and from the gates in
`docs/worlds/`; edit those, not this page.

1. [A world, its command and its folder](#1-a-world-its-command-and-its-folder)
2. [Options](#2-options)
3. [Behaviours: ways of making a figure](#3-behaviours-ways-of-making-a-figure)
4. [Innocent oddities](#4-innocent-oddities)
5. [Gates: what the worlds reproduce](#5-gates-what-the-worlds-reproduce)
6. [Where a world departs from the evidence](#6-where-a-world-departs-from-the-evidence)
7. [Worlds that lie ready](#7-worlds-that-lie-ready)"""
ACTS = "incentives.regime"


def page(counts: Path, records: Path, reasons: Mapping[str, str] = REASONS) -> str:
    """The page."""
    parts = [
        HEAD,
        truth.start(),
        _options(),
        planted.behaviours(),
        planted.oddities(),
        gates(counts, records, reasons),
        departures.departures(),
        presets.ready(),
    ]
    return "\n\n".join(parts) + "\n"


def _options() -> str:
    parts = [
        "## 2. Options",
        "Weights are grams; shares and chances are 0 to 1. *above* in a table points to the words "
        "over it.",
        "### The file itself",
        options.overview(),
    ]
    for group in options.groups():
        parts.append(options.section(group))
        if group.place == ACTS:
            parts.append("What an act is worth to an officer, by the figure that is judged:")
            parts.append(options.acts())
    return "\n\n".join(parts)
