"""Does the house keep its own rules? Each test says what was forgotten, and where it goes."""

from __future__ import annotations

import ast
import re
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from tallystick import checks
from tallystick.calibrate.trials import HELD
from tallystick.checks import FAMILIES, Check, RelationalCheck, words
from tallystick.tables import CANONICAL, canonical

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "tallystick"
MODULES = sorted(SOURCE.rglob("*.py"))
HEADINGS = ("Criteria", "Test", "Cause, innocent first", "References")
MOST_LINES, MOST_FUNCTION_LINES = 300, 40
FORBIDDEN_NAMES = {"utils", "helpers", "common", "misc"}
NEVER = ("suspicious", "fraud score", "red flag", "risk score", "bad officer", "anomaly")
# It describes and tests nothing, so that there is no size to hold it to.
NO_TEST = {"records.supported_figure"}
EVERY = checks.every()


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def lacking(check):
    """What a check of the house lacks, each with where it goes; CONTRIBUTING.md has the list."""
    family, _, name = check.name.partition(".")
    folder, module = SOURCE / "checks" / family / name, sys.modules[check.module]
    found = [
        f"{relative(path)} is missing: {why}"
        for path, why in (
            (folder / words.FILE, "what the check says"),
            (ROOT / "tests" / "checks" / family / f"test_{name}.py",
             "a table without the pattern and one with it, worked out by hand"),
            (SOURCE / "report" / "checks_ru" / f"{check.name}.toml", "the same in Russian"),
        )
        if not path.is_file()
    ]  # fmt: skip
    if check.module != f"tallystick.checks.{check.name}":
        found.append(f"it stands in {check.module}: name it after its family and folder")
    if getattr(module, "run", None) != check.run or module.CHECK is not check:
        found.append("its file does not end with: run = CHECK.run")
    if not check.question.endswith("?"):
        found.append("the first line of its docstring is no question")
    headings = tuple(line for line in check.doc.splitlines() if line in HEADINGS)
    if headings != HEADINGS:
        found.append(f"its docstring has not the headings {', '.join(HEADINGS)}, in this order")
    parts = check.rules if isinstance(check, RelationalCheck) else (check,)
    if not all(part.explanations for part in parts):
        found.append(f"{words.FILE} has no innocent cause: [causes.…]")
    if check.name not in HELD:
        found.append(f"calibrate/held_{family}.py does not say what it is held to")
    page = ROOT / "docs" / "calibration" / f"{check.name}.parquet"
    if isinstance(check, Check) and check.name not in NO_TEST and not page.is_file():
        found.append(f"{relative(page)} is missing: `tallystick calibrate --check {check.name}`")
    return found


@pytest.mark.parametrize("check", EVERY, ids=lambda check: check.name)
def test_a_check_has_all_that_a_check_needs(check):
    assert lacking(check) == []


@pytest.mark.parametrize("family", FAMILIES)
def test_a_family_is_its_checks_and_a_check_is_a_folder(family):
    folder = SOURCE / "checks" / family
    listed = {check.name.partition(".")[2] for check in FAMILIES[family]}
    held = {path.parent.name for path in folder.glob("*/__init__.py")}
    assert held == listed, f"add its CHECK to checks/{family}/__init__.py"
    alone = {path.name for path in folder.glob("*.py")} - {"__init__.py"}
    assert not alone, "what several checks read lies in checks/shared"


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
