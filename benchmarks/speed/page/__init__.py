"""The page of the benchmarks: docs/benchmarks.md, and what is built of the numbers."""

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
from docs_site.filled import page_of_docs

QUICK = """**Part of this comes from `--quick`: small sizes, few repeats. It shows that everything
runs, and says nothing about speed.**"""


def page(parts: Contents) -> str:
    """The page on speed: docs/benchmarks.md with its places filled."""
    return page_of_docs("benchmarks.md", sections(parts))


def sections(parts: Contents) -> dict[str, str]:
    """What is built of the numbers, by the name of its place."""
    quick = any(sitting["quick"] for sittings in parts.values() for sitting in sittings)
    return {
        "quick": QUICK if quick else "",
        "limits": limits_table(parts),
        "measured_on": measured_on(parts) if parts else "Nothing was measured yet.",
        "audits": audits_section(parts),
        "steps": steps_section(parts),
        "alone": alone_section(parts),
        "held": held_section(parts),
        "shell": shell_section(parts),
        "peers": "\n\n".join(
            f"## {each.question}\n\n{peer_section(parts, each)}" for each in PEERS
        ),
        "making": making_section(parts),
        "engines": engines_section(parts),
    }
