"""Two source trees give the same results, findings, words, causes and case lists.

Audit with the code of each tree, then compare:

    PYTHONPATH=<old tree>/src python benchmarks/gate.py audit /tmp/old
    PYTHONPATH=src python benchmarks/gate.py audit /tmp/new
    python benchmarks/gate.py compare /tmp/old /tmp/new

Audited are both examples, the five public sets and the first world of every trial of `calibrate`.
`--only CHECK` keeps one check, `--worlds calibrate` one kind of world, `--every 4` each fourth
trial. A folder holds ``<check>/<world>.json.gz`` with the fields of `FIELDS`, and the digest of
the code that made it; what it holds is not made again. Exit status 1 where two folders differ.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import os
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

HERE = Path(__file__).parents[1]
EXAMPLES = ("harbour", "zhambyl")
PUBLIC = ("ny_regents", "ma_speeding", "colombia", "boston_stops", "seattle_terry")
KINDS = ("examples", "public", "calibrate")
FIELDS = ("results", "findings", "causes", "cases", "queries", "words")
WHOLE_RUN, ENDING = "run", ".json.gz"
SEED = 20261125
SECTION = re.compile(r"^## ", re.MULTILINE)
Fields = dict[str, Any]
Task = tuple[str, str, int]
# Sets are listed in the same order, and sums are made in the same order, in each process.
FIXED = {"PYTHONHASHSEED": "0", "OPENBLAS_NUM_THREADS": "1"}


def tasks_of(kinds: list[str], only: list[str], every: int) -> list[Task]:
    """Each audit to be made: its kind, its name or check, and the number of its trial."""
    tasks: list[Task] = []
    for kind, names, folder in (
        ("examples", EXAMPLES, HERE / "examples"),
        ("public", PUBLIC, HERE / "examples" / "public"),
    ):
        for name in names if kind in kinds else ():
            tasks.append((kind, str(folder / name / "engagement.toml"), 0))
    if "public" in kinds and not (HERE.parent / "shared" / "data").is_dir():
        tasks = [task for task in tasks if task[0] != "public"]
        print("../shared/data is not there: the public sets are left out", flush=True)
    if "calibrate" in kinds:
        from tallystick.audit import chosen
        from tallystick.calibrate.trials import trials_of

        for check in chosen(tuple(only)):
            numbers = range(0, len(trials_of(check.name)), every)
            tasks += [("calibrate", check.name, number) for number in numbers]
    return tasks


def audit_task(out: str, only: tuple[str, ...], task: Task) -> tuple[int, float]:
    """Make one audit and write what it says of each check; how many checks, and seconds."""
    began = perf_counter()
    kind, name, number = task
    world = trial_name(name, number) if kind == "calibrate" else Path(name).parent.name
    if (Path(out) / (name if kind == "calibrate" else WHOLE_RUN) / f"{world}{ENDING}").exists():
        return 0, 0.0
    with TemporaryDirectory() as temporary:
        run = Path(temporary) / "run"
        if kind == "calibrate":
            audit_trial(name, number, run)
        else:
            audit_file(Path(name), run)
        said = fields_of(run, Path(temporary), whole=kind != "calibrate")
    # The last written says that all are there.
    said = {name: said[name] for name in sorted(said, key=lambda each: each == WHOLE_RUN)}
    for check, fields in said.items():
        if not only or check in (*only, WHOLE_RUN):
            write_fields(fields, Path(out) / check / f"{world}{ENDING}")
    return len(said), perf_counter() - began


def audit_file(path: Path, folder: Path) -> None:
    """Audit the engagement file at `path`, whole."""
    from tallystick.audit import TABLES, About, audit
    from tallystick.engine import connect
    from tallystick.load import load, read_engagement

    engagement = read_engagement(path, allow_outside=True)
    (folder / TABLES).mkdir(parents=True)
    engine = connect(threads=1)
    try:
        loaded = load(engagement, folder / TABLES, engine)
        about = About(engagement.name, engagement.agency, engagement.jurisdiction or "")
        audit(folder, loaded.tables, loaded.received, about, engine)
    finally:
        engine.close()


def trial_name(check: str, number: int) -> str:
    """The name of the world of a trial, which is that of a file."""
    from tallystick.calibrate.trials import trials_of

    trial = trials_of(check)[number]
    return f"{number:03}_" + re.sub(r"[^\w.]+", "_", f"{trial.name}_{trial.dose}_{trial.size}")


def audit_trial(check: str, number: int, folder: Path) -> None:
    """Audit the first world of a trial by its check alone."""
    from tallystick.audit import TABLES, About, audit
    from tallystick.calibrate.one_world import as_audited, single_thread
    from tallystick.calibrate.trials import trials_of
    from tallystick.tables import Received

    trial = trials_of(check)[number]
    try:
        from tallystick.simulate.single.making import make_world

        seed, frame = trial.seed(SEED, 0), trial.frame
    except ModuleNotFoundError:  # an older tree, in which calibrate made its worlds
        from tallystick.calibrate.made_world import frame_of, make_world, seed_of

        seed, frame = seed_of(SEED, trial, 0), frame_of(trial)
    made = make_world(trial, seed)
    (folder / TABLES).mkdir(parents=True)
    engine = single_thread()
    tables = as_audited(made.tables, frame, engine)
    about = About(trial.name, "An invented agency", "", only=(check,))
    audit(folder, tables, Received(()), about, engine)


def fields_of(run: Path, beside: Path, *, whole: bool) -> dict[str, Fields]:
    """What a run folder says, check by check; of a `whole` audit also its pages."""
    import pyarrow.parquet as pq

    said: dict[str, Fields] = defaultdict(lambda: {name: [] for name in FIELDS})
    for row in pq.read_table(run / "results.parquet").to_pylist():
        row.pop("made_from", None)
        said[row["check"]]["results"].append(row | {"detail": json.loads(row["detail"])})
    checks = {}
    for finding in json.loads((run / "findings.json").read_text(encoding="utf-8")):
        checks[finding["id"]] = finding["check"]
        own = said[finding["check"]]
        causes = [{key: each[key] for key in each if key != "name"}
                  for each in finding.pop("explanations")]  # fmt: skip
        own["causes"].append({"id": finding["id"], "causes": causes})
        for key in ("mentions", "values", "made_from"):
            finding.pop(key, None)
        own["findings"].append(finding)
        evidence = finding["evidence"]
        lines = (run / evidence["csv"]).read_text(encoding="utf-8-sig").splitlines()
        own["cases"].append({"id": finding["id"], "rows": lines})
        query = (run / evidence["sql"]).read_text(encoding="utf-8")
        own["queries"].append({"id": finding["id"], "sql": query.splitlines()})
    for form, page in pages_of(run, beside, whole=whole):
        head, *sections = SECTION.split(page)
        for section in sections if form.startswith("md") else ():
            check = checks.get(section.split()[0].replace("\\", ""), WHOLE_RUN)
            said[check]["words"].append({"form": form, "lines": section.splitlines()})
        said[WHOLE_RUN]["words"].append({"form": form, "lines": head.splitlines()})
    if not whole:
        said.pop(WHOLE_RUN)
    return dict(said)


def pages_of(run: Path, beside: Path, *, whole: bool) -> Iterator[tuple[str, str]]:
    """The run as a ticket in both languages, named and masked; of a `whole` audit also in HTML."""
    try:
        from tallystick.report.exports.formats import write_format
        from tallystick.report.masks.opened import opened
    except ModuleNotFoundError:  # an older tree, whose report was one flat folder
        from tallystick.report.formats import write_format
        from tallystick.report.opened import opened

    (run / "mask.key").write_text("0" * 64 + "\n", encoding="ascii")
    for mask in (False, True):
        held = opened(run, mask=mask)
        account = held.document.run
        checks = tuple(replace(each, seconds=0.0) for each in account.checks)
        account = replace(account, started_at="", finished_at="", checks=checks)
        held = replace(held, document=replace(held.document, run=account))
        for language in ("en", "ru"):
            for kind in ("md", "html") if whole else ("md",):
                paths, _ = write_format(held, kind, beside, language)
                named = f"{kind} {language}{' masked' if mask else ''}"
                yield named, paths[0].read_text(encoding="utf-8")


def write_fields(fields: Fields, path: Path) -> None:
    """Write the fields as canonical JSON, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    part.write_bytes(gzip.compress(canonical(fields), compresslevel=3, mtime=0))
    part.replace(path)


def canonical(value: Any) -> bytes:
    """Return `value` as JSON in one form only."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1).encode()


def code_digest(source: Path) -> str:
    """The SHA-256 of the files of a source tree, by their names and what they hold."""
    held = hashlib.sha256()
    for path in sorted(source.rglob("*")):
        if path.is_file() and path.suffix in (".py", ".toml", ".csv", ".html", ".css", ".js"):
            held.update(str(path.relative_to(source)).encode() + b"\0" + path.read_bytes())
    return held.hexdigest()


def audit_all(options: argparse.Namespace) -> None:
    """Make every audit on at most two processes and say what was covered."""
    import tallystick

    os.environ |= FIXED
    began, source = perf_counter(), Path(tallystick.__file__).parent
    made_by, digest = options.out / "code.txt", code_digest(source)
    if made_by.exists() and made_by.read_text() != digest:
        sys.exit(f"{options.out} was made by other code than {source}: choose another folder")
    made_by.write_text(digest)
    tasks = tasks_of(options.worlds, options.only, options.every)
    print(f"Code of {source}; {len(tasks)} audits", flush=True)
    seconds: Counter[str] = Counter()
    pairs = 0
    with ProcessPoolExecutor(options.jobs, get_context("spawn")) as pool:
        futures = [
            pool.submit(audit_task, str(options.out), tuple(options.only), task) for task in tasks
        ]
        for task, future in zip(tasks, futures, strict=True):
            made, took = future.result()
            seconds[task[1] if task[0] == "calibrate" else Path(task[1]).parent.name] += took
            pairs += made
    for name, spent in seconds.items():
        print(f"{spent:8.1f} s  {name}")
    print(f"{pairs} pairs of check and world made, {len(held_in(options.out))} in the folder, "
          f"{perf_counter() - began:.0f} s on {options.jobs} processes")  # fmt: skip


def held_in(folder: Path) -> dict[tuple[str, str], Path]:
    """The files of a folder by check and world."""
    return {(each.parent.name, each.name.removesuffix(ENDING)): each
            for each in sorted(folder.glob(f"*/*{ENDING}"))}  # fmt: skip


def compare(options: argparse.Namespace) -> int:
    """Print which field of which world of which check differs; 1 where one does."""
    old, new = (held_in(each) for each in options.folders)
    alike, differ = 0, 0
    for check, world in sorted({*old, *new}):
        if options.only and check not in options.only:
            continue
        if (check, world) not in old or (check, world) not in new:
            if not options.common:
                differ += 1
                print(f"{check} {world}: only in the {'old' if (check, world) in old else 'new'}")
            continue
        told = differences(old[check, world], new[check, world], options.without)
        alike, differ = alike + (not told), differ + bool(told)
        for each in told:
            print(f"{check} {world}: {each}")
    print(f"{alike} pairs of check and world are equal, {differ} are not")
    return int(bool(differ))


def differences(old: Path, new: Path, without: list[str]) -> list[str]:
    """Each field in which two files differ, with the first line that does."""
    if old.read_bytes() == new.read_bytes():
        return []
    before, after = (json.loads(gzip.decompress(each.read_bytes())) for each in (old, new))
    told = []
    for field in FIELDS:
        sides = [canonical(each[field]).decode().splitlines() for each in (before, after)]
        if field in without or sides[0] == sides[1]:
            continue
        first = next((pair for pair in zip(*sides, strict=False) if pair[0] != pair[1]), None)
        shown = [each.strip()[:150] for each in first] if first else [len(each) for each in sides]
        told.append(f"{field}: {shown[0]} | {shown[1]}")
    return told


def main() -> int:
    """Audit, or compare two folders."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ways = parser.add_subparsers(dest="way", required=True)
    way = ways.add_parser("audit")
    way.add_argument("out", type=Path)
    way.add_argument("--worlds", nargs="+", choices=KINDS, default=list(KINDS))
    way.add_argument("--every", type=int, default=1)
    way.add_argument("--jobs", type=int, choices=(1, 2), default=2)
    way.add_argument("--only", nargs="+", default=[])
    way = ways.add_parser("compare")
    way.add_argument("folders", type=Path, nargs=2)
    way.add_argument("--only", nargs="+", default=[])
    way.add_argument("--without", nargs="+", choices=FIELDS, default=[])
    way.add_argument("--common", action="store_true", help="pass over what one side lacks")
    options = parser.parse_args()
    if options.way == "compare":
        return compare(options)
    options.out.mkdir(parents=True, exist_ok=True)
    audit_all(options)
    return 0


if __name__ == "__main__":
    with suppress(BrokenPipeError):
        sys.exit(main())
