"""Measure `tallystick init` on files made in the form of real exports; print a Markdown table.

    python -m benchmarks.real_exports develop|measured|kept
        [--audit] [--only NAME] [--show] [--causes]

Each file is proposed in a folder of its own with ``init --yes``, its columns are compared with the
labels, and with ``--audit`` what was written is audited without an edit.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.real_exports.causes import causes
from benchmarks.real_exports.form import Export, read_exports
from benchmarks.real_exports.made import make
from benchmarks.real_exports.score import Score, score

PROGRAM = (sys.executable, "-m", "tallystick")


@dataclass(frozen=True)
class Measured:
    """What became of one export: its score, the engagement, and what its audit said last."""

    export: Export
    score: Score
    engagement: str
    audited: bool | None = None
    said: str = ""


def measure(export: Export, folder: Path, *, audits: bool) -> Measured:
    """Propose and, if asked, audit a file made in the form of `export` in `folder`."""
    make(export, folder)
    return measure_files(export, folder, audits=audits)


def measure_files(export: Export, folder: Path, *, audits: bool) -> Measured:
    """Propose and, if asked, audit the files of `export` that lie in `folder`."""
    out = folder / "engagement.toml"
    said = _run("init", str(folder), "--yes", "--out", str(out))
    text = out.read_text(encoding="utf-8") if out.exists() else ""
    found = Measured(export, score(export, text), text, None, _last(said))
    if not audits:
        return found
    done = (
        _run("audit", str(out), "--out", str(folder / "runs"), "--allow-exclusions")
        if text
        else said
    )
    ran = text and done.returncode == 0 and re.search(r"\b[1-9][0-9,]* tests?\b", done.stdout)
    return Measured(export, found.score, text, bool(ran), _last(done))


def _run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*PROGRAM, *arguments], capture_output=True, text=True, check=False)


def _last(done: subprocess.CompletedProcess[str]) -> str:
    lines = [line for line in (done.stderr or done.stdout).splitlines() if line.strip()]
    return lines[-1].strip() if lines else ""


def table(measured: list[Measured]) -> str:
    """Return the rows of a Markdown table, with all exports together in the last."""
    lines = [
        "| export | rows × columns | columns that matter | right | wrong | missed | audited |",
        "|---|---|---|---|---|---|---|",
    ]
    for each in measured:
        own = each.score
        lines.append(
            f"| {each.export.name} | {each.export.rows:,} × {len(each.export.columns)} | "
            f"{own.matter} | {len(own.right)} | {len(own.wrong)} | {len(own.missed)} | "
            f"{_audited(each)} |"
        )
    matter = sum(each.score.matter for each in measured)
    counts = [sum(len(getattr(each.score, name)) for each in measured)
              for name in ("right", "wrong", "missed")]  # fmt: skip
    shares = " | ".join(f"**{count} ({count / max(matter, 1):.2f})**" for count in counts)
    asked = [each for each in measured if each.export.audit and each.audited is not None]
    audited = f"{sum(bool(each.audited) for each in asked)} of {len(asked)}" if asked else "–"
    lines.append(f"| **all {len(measured)}** | | **{matter}** | {shares} | **{audited}** |")
    return "\n".join(lines)


def _audited(each: Measured) -> str:
    if not each.export.audit:
        return "nothing to audit"
    return {None: "–", True: "yes", False: "no"}[each.audited]


def main() -> None:
    """Measure as the command line says."""
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("part", choices=("develop", "measured", "kept"))
    given.add_argument("--audit", action="store_true")
    given.add_argument("--only", default="")
    given.add_argument("--show", action="store_true", help="list what is wrong or missed by name")
    given.add_argument("--causes", action="store_true", help="count them instead, without names")
    wish = given.parse_args()
    exports = [each for each in read_exports(wish.part) if wish.only in each.name]
    with TemporaryDirectory() as folder, ThreadPoolExecutor(2) as pool:

        def one(export: Export) -> Measured:
            own = Path(folder) / export.name
            own.mkdir()
            return measure(export, own, audits=wish.audit)

        measured = list(pool.map(one, exports))
    if wish.show:
        for each in measured:
            print(f"\n{each.export.name}: {each.said}")
            print("".join(f"  wrong: {one}\n" for one in each.score.wrong), end="")
            print("".join(f"  missed: {one}\n" for one in each.score.missed), end="")
    rows = table(measured)
    print(rows.rpartition("\n")[2] if wish.causes else rows)
    if wish.causes:
        print(causes([(each.export, each.score, each.engagement) for each in measured]))


if __name__ == "__main__":
    main()
