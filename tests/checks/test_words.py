"""Do the sentences of the checks keep to the words that accuse nobody?"""

import ast
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from every_fault import no_fault
from stopped_words import STOP
from tallystick.findings import entries

CHECKS = Path(__file__).parents[2] / "src" / "tallystick" / "checks"
FILES = sorted([*CHECKS.rglob("*.py"), *CHECKS.rglob("words.en.toml")])


@cache
def sentences(path):
    """The string constants of a file that are not docstrings, or the texts of a file of words."""
    if path.suffix == ".toml":
        return entries.sentences(tomllib.loads(path.read_text()))
    tree = ast.parse(path.read_text())
    owners = (ast.Module, ast.FunctionDef, ast.ClassDef)
    docstrings = {ast.get_docstring(node, clean=False) for node in ast.walk(tree)
                  if isinstance(node, owners)}  # fmt: skip
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if node.value not in docstrings and not node.value.isidentifier()
    ]


def found(pattern: re.Pattern[str]) -> Iterator[str]:
    """Each sentence of a check in which `pattern` is found, with its file."""
    assert len(FILES) > 150
    for path in FILES:
        for text in sentences(path):
            if match := pattern.search(text):
                yield f"checks/{path.relative_to(CHECKS).as_posix()}: {match.group()!r} in {text!r}"


def test_no_sentence_of_a_check_accuses():
    no_fault(found(STOP), "say what the records show, and accuse nobody")


def test_a_percent_sign_follows_its_number():
    no_fault(found(re.compile("[05] %")), "no space before a percent sign")
