"""How is one mutated input made from a seed, loaded or audited, and held to what is promised?

A seed is repeated by ``python tests/faults/mutated_inputs.py load SEED``, or ``audit SEED``;
``load FIRST-LAST`` runs all from FIRST to LAST.
"""

from __future__ import annotations

import copy
import csv
import gzip
import hashlib
import io
import random
import re
import shutil
import signal
import sys
import tempfile
import warnings
import zipfile
from collections import Counter
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
from mutated_bytes import mutate_bytes
from mutated_engagement import BASE, CASES, INCIDENTS, ROWS, engagement_bytes, table_blocks
from mutated_export import FORMS, TABLES, export
from refusals import wrong_in

from tallystick.load import InputError, load, read_engagement

MOST_CPU = 60  # seconds; an input of this size takes a tenth of one
LINES = [
    {"name": "10 g", "kind": "net_weight", "value": 10, "unit": "g", "citation": "art. 1"},
    {"name": "20 g", "kind": "net_weight", "value": 20, "unit": "g", "citation": "art. 1",
     "from": date(2019, 6, 1), "substance_code": "cocaine"},
]  # fmt: skip
STEP = re.compile(r"(reading|writing|check|hashing|counting) \S+$|findings and evidence$|report$")
METRIC = {"name": "cases", "table": "incidents", "total": "records"}
PERIODS = [{"name": "month", "rule": "month"}]


def make(kind, seed, folder):
    """Write the engagement and exports of a seed into a new folder; one file or two are mutated.

    For whole audits the export is spoiled in ways that the loader accepts, more often than not.
    """
    rng = random.Random(f"{kind} {seed}")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    whole = kind == "audit"
    what = rng.choice(["export"] * (6 if whole else 1) + ["engagement", "both"])
    if not whole and rng.random() < 0.1:
        names, files, content = ["measurements", "incidents"], ["w.csv", "i.csv"], by_hand()
        exports = ["\n".join(ROWS).encode(), "\n".join(CASES).encode()]
        if what != "engagement":
            at = rng.randrange(2)
            exports[at] = mutate_bytes(rng, exports[at])
    else:
        names = sorted(rng.sample(sorted(TABLES), rng.choice([1, 2, 4] if whole else [1, 1, 1, 2])))
        forms = [rng.choice(FORMS) for _ in names]
        files = [f"{name}.{form}" for name, form in zip(names, forms, strict=True)]
        content = generated(rng, names, files)
        spoiled = names[rng.randrange(len(names))] if what != "engagement" else ""
        exports = [
            export(rng, name, form, mutated=name == spoiled, whole=whole)
            for name, form in zip(names, forms, strict=True)
        ]
    for file, made in zip(files, exports, strict=True):
        (folder / file).write_bytes(made)
    mutations = 0 if what == "export" else rng.choice([1, 1, 2, 3])
    raw = engagement_bytes(rng, content, mutations)
    (folder / "engagement.toml").write_bytes(raw)


def by_hand():
    """The engagement of two exports in which each column is read in its own way."""
    content = copy.deepcopy(BASE)
    content["tables"]["incidents"] = copy.deepcopy(INCIDENTS)
    return content


def columns_of(rng, name):
    """The columns of a table that an engagement maps: those that it needs, and some others."""
    several = TABLES[name].columns
    return (
        several
        if rng.random() < 0.05
        else [each for each in several if each.never_empty or rng.random() < 0.3] or several[:3]
    )


def generated(rng, names, files):
    """The engagement of generated exports, with lines, metrics and periods where they have any."""
    of_base = {"query": "select * from w"}
    sources = [
        {"url": f"sqlite:///{file}"} | of_base if file.endswith("db") else {"source": file}
        for file in files
    ]
    mapped = {name: [each.name for each in columns_of(rng, name)] for name in names}
    head = {"time_zone": "UTC", "max_set_aside": 0.9}
    content = {"engagement": BASE["engagement"] | head, "periods": PERIODS}
    content["tables"] = table_blocks(names, sources, mapped)
    content["metrics"] = [METRIC]
    return content | ({"lines": LINES} if "measurements" in names else {})


def loaded(folder, engine, *, allow):
    """Load the input in `folder` as it is promised; return how it ended: accepted or refused."""
    out = folder.with_name("out")
    shutil.rmtree(out, ignore_errors=True)
    try:
        engagement = read_engagement(folder / "engagement.toml")
        given = load(engagement, out, engine, allow_exclusions=allow)
    except InputError as error:
        messages = error.messages
    else:
        messages = ()
        adds_up(given.received, out, folder, engagement)
        return "accepted"
    told(messages, folder)
    return "refused"


def told(messages, folder):
    """Hold that every message of a refusal names file, place, rule and next move."""
    files = sorted((path.name for path in folder.iterdir()), key=len, reverse=True)
    assert messages
    for message in messages:
        assert not (wrong := wrong_in(message, [*files, "x.db", "postgresql"])), (wrong, message)


def adds_up(received, out, folder, engagement):
    """Hold, by slow counts of our own, that each row of each source is kept or set aside."""
    for source in received.sources:
        kept = pq.read_table(out / f"{source.table}.parquet", columns=["source_file", "source_row"])
        rows = [r["source_row"] for r in kept.to_pylist() if r["source_file"] == source.path]
        both = [(each.table, each.path) for each in received.sources]
        if both.count((source.table, source.path)) > 1:
            continue
        aside = sum(
            each.rows
            for each in received.set_aside
            if (each.table, each.path) == (source.table, source.path)
        )
        assert source.rows == len(rows) + aside, (source, len(rows), aside)
        assert len(set(rows)) == len(rows), source
        if "://" in source.path or not (folder / source.path).is_file():
            continue
        raw = (folder / source.path).read_bytes()
        assert source.format == "sqlite" or source.sha256 == hashlib.sha256(raw).hexdigest()
        if source.format in ("csv", "tsv"):
            block = next(s.block for s in engagement.sources if s.table == source.table)
            assert source.rows == records_in(raw, source, block), source


def records_in(raw, source, block):
    """The records of a delimited file, counted by the slow, obvious reader of the same rules."""
    if source.path.endswith(".gz"):
        raw = gzip.decompress(raw)
    if source.path.endswith(".zip"):
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            raw = archive.read(block.member or "a.csv")
    text = raw.decode(source.encoding)
    mark = block.delimiter or ("\t" if source.format == "tsv" else ",")
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
    return sum(any(row) for number, row in enumerate(rows, 1) if number > block.header_row)


def audited(folder):
    """Audit the input in `folder` by the program itself; return how it ended."""
    from tallystick.cli import main

    runs, argv, said = folder.with_name("runs"), sys.argv, io.StringIO()
    sys.argv = ["tallystick", "audit", str(folder / "engagement.toml"), "--out", str(runs)]
    try:
        with redirect_stdout(io.StringIO()), redirect_stderr(said):
            main()
    except SystemExit as ended:
        code = ended.code
    finally:
        sys.argv = argv
    assert code in (0, 2), (code, said.getvalue()[-1_500:])
    assert not [*runs.glob("*.partial*"), *runs.glob(".*")]
    if code == 0:
        return "accepted"
    told([line for line in said.getvalue().splitlines() if not STEP.match(line)], folder)
    return "refused"


@contextmanager
def bounded():
    """RuntimeError within, once it took `MOST_CPU` seconds of this process, whatever the load."""

    def late(number, frame):
        raise RuntimeError(f"more than {MOST_CPU} CPU seconds")

    before = signal.signal(signal.SIGPROF, late)
    signal.setitimer(signal.ITIMER_PROF, MOST_CPU)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def outcomes(kind, seeds, folder, engine=None):
    """Run seeds; return how many ended how, or raise AssertionError with what repeats the seed."""
    counts = Counter()
    for seed in seeds:
        try:
            counts[outcome(kind, seed, folder, engine)] += 1
        except BaseException as error:
            again = f"python tests/faults/mutated_inputs.py {kind} {seed}"
            what = f"{type(error).__name__}: {error}"
            raise AssertionError(f"seed {seed}: {what[:1_500]}\nrepeat: {again}") from error
    return counts


def outcome(kind, seed, folder, engine=None):
    """How one seed ends: accepted or refused. Whatever else happens is raised."""
    make(kind, seed, folder / "given")
    with bounded():
        if kind == "audit":
            return audited(folder / "given")
        return loaded(folder / "given", engine, allow=seed % 3 > 0)


def main():
    """Run the seeds of the command line and print each that fails, with the end of its trace."""
    import os
    import time
    import traceback

    from tallystick.engine import connect

    kind, numbers = sys.argv[1:]
    first, _, last = numbers.partition("-")
    warnings.simplefilter("error")
    counts, begun = Counter(), time.process_time()
    with tempfile.TemporaryDirectory() as made:
        os.environ["XDG_CONFIG_HOME"] = made
        engine = connect(threads=1)
        for seed in range(int(first), int(last or first) + 1):
            try:
                counts[outcome(kind, seed, Path(made), engine)] += 1
            except BaseException:
                counts["failed"] += 1
                said = traceback.format_exc(limit=-3).rpartition("direct cause")[2]
                print(f"--- {kind} {seed}\n{said[-2_000:]}", flush=True)
    print(dict(counts), f"{time.process_time() - begun:.0f} CPU s", flush=True)


if __name__ == "__main__":
    main()
