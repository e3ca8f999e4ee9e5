"""On what machine, and with which versions, was something measured?

Never a host name, a user or a path.
"""

from __future__ import annotations

import os
import platform
import re
import time
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from benchmarks.speed.measured import has_gnu_time

from tallystick import __version__

PACKAGES = (
    *("duckdb", "ibis-framework", "pyarrow", "numpy", "scipy"),
    *("pandas", "polars", "pyperf", "pyspark", "rddensity"),
)
GIGABYTE = 10**9


def facts(load: float, *, quick: bool) -> dict[str, object]:
    """What a sitting was measured on, for the record of its runs.

    `load` is the machine's before the benchmarks began, which are a load themselves.
    """
    return {
        "date": time.strftime("%Y-%m-%d"),
        "tallystick": __version__,
        "versions": {"python": platform.python_version(), **packages()},
        "machine": {
            "processor": processor(),
            "cores": os.cpu_count(),
            "memory_gb": round(_memory() / GIGABYTE, 1),
            "kernel": f"{platform.system()} {platform.release()}",
        },
        "load": round(load, 1),
        "memory_by": "/usr/bin/time -v" if has_gnu_time() else "os.wait4",
        "quick": quick,
    }


def packages() -> dict[str, str]:
    found = {}
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def processor() -> str:
    """The model of the processor, or its kind where the system names no model."""
    try:
        told = re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text())
    except OSError:
        told = None
    return told[1].strip() if told else platform.machine()


def _memory() -> int:
    return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
