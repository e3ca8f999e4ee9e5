"""Is docs/design.md true to the source: rooms, arrows, the parts of a check, the words?"""

import ast
import re
from dataclasses import fields
from functools import cache
from inspect import signature
from pathlib import Path

from every_fault import no_fault
from house import NEVER
from tallystick.checks import FAMILIES, Check, RelationalCheck
from tallystick.checks.declared import declared
from tallystick.findings.result import NO_PATTERN, PATTERNS

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "tallystick"
TEXT = (ROOT / "docs" / "design.md").read_text(encoding="utf-8")


def section(title):
    return TEXT.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def cells(title):
    """The rows of the table of a section, without its head."""
    rows = [line.strip("|").split("|") for line in section(title).splitlines() if "|" in line]
    return [[each.strip() for each in row] for row in rows[2:]]


def coded(text):
    return re.findall(r"`([\w]+)`", text)


@cache
def imported(room):
    """The rooms that the files of one import anywhere, in a function or for types too."""
    found = set()
    for path in (SOURCE / room).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module == "tallystick":
                found |= {each.name for each in node.names}
            elif isinstance(node, ast.ImportFrom):
                found.add((node.module or "").removeprefix("tallystick.").partition(".")[0])
            elif isinstance(node, ast.Import):
                names = [each.name for each in node.names if each.name.startswith("tallystick.")]
                found |= {each.split(".")[1] for each in names}
    return (found & set(ROOMS)) - {room}


ROOMS = sorted(path.parent.name for path in SOURCE.glob("*/__init__.py"))
TOLD = {coded(room)[0]: arrows for room, _, arrows in cells("The rooms")}


def test_the_table_has_every_room_once():
    assert sorted(coded(row[0])[0] for row in cells("The rooms")) == ROOMS


def arrows(room):
    told = set(coded(TOLD[room]))
    return set(ROOMS) - told - {room} if TOLD[room].startswith("all but") else told


def test_a_room_imports_what_the_table_says():
    no_fault(
        (
            f"docs/design.md, The rooms, {room}: imports {name} in "
            f"{'the source alone' if name in imported(room) else 'the table alone'}"
            for room in ROOMS
            for name in sorted(imported(room) ^ arrows(room))
        ),
        "the row of the room in docs/design.md, or the import",
    )


def test_the_parts_of_a_check_are_those_that_are_declared():
    told = [name for row in cells("The anatomy of a check") for name in coded(row[0])]
    assert sorted(told) == sorted({*signature(declared).parameters} - {"module"})
    own = {each.name for each in fields(RelationalCheck)} - {each.name for each in fields(Check)}
    assert own == {"rules"}
    assert "it has `rules`" in " ".join(section("The anatomy of a check").split())


def test_the_families_and_verdicts_are_those_of_the_source():
    text = section("The anatomy of a check")
    families = text.partition("by what is examined:")[2].partition(".\n")[0]
    assert coded(families) == list(FAMILIES)
    patterns, others = text.partition("A pattern:")[2].split("Or none:")
    assert coded(patterns) == list(PATTERNS)
    assert set(coded(others.partition("The check proposes")[0])) == set(NO_PATTERN)


def test_the_words_never_written_are_those_that_the_house_looks_for():
    told = section("Words").partition("Never: ")[2].partition(".")[0]
    words = re.split(r", | or ", told.replace("fraud or risk score", "fraud score, risk score"))
    assert sorted(words) == sorted(NEVER)
