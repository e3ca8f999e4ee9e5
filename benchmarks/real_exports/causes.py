"""Where what is missed or wrong lies: counts by cause, by meaning, by kind and by language.

They name no file and no column, so that the part that only the measure reads may be summed up too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from benchmarks.real_exports.form import Export
from benchmarks.real_exports.score import Score, uses


def causes(measured: list[tuple[Export, Score, str]]) -> str:
    """Return one line for each way to count the columns of `measured` that are not right."""
    counted: dict[str, Counter[str]] = {}
    for export, found, engagement in measured:
        for way, name in _ways(export, found, engagement):
            counted.setdefault(way, Counter())[name] += 1
    return "\n".join(
        f"{way}: " + ", ".join(f"{name} {count}" for name, count in counter.most_common())
        for way, counter in counted.items()
    )


def _ways(export: Export, found: Score, engagement: str) -> Iterator[tuple[str, str]]:
    means = {each.header: each.means[0] for each in export.columns if each.means}
    told = uses(engagement)
    taken = set[str]().union(*told.values())
    for name in found.missed:
        meant = means.get(name, "reported_figures.value")
        yield "missed, by cause", _cause(meant, taken, bool(told))
        yield "missed, by meaning", meant
        yield "missed, by language", export.language
        yield "missed, by kind", export.kind
    for name in found.wrong:
        yield "wrong, by what was taken", name.rpartition(" used as ")[2]
    if not told:
        yield "no table, by kind", f"{export.kind} ({export.language})"
        yield "no table, by what is said", _said(engagement)


def _said(engagement: str) -> str:
    """What an engagement file says of a file of which nothing is read."""
    if "# Not ready" not in engagement:
        return "no header tells" if engagement else "it cannot be read"
    asked = "occurred_at: by", "No column tells when"
    when = any(each in engagement for each in asked)
    return "when a case was is asked" if when else "another question waits"


def _cause(meant: str, taken: set[str], any_table: bool) -> str:
    if not any_table:
        return "the file has no table"
    if meant in taken:
        return "another column was taken"
    table = meant.split(".")[0]
    return "not told" if any(each.startswith(f"{table}.") for each in taken) else "no such table"
