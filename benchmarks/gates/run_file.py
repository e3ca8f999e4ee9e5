"""What is kept of a run of the gates, so that its numbers can be made again?"""

from __future__ import annotations

import json
import platform
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import tallystick

PACKAGES = ("numpy", "scipy", "pyarrow", "pydantic")


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
