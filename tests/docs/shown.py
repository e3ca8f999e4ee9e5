"""Which commands do the README, the pages of documentation and the examples show?"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGES = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    *sorted((ROOT / "docs").rglob("*.md")),
    *sorted((ROOT / "examples").rglob("*.md")),
]
SHELL, PROMPTED = ("sh", "bash"), ("console", "text")
PROGRAM = re.compile(r"(?:\.venv/bin/)?(?:tallystick|python3?|make|pip|openssl)(?= |$)")
COMMENT = re.compile(r"\s{2,}# .*")


@dataclass(frozen=True)
class Shown:
    """A command as a page shows it, without prompt, comment and the path of the program."""

    page: str
    command: str

    def __str__(self) -> str:
        return f"{self.page}: {self.command}"


def in_blocks() -> list[Shown]:
    """The commands that stand on a line of their own; one for each line, continued ones joined."""
    return list(dict.fromkeys(
        Shown(name(page), stripped(line))
        for page in PAGES
        for line in lines_of(page.read_text("utf-8"))
    ))  # fmt: skip


def inline() -> list[Shown]:
    """The commands of the program that stand within a sentence."""
    return list(dict.fromkeys(
        Shown(name(page), stripped(line))
        for page in PAGES
        for line in re.findall(r"`((?:\.venv/bin/)?tallystick [^`]*)`", without_fences(page))
    ))  # fmt: skip


def lines_of(text: str) -> list[str]:
    found: list[str] = []
    fence = None
    for line in text.splitlines():
        if mark := re.match(r"```(\w*)", line):
            fence = None if fence is not None else mark.group(1)
        elif fence in SHELL and line.strip():
            found.append(line)
        elif fence in PROMPTED and line.startswith("$ "):
            found.append(line[2:])
        elif fence is None and line.startswith("    ") and PROGRAM.match(line[4:]):
            found.append(line[4:])
        elif fence is None and re.match(r" {16,}\[", line) and found:
            found[-1] = f"{COMMENT.sub('', found[-1])} {line.strip()}"
    return found


def without_fences(page: Path) -> str:
    return re.sub(r"^```.*?^```", "", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)


def stripped(line: str) -> str:
    return " ".join(COMMENT.sub("", line).removeprefix(".venv/bin/").split())


def name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()
