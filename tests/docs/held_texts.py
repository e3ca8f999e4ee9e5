"""Which texts does a test hold: its own, and those of the fixtures and helpers that it uses?"""

import ast
import re

from shown import ROOT

PROGRAMS = ("tallystick", "python", "python3")


def words_of(command: str) -> list[str]:
    """The words of a command that name something: its parts, options and files, no placeholder."""
    told = [
        each.rpartition("/")[2]
        for each in re.sub(r"[\[\]|…]", " ", command).split()
        if re.fullmatch(r"-{0,2}[a-z_/-]+(\.[a-z_]+)?", each)
    ]
    return [
        each for each in told if each not in ("tallystick", "python", "python3", "engagement.toml")
    ]


def texts_of(path: str, function: str) -> list[str]:
    """The texts that a test of the file at `path` can reach, those of its fixtures included.

    KeyError when there is no such test.
    """
    files = [ROOT / path, *(each / "conftest.py" for each in (ROOT / path).parents)]
    parts: dict[str, ast.AST] = {}
    for file in files[:2]:
        if file.is_file():
            for node in ast.parse(file.read_text("utf-8")).body:
                for name in _names(node):
                    parts.setdefault(name, node)
    seen, waiting, texts = set(), [function], []
    _ = parts[function]
    while waiting:
        name = waiting.pop()
        if name in seen or name not in parts:
            continue
        seen.add(name)
        for node in ast.walk(parts[name]):
            if isinstance(node, ast.Name):
                waiting.append(node.id)
            elif isinstance(node, ast.arg):
                waiting.append(node.arg)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                texts.append(node.value)
                waiting.append(node.value)
    return texts


def _names(node: ast.AST) -> list[str]:
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return [node.name]
    if isinstance(node, ast.Assign):
        return [each.id for target in node.targets for each in ast.walk(target)
                if isinstance(each, ast.Name)]  # fmt: skip
    return []
