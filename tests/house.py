"""Does the house keep its own rules? Each test says what was forgotten, and where it goes."""

from __future__ import annotations

import ast
import importlib
import inspect
import re
from itertools import pairwise
from pathlib import Path

import pytest

from tallystick import checks
from tallystick.checks import FAMILIES, Check, RelationalCheck
from tallystick.tables import CANONICAL, canonical

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "tallystick"
MODULES = sorted(SOURCE.rglob("*.py"))
HEADINGS = ("Criteria", "Test", "Cause, innocent first", "References")
MOST_LINES, MOST_FUNCTION_LINES = 300, 40
FORBIDDEN_NAMES = {"utils", "helpers", "common", "misc"}
NEVER = ("suspicious", "fraud score", "red flag", "risk score", "bad officer", "anomaly")
# Files of a family that a check shares with its sisters and that hold no check themselves.
SHARED = {
    "records": {},
    "figures": {
        "series",
        "reported",
        "published",
        "levels",
        "told",
    },
    "people": {},
    "outcomes": {},
    "exhibits": {},
}
EVERY = checks.every()


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("family", FAMILIES)
def test_the_tuple_of_a_family_equals_its_folder(family):
    folder = SOURCE / "checks" / family
    files = {path.stem for path in folder.glob("*.py")} - {"__init__"} - SHARED.get(family, set())
    files |= {path.parent.name for path in folder.glob("*/__init__.py")}
    holding = {
        name
        for name in files
        if hasattr(importlib.import_module(f"tallystick.checks.{family}.{name}"), "CHECK")
    }
    listed = {check.name.partition(".")[2] for check in FAMILIES[family]}
    assert holding == listed, f"add CHECK to checks/{family}/__init__.py, or to SHARED here"
    assert files == holding, f"{files - holding}: a file of checks/{family} holds no CHECK"


@pytest.mark.parametrize("check", EVERY, ids=lambda check: check.name)
def test_a_check_is_named_after_its_family_and_file(check):
    told = check.module or inspect.getmodule(getattr(check, "counts", check.describe)).__name__
    assert told == f"tallystick.checks.{check.name}"
    module = importlib.import_module(told)
    assert module.CHECK is check
    assert module.run == check.run, f"end the file of {check.name} with: run = CHECK.run"


@pytest.mark.parametrize("check", EVERY, ids=lambda check: check.name)
def test_the_docstring_asks_a_question_and_has_its_headings_in_order(check):
    lines = check.doc.strip().splitlines()
    assert check.question.endswith("?"), f"{check.name}: the first line is the question"
    assert tuple(line for line in lines if line in HEADINGS) == HEADINGS


@pytest.mark.parametrize("check", EVERY, ids=lambda check: check.name)
def test_needs_name_real_columns(check):
    needs = (
        [rule.needs for rule in check.rules]
        if isinstance(check, RelationalCheck)
        else [check.needs, *(cause.needs for cause in check.explanations)]
    )
    for need in needs:
        for table, columns in need.items():
            assert set(columns) <= set(canonical(table).names), f"{check.name}: {table}"


@pytest.mark.parametrize("check", EVERY, ids=lambda check: check.name)
def test_a_check_has_innocent_explanations_and_a_test_file(check):
    family, _, name = check.name.partition(".")
    assert (ROOT / "tests" / "checks" / family / f"test_{name}.py").exists(), (
        f"add tests/checks/{family}/test_{name}.py with a clean and a planted table"
    )
    if isinstance(check, Check):
        assert check.explanations
    else:
        assert all(rule.explanations for rule in check.rules)


@pytest.mark.parametrize("path", sorted((SOURCE / "checks").rglob("*.py")), ids=relative)
def test_a_check_never_executes(path):
    calls = {
        node.func.attr
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }
    forbidden = {"execute", "to_pandas", "to_pyarrow", "to_polars", "connect", "sql", "raw_sql"}
    assert not calls & forbidden, "a check returns expressions; the audit runs them"


def test_no_check_compares_a_p_value_with_a_level():
    """A check proposes a pattern; `audit.multiplicity.at_level` alone compares."""
    found = set()
    for path in sorted((SOURCE / "checks").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Compare):
                sides = [ast.unparse(each) for each in (node.left, *node.comparators)]
                if any(each in ("LEVEL", "0.05") for each in sides):
                    found.add(path.stem)
    assert found == set()


def test_no_other_file_imports_what_a_text_names():
    """Import-linter cannot see it: a driver, and what answers when a room or check is called."""
    told = {path for path in MODULES if "import_module" in path.read_text()}
    assert {path.relative_to(SOURCE).as_posix() for path in told} == {
        "__init__.py",
        "audit/called.py",
        "checks/check.py",
        "findings/finding.py",
        "load/databases.py",
        "load/sandbox/child.py",
        "propose/called.py",
    }


@pytest.mark.parametrize("path", MODULES, ids=relative)
def test_files_and_functions_stay_short(path):
    text = path.read_text()
    assert len(text.splitlines()) <= MOST_LINES
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            length = node.end_lineno - node.body[0].lineno + 1
            if isinstance(node.body[0], ast.Expr) and len(node.body) > 1:
                length = node.end_lineno - node.body[1].lineno + 1
            assert length <= MOST_FUNCTION_LINES, f"{node.name} has {length} lines"


@pytest.mark.parametrize("path", MODULES, ids=relative)
def test_a_module_says_what_it_is_for(path):
    assert path.stem not in FORBIDDEN_NAMES, "name the file after its one idea"
    docstring = ast.get_docstring(ast.parse(path.read_text()))
    assert docstring, f"{relative(path)}: the first line is the question that it answers"
    if path.name != "__init__.py":
        first = docstring.partition("\n\n")[0]
        assert "?" in first or first.endswith("."), relative(path)


@pytest.mark.parametrize("path", MODULES, ids=relative)
def test_no_word_that_convicts(path):
    if "wording" in path.stem:
        pytest.skip("holds the list of words not used")
    text = path.read_text().lower()
    assert not [word for word in NEVER if re.search(rf"\b{word}\b", text)]


def test_canonical_tables_equal_their_files():
    files = {path.stem for path in (SOURCE / "tables").glob("*.py")}
    assert {table.name for table in CANONICAL} == files - {
        "__init__", "charged_law", "column", "frame", "naming", "received", "store",
    }  # fmt: skip


@pytest.mark.parametrize("table", CANONICAL, ids=lambda table: table.name)
def test_keys_and_references_name_real_columns(table):
    assert set(table.key) <= set(table.names)
    assert len(set(table.names)) == len(table.names)
    for reference in table.references:
        assert reference.column in table.names
        assert reference.key in canonical(reference.table).names


def test_locked_requirements_hold_no_registry_address():
    for path in ROOT.glob("requirements*.txt"):
        text = path.read_text()
        assert "://" not in text
        assert "--hash=sha256:" in text


def test_every_test_file_has_a_name_of_its_own():
    """Two of one name cannot be imported in one run."""
    names = sorted(path.name for path in (ROOT / "tests").rglob("test_*.py"))
    assert [name for name, other in pairwise(names) if name == other] == []
