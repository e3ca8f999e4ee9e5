"""Is each check whole? One failure names all that one lacks: `-k NAME` asks about one check.

Folders are read, and nothing of the program is imported until a rule needs it: what is half made
may not be importable, and its files, lists and pages are named all the same.
"""

from __future__ import annotations

import ast
import importlib
import re
import tomllib
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from every_fault import no_fault

ROOT = Path(__file__).parents[2]
CHECKS = ROOT / "src" / "tallystick" / "checks"
FAMILIES = ("figures", "exhibits", "people", "records", "outcomes")
NAMES = [
    f"{family}.{each.name}"
    for family in FAMILIES
    for each in sorted((CHECKS / family).iterdir())
    if not each.name.startswith("_") and any(each.glob("*.*"))
]
HEADINGS = ("Criteria", "Test", "Cause, innocent first", "References")
# It describes and tests nothing, so that there is no size to hold it to.
NO_TEST = {"records.supported_figure"}
SAID = ("title", "criteria", "condition", "cause", "effect")
Faults = Iterator[str]


def folder_of(name: str) -> Path:
    return CHECKS.joinpath(*name.split("."))


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def missing(path: Path, why: str) -> Faults:
    if not path.is_file():
        yield f"{relative(path)} is missing: {why}"


def faults_of_source(name: str) -> Faults:
    path = folder_of(name) / "__init__.py"
    yield from missing(path, "the question, the query and the test")
    if not path.is_file():
        return
    tree = ast.parse(text_of(path))
    doc = ast.get_docstring(tree) or ""
    if not " ".join(doc.partition("\n\n")[0].split()).endswith("?"):
        yield f"{relative(path)}: the first line of its docstring is no question"
    if tuple(line for line in doc.splitlines() if line in HEADINGS) != HEADINGS:
        yield f"{relative(path)}: its docstring has not the headings {'; '.join(HEADINGS)}"
    if ast.unparse(tree.body[-1]) != "run = CHECK.run":
        yield f"{relative(path)}: does not end with CHECK = declared(…) and run = CHECK.run"


def faults_of_english(name: str) -> Faults:
    path = folder_of(name) / "words.en.toml"
    yield from missing(path, "what the check says, with its innocent causes")
    if not path.is_file():
        return
    entries = tomllib.loads(text_of(path))
    parts = entries["rules"].items() if "rules" in entries else [("", entries)]
    for rule, part in parts:
        at = f"rules.{rule}." if rule else ""
        for key in (each for each in SAID if each not in {**entries, **part}):
            yield f"{relative(path)}: no {at}{key}"
        if not (part.get("causes") or entries.get("causes")):
            yield f"{relative(path)}: no innocent cause, [{at}causes.…]"


def faults_of_test(name: str) -> Faults:
    family, _, own = name.partition(".")
    path = ROOT / "tests" / "checks" / family / f"test_{own}.py"
    yield from missing(path, "a table without the pattern and one with it, added up by hand")


def faults_of_russian(name: str) -> Faults:
    path = folder_of(name) / "words.ru.toml"
    yield from missing(path, "the same words in Russian")
    if not (path.is_file() and (folder_of(name) / "words.en.toml").is_file()):
        return
    from words_of_checks import (
        asks_only_for_what_is_there,
        has_each_form_and_accuses_nobody,
        says_all_that_english_says,
    )

    rules = [(rule, ("ru", name)) for rule in (says_all_that_english_says,
                                               asks_only_for_what_is_there)]  # fmt: skip
    for rule, place in [*rules, (has_each_form_and_accuses_nobody, name)]:
        yield from faults_of_rule(rule, place, relative(path))


def faults_of_rule(rule: Callable, place, where: str) -> Faults:
    try:
        rule(place)
    except AssertionError as raised:
        yield f"{where}: {rule.__name__}: {str(raised).partition(chr(10))[0]}"


def faults_of_calibration(name: str) -> Faults:
    path = ROOT / "src/tallystick/calibrate" / f"held_{name.partition('.')[0]}.py"
    entries = [
        value
        for node in ast.walk(ast.parse(text_of(path)))
        if isinstance(node, ast.Dict)
        for key, value in zip(node.keys, node.values, strict=True)
        if isinstance(key, ast.Constant) and key.value == name
    ]
    if not entries:
        yield f"{relative(path)}: no entry {name!r}: its tables, oddities and planted worlds"
    elif "planted" not in {each.arg for each in entries[0].keywords}:
        yield (
            f"{relative(path)}: {name!r} has no planted world: planted=(Variant(…),), "
            "with unseen= where the check cannot find it"
        )


def listed(family: str) -> list[str]:
    """The checks of a family's tuple, in its order."""
    text = text_of(CHECKS / family / "__init__.py")
    return [f"{family}.{own}" for own in re.findall(r"^    (\w+)\.CHECK,$", text, re.MULTILINE)]


def faults_of_family(name: str) -> Faults:
    family, _, own = name.partition(".")
    if name not in listed(family):
        yield f"{relative(CHECKS / family / '__init__.py')}: CHECKS does not end with {own}.CHECK"


def faults_of_pages(name: str) -> Faults:
    pages = ROOT / "docs"
    kept = pages / "calibration" / f"{name}.parquet"
    if name not in NO_TEST and not is_details(name):
        command = f"tallystick calibrate --check {name} --out build"
        yield from missing(kept, f"`{command}` writes it below build/; copy it")
    if kept.is_file():
        yield from faults_of_floor(name, kept.parent)
    essay = text_of(pages / "how_figures_are_gamed.md")
    if not re.search(rf"^\|[^|]*\|[^|]*`{name}`", essay, re.MULTILINE):
        yield "docs/how_figures_are_gamed.md: no row of its tables has it under *asked by*"
    if name not in text_of(pages / "tables.md"):
        yield "docs/tables.md does not name it: `python -m docs_site.generated` writes it anew"
    yield from faults_of_readme(name)


def faults_of_floor(name: str, folder: Path) -> Faults:
    """The power floor: every planted world is found in the kept calibration, or declared unseen."""
    from tallystick.calibrate.power_floor import FOUND, UNSEEN, reasons_of, verdicts_of

    kept = next(each for each in calibrations(folder) if each.check == name)
    for world, verdict in verdicts_of(name, kept.of("planted")).items():
        if verdict not in (FOUND, UNSEEN):
            yield (
                f"docs/calibration/{name}.parquet, {world}: {verdict}; mend the check, or give or "
                f"take away `unseen` in src/tallystick/calibrate/held_{name.partition('.')[0]}.py"
            )
    if not reasons_of(name).keys() <= {*verdicts_of(name, kept.of("planted"))}:
        yield f"docs/calibration/{name}.parquet is of other planted worlds: calibrate it anew"


@cache
def calibrations(folder: Path) -> list[Any]:
    from tallystick.calibrate.index import kept_in

    return kept_in(folder, ())


def faults_of_readme(name: str) -> Faults:
    """A number that is wrong is told of the newest of the family, the last of its tuple."""
    readme = " ".join(text_of(ROOT / "README.md").split())
    told = re.search(r"The (\d+) checks ask about (.*?)\.", readme)
    family = name.partition(".")[0]
    own = [each for each in NAMES if each.startswith(f"{family}.")]
    counted = re.findall(r"\((\d+)\)", told.group(2))[FAMILIES.index(family)]
    newest = name not in listed(family) or name == listed(family)[-1]
    if int(counted) != len(own) and newest:
        yield (
            f"README.md counts {counted} checks of {family}, {told.group(1)} in all; there are "
            f"{len(own)} and {len(NAMES)}; its example is what `make audit` prints"
        )


@cache
def is_details(name: str) -> bool:
    """Whether a check is a test of details, which has rules and no p-value."""
    return "CHECK = declared_rules(" in text_of(folder_of(name) / "__init__.py")


def faults_of_declaration(name: str, planted_audit: Callable[[], Any]) -> Faults:
    """What only an import shows: the declaration, the columns, the planted records."""
    if not all((folder_of(name) / each).is_file() for each in ("__init__.py", "words.en.toml")):
        return
    check = importlib.import_module(f"tallystick.checks.{name}").CHECK
    if check.name != name:
        yield f"it is called {check.name}: name it after its family and folder"
    yield from faults_of_needs(check)
    yield from faults_of_speech(check, planted_audit())


def faults_of_needs(check) -> Faults:
    from tallystick.tables import canonical

    parts = check.rules if is_details(check.name) else (check, *check.explanations)
    for table, columns in (each for part in parts for each in part.needs.items()):
        for column in sorted(set(columns) - set(canonical(table).names)):
            yield f"it needs {table}.{column}, which is no column: src/tallystick/tables/"


def faults_of_speech(check, audit) -> Faults:
    """What the engines are compared by: records that let it run, and name a pattern of it."""
    from tallystick.audit.selection import why_not
    from tallystick.findings import DESCRIBED

    where = "tests/engines/planted.py"
    if why := why_not(check, audit.tables):
        yield f"{where}: its records do not let it run: {why}"
        return
    found = audit.results(check)
    if not any(each.names_pattern or each.verdict == DESCRIBED for each in found):
        yield f"{where}: no record is planted that makes it name a pattern"
    for each in found if is_details(check.name) else ():
        if not each.names_pattern:
            yield f"{where}: no record is planted that breaks its rule {each.aspect}"
    if any(each.verdict == "not_found" and each.smallest_detectable is None for each in found):
        yield "a result that is not_found has no smallest_detectable"


RULES = (
    faults_of_source,
    faults_of_english,
    faults_of_test,
    faults_of_russian,
    faults_of_calibration,
    faults_of_declaration,
    faults_of_family,
    faults_of_pages,
)


def lacking(name: str, planted_audit: Callable[[], Any]) -> Faults:
    """All that a check lacks, in the order of work of CONTRIBUTING.md."""
    for rule in RULES:
        try:
            yield from rule(name, planted_audit) if rule is faults_of_declaration else rule(name)
        except Exception as raised:
            yield f"{relative(folder_of(name))}: {rule.__name__}: {type(raised).__name__}: {raised}"


@pytest.mark.parametrize("name", NAMES)
def test_a_check_is_whole(name, request):
    faults = lacking(name, lambda: request.getfixturevalue("planted_audit"))
    no_fault((f"{name}: {fault}" for fault in faults), "CONTRIBUTING.md, Add a check")


def test_one_failure_names_all_that_a_check_lacks_of_which_nothing_is_there():
    own = "src/tallystick/checks/records/not_made"
    found = [fault.partition(":")[0] for fault in lacking("records.not_made", planted_audit=list)]
    assert found == [
        f"{own}/__init__.py is missing",
        f"{own}/words.en.toml is missing",
        "tests/checks/records/test_not_made.py is missing",
        f"{own}/words.ru.toml is missing",
        "src/tallystick/calibrate/held_records.py",
        "src/tallystick/checks/records/__init__.py",
        "docs/calibration/records.not_made.parquet is missing",
        "docs/how_figures_are_gamed.md",
        "docs/tables.md does not name it",
    ]
