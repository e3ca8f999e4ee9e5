"""By what is a folder bound to its plan: the plan, its world, its levels, versions and hashes?"""

from __future__ import annotations

import platform
from functools import cache
from hashlib import sha256
from importlib import resources
from importlib.metadata import version
from typing import Any

import tallystick
from tallystick.lab.levels import FACTORS, INPUTS, text_of
from tallystick.lab.plan import Plan

FILE, FORMAT = "plan.json", "tallystick-lab/1"
PACKAGES = ("numpy", "scipy", "pyarrow")
ROOMS = ("simulate", "lab")
AUDITING = (
    "tables", "statutes", "stats", "findings", "engine", "load", "checks", "audit", "calibrate",
    "cli",
)  # fmt: skip


def identity(plan: Plan) -> dict[str, Any]:
    """Return what ``plan.json`` holds; two runs with the same make the same bytes."""
    return {
        "format": FORMAT,
        "versions": {"tallystick": tallystick.__version__, "python": platform.python_version()}
        | {package: version(package) for package in PACKAGES},
        "hashes": {
            "world": sha256(plan.world.encode()).hexdigest(),
            FACTORS: sha256(text_of(FACTORS).encode()).hexdigest(),
            INPUTS: sha256(text_of(INPUTS).encode()).hexdigest(),
            "program": program_hash(ROOMS + AUDITING if plan.lab.detect else ROOMS),
        },
        "plan": plan.model_dump(mode="json"),
    }


@cache
def program_hash(rooms: tuple[str, ...] = ROOMS) -> str:
    """Return the SHA-256 of the source of these rooms, by which worlds are made and audited."""
    told = sha256()
    for room in rooms:
        folder = resources.files(tallystick) / room
        for name, text in sorted(_sources(folder, room)):
            told.update(f"{name}\n{len(text)}\n".encode())
            told.update(text)
    return told.hexdigest()


def _sources(folder: Any, name: str) -> list[tuple[str, bytes]]:
    found: list[tuple[str, bytes]] = []
    for each in folder.iterdir():
        if each.is_dir():
            found += _sources(each, f"{name}/{each.name}")
        elif each.name.endswith(".py"):
            found.append((f"{name}/{each.name}", each.read_bytes()))
    return found
