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


def terms(path):
    """The words that a check, or any check, has for codes and names."""
    files = [*CHECKS.glob("words.ru.toml"), *path.parent.glob("words.ru.toml")]
    return {each for file in files for each in tomllib.loads(file.read_text()).get("terms", {})}


# The names of rules, as a case list has them.
NAMES = {CHECKS / "shared" / "match_levels.py"}


def written_out() -> Iterator[str]:
    """Each text of four words or more in the source of a check that is no term."""
    for path in FILES:
        if path.suffix == ".py" and path not in NAMES:
            tree = ast.parse(path.read_text())
            silent = {id(each) for node in ast.walk(tree)
                      if isinstance(node, ast.Raise | ast.Expr) for each in ast.walk(node)
                      if not isinstance(node, ast.Expr) or each is node.value}  # fmt: skip
            texts = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)
                     and isinstance(node.value, str) and id(node) not in silent}  # fmt: skip
            for text in sentences(path):
                long = " " in text and len(re.findall("[a-z]{2,}", text)) > 3
                if long and text in texts and text not in terms(path):
                    yield f"checks/{path.relative_to(CHECKS).as_posix()}: {text!r}"


def test_no_sentence_stands_in_the_source_of_a_check():
    no_fault(written_out(), "give it a key in words.en.toml, and say(key, …)")


def test_what_checks_share_is_said_by_keys_that_no_check_has():
    """A key of its own would be read in the place of the one that all have."""
    own = {key for path in CHECKS.glob("*/*/words.*.toml")
           for key in tomllib.loads(path.read_text())}  # fmt: skip
    assert "shared" not in own


def test_no_sentence_of_a_check_accuses():
    no_fault(found(STOP), "say what the records show, and accuse nobody")


def test_a_percent_sign_follows_its_number():
    no_fault(found(re.compile("[05] %")), "no space before a percent sign")
