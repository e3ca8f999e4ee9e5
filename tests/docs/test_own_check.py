"""Does docs/own_check.md lead from nothing to a finding, with tallystick.extend alone?"""

import ast
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from functools import reduce
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import hypergeom

from tallystick import extend
from tallystick.calibrate.trials import trials_of

TEXT = (Path(__file__).parents[2] / "docs" / "own_check.md").read_text(encoding="utf-8")
FILES = dict(re.findall(r'```\w+ title="([^"]+)"\n(.*?)```', TEXT, re.DOTALL))
SECOND = Path(__file__).parent / "second_checks"
COMMANDS = (
    "tallystick checks",
    "python trial/records.py",
    "tallystick audit trial/engagement.toml",
)
NAME = "records.no_place"


def build(folder, site):
    """Build the wheel of a package and unpack it, as an installer does."""
    wheels = folder / "wheels"
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(wheels)]
    subprocess.run(command, cwd=folder, capture_output=True, check=True)
    (wheel,) = wheels.glob("*.whl")
    with zipfile.ZipFile(wheel) as opened:
        opened.extractall(site)


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """The files of the page, its package installed in the folder ``site``."""
    home = tmp_path_factory.mktemp("own")
    for name, content in FILES.items():
        path = home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    build(home / "own", home / "site")
    return home


def run(home, command, *, status=0):
    """What a command prints, where the packages in ``site`` are installed."""
    program, *arguments = command.split()
    started = [sys.executable, *(["-m", "tallystick"] if program == "tallystick" else [])]
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(home / "site"), *sys.path])}
    done = subprocess.run([*started, *arguments], capture_output=True, text=True, env=env, cwd=home)
    assert done.returncode == status, done.stderr
    return done.stdout if status == 0 else done.stderr


@pytest.fixture(scope="module")
def printed(home):
    """What the commands of the page print, one after the other."""
    return [run(home, command) for command in COMMANDS]


@pytest.fixture(scope="module")
def made(home, printed):
    """The run folder."""
    (folder,) = (home / "runs").iterdir()
    return folder


def test_it_is_listed_with_its_question_and_its_package(printed):
    words = " ".join(printed[0].split())
    assert "Do a unit's records lack their place more often than those of others?" in words
    assert words.count("(from own_checks)") == 1


def test_the_audit_prints_what_the_page_shows(printed):
    (shown,) = re.findall(r"```text\n(.*?)```", TEXT, re.DOTALL)
    assert shown in printed[2]


def test_an_audit_corrects_explains_and_proves_it_as_one_of_ours(made):
    findings = json.loads((made / "findings.json").read_text())
    (finding,) = [each for each in findings if each["check"] == NAME]
    assert (finding["subject"], finding["family"]) == ("u3", "records")
    assert "30 of 60 records have no place; 6.0 would" in finding["condition"]
    assert finding["q_value"] >= finding["p_value"] > 0
    assert finding["evidence"]["rows"] == 30
    first, *others = finding["explanations"]
    assert (first["explains"], first["of"]) == (5, 30)
    assert [each["explains"] for each in others] == [None, None]


def test_the_seal_holds_the_package_without_an_init(home, made):
    """Python gives such a package no file of its own."""
    assert not (home / "site" / "own_checks" / "__init__.py").exists()
    folder = home / "site" / "own_checks"
    files = {
        name: hashlib.sha256((folder / name).read_bytes()).hexdigest()
        for name in ("no_place/__init__.py", "no_place/words.en.toml")
    }
    whole = hashlib.sha256(json.dumps(files, sort_keys=True, separators=(",", ":")).encode())
    (told,) = json.loads((made / "manifest.json").read_text())["checks_from_outside"]
    assert told == {"name": NAME, "package": "own_checks", "sha256": whole.hexdigest()}


def test_the_report_has_its_words_masked_and_english_in_a_russian_one(home, made):
    title = "the place is missing more often than elsewhere"
    assert f"Unit u3: {title}" in (made / "report.html").read_text(encoding="utf-8")
    run(home, f"tallystick report {made} --mask --format md --out masked")
    masked = (home / "masked" / "report.md").read_text(encoding="utf-8")
    assert re.search(rf"Unit \d+: {title}", masked)
    assert "u3" not in masked
    run(home, f"tallystick report {made} --language ru --format md --out russian")
    assert f"unit u3: {title}" in (home / "russian" / "report.md").read_text(encoding="utf-8")


ASKED = """
from pyarrow.csv import ConvertOptions, read_csv
import tallystick as ts
from own_checks.no_place import CHECK
texts = ConvertOptions(strings_can_be_null=True)
names = ["incident_id", "unit_id", "offense_code", "area_id", "occurred_at"]
rows = read_csv("trial/cases.csv", convert_options=texts).rename_columns(names)
results = CHECK.run(rows)
print(ts.check(CHECK.name) is CHECK, *(each.subject for each in results if each.p_value < 0.01))
"""


def test_it_is_asked_of_a_frame_and_found_by_its_name(home, printed):
    (home / "asked.py").write_text(ASKED)
    assert run(home, "python asked.py").split() == ["True", "u3"]


def test_calibrate_holds_it_to_the_worlds_that_the_page_tells(home):
    (trial,) = trials_of(NAME)
    assert (trial.nature, trial.name) == ("innocent", "clean")
    assert (trial.world.oddities, trial.world.behaviours) == ((), ())
    after = " ".join(TEXT.rpartition("```")[2].split())
    command = f"tallystick calibrate --check {NAME}"
    assert f"`{command}`, which holds it to the clean worlds alone" in after
    assert "says *not tested*" in after
    assert "not tested" in run(home, f"{command} --worlds 1")


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (lambda site: (site / "own_checks/no_place/words.en.toml").unlink(), "FileNotFoundError"),
        (lambda site: point_at(site, "own_checks.no_place:LEAST"), "it is no check"),
        (lambda site: point_at(site, "own_checks.no_plaice:CHECK"), "No module named"),
        (lambda site: rename(site, "records.vanished"), "two checks are called records.vanished"),
    ],
)
def test_a_package_that_is_faulty_is_told_in_a_line(home, tmp_path, spoil, why):
    shutil.copytree(home / "site", tmp_path / "site")
    spoil(tmp_path / "site")
    said = run(tmp_path, "tallystick checks", status=2)
    assert why in said
    assert len(said.splitlines()) == 1


def test_a_check_that_fails_in_an_audit_is_named_with_its_package(home, tmp_path):
    for name in ("site", "trial"):
        shutil.copytree(home / name, tmp_path / name)
    path = tmp_path / "site/own_checks/no_place/__init__.py"
    path.write_text(path.read_text().replace("numbered(unit_id)", "numbered(unit)"))
    run(tmp_path, "python trial/records.py")
    *_, note, _, whose = run(
        tmp_path, "tallystick audit trial/engagement.toml", status=1
    ).splitlines()
    assert note.endswith(f"in a check of another package: {NAME}, from own_checks.")
    assert whose.startswith("This is a defect of that package, not of your files.")
    assert not list((tmp_path / "runs").glob("*"))


def point_at(site, where):
    (path,) = site.glob("*.dist-info/entry_points.txt")
    path.write_text(path.read_text().replace("own_checks.no_place:CHECK", where))


def rename(site, name):
    path = site / "own_checks/no_place/__init__.py"
    path.write_text(path.read_text().replace(NAME, name))


def imported(code):
    """The names that code imports from each module of Tallystick."""
    found = {}
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.ImportFrom):
            found.setdefault(node.module, set()).update(each.name for each in node.names)
        elif isinstance(node, ast.Import):
            found.update({each.name: set() for each in node.names})
    return {name: names for name, names in found.items() if name.startswith("tallystick")}


def test_the_page_imports_nothing_but_extend():
    code = re.findall(r"```python[^\n]*\n(.*?)```", TEXT, re.DOTALL)
    assert {name for block in code for name in imported(block)} == {"tallystick.extend"}
    # The other is the group of entry points.
    assert set(re.findall(r"tallystick\.\w[\w.]*", TEXT)) == {
        "tallystick.extend", "tallystick.checks",
    }  # fmt: skip


def test_the_names_are_those_of_the_page():
    rows = re.findall(r"^\| (`.*?) \|", TEXT.partition("## What `tallystick.extend` has")[2], re.M)
    told = [name for row in rows for name in re.findall(r"`(\w+)`", row)]
    assert sorted(told) == extend.__all__ == dir(extend)


def test_every_name_is_needed_by_the_page_s_check_or_by_the_second_ones():
    code = [FILES["own/own_checks/no_place/__init__.py"]]
    code += [path.read_text(encoding="utf-8") for path in SECOND.glob("*/__init__.py")]
    assert len(code) == 3
    used = [imported(each) for each in code]
    assert all(each.keys() == {"tallystick.extend"} for each in used)
    assert set().union(*(each["tallystick.extend"] for each in used)) == set(extend.__all__)


def test_it_costs_no_more_than_the_checks():
    def loaded(module):
        code = f"import sys, {module}; print(*sys.modules)"
        told = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        )
        return set(told.stdout.split())

    assert loaded("tallystick.extend") - loaded("tallystick.checks") == {"tallystick.extend"}


UNITS, EMPTY_AT_WEEKENDS, WEEKENDS, EMPTY_ELSE, ELSE = ("w0", "w1", "w2"), (20, 1, 1), 30, 2, 60


@pytest.fixture(scope="module")
def second(tmp_path_factory):
    """The second package installed, and audited: 6 January 2024 is a Saturday, the 8th a Monday."""
    home = tmp_path_factory.mktemp("second")
    shutil.copytree(SECOND, home / "own" / "second_checks")
    project = re.sub("own([_-])checks", r"second\1checks", FILES["own/pyproject.toml"])
    entries = "".join(
        f'{each} = "second_checks.{each}:CHECK"\n' for each in ("weekend", "entry_order")
    )
    project = re.sub('no_place = ".*"\n', entries, project)
    (home / "own" / "pyproject.toml").write_text(project)
    build(home / "own", home / "site")
    lines = ["no,unit,offence,officer,day,entered"]
    for unit, empty in zip(UNITS, EMPTY_AT_WEEKENDS, strict=True):
        for day, number, lacking in (("06", WEEKENDS, empty), ("08", ELSE, EMPTY_ELSE)):
            for k in range(number):
                offence = "" if k < lacking else "theft"
                at, entered = f"2024-01-{day}T12:00", f"2024-01-{day}T13:{k % 60:02d}"
                # Two entries of each unit come before the event, one of them soon after midnight.
                if day == "08" and k < 2:
                    entered = f"2024-01-08T0{1 + 4 * k}:00"
                lines.append(f"{unit}-{day}-{k},{unit},{offence},o{k % 2},{at},{entered}")
    (home / "trial").mkdir()
    (home / "trial" / "cases.csv").write_text("\n".join(lines) + "\n")
    stated = FILES["trial/engagement.toml"].replace('area_id = "place"', 'officer_id = "officer"')
    stated += 'recorded_at = "entered"\n'
    (home / "trial" / "engagement.toml").write_text(stated)
    run(home, "tallystick audit trial/engagement.toml")
    return home


def of(home, check):
    (made,) = (home / "runs").iterdir()
    findings = json.loads((made / "findings.json").read_text())
    return {each["subject"]: each for each in findings if each["check"] == check}


def test_a_test_of_ones_own_and_one_within_strata_reach_the_run(second):
    """The twin convolves SciPy's laws of each unit."""
    laws = [
        hypergeom(WEEKENDS + ELSE, empty + EMPTY_ELSE, WEEKENDS).pmf(np.arange(WEEKENDS + 1))
        for empty in EMPTY_AT_WEEKENDS
    ]
    p_value = reduce(np.convolve, laws)[sum(EMPTY_AT_WEEKENDS) :].sum()
    found = of(second, "records.weekend")
    assert found[""]["p_value"] == pytest.approx(p_value, rel=1e-9)
    assert found["w0"]["estimate"] == pytest.approx(20 / 30 - 2 / 60)
    assert {each["n"] for each in found.values()} == {90, 30}
    (cause,) = found["w0"]["explanations"]
    assert (cause["explains"], cause["of"]) == (10, 20)


def test_a_test_of_details_lists_its_exceptions(second):
    (found,) = of(second, "records.entry_order").values()
    assert found["title"] == (
        "6 records of incidents break a rule: every record is entered after its event"
    )
    (cause,) = found["explanations"]
    assert (cause["explains"], cause["of"]) == (3, 6)


def test_a_sentence_with_another_name_is_withheld_and_detail_masked(second):
    (made,) = (second / "runs").iterdir()
    run(second, f"tallystick report {made} --mask --format json --out masked")
    (path,) = (second / "masked").glob("*.json")
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\bw[0-2]\b", text)
    findings = [each for each in json.loads(text)["findings"] if "weekend" in each["check"]]
    conditions = {each["subject_kind"]: each["condition"] for each in findings}
    assert conditions["agency"] == "Withheld: it may hold names."
    assert re.fullmatch(r".*20 of 30 .* most of them in Unit \d+\.", conditions["unit"])
