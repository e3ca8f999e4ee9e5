"""How is a proposal written as an engagement file that its reader can follow and mend?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tallystick.load.periods import STATED
from tallystick.load.value_shape import shapes, shown_header
from tallystick.load.wording import one_line
from tallystick.propose.alike_names import alike_names, spelled
from tallystick.propose.columns.choices import Choice, Open
from tallystick.propose.columns.masked import is_masked
from tallystick.propose.files.look import Look
from tallystick.propose.mapping import FileProposal, TableProposal
from tallystick.propose.stray_days import stray_days
from tallystick.propose.toml_text import comment, mapping_text, quoted, value_text
from tallystick.propose.twice import EARLIER, SECOND, in_place
from tallystick.propose.waiting import Waiting
from tallystick.tables import SELECTED_ON, canonical

MOST_EXAMPLES = 3
NO_NAME = "   # named in no file: write whose records these are"
BY_HAND = {
    "incidents": ('incident_id = ""', 'unit_id = ""', 'occurred_at = ""'),
    "measurements": (
        'unit_id = ""', 'kind = { constant = "net_weight" }', 'value = { column = "", unit = "g" }',
        'measured_at = ""',
    ),
    "reported_figures": (
        'unit_id = ""', 'metric = { constant = "cases" }', 'value = ""',
        'denominator = ""   # where the value counts a part of it; else leave it out',
        'period_start = ""   # leave out both days where all figures are of one period',
        'period_end = ""',
    ),
    "counterparts": ('record_id = ""', 'officer_id = ""', 'occurred_at = ""'),
    "duties": ('officer_id = ""', 'kind = { constant = "court" }', 'from_at = ""', 'to_at = ""'),
    "named_officers": ('record_id = ""', 'officer_id = ""', 'role = { constant = "attending" }',
                       'unit_id = ""', 'occurred_at = ""'),
    "aliases": ('officer_id = ""', 'kind = { constant = "badge" }', 'value = ""'),
}  # fmt: skip
"""What is shown of a table to somebody whose file no header explains."""
ADVICE = {
    SECOND: "For other events leave it as it is, for an earlier release name the block above "
    f"tables.{EARLIER}, for a second system put this one",
    EARLIER: "For further records leave both as they are; if the other file is the earlier one, "
    "rename its block; if this one is, put this block",
}
"""What is to be done about a file that may tell of the events of another."""
TAKE_ONE = "Take the mark off one of these lines:"
"""What is asked at the end of a question, above its answers."""
ONE_OF = "One of these lines:"
"""The same within a block that waits for something else, where no answer makes it be read."""
NOT_READY = "Not ready: settle"
"""How the comment begins above a block that waits for answers."""
LEFT_OUT = "Left out:"
"""How the comment begins above a block that is not read, though every column is settled."""
A_TABLE = {
    SECOND: "a second system, such as a court or a bureau",
    EARLIER: "an earlier release of the records of the other file",
}
BY_THE_PROGRAM = "   # by the program; `tallystick map --confirm` says that a person read it"
"""What the key ``mapping`` says beside itself."""


@dataclass(frozen=True)
class Answers:
    """What no file tells: who is examined, by which law, and on whose clocks.

    The agency is `unnamed` where it is called after its records.
    """

    name: str
    agency: str
    time_zone: str
    jurisdiction: str = ""
    currency: str = ""
    joins_alike: bool = False
    unnamed: bool = False
    selected_on: str = ""


def engagement_text(answers: Answers, files: Sequence[FileProposal], more: str = "") -> str:
    """Return the text of an engagement file for the files proposed; `more` is put at its end.

    What no column fills, and what only a person can settle, stands in it as a comment.
    """
    parts = [
        "# Proposed by `tallystick init` from the headers and first rows of the files.",
        "# Read every line: a wrong column makes a wrong finding. Keys: docs/engagement.md.",
        "",
        "[engagement]",
        f"name = {quoted(answers.name)}",
        f"agency = {quoted(answers.agency)}{NO_NAME * answers.unnamed}",
        f"jurisdiction = {quoted(answers.jurisdiction)}"
        if answers.jurisdiction
        else '# jurisdiction = "KZ"   # whose law it is: `tallystick law` lists packs',
        f"time_zone = {quoted(answers.time_zone)}",
    ]
    parts += [f"currency = {quoted(answers.currency)}"] if answers.currency else []
    parts += stray_days(files, answers.time_zone)
    parts += [f'mapping = "proposed"{BY_THE_PROGRAM}']
    parts += _joining(files, joins=answers.joins_alike)
    if answers.selected_on:
        parts += ["", "[sample]", f"selected_on = {quoted(answers.selected_on)}"]
    else:
        parts += ["", *comment("Are these records a selection, and not all? On what?")]
        parts += ["# [sample]", f'# selected_on = "complaints"   # or {", ".join(SELECTED_ON[1:])}']
    parts += _blocks(files)
    drawn = () if "lines]]" in more else _cut_points(files)
    return "\n".join([*parts, *_metrics(files), *drawn, more]).rstrip() + "\n"


def added_text(engagement: str, files: Sequence[FileProposal]) -> str:
    """Return the text of an engagement file as it is, with blocks for more files at its end."""
    more = ["# Added by `tallystick init --onto`. Read every line of it."]
    more += _joining(files, joins=False)
    return "\n".join([engagement.rstrip(), "", *more, *_blocks(files)]).rstrip() + "\n"


def _joining(files: Sequence[FileProposal], *, joins: bool) -> Iterator[str]:
    """The key of [engagement] that joins look-alike names, where the files hold some."""
    found = alike_names(files)
    for kind, groups in found.items():
        named = ", ".join(spelled(kind, name) for name in groups[0][:MOST_EXAMPLES])
        yield from comment(f"{kind}: {len(groups):,} in spellings that look alike, such as {named}")
    if found:
        yield from comment("This key of [engagement] counts such spellings as one name:")
        key = f"join_alike = [{', '.join(map(quoted, found))}]"
        yield key if joins else f"# {key}"


def _blocks(files: Sequence[FileProposal]) -> Iterator[str]:
    for each in files:
        for table in each.tables:
            yield from ("", *_block(each.look, table))
            if table.instead:
                yield from ("", *_in_place(each, table))
        if not each.tables:
            yield from ("", *_by_hand(each.look))
        elif each.unused:
            yield from (
                "",
                *comment(f"{each.look.name}: not used: {', '.join(_unused(each))}"),
            )


def _unused(file: FileProposal) -> list[str]:
    """The columns of a file that fill nothing; of those that are masked in the export, that too."""
    return [
        f"{told} (masked in the export)" if is_masked(file.look.column(name)) else told
        for name, told in zip(file.unused, shown_header(file.unused), strict=True)
    ]


def _metrics(files: Sequence[FileProposal]) -> Iterator[str]:
    """A calendar and the plainest figures, for the checks of figures to count."""
    tables = {table.table: table for each in files for table in each.tables
              if not isinstance(table, Waiting)}  # fmt: skip
    cases = tables.get("incidents")
    if cases is None or "occurred_at" not in {*cases.columns, *(d.column for d in cases.doubts)}:
        return
    yield from ("", "[[periods]]", 'name = "month"', 'rule = "month"')
    yield from ("", "[[metrics]]", 'name = "cases"', 'table = "incidents"')
    if "clearance" in tables["incidents"].columns:
        yield from ("", "[[metrics]]", 'name = "arrests"', 'table = "incidents"',
                    'where = { clearance = ["arrest"] }')  # fmt: skip


def _cut_points(files: Sequence[FileProposal]) -> Iterator[str]:
    """A comment that shows how the lines are given without which no weight is asked about."""
    tables = {table.table: table for each in files for table in each.tables}
    if "measurements" not in tables:
        return
    columns = tables["measurements"].columns
    told = {name: choice.mapping for name, choice in columns.items()}
    kind = told.get("kind", {}).get("constant", "net_weight")
    yield ""
    yield from comment("At which values does the law, or a rule, draw a line? One entry for each:")
    yield from ("# [[lines]]", '# name = "what it is called"', f"# kind = {quoted(kind)}")
    if "substance_code" in columns:
        yield '# substance_code = "as the records write it"'
    yield "# value = 10"
    yield f"# unit = {quoted(told.get('value', {}).get('unit', 'g'))}"
    yield '# citation = "the article that draws it"'
    yield from comment("Or those of a law pack (`tallystick law`, docs/law.md): [[law.lines]]")
    yield from comment('Where a line holds in some units alone: units = ["North", "East"]')


def _block(look: Look, table: TableProposal) -> Iterator[str]:
    """The block of one table; all of it a comment where it waits or a column is not settled."""
    if isinstance(table, Waiting):
        yield from comment(f"{LEFT_OUT} {look.name}, {table.table}: {table.why}. To read it all "
                           "the same, take the marks off:")  # fmt: skip
    elif lacking := _lacking(table):
        yield from comment(f"{NOT_READY} {', '.join(lacking)}, then take the marks off:")
    else:
        yield from _lines(look, table)
        return
    yield from (line if line.startswith("#") else f"# {line}" for line in _lines(look, table))


def _in_place(file: FileProposal, table: TableProposal) -> Iterator[str]:
    """The doubt whether a file tells of the events of another, and the block that mends it.

    Once their marks are taken off, its lines are lines of an engagement file.
    """
    other = in_place(file, table)
    lacks = [name for name in canonical(other.table).required if name not in other.columns]
    lacks = [name for name in lacks if name not in {each.column for each in other.doubts}]
    doubt = f"{table.twice}. {ADVICE[other.table]} in place of the one above"
    doubt = f"Or, if it is {A_TABLE[other.table]}" if isinstance(table, Waiting) else doubt
    yield from comment(f"{doubt}:")
    for line in _lines(file.look, other):
        if not line.startswith("#") or line.startswith("# record_id:"):
            yield f"# {line}"
    yield from (f'# {name} = ""' for name in lacks)
    yield from (f"# {line}" for doubt in other.doubts for line in _doubt(doubt))


def is_ready(table: TableProposal) -> bool:
    """Whether every column that the table needs is settled, so that it is read."""
    return not isinstance(table, Waiting) and not _lacking(table)


def _lacking(table: TableProposal) -> list[str]:
    given = {*table.columns, *(STATED if "period" in table.beside else ())}
    return [name for name in canonical(table.table).required if name not in given]


def _by_hand(look: Look) -> Iterator[str]:
    """A file that fills no table by its headers: its columns, and blocks to be filled in."""
    yield from comment(f"{look.name}: no header tells which table it fills. Its columns:")
    for header, told in zip(look.header, shown_header(look.header), strict=True):
        yield from comment(f"  {told}: {shapes(look.column(header), MOST_EXAMPLES)}")
    yield from comment("Take one of these blocks, name its columns, and take the marks off:")
    for table, columns in BY_HAND.items():
        yield f"# [[tables.{table}]]"
        yield from (f"# {line}" for line in _source(look))
        yield f"# [tables.{table}.columns]"
        yield from (f"# {column}" for column in columns)


def _lines(look: Look, table: TableProposal) -> Iterator[str]:
    if table.remark:
        yield from comment(table.remark)
    yield f"[[tables.{table.table}]]"
    yield from _source(look)
    yield from (f"{key} = {value_text(value)}" for key, value in table.beside.items())
    if table.instead and not isinstance(table, Waiting):
        yield f"or_table = {quoted(table.instead)}"
    of_totals = [(*each, "rows of totals") for each in look.totals]
    for column, equals, why in (*of_totals, *table.left_out):
        yield f"[[tables.{table.table}.leave_out]]"
        yield f"column = {quoted(column)}"
        yield f"equals = {value_text(equals)}"
        yield f"reason = {quoted(why)}"
    yield f"[tables.{table.table}.columns]"
    for name, choice in table.columns.items():
        yield from _choice(name, choice)
    for doubt in table.doubts:
        yield from _doubt(doubt, ONE_OF if isinstance(table, Waiting) else TAKE_ONE)


def _source(look: Look) -> Iterator[str]:
    """Where the rows stand and how they are written, as far as no reader finds it alone."""
    yield f"source = {quoted(look.name)}"
    if look.doubt:
        yield from comment(look.doubt)
    for key, value in (("encoding", look.encoding), ("delimiter", look.delimiter),
                       ("sheet", look.sheet)):  # fmt: skip
        if value is not None:
            yield f"{key} = {quoted(value)}"
    yield from (f"{key} = {value_text(value)}" for key, value in look.keys)
    if not look.header_rows:
        yield "header = false"
    if look.header_row != 1:
        yield f"header_row = {look.header_row}"
    if look.header_rows > 1:
        yield f"header_rows = {look.header_rows}"


def _choice(name: str, choice: Choice) -> Iterator[str]:
    yield from comment(f"{name}: {choice.why}")
    if choice.remark:
        yield from comment(f"  {choice.remark}")
    yield f"{name} = {mapping_text(choice.mapping)}"


def _doubt(doubt: Open, move: str = TAKE_ONE) -> Iterator[str]:
    yield from comment(f"{doubt.column}: {doubt.question.rstrip('?')}? {move}")
    for label, choice in doubt.options:
        yield f"# {doubt.column} = {mapping_text(choice.mapping)}   # {one_line(label)}"
