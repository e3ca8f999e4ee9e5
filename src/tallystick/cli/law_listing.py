"""Which jurisdictions are there, how much of the law is held of each, and how sure is it?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from textwrap import wrap
from typing import Any

from tallystick.cli.law_words import WIDTH, article, block
from tallystick.cli.terminal import printable
from tallystick.cli.told_law import held, table
from tallystick.findings.counts import counted
from tallystick.statutes import CONFIDENCES, SAID, Pack, Scale, doubt_of_days, scales
from tallystick.statutes.charges import words_of_act as in_words
from tallystick.statutes.rows import ACTS, span

SHORT = dict(zip(CONFIDENCES, ("text", "second", "inferred", "conflict", "memory"), strict=True))
HEADINGS = ("code", "jurisdiction", "substances", "tables", "complete", "by weight", "offences",
            "penalties", "rows", *SHORT.values())  # fmt: skip


def coverage(pack: Pack) -> dict[str, Any]:
    """Return what a pack covers, as plain values."""
    tables = scales(pack)
    sure = Counter(row.confidence for row in pack.rows)
    return {
        "code": pack.code,
        "jurisdiction": pack.name,
        "kind": pack.kind,
        "about": pack.about,
        "origin": pack.origin,
        "substances": list(pack.substances),
        "tables": len(tables),
        "complete_tables": sum(each.is_complete for each in tables),
        "tables_testable_by_weight": sum(each.testable for each in tables),
        "acts": [act for act in ACTS if any(act in each.acts for each in pack.offences)],
        "offences": len(pack.offences),
        "penalties": len(pack.penalties),
        "circumstances": [each.key for each in pack.circumstances],
        "reference_units": len(pack.reference_units),
        "rows": len(pack.rows),
        "confidence": {each: sure[each] for each in CONFIDENCES},
        "partly_from_memory": _partly(pack),
        "caveats": [each.text for each in pack.caveats],
    }


def listing(packs: Sequence[Pack]) -> list[str]:
    """Return a line per jurisdiction, and what its columns mean."""
    rows = [HEADINGS, *map(_cells, packs)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(HEADINGS))]
    lines = [
        "  ".join(cell.ljust(width) if place < 2 else cell.rjust(width)
                  for place, (cell, width) in enumerate(zip(row, widths, strict=True)))
        for row in rows
    ]  # fmt: skip
    return [
        *(printable(line.rstrip()) for line in lines),
        "",
        "Tables are complete where every amount has a class, and go by weight where no purity is",
        "needed and their lines bind. Rows by how sure they are:",
        *(f"  {SHORT[each]:<8}  {each}: {SAID[each]}" for each in CONFIDENCES),
        *_from_memory_in_part(packs),
    ]


def _partly(pack: Pack) -> int:
    return sum(bool(row.from_memory) for row in pack.rows)


def _from_memory_in_part(packs: Sequence[Pack]) -> list[str]:
    """Say in how many rows, by jurisdiction, one cell is from memory."""
    own = [f"{each.code} {_partly(each):,}" for each in packs if _partly(each)]
    if not own:
        return []
    said = "Of rows that are not memory one cell is, and answers and findings name it"
    return wrap(printable(f"{said}: {', '.join(own)}"), WIDTH)


def _cells(pack: Pack) -> tuple[str, ...]:
    said = coverage(pack)
    return (
        pack.code,
        pack.name,
        str(len(pack.substances)),
        str(said["tables"]),
        str(said["complete_tables"]),
        str(said["tables_testable_by_weight"]),
        str(said["offences"]),
        str(said["penalties"]),
        str(said["rows"]),
        *(str(said["confidence"][each]) for each in CONFIDENCES),
    )


def portrait(pack: Pack) -> list[str]:
    """Return what a pack holds: its tables, acts, circumstances, units and caveats."""
    lines = [f"{pack.name} ({pack.code}), {in_words(pack.kind)}"]
    lines += block("About", pack.about)
    lines += _tables(pack)
    lines += block("Acts", *_acts(pack))
    lines += block("Circumstances", ", ".join(dict.fromkeys(
        each.key for each in pack.circumstances)))  # fmt: skip
    lines += block("Units", *(
        f"1 {each.unit} is {each.value:,} {each.currency} {held(each)}"
        for each in pack.reference_units))  # fmt: skip
    if pack.double_counting:
        rule = pack.double_counting
        lines += block("Not twice", f"{rule.rule} ({rule.citation})")
    lines += block("Later law", *(f"{in_words(each.rule)} ({each.citation}; "
                                  f"{each.confidence})" for each in pack.later_law))  # fmt: skip
    for caveat in pack.caveats:
        lines += block("Caveat", caveat.text)
    lines += block("How sure", _rows_by_confidence(pack))
    return [printable(line) for line in lines]


def _acts(pack: Pack) -> Iterator[str]:
    for act in ACTS:
        names = dict.fromkeys(article(each) for each in pack.offences if act in each.acts)
        if names:
            yield f"{in_words(act)}: {', '.join(names)}"


def _tables(pack: Pack) -> Iterator[str]:
    for scale in scales(pack):
        first = scale.rows[0]
        days = span(scale.dates)
        acts = " and ".join(map(in_words, first.acts))
        said = ", ".join(filter(None, (
            in_words(scale.basis), " ".join(map(in_words, first.form)), acts and f"for {acts}",
            held(first) if first.dates == scale.dates else f"in force {days}",
            *_doubts_of_days(scale),
        )))  # fmt: skip
        yield f"  {pack.said(scale.substance)} ({said})"
        yield from block("", table(scale, pack))


def _doubts_of_days(scale: Scale) -> dict[str, None]:
    return dict.fromkeys(map(doubt_of_days, scale.rows))


def _rows_by_confidence(pack: Pack) -> str:
    sure = Counter(row.confidence for row in pack.rows)
    said = ", ".join(f"{sure[each]:,} {each}" for each in CONFIDENCES if sure[each])
    partly = _partly(pack)
    return f"{said}; of {partly:,} a part is from memory" if partly else said


def checked(pack: Pack) -> str:
    """Say that a pack keeps the rules, and what it holds."""
    tables = scales(pack)
    complete = sum(each.is_complete for each in tables)
    return printable(
        f"{pack.code} {pack.name}: sound; {counted(len(pack.rows), 'row')} ("
        f"{_rows_by_confidence(pack)}), {counted(len(tables), 'table')}, {complete:,} complete"
    )
