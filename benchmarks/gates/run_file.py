"""What is printed and kept of a run of the gates, so that its numbers can be made again?"""

from __future__ import annotations

import json
import platform
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import numpy as np
from benchmarks.gates.table import Gate

import tallystick

PACKAGES = ("numpy", "scipy", "pyarrow", "pydantic")
MET = {True: "pass", False: "**miss**", None: "not measured"}


def described(gate: Gate) -> dict[str, object]:
    """What is written of a gate whatever the worlds gave."""
    return {
        "gate": gate.name,
        "role": gate.role,
        "what": gate.what,
        "published": gate.published,
        "low": gate.low,
        "high": gate.high,
    }


def row(gate: Gate, drawn: list[float]) -> dict[str, object]:
    """One gate with the mean and standard error of what the worlds gave."""
    values = np.array(drawn, dtype=float)
    values = values[~np.isnan(values)]
    mean = float(values.mean()) if len(values) else None
    error = float(values.std(ddof=1) / np.sqrt(len(values))) if len(values) > 1 else 0.0
    return {
        **described(gate),
        "value": mean,
        "error": error,
        "seeds": len(values),
        "met": None if mean is None else bool(gate.low <= mean <= gate.high),
    }


def markdown(table: list[dict[str, object]]) -> str:
    """The rows as a Markdown table."""
    lines = [
        "| gate | F/V | what | published | accept | worlds (s.e.) | |",
        "|---|---|---|---|---|---|---|",
    ]
    for each in table:
        met = "" if each["role"] == "note" else MET[each["met"]]
        value = "–" if each["value"] is None else f"{each['value']:.3f} ({each['error']:.3f})"
        lines.append(
            f"| {each['gate']} | {each['role']} | {each['what']} | {each['published']} "
            f"| {each['low']:g} to {each['high']:g} | {value} | {met} |"
        )
    return "\n".join(lines)


def write(
    path: Path,
    table: list[dict[str, object]],
    first: int,
    seeds: int,
    scale: float | None = None,
    shown: dict[str, str | None] | None = None,
) -> None:
    """Write the rows, with the day, the seeds, the scale (none: set in the code) and versions.

    `shown` are the options by which rows were left out.
    """
    held = {
        "on": datetime.now(UTC).date().isoformat(),
        "seeds": {"first": first, "number": seeds},
        "scale": scale,
        "only": {name: value for name, value in (shown or {}).items() if value},
        "versions": {"tallystick": tallystick.__version__, "python": platform.python_version()}
        | {package: version(package) for package in PACKAGES},
        "rows": table,
    }
    path.write_text(json.dumps(held, indent=1, allow_nan=False) + "\n", encoding="utf-8")
