"""The page on worlds: docs/worlds.md, and what is built of the simulator's code and its gates."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from benchmarks.worlds_page import departures, options, planted, presets, truth
from benchmarks.worlds_page.gate_tables import gates
from benchmarks.worlds_page.misses import REASONS
from docs_site.filled import page_of_docs

ACTS = "incentives.regime"


def page(counts: Path, records: Path, reasons: Mapping[str, str] = REASONS) -> str:
    """The page: docs/worlds.md with its places filled."""
    return page_of_docs("worlds.md", sections(counts, records, reasons))


def sections(counts: Path, records: Path, reasons: Mapping[str, str] = REASONS) -> dict[str, str]:
    """What is built, by the name of its place."""
    return {
        **truth.parts(),
        "options": _options(),
        "behaviours": planted.behaviours(),
        "oddities": planted.oddities(),
        "gates": gates(counts, records, reasons),
        "departures": departures.departures(),
        "presets": presets.ready(),
    }


def _options() -> str:
    parts = [
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
