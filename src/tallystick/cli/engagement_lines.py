"""An engagement file edited line by line: comments, blocks and their order stay as they are."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from tallystick.cli.session import UnusableInputError
from tallystick.propose.toml_text import quoted
from tallystick.propose.writing import BY_THE_PROGRAM, LEFT_OUT, NOT_READY, TAKE_ONE

ANSWERED = "Answered: line {} of these:"
BLOCK = re.compile(r"(# )?\[\[tables\.(\w+)\]\]\s*(#.*)?")
COLUMNS = re.compile(r"(# )?\[tables\.(\w+)\.columns\]\s*(#.*)?")
HEAD = re.compile(r"(# )?\[")
ASKED = re.compile(rf"# (\w+): (.*) {TAKE_ONE}")
TAKEN = re.compile(rf"# {ANSWERED.format('([0-9]+)')}\s*")
SETTING = re.compile(r"# (\[.*|[a-z_]+ = .*)")
WHY = re.compile(r"# (\w+): (.*)")
GOES_ON = "#   "


@dataclass(frozen=True)
class OpenQuestion:
    """A question that stands in the file as a comment, with its answers on the lines below.

    `at` are the lines of the question and `answers` those of its answers. `waits` is the first line
    of the block, all of it a comment, that is not read before the question is answered; -1 where
    the block is read. `answered` is the place of the answer that was taken, -1 for none.
    """

    table: str
    column: str
    words: str
    at: range
    answers: range
    waits: int = -1
    answered: int = -1

    def labels(self, lines: Sequence[str]) -> list[str]:
        """Return what each answer says."""
        told = [lines[at].removeprefix("# ").rpartition("   # ") for at in self.answers]
        return [label or value for value, _, label in told]


@dataclass
class Reasons:
    """Why each column of each block is filled as it is, and the questions that are open.

    `left_out` has, for each block that waits though every column is settled, why it does.
    """

    why: dict[tuple[str, int, str], str] = field(default_factory=dict)
    line: dict[tuple[str, int, str], int] = field(default_factory=dict)
    questions: list[OpenQuestion] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


def reasons_in(lines: Sequence[str]) -> Reasons:
    """Read the comments of an engagement file as `tallystick init` writes them.

    Columns are named by their table, which block of it they stand in, and their own name.
    """
    told, count = Reasons(), dict[str, int]()
    table, waits, in_columns, above = "", -1, False, list[str]()
    at = 0
    while at < len(lines):
        text, end = _paragraph(lines, at)
        if not text:
            waits = -1
        elif text.startswith(f"# {NOT_READY}"):
            waits = at
        elif text.startswith(f"# {LEFT_OUT}"):
            told.left_out.append(text.removeprefix("# "))
        elif block := BLOCK.fullmatch(text):
            table, in_columns, above = block[2], False, []
            count[table] = count.get(table, -1) + (not block[1])
        elif HEAD.match(text):
            in_columns, above = bool(COLUMNS.fullmatch(text)), []
        elif asked := ASKED.fullmatch(text):
            taken = TAKEN.fullmatch(lines[end]) if end < len(lines) else None
            answers = _answers(lines, end + (taken is not None), asked[1])
            above = []
            if answers and all(lines[each].startswith("#") for each in answers):
                place = int(taken[1]) - 1 if taken and int(taken[1]) <= len(answers) else -1
                told.questions.append(
                    OpenQuestion(table, asked[1], asked[2], range(at, end), answers, waits, place)
                )
                end = answers.stop
        elif text.startswith("#"):
            above.append(text)
        elif in_columns and (name := re.match(r"(\w+)\s*=", text)):
            key = table, count[table], name[1]
            told.line[key] = at
            told.why[key] = _why(above, name[1])
            above = []
        at = end
    return told


def _paragraph(lines: Sequence[str], at: int) -> tuple[str, int]:
    """The line there, with the lines of a comment that go on; and the line after."""
    text, end = lines[at].rstrip("\r"), at + 1
    while text.startswith("#") and end < len(lines) and lines[end].startswith(GOES_ON):
        text += " " + lines[end].removeprefix(GOES_ON).rstrip("\r")
        end += 1
    return text, end


def _answers(lines: Sequence[str], at: int, column: str) -> range:
    end = at
    while end < len(lines) and lines[end].removeprefix("# ").startswith(f"{column} = "):
        end += 1
    return range(at, end)


def _why(above: Sequence[str], column: str) -> str:
    """What the comments above a line say of it: from its own name on, where it stands last."""
    for place in reversed(range(len(above))):
        if (found := WHY.fullmatch(above[place])) and found[1] == column:
            return "; ".join([found[2], *(each.removeprefix("# ") for each in above[place + 1 :])])
    return ""


def with_answer(lines: Sequence[str], question: OpenQuestion, number: int) -> list[str]:
    """Return the lines with the answer of that place taken: its mark off, or noted where it waits.

    A block that waits is read once all that it needs is answered.
    """
    edited, at = list(lines), question.answers
    ending = "\r" * lines[question.at.start].endswith("\r")
    if question.waits < 0:
        edited[at[number]] = edited[at[number]].removeprefix("# ")
        return edited
    edited[question.at.stop : at.start] = [f"# {ANSWERED.format(number + 1)}{ending}"]
    first = question.waits
    needed = _needed(_paragraph(edited, first)[0])
    own = {each.column: each for each in reasons_in(edited).questions if each.waits == first}
    if not all(name in own and own[name].answered >= 0 for name in needed):
        return edited
    taken = {own[name].answers[own[name].answered] for name in own if own[name].answered >= 0}
    left = {line for each in own.values() for line in each.answers} - taken
    end = next((k for k in range(first, len(edited)) if not edited[k].strip()), len(edited))
    for k in range(first, end):
        if k not in left and SETTING.fullmatch(edited[k].rstrip("\r")):
            edited[k] = edited[k].removeprefix("# ")
    return edited


def _needed(text: str) -> list[str]:
    """The columns that a block waits for."""
    named = text.removeprefix(f"# {NOT_READY}").partition(", then")[0]
    return [each.strip() for each in named.split(",")]


def with_choice(lines: Sequence[str], at: int, new: Sequence[str]) -> list[str]:
    """Return the lines with others in place of the one there, which stays as a comment."""
    old, ending = lines[at].rstrip("\r"), "\r" * lines[at].endswith("\r")
    return [*lines[:at], f"# {old}   # before{ending}", *(each + ending for each in new),
            *lines[at + 1 :]]  # fmt: skip


def with_mapping(text: str, mapping: str, path: Path) -> str:
    """Return the text of an engagement file with its key ``mapping`` set; no other line changes.

    UnusableInputError where it cannot be set so; the message says what to write.
    """
    content = _parsed(text)
    wanted = _with_key(content, mapping)
    if wanted is not None and content == wanted:
        return text
    lines = text.split("\n")
    head = next((k for k, line in enumerate(lines)
                 if re.fullmatch(r"\s*\[engagement\]\s*(#.*)?", line)), -1)  # fmt: skip
    if head >= 0:
        end = next((k for k in range(head + 1, len(lines)) if re.match(r"\s*\[", lines[k])),
                   len(lines))  # fmt: skip
        own = next((k for k in range(head + 1, end) if re.match(r"\s*mapping\s*=", lines[k])), -1)
        ending = "\r" * lines[head].endswith("\r")
        key = f"mapping = {quoted(mapping)}"
        if own < 0:
            lines.insert(head + 1, key + ending)
        else:
            said = re.sub(r"mapping\s*=\s*(\"[^\"]*\"|'[^']*')", lambda _: key, lines[own], count=1)
            lines[own] = said if mapping == "proposed" else said.replace(BY_THE_PROGRAM, "")
    edited = "\n".join(lines)
    if wanted is None or _parsed(edited) != wanted:
        raise UnusableInputError(
            f'{path}: its key cannot be set safely; write mapping = "{mapping}" under [engagement] '
            "by hand"
        )
    return edited


def _parsed(text: str) -> dict[str, Any] | None:
    try:
        return tomllib.loads(text.removeprefix("\ufeff"), parse_float=Decimal)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError, ArithmeticError):
        return None


def _with_key(content: dict[str, Any] | None, mapping: str) -> dict[str, Any] | None:
    about = (content or {}).get("engagement")
    if content is None or not isinstance(about, dict):
        return None
    return content | {"engagement": about | {"mapping": mapping}}


def keeps_all(before: str, after: str) -> bool:
    """Whether an edited text can be read, and only blocks of tables differ in what they say."""
    old, new = _parsed(before), _parsed(after)
    if old is None or new is None:
        return False
    others = {key: value for key, value in old.items() if key != "tables"}
    return others == {key: value for key, value in new.items() if key != "tables"}
