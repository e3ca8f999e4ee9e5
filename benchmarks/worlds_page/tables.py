"""How is a table, or a docstring, written in Markdown?"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Sequence

STARTS = re.compile(
    r"(?:^|(?<=[.)])\s+|\n)((?:Labels|Tally|Size|Source|Published)(?:, [^:.]{1,30})?):"
)


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; what stands in a cell keeps to one line and cannot end it."""
    lines = ["| " + " | ".join(header) + " |", "|" + "---|" * len(header)]
    lines += ["| " + " | ".join(map(_cell, row)) + " |" for row in rows]
    return "\n".join(lines)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def question_and_body(documented: object) -> tuple[str, str]:
    """The first paragraph of a docstring, and the rest with its standing headings in bold."""
    text = inspect.cleandoc(str(documented.__doc__))
    question, _, body = text.partition("\n\n")
    return one_line(question), STARTS.sub(r"\n\n**\1:**", body).strip()


def one_line(text: str) -> str:
    """The text without its line breaks."""
    return " ".join(text.split())
