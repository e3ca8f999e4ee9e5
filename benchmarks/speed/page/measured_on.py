"""When, with which versions and on which machine was each part measured?"""

from __future__ import annotations

import json
from typing import Any

from benchmarks.speed.book import Contents
from benchmarks.speed.page.numbers import listed, table

LOAD = (
    "The load is how many processes ran or waited in the minute before the command began. Near 0 "
    "the machine was idle; at 1 or more it did other work as well, and the seconds are too many."
)


def measured_on(parts: Contents) -> str:
    """A row for each sitting, then each machine and set of versions once."""
    rows = []
    for part, sittings in parts.items():
        for sitting in sittings:
            sizes = sorted({run["size"] for run in sitting["runs"]})
            rows.append(
                [
                    part,
                    ", ".join(f"{size:,}" for size in sizes),
                    sitting["date"],
                    sitting["tallystick"],
                    str(sitting["load"]),
                    sitting["memory_by"],
                ]
            )
    header = ["part", "sizes", "date", "Tallystick", "load before it", "memory by"]
    lines = [
        *(f"- {_machine(each)}{of}" for each, of in _groups(parts, "machine")),
        *(f"- {_versions(each)}{of}" for each, of in _groups(parts, "versions")),
    ]
    return "\n".join(lines) + f"\n\n{LOAD}\n\n" + table(header, rows)


def _groups(parts: Contents, name: str) -> list[tuple[dict[str, Any], str]]:
    """Each different value of a fact; where there are several, with the parts that have it."""
    found: dict[str, list[str]] = {}
    for part, sittings in parts.items():
        for sitting in sittings:
            names = found.setdefault(json.dumps(sitting[name]), [])
            if part not in names:
                names.append(part)
    several = len(found) > 1
    return [(json.loads(k), f" ({listed(v)})" if several else "") for k, v in found.items()]


def _machine(machine: dict[str, Any]) -> str:
    return (
        f"{machine['processor']}, {machine['cores']} cores, {machine['memory_gb']} GB of memory, "
        f"{machine['kernel']}"
    )


def _versions(versions: dict[str, str]) -> str:
    return ", ".join(f"{name} {number}" for name, number in versions.items())
