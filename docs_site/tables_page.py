"""What does docs/tables.md say? Every table and column of the dictionary, in Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from tallystick.cli.dictionary import Entry, entries
from tallystick.report.exports.markdown import escaped
from tallystick.tables import CANONICAL, Table

HEAD = """\
# The tables and columns

Every table into which an export is mapped ([engagement.md](engagement.md)), and of each column its
meaning, type, unit and codes, the checks that use it, and the headers by which `init` recognises it
([mapping.md](mapping.md)). `tallystick tables` shows the same on a terminal,
`tallystick tables incidents` one table, and `tallystick tables incidents.origin` one column.

A record without a column marked **required** is set aside. A check is not run without the columns
that it *needs*. It *uses* a column where it is filled: in place of another, to ask one rule more,
or to ask an innocent cause. It may read further columns to compare like with like. What a check
asks is on its page and in `tallystick checks`.

| table | a row is |
|---|---|"""


def tables_page() -> str:
    """Return the page."""
    lines = [HEAD]
    lines += [f"| [{each.name}](#{each.name}) | {escaped(each.row)} |" for each in CANONICAL]
    for table in CANONICAL:
        lines += ["", *_section(table)]
    return "\n".join(lines) + "\n"


def _section(table: Table) -> Iterator[str]:
    about = [f"A row is {escaped(table.row)}."]
    if table.key:
        about.append(f"Its key: {', '.join(f'`{each}`' for each in table.key)}.")
    about += [f"`{each.column}` refers to {each.table}." for each in table.references]
    yield from (f"## {table.name}", "", " ".join(about))
    yield from ("", "| column | type | meaning | needed by | used by |", "|---|---|---|---|---|")
    found = entries(table)
    for entry in found:
        yield f"| {' | '.join(_cells(entry))} |"
    if any(entry.terms for entry in found):
        yield from ("", f"Headers that `init` recognises in {table.name}:", "")
        for entry in found:
            if entry.terms:
                yield f"- `{entry.column.name}`: {_terms(entry)}"


def _cells(entry: Entry) -> tuple[str, ...]:
    required = ", **required**" if entry.column.required else ""
    codes = ", ".join(f"`{code}`" for code in entry.column.codes)
    limits = f"; one of {codes}" if codes else f"; {entry.limits}" if entry.limits else ""
    used = dict.fromkeys((*entry.use.optional_for, *entry.use.causes_of))
    return (
        f"`{entry.column.name}`",
        entry.kind + required,
        entry.column.meaning.replace("|", "\\|") + limits,
        ", ".join(entry.use.needed_by) or "–",
        ", ".join(used) or "–",
    )


def _terms(entry: Entry) -> str:
    return "; ".join(
        f"*{language}* {', '.join(map(escaped, terms))}" for language, terms in entry.terms.items()
    )
