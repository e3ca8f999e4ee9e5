"""Write entries into the log of a case by several processes at once.

``python -m benchmarks.workbench.writers CASE PLACE N`` opens a case, says ``ready``, waits for a
line, and marks a record of one pattern N times as person PLACE.
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

from benchmarks.workbench.case import PEOPLE, login


def written(case: Path, each: int) -> float:
    """Let eight processes write `each` entries at once; return the seconds until all are done."""
    words = [sys.executable, "-m", "benchmarks.workbench.writers", str(case)]
    writers = [
        subprocess.Popen(
            [*words, str(place), str(each)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        for place in range(PEOPLE)
    ]  # fmt: skip
    for writer in writers:
        assert writer.stdout
        assert writer.stdout.readline() == "ready\n"
    start = time.perf_counter()
    for writer in writers:
        assert writer.stdin
        writer.stdin.write("go\n")
        writer.stdin.flush()
    statuses = [writer.wait() for writer in writers]
    took = time.perf_counter() - start
    for writer in writers:
        writer.communicate()
    assert not any(statuses)
    return took


def write(case: Path, place: int, n: int) -> None:
    """Write `n` entries as one of the people of a case, when a line comes in."""
    from tallystick.review.case_folder import open_case
    from tallystick.review.office import open_office

    open_office(open_case(case))
    from tallystick.review.evidence.marks import MARKED
    from tallystick.review.log.entries import append
    from tallystick.review.models import Pattern

    pattern = Pattern.objects.select_related("latest__run").order_by("id")[place]
    assert pattern.latest
    told = {"pattern": pattern.fingerprint, "seal": pattern.latest.run.manifest_sha256,
            "said": "explained"}  # fmt: skip
    print("ready", flush=True)
    sys.stdin.readline()
    for turn in range(n):
        append(f"person:{login(place)}", MARKED, {**told, "row": f"row {turn % 4}"}, "seen")


if __name__ == "__main__":
    write(Path(sys.argv[1]), *map(int, sys.argv[2:]))
