"""Does the house keep its own rules? Each test lists all that was forgotten, and where it goes."""

from __future__ import annotations

import ast
import importlib
import inspect
import re
from collections.abc import Iterable
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from every_fault import holds_of_each, no_fault
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
    "records": {
        "integrity_causes",
        "entry_results",
        "entry_words",
        "entry_beside",
        "entry_causes",
        "sittings",
        "told_before",
        "last_days",
        "clock",
        "second_system",
        "ladder",
        "asked_of",
        "supported",
        "supported_results",
        "unfounded_results",
        "unfounded_words",
        "unmatched_results",
        "unmatched_words",
        "unmatched_causes",
        "moments",
        "larger_results",
        "own_others",
        "impossible_words",
        "impossible_causes",
        "first_choices",
        "default_results",
        "default_words",
        "default_causes",
        "reports",
        "wording",
        "near_duplicates",
        "copied_results",
        "copied_words",
        "copied_causes",
        "vanished_causes",
        "releases",
        "revised_results",
        "revised_words",
        "revised_causes",
    },
    "figures": {
        "series",
        "period_results",
        "period_words",
        "period_places",
        "period_kinds",
        "period_beside",
        "period_entry",
        "period_complaints",
        "recount_causes",
        "reported",
        "published",
        "levels",
        "pace_results",
        "told",
        "reversion_results",
        "ratchet_others",
        "ratchet_results",
        "ratchet_words",
        "ratchet_rules",
        "round_results",
        "round_words",
        "smooth_results",
        "smooth_words",
        "substitution_causes",
        "substitution_marks",
        "substitution_results",
        "substitution_words",
        "valuation_results",
        "valuation_rules",
        "valuation_words",
    },
    "people": {
        "layers",
        "links",
        "supplied_results",
        "supplied_words",
        "supplied_causes",
        "arrests",
        "attested",
        "crew_causes",
        "crew_joint",
        "crew_layers",
        "crew_postings",
        "crew_results",
        "crew_words",
        "met",
        "named",
        "peer_funnel",
        "peer_results",
        "peer_words",
        "repeat_causes",
        "sting_causes",
        "sting_results",
        "sting_words",
        "supplied",
        "repeat_results",
        "repeat_words",
        "witness_causes",
        "witness_results",
        "witness_words",
    },
    "outcomes": {
        "ended",
        "examined",
        "unlike",
        "collapse_results",
        "collapse_words",
        "collapse_causes",
        "groups",
        "disparity_rows",
        "disparity_results",
        "disparity_weights",
        "disparity_words",
        "disparity_causes",
        "searches",
        "hit_results",
        "hit_groups",
        "hit_words",
        "hit_causes",
        "articles_read",
        "charges_judged",
        "goods_weighed",
        "graver",
        "mismatch_causes",
        "mismatch_results",
        "mismatch_words",
        "other_weights",
        "penalty_causes",
        "penalty_results",
        "penalty_words",
        "said_law",
        "sentences",
        "text_tables",
    },
    "exhibits": {
        "cut",
        "packages",
        "bunching_results",
        "bunching_lines",
        "bunching_units",
        "bunching_words",
        "holdings",
        "unaccounted_causes",
        "unaccounted_open",
        "unaccounted_words",
        "rounding_counts",
        "rounding_results",
        "rounding_causes",
        "rounding_words",
        "lots",
        "lot_causes",
        "recycled_words",
        "weighings",
        "drifted",
        "drift_results",
        "drift_words",
        "drift_causes",
        "handed",
        "custody_results",
        "custody_words",
        "custody_causes",
        "beyond_lines",
        "line_changes",
        "places",
        "moved_line_causes",
        "moved_line_results",
        "moved_line_words",
        "substance_pairs",
        "strata_pairs",
        "other_stratum_causes",
        "other_stratum_results",
        "other_stratum_words",
        "other_substance_causes",
        "other_substance_results",
        "other_substance_words",
        "moved_bands",
        "moved_when_causes",
        "moved_when_results",
        "moved_when_words",
    },
}
EVERY = checks.every()


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

    holds_of_each(even, [2, 4], "nothing")
    with pytest.raises(AssertionError) as raised:
        holds_of_each(even, [3, 4, 5], "add one")
    told = [each for each in str(raised.value).splitlines() if not each.startswith("assert")]
    assert told[:4] == ["2 faults", "3: even: odd", "5: even: odd", "To mend: add one"]
    with pytest.raises(ValueError, match="no place"):
        holds_of_each(even, [], "nothing")


def faults_of_a_family(family: str) -> Iterable[str]:
    files = {path.stem for path in (SOURCE / "checks" / family).glob("*.py")}
    files -= {"__init__"} | SHARED.get(family, set())
    holding = {
        name
        for name in files
        if hasattr(importlib.import_module(f"tallystick.checks.{family}.{name}"), "CHECK")
    }
    listed = {check.name.partition(".")[2] for check in FAMILIES[family]}
    folder = f"src/tallystick/checks/{family}"
    yield from (f"{folder}/{name}.py: CHECK is not in CHECKS" for name in holding - listed)
    yield from (f"{folder}/__init__.py: {name} is no file of CHECK" for name in listed - holding)
    yield from (f"{folder}/{name}.py: holds no CHECK" for name in files - holding)


def test_the_tuple_of_a_family_equals_its_folder():
    no_fault(
        (fault for family in FAMILIES for fault in faults_of_a_family(family)),
        "add CHECK to the family's __init__.py, or the file to SHARED in tests/house.py",
    )


def faults_of_a_name(check) -> Iterable[str]:
    module = inspect.getmodule(getattr(check, "counts", check.describe))
    if module.__name__ != f"tallystick.checks.{check.name}":
        yield f"{check.name}: its query is in {module.__name__}"
    if getattr(module, "CHECK", None) is not check:
        yield f"{check.name}: CHECK of {module.__name__} is another"
    if getattr(module, "run", None) != check.run:
        yield f"{check.name}: its file does not end with run = CHECK.run"


def test_a_check_is_named_after_its_family_and_file():
    no_fault(
        (fault for check in EVERY for fault in faults_of_a_name(check)),
        "name the check family.file, and end its file with: run = CHECK.run",
    )


def faults_of_a_docstring(check) -> Iterable[str]:
    if not check.question.endswith("?"):
        yield f"{check.name}, docstring line 1: is no question"
    headings = tuple(line for line in check.doc.strip().splitlines() if line in HEADINGS)
    if headings != HEADINGS:
        yield f"{check.name}, docstring: its headings are {headings}"


def test_the_docstring_asks_a_question_and_has_its_headings_in_order():
    no_fault(
        (fault for check in EVERY for fault in faults_of_a_docstring(check)),
        f"first line a question, then the headings {', '.join(HEADINGS)}",
    )


def needs_of(check) -> list:
    if isinstance(check, RelationalCheck):
        return [rule.needs for rule in check.rules]
    return [check.needs, *(cause.needs for cause in check.explanations)]


def test_needs_name_real_columns():
    no_fault(
        (
            f"{check.name}: needs {table}.{column}, which is no column"
            for check in EVERY
            for need in needs_of(check)
            for table, columns in need.items()
            for column in sorted(set(columns) - set(canonical(table).names))
        ),
        "name columns of src/tallystick/tables/",
    )


def faults_of_the_company_of_a_check(check) -> Iterable[str]:
    family, _, name = check.name.partition(".")
    tested = f"tests/checks/{family}/test_{name}.py"
    if not (ROOT / tested).exists():
        yield f"{check.name}: {tested} is missing; it has a clean and a planted table"
    rules = [check] if isinstance(check, Check) else check.rules
    if not all(rule.explanations for rule in rules):
        yield f"{check.name}: has no innocent explanations"


def test_a_check_has_innocent_explanations_and_a_test_file():
    no_fault(
        (fault for check in EVERY for fault in faults_of_the_company_of_a_check(check)),
        "write the test file, and the explanations in CHECK",
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
