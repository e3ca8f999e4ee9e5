"""How long does somebody with 10,000 incidents wait at the shell?

The command as it is typed, with Python's start and every import in it; the second run and later
ones, when programs and data are in the page cache. What a user must install brings no pandas; where
something else brought it, Ibis and PyArrow import it. So the audit is also measured with pandas
hidden.
"""

from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.speed import world
from benchmarks.speed.asked import Asked
from benchmarks.speed.audits import audited
from benchmarks.speed.book import Sitting
from benchmarks.speed.measured import MEGABYTE, FailedError, measured, tallystick
from benchmarks.speed.workshop import CSV, SOURCES, Workshop, warmed

SIZE = 10_000
REPEATS, QUICK_REPEATS = 10, 1
WITHOUT_PANDAS = f"{CSV}, pandas hidden"
PATHS = {CSV: CSV, SOURCES: SOURCES, WITHOUT_PANDAS: CSV}
HIDING = "raise ModuleNotFoundError(\"No module named 'pandas'\", name='pandas')\n"
HELP = "tallystick --help"


def run(asked: Asked, shop: Workshop, sitting: Sitting) -> None:
    """Note each audit, the paths in turn, and then the help."""
    made = shop.world(SIZE)
    warmed(made)
    audited(shop, SIZE, CSV)
    hidden = hiding(shop.scratch / "hidden")
    repeats = asked.repeats or (QUICK_REPEATS if asked.quick else REPEATS)
    for repeat in range(1, repeats + 1):
        for name in PATHS if repeat % 2 else reversed(PATHS):
            asked.tell(f"audit of {SIZE:,}, {name}, run {repeat}")
            record = {"size": SIZE, "incidents": world.incidents(made), "kind": "audit", "of": name}
            first = hidden if name == WITHOUT_PANDAS else None
            try:
                told = audited(shop, SIZE, PATHS[name], first)
            except FailedError as error:
                told = {"failed": str(error)}
            sitting.note(**record, repeat=repeat, **told)
    asked.tell(HELP)
    sitting.note(size=SIZE, kind="help", of=HELP, **shown_help(repeats))


def hiding(folder: Path) -> Path:
    """A folder in which Python finds no pandas, and so looks no further."""
    folder.mkdir(exist_ok=True)
    (folder / "pandas.py").write_text(HIDING, encoding="utf-8")
    return folder


def shown_help(repeats: int) -> dict[str, object]:
    """Seconds of `tallystick --help` under ``pyperf command``, one value in each process."""
    if find_spec("pyperf") is None:
        return {"absent": "not installed: pyperf"}
    import pyperf

    with TemporaryDirectory(prefix="bench-help-") as folder:
        kept = Path(folder) / "help.json"
        options = ["-p", str(repeats), "-n", "1", "-w", "1", "-l", "1", "--copy-env", "--quiet"]
        pyperf_command = [sys.executable, "-m", "pyperf", "command", *options, "-o", kept, "--"]
        try:
            measured([*pyperf_command, *tallystick(), "--help"])
        except FailedError as error:
            return {"failed": str(error)}
        (benchmark,) = pyperf.BenchmarkSuite.load(str(kept)).get_benchmarks()
        resident = [run.get_metadata()["command_max_rss"] for run in benchmark.get_runs()]
        return {
            "seconds": [round(value, 4) for value in benchmark.get_values()],
            "peak_mb": round(max(resident) / MEGABYTE, 1),
        }
