"""Which English texts can a check say, as its source has them?"""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from tallystick.findings.entries import sentences
from tallystick.findings.word_files import CHECKS as ROOM
from tallystick.findings.word_files import file_name
from tallystick.findings.words import ENGLISH
from tallystick.report.words.told import GENERAL

PACKAGE = "tallystick.checks"
FILE = file_name(ENGLISH)
# What results say; findings are told by the words of a language of their own.
OF_RESULTS = ("estimand", "reasons")
# What every check may say: reasons of the tests, and what the audit and a finding add.
SHARED = (
    *sorted((ROOM.parent / "stats").rglob("*.py")),
    *sorted((ROOM.parent / "audit").glob("*.py")),
    ROOM / "check.py",
    ROOM.parent / "findings" / "finding.py",
)
SLOT = "\0"
WORDS = re.compile(r"[A-Za-z]{2,}[^A-Za-z_]*\s[^A-Za-z_]*[A-Za-z]{2,}")


@cache
def names() -> tuple[str, ...]:
    from tallystick.checks import FAMILIES

    return tuple(check.name for family in FAMILIES.values() for check in family)


def file_of(module: str) -> Path:
    path = ROOM.joinpath(*module.removeprefix(PACKAGE).strip(".").split("."))
    return path.with_suffix(".py") if path.with_suffix(".py").is_file() else path / "__init__.py"


def is_own(path: Path) -> bool:
    """Whether a file is of a check: what holds a family or all of them is not."""
    return path.name != "__init__.py" or path.with_name(FILE).is_file()


@cache
def modules_of(check: str) -> tuple[Path, ...]:
    """The file of a check and those of its family that it is made from."""
    found, ahead = [], [file_of(f"{PACKAGE}.{check}")]
    while ahead:
        path = ahead.pop()
        if path in found or path.name == "check.py" or not is_own(path):
            continue
        found.append(path)
        if path.suffix == ".toml":
            continue
        if path.with_name(FILE).is_file():
            ahead.append(path.with_name(FILE))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(PACKAGE):
                ahead.append(file_of(node.module or ""))
                ahead += [
                    inner
                    for each in node.names
                    if (inner := file_of(f"{node.module}.{each.name}")).is_file()
                ]
    return tuple(sorted(found))


def _text(node: ast.AST) -> str | None:
    """A literal with a mark where it varies; None for what is no text."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return re.sub(r"\{[^{}]*\}", SLOT, node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(
            part.value if isinstance(part, ast.Constant) else SLOT for part in node.values
        )
    return None


def of_results(entries: Mapping[str, Any]) -> list[str]:
    """The sentences of results, and of the entries that stand in them."""
    told: list[str] = []
    ahead = [key for key in OF_RESULTS if key in entries]
    seen = set(ahead)
    while ahead:
        own = sentences(entries[ahead.pop()])
        told += own
        for key in (each for text in own for each in re.findall(r"\{(\w+)", text)):
            if key in entries and key not in seen:
                seen.add(key)
                ahead.append(key)
    return told


@cache
def literals(path: Path) -> tuple[str, ...]:
    """All texts of a file, docstrings left out, with a mark where they vary."""
    if path.suffix == ".toml":
        told = of_results(tomllib.loads(path.read_text(encoding="utf-8")))
        return tuple(re.sub(r"\{[^{}]*\}", SLOT, text) for text in told)
    tree = ast.parse(path.read_text(encoding="utf-8"))
    silent: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and _text(node.value) is not None:
            silent.add(id(node.value))
        if isinstance(node, ast.Raise | ast.FormattedValue | ast.JoinedStr):
            kept = isinstance(node, ast.FormattedValue)
            silent |= {
                id(each)
                for each in ast.walk(node)
                if each is not node and not (kept and isinstance(each, ast.JoinedStr))
            } - ({id(each) for each in ast.walk(node)} if kept else set())
    return tuple(
        text
        for node in ast.walk(tree)
        if id(node) not in silent and (text := _text(node)) is not None
    )


@cache
def question(check: str) -> str:
    doc = ast.get_docstring(ast.parse(modules_file(check).read_text(encoding="utf-8")))
    return (doc or "").splitlines()[0]


def modules_file(check: str) -> Path:
    return file_of(f"{PACKAGE}.{check}")


@cache
def says(check: str) -> tuple[str, ...]:
    """What reads as words of a sentence among the texts of a check, its question first."""
    own = [text for path in modules_of(check) for text in literals(path)]
    return tuple(dict.fromkeys([question(check), *(each for each in own if WORDS.search(each))]))


@cache
def source(check: str) -> str:
    """All texts that a check, or any check where it is the general one, is made from."""
    own = names() if check == GENERAL else (check,)
    told = [text for each in own for path in modules_of(each) for text in literals(path)]
    shared = [text for path in SHARED for text in literals(path)]
    return SLOT.join([*map(question, own), *told, *shared])


def left_out(check: str, templates: tuple[str, ...]) -> list[str]:
    """What a check can say and no template holds, a mark where it varies written as {}."""
    held, left = "\1".join(templates), []
    for text in says(check):
        pieces = re.split(rf"{SLOT}|(?<=[.?!]) (?=[A-Z])", text)
        asked = (piece.strip(" .,:;()%") for piece in pieces if re.search("[A-Za-z]{3,}", piece))
        if not all(piece in held for piece in asked):
            left.append(text.replace(SLOT, "{}"))
    return left
