"""How many audits of an agency where nothing was done join findings and leads into a thread?

Run ``PYTHONPATH=src:. python -m benchmarks.threads FOLDER --size N --audits A [--seed S]``. The
worlds are those of `benchmarks.leads` in which nothing is planted: 15 units of four kinds over
three years and about N incidents, with all tables. The threads of each audit stay in FOLDER, and a
later call goes on where an earlier one ended. It prints the audits there, those with a thread, and
how many findings and leads with a case list an audit has.
"""

from __future__ import annotations

import argparse
import json
import shutil
from pathlib import Path

from benchmarks.leads import CLEAN, made_world

from tallystick.cli.session import Choices, audit_to_folder

SEED = 71_000


def audited(folder: Path, size: int, seed: int) -> None:
    """Make a clean world, audit it, and keep the number of its case lists and its threads."""
    kept = folder / f"threads-{size}-{seed}.json"
    if kept.exists():
        return
    made, runs = folder / f"{size}-{seed}", folder / f"{size}-{seed}-run"
    for old in (made, runs):
        shutil.rmtree(old, ignore_errors=True)
    made_world(made, size, seed, CLEAN)
    choices = Choices(made / "engagement.toml", runs, 0.05, (), "bh", True, True, quiet=True)
    outcome, _ = audit_to_folder(choices)
    told = (*outcome.findings, *outcome.leads)
    lists = sum(each.evidence is not None for each in told)
    threads = [each.members for each in outcome.threads]
    kept.write_text(json.dumps({"lists": lists, "threads": threads}), encoding="utf-8")
    for old in (made, runs):
        shutil.rmtree(old)


def main() -> None:
    """Audit as many worlds as asked for, and print what all there say."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--size", type=int, default=8_000)
    parser.add_argument("--audits", type=int, default=0)
    parser.add_argument("--seed", type=int, default=SEED)
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    for place in range(asked.audits):
        audited(asked.folder, asked.size, asked.seed + place)
    held = [json.loads(path.read_text("utf-8")) for path in asked.folder.glob("threads-*.json")]
    joined = [each["threads"] for each in held if each["threads"]]
    lists = sum(each["lists"] for each in held) / max(len(held), 1)
    print(f"{len(held)} clean audits, {lists:.1f} case lists each: {len(joined)} with a thread")
    for each in joined:
        print(f"  {each}")


if __name__ == "__main__":
    main()
