"""How is the page of the benchmarks written from the numbers? A pure function of them."""

from __future__ import annotations

from benchmarks.speed.book import Contents
from benchmarks.speed.page.alone import alone_section
from benchmarks.speed.page.audits import audits_section
from benchmarks.speed.page.limits import limits_table
from benchmarks.speed.page.measured_on import measured_on
from benchmarks.speed.page.others import (
    engines_section,
    held_section,
    making_section,
    peer_section,
    shell_section,
)
from benchmarks.speed.page.steps import steps_section
from benchmarks.speed.peers import PEERS

HEAD = """# How fast is it, how much memory does it take, and beside what?

`make bench` measures everything here and writes this page and
[benchmarks.json](benchmarks.json), which holds every single run. The data are simulated worlds with
all tables, five years of several kinds of units. Each run is a process of its own; its files were
read once before, so that they lie in the page cache as far as they fit. Seconds are of the wall
where nothing else is said; *of the processor* is what all threads together worked. Memory is the
largest resident set of the process, in MB of a million bytes. What has its own command stands in
[benchmarks_apart.md](benchmarks_apart.md)."""
QUICK = """**Part of this comes from `--quick`: small sizes, few repeats. It shows that everything
runs, and says nothing about speed.**"""
BEFORE = """**Whole audits up to ten million were measured with all forty-one checks** (2026-11-28,
on a machine that did nothing else; forty have what they ask for in these worlds), and so were the
shell's ten thousand, Spark, and two gigabytes of memory.

**Growth is met**: ten million took 1.06 × linear of the wall from Parquet sources and 1.07 from
ready-made tables (1.08 and 1.09 of the processor). **6 GB are met from ready-made tables**, 5.62 at
most, when findings and evidence were drawn up, **and not from Parquet sources**: 6.14, in
`people.peer_benchmark`, and 5.88 in `outcomes.disparity`; all else held less.

**8 × the scan is not met**: ten million took 23 minutes, 2,097 seconds of the processor, and their
scan 4.7 seconds, 8.9 of the processor. It was met when there were four checks. No one question is
the cause but forty: `records.copied_narratives` took three tenths, findings and their evidence 8 %,
no other more than 6 %.

**Under 6 s for ten thousand is not met**: 15, and 5.15 with four checks. Of the processor's 16 some
3 go by before the checks, 3.5 to 4 draw up findings and evidence, and 1.5 are of
`records.copied_narratives`.

**Ten million within 2 GB are not met**: with four checks the audit ended, with forty the kernel
ended it in `exhibits.moved_when`. A million ends within 2 GB, with the same results.

At ten million the results of the two paths differ. Both runs are of the code before a mend: the
order in which the engine hands over its rows decided the last bits of one gap of groups in
`outcomes.hit_rate`. At a million nothing else differed; at ten it was not looked at.

At fifty million nothing was measured with more than the four checks of 2026-11-26, and nothing of
these is shown."""
SHORTFALL = """As seen with four checks: *ready-made tables* are read where they lie, and of long
texts little more than what the statistics in the files' footers leave open: the
scan of all columns reads more than such an audit does, the scan without
`narratives.text` about as much. What is left above that is mostly
`records.integrity`, which must look for every key among all keys; to look for equal
hashes of keys first saved nothing.

*Parquet sources* are not only read: every value is judged, copies are looked for, and each table is
written into the run folder in the order of its source, so that the queries of the evidence run
there and every record can be traced to its row. Most of that time DuckDB hashes and compresses
texts for the files that it writes. Tried and not taken, because it saved little: smaller row groups
and dictionaries, no dictionaries, zstd or lz4 in place of snappy. No compression writes faster and
takes several times the disk; the second version of Parquet's encodings writes tables without long
texts faster, and Spark cannot read its fractions. Who audits the same Parquet files often points
`[engine] tables` at them ([engines.md](engines.md))."""
WAITING = """A public tool beside a check is one file in `benchmarks/speed/peers/` and its line in
`PEERS`. Reconciliation beside Splink was measured apart ([validation.md](validation.md)). Not set
beside anything are near-duplicate narratives (datasketch, rensa), the peer benchmark (one GLM for
each officer) and co-appearance (bicm). The seconds of each check on small worlds, and what each
finds there, are in [calibration.md](calibration.md)."""


def page(parts: Contents) -> str:
    """The whole of docs/benchmarks.md."""
    quick = any(sitting["quick"] for sittings in parts.values() for sitting in sittings)
    blocks = [
        HEAD,
        *([QUICK] if quick else []),
        "## What was asked for, and is it met?",
        BEFORE,
        limits_table(parts),
        "### What is not met, and why?",
        SHORTFALL,
        "## What was it measured on?",
        measured_on(parts) if parts else "Nothing was measured yet.",
        "## How long does a whole audit take?",
        audits_section(parts),
        "## What does each check take within a whole audit?",
        steps_section(parts),
        "## What does each check take alone?",
        alone_section(parts),
        "## What if there is little memory?",
        held_section(parts),
        "## How long does somebody with 10,000 incidents wait?",
        shell_section(parts),
        *(text for peer in PEERS for text in (f"## {peer.question}", peer_section(parts, peer))),
        "## How long does a world take to make?",
        making_section(parts),
        "## Up to what size is one machine faster than Spark?",
        engines_section(parts),
        "## Where does the next public tool go?",
        WAITING,
    ]
    return "\n\n".join(blocks) + "\n"
