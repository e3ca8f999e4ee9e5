"""How is text put on a terminal, whoever wrote it?"""

from __future__ import annotations

import shutil
import sys
import textwrap
from pathlib import Path

NAME = "tallystick"


def printable(text: str) -> str:
    """Return `text` without the control characters by which it could steer a terminal."""
    return "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}"
                   for character in text)  # fmt: skip


def say(text: str) -> None:
    """Print one line as `printable`; on a terminal broken between words, each part indented."""
    line = printable(text)
    if sys.stdout.isatty():
        indent = " " * (len(line) - len(line.lstrip()) + 2)
        line = textwrap.fill(
            line,
            max(shutil.get_terminal_size().columns, 2 * len(indent)),
            subsequent_indent=indent,
            break_long_words=False,
            break_on_hyphens=False,
        )
    print(line)


def program() -> str:
    """Return the command by which this program is called here, to be typed again."""
    called = Path(sys.argv[0])
    return NAME if shutil.which(NAME) or called.name != NAME else printable(str(called))
