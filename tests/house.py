"""Does the house keep its own rules? Each test lists all that was forgotten, and where it goes."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from every_fault import holds_of_each, no_fault
from tallystick.checks import FAMILIES
from tallystick.tables import CANONICAL, canonical

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "tallystick"
MODULES = sorted(SOURCE.rglob("*.py"))
MOST_LINES, MOST_FUNCTION_LINES = 300, 40
FORBIDDEN_NAMES = {"utils", "helpers", "common", "misc"}
NEVER = ("suspicious", "fraud score", "red flag", "risk score", "bad officer", "anomaly")


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def test_every_fault_is_told_with_what_mends_it():
    no_fault([], "nothing")
    with pytest.raises(AssertionError) as raised:
        no_fault(["src/a.py:3: too long", "src/b.py:9: too long"], "split the file")
    assert str(raised.value).splitlines()[:5] == [
        "2 faults", "src/a.py:3: too long", "src/b.py:9: too long", "To mend: split the file",
        "To see: pytest tests/house.py::test_every_fault_is_told_with_what_mends_it",
    ]  # fmt: skip


def test_a_rule_that_some_break_is_told_of_each_of_them():
    def even(number):
        assert number % 2 == 0, "odd"

    def whole(number):
        assert 1 % number == 0

    holds_of_each(even, [2, 4], "nothing")
    with pytest.raises(AssertionError) as raised:
        holds_of_each(even, [3, 4, 5], "add one")
    told = [each for each in str(raised.value).splitlines() if not each.startswith("assert")]
    assert told[:4] == ["2 faults", "3: even: odd", "5: even: odd", "To mend: add one"]
    with pytest.raises(AssertionError, match=r"0: whole: ZeroDivisionError: .*\nTo"):
        holds_of_each(whole, [1, 0], "nothing")
    with pytest.raises(ValueError, match="no place"):
        holds_of_each(even, [], "nothing")


def faults_of_a_family(family: str) -> Iterable[str]:
    folder = SOURCE / "checks" / family
    listed = {check.name.partition(".")[2] for check in FAMILIES[family]}
    held = {path.parent.name for path in folder.glob("*/__init__.py")}
    yield from (f"checks/{family}/__init__.py: {name} is no folder" for name in listed - held)
    yield from (
        f"checks/{family}/{path.name}: what several checks read lies in checks/shared"
        for path in folder.glob("*.py") if path.name != "__init__.py"
    )  # fmt: skip


def test_a_family_is_its_checks_and_a_check_is_a_folder():
    """That each folder is in the tuple, tests/engines/test_whole_check.py asks."""
    no_fault(
        (fault for family in FAMILIES for fault in faults_of_a_family(family)),
        "take the line out of the family's __init__.py, or move the file",
    )


def test_a_check_never_executes():
    forbidden = {"execute", "to_pandas", "to_pyarrow", "to_polars", "connect", "sql", "raw_sql"}
    no_fault(
        (
            f"{relative(path)}:{node.lineno}: calls .{node.func.attr}()"
            for path in sorted((SOURCE / "checks").rglob("*.py"))
            for node in ast.walk(parsed(path))
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
            if node.func.attr in forbidden
        ),
        "return an expression; the audit runs it",
    )


def test_no_check_compares_a_p_value_with_a_level():
    """A check proposes a pattern; `audit.multiplicity.at_level` alone compares."""
    no_fault(
        (
            f"{relative(path)}:{node.lineno}: compares with a level"
            for path in sorted((SOURCE / "checks").rglob("*.py"))
            for node in ast.walk(parsed(path))
            if isinstance(node, ast.Compare)
            for side in (node.left, *node.comparators)
            if ast.unparse(side) in ("LEVEL", "0.05")
        ),
        "leave the comparison to audit.multiplicity.at_level",
    )


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


def faults_of_length(path: Path) -> Iterable[str]:
    lines = len(path.read_text(encoding="utf-8").splitlines())
    if lines > MOST_LINES:
        yield f"{relative(path)}:{lines}: {lines} lines, at most {MOST_LINES}"
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.FunctionDef):
            told = isinstance(node.body[0], ast.Expr) and len(node.body) > 1
            length = node.end_lineno - node.body[told].lineno + 1
            if length > MOST_FUNCTION_LINES:
                at = f"{relative(path)}:{node.lineno}"
                yield f"{at}: {node.name} has {length} lines, at most {MOST_FUNCTION_LINES}"


def test_files_and_functions_stay_short():
    no_fault(
        (fault for path in MODULES for fault in faults_of_length(path)),
        "split the file or the function by its ideas",
    )


def faults_of_a_first_line(path: Path) -> Iterable[str]:
    if path.stem in FORBIDDEN_NAMES:
        yield f"{relative(path)}: its name says nothing"
    docstring = ast.get_docstring(parsed(path))
    if not docstring:
        yield f"{relative(path)}:1: has no docstring"
    elif path.name != "__init__.py":
        first = docstring.partition("\n\n")[0]
        if "?" not in first and not first.endswith("."):
            yield f"{relative(path)}:1: its first line is no question and no sentence"


def test_a_module_says_what_it_is_for():
    no_fault(
        (fault for path in MODULES for fault in faults_of_a_first_line(path)),
        "name the file after its one idea, and say it in the first line",
    )


def test_no_word_that_convicts():
    """But for files named wording, which hold the list of words not used."""
    convicting = re.compile(rf"\b({'|'.join(NEVER)})\b")
    read = [path for path in MODULES if "wording" not in path.stem]
    assert len(read) > len(MODULES) - 5
    no_fault(
        (
            f"{relative(path)}:{number}: {found.group()!r}"
            for path in read
            for number, line in enumerate(path.read_text(encoding="utf-8").lower().splitlines(), 1)
            for found in convicting.finditer(line)
        ),
        "say what the records show, and accuse nobody",
    )


def test_canonical_tables_equal_their_files():
    files = {path.stem for path in (SOURCE / "tables").glob("*.py")}
    assert {table.name for table in CANONICAL} == files - {
        "__init__", "charged_law", "column", "frame", "naming", "received", "store",
    }  # fmt: skip


def faults_of_a_table(table) -> Iterable[str]:
    for column in sorted(set(table.key) - set(table.names)):
        yield f"{table.name}: its key names {column}, which is no column of it"
    if len(set(table.names)) != len(table.names):
        yield f"{table.name}: two columns have one name"
    for reference in table.references:
        if reference.column not in table.names:
            yield f"{table.name}: refers by {reference.column}, which is no column of it"
        if reference.key not in canonical(reference.table).names:
            yield f"{table.name}: refers to {reference.table}.{reference.key}, which is none"


def test_keys_and_references_name_real_columns():
    no_fault(
        (fault for table in CANONICAL for fault in faults_of_a_table(table)),
        "name columns of src/tallystick/tables/",
    )


def test_locked_requirements_hold_no_registry_address():
    for path in ROOT.glob("requirements*.txt"):
        text = path.read_text()
        assert "://" not in text
        assert "--hash=sha256:" in text


def test_every_test_file_has_a_name_of_its_own():
    """Two of one name cannot be imported in one run."""
    names = sorted(path.name for path in (ROOT / "tests").rglob("test_*.py"))
    assert [name for name, other in pairwise(names) if name == other] == []


@pytest.mark.parametrize(("fixture", "group"), [("spark", "spark"), ("planted_audit", "planted")])
def test_what_one_process_makes_for_several_files_is_asked_for_by_these(request, fixture, group):
    """A file that is not listed would start a second Java, or ask all checks again."""
    conftest = request.config.pluginmanager.get_plugin(str(ROOT / "tests" / "conftest.py"))
    asking = {
        relative(path)
        for path in (ROOT / "tests" / "engines").glob("test_*.py")
        if re.search(rf"def \w+\([^)]*\b{fixture}\b", path.read_text(encoding="utf-8"))
    }
    assert asking == set(conftest.TOGETHER[group]), "tests/conftest.py: TOGETHER"
