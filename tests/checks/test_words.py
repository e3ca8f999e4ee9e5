"""Do the sentences of the checks keep to the words that accuse nobody?"""

import ast
import tomllib
from pathlib import Path

import pytest

from stopped_words import STOP
from tallystick.findings import words

CHECKS = Path(__file__).parents[2] / "src" / "tallystick" / "checks"
FILES = sorted([*CHECKS.rglob("*.py"), *CHECKS.rglob("words.en.toml")])


def sentences(path):
    """The string constants of a file that are not docstrings, or the texts of a file of words."""
    if path.suffix == ".toml":
        return words.sentences(tomllib.loads(path.read_text()))
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


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(CHECKS).as_posix())
def test_no_sentence_of_a_check_accuses(path):
    assert [text for text in sentences(path) if STOP.search(text)] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(CHECKS).as_posix())
def test_a_percent_sign_follows_its_number(path):
    assert [text for text in sentences(path) if "0 %" in text or "5 %" in text] == []
