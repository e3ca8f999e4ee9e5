"""Does Python get what the shell gets: the same run, and of one check the same results?"""

import ast
import copy
import importlib
import inspect
import pickle
import re
import shutil
import subprocess
import sys
from dataclasses import FrozenInstanceError, fields, replace
from operator import attrgetter
from pathlib import Path
from types import ModuleType

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from reading import read
from small import write_small

import tallystick as ts
from every_fault import holds_of_each
from tallystick import notebook
from tallystick.audit import UnknownCheckError
from tallystick.audit.execution import results_of
from tallystick.checks import every
from tallystick.checks.exhibits.threshold_bunching import CHECK
from tallystick.cli.session import Choices
from tallystick.findings import store
from tallystick.load import InputError
from tallystick.notebook.engagement import About
from tallystick.notebook.rows import ShownRows
from tallystick.tables import Frame, Line
from worlds import tables_of

TYPED = """\
import tallystick as ts

from tallystick import audit
from tallystick.audit import UnknownCheckError
from tallystick.checks.figures import too_smooth

reveal_type(ts.audit("engagement.toml"))
reveal_type(audit("engagement.toml").findings)
reveal_type(ts.checks.exhibits.threshold_bunching.run(None, line=0.5))
reveal_type(too_smooth.run(None))
reveal_type(ts.check("exhibits.threshold_bunching").run(None, line=0.5))
reveal_type(ts.audit({"incidents": None}, agency="City Police"))
reveal_type(ts.propose(None))
ts.audits("engagement.toml")
ts.audit("engagement.toml", alpa=0.1)
ts.checks.exhibits.threshold_bunchin
"""
UNIT = "<b>North & South</b>"
STOPS = "no,unit,at\n" + "".join(
    f"{k},{'ABCDEF'[k % 6]},2024-{1 + k % 12:02d}-{1 + k % 28:02d}\n" for k in range(600)
)
ENGAGEMENT = """
[engagement]
name = "n"
agency = "<b>a</b>"
time_zone = "UTC"
[[periods]]
name = "month"
rule = "month"
[[metrics]]
name = "cases"
table = "incidents"
[[tables.incidents]]
source = "c.csv"
[tables.incidents.columns]
incident_id = "no"
unit_id = "unit"
occurred_at = "at"
"""


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    folder = tmp_path_factory.mktemp("notebook")
    (folder / "c.csv").write_text(STOPS, encoding="utf-8")
    (folder / "engagement.toml").write_text(ENGAGEMENT, encoding="utf-8")
    return ts.audit(folder / "engagement.toml", folder / "runs")


def test_a_run_holds_what_its_folder_holds(run):
    assert tuple(run.results) == store.read_results(run.folder)
    assert tuple(run.findings) == store.read_findings(run.folder)
    assert run.record == store.read_run(run.folder)
    assert run.report.is_file()
    assert ts.open_run(run.folder).results == run.results
    with pytest.raises(FrozenInstanceError):
        run.results[0].n = 1
    with pytest.raises(OSError, match="none"):
        ts.open_run(run.folder / "none")


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """A run with a finding of a unit whose name would be markup."""
    folder = tmp_path_factory.mktemp("found")
    engagement = write_small(folder / "given", reported=5, unit=UNIT)
    return ts.audit(engagement, folder / "runs", only=("figures.recount",))


@pytest.mark.parametrize("kind", ["findings", "results"])
def test_rows_become_frames_of_the_same_numbers(found, kind):
    rows = getattr(found, kind)
    assert rows
    pandas, arrow, frame = rows.to_pandas(), rows.to_arrow(), rows.to_polars()
    assert [type(each) for each in (pandas, arrow, frame)] == [pd.DataFrame, pa.Table, pl.DataFrame]
    assert list(pandas.columns) == arrow.column_names == frame.columns
    for name in ("check", "subject", "n", "estimate"):
        told = [getattr(each, name) for each in rows]
        assert pandas[name].tolist() == told
        assert arrow[name].to_pylist() == frame[name].to_list() == told
    ranges = [each.interval or (None, None) for each in rows]
    assert list(zip(arrow["low"].to_pylist(), arrow["high"].to_pylist(), strict=True)) == ranges


@pytest.mark.parametrize("kind", ["findings", "results"])
def test_without_a_row_a_frame_has_the_same_columns(found, kind):
    rows = getattr(found, kind)
    assert rows[:0].to_arrow().column_names == rows.to_arrow().column_names
    assert list(rows[:0].to_pandas().columns) == rows[:0].to_polars().columns
    assert rows[:0].to_polars().columns == rows.to_polars().columns


@pytest.mark.parametrize("kind", ["findings", "results"])
def test_a_frame_has_the_same_types_with_rows_without_and_with_nothing_in_a_column(found, kind):
    rows = getattr(found, kind)
    lacking = [replace(each, estimate=None, interval=None, smallest_detectable=None)
               for each in rows]  # fmt: skip
    if kind == "findings":
        lacking = [replace(each, evidence=None) for each in lacking]
    frames = [rows, rows[:0], ShownRows(type(rows[0]), lacking)]
    first, *others = [each.to_pandas().dtypes.to_dict() for each in frames]
    assert others == [first, first]
    first, *others = [each.to_polars().schema for each in frames]
    assert others == [first, first]
    assert [first[name] for name in ("estimate", "n", "check")] == [pl.Float64, pl.Int64, pl.String]
    joined = pl.concat([each.to_polars() for each in frames])
    assert joined["estimate"].null_count() == len(rows)


def test_findings_are_frozen_and_shown_as_a_table_whose_cells_are_texts(found):
    (held,) = store.read_findings(found.folder)
    with pytest.raises(FrozenInstanceError):
        found.findings[0].title = "another"
    assert UNIT in held.title
    (head, row), others = cells(found.findings._repr_html_()), cells(found._repr_html_())
    told = dict(zip(head, row, strict=True))
    assert (told["id"], told["title"], told["check"]) == (held.id, held.title, held.check)
    assert float(told["estimate"]) == held.estimate
    assert others == [head, row]
    told = read(found._repr_html_()).text()
    assert "1 pattern to explain" in told
    assert "3 incidents, 1 reported_figures" in told
    assert found.seal in told
    assert str(found.report) in told


def test_rows_say_how_many_they_are_of_what(run, found):
    assert [repr(found.findings), repr(run.findings)] == ["<1 finding>", "<0 findings>"]
    assert repr(run.results) == f"<{len(store.read_results(run.folder))} results>"
    assert read(run.findings._repr_html_()).text() == "none"
    assert len(run.results[:3]) == 3
    shown = cells(run.results._repr_html_())[1:]
    assert [each[0] for each in shown] == [each.check for each in run.results[:50]]


def cells(html):
    rows = read(html).all("tr")
    return [[each.text() for each in row.walk() if each.tag in ("th", "td")] for row in rows]


def weights():
    rng = np.random.default_rng(3)
    grams = np.round(rng.lognormal(0.0, 1.0, 3_000), 2).clip(0.01)
    return pd.DataFrame({"value": grams, "unit_id": rng.choice(list("ABC"), len(grams))})


def test_one_check_on_a_frame_says_what_it_says_of_tables(engine):
    frame = weights()
    asked = ts.check("exhibits.threshold_bunching").run(frame, line=1.0)
    line = Line("1 g", "net_weight", 1, "g", "as given")
    rows = [{"kind": "net_weight", "unit": "g", "incident_id": None, **row}
            for row in frame.to_dict("records")]  # fmt: skip
    expected, _ = results_of(CHECK, tables_of({"measurements": rows}, Frame(lines=(line,))), engine)
    told = {(each.subject_kind, each.subject, each.aspect): each for each in expected}
    assert len(asked) == len(told)
    for each in asked:
        same = told[each.subject_kind, each.subject, each.aspect]
        assert (each.n, each.verdict, each.p_value) == (same.n, same.verdict, same.p_value)


def test_a_line_of_some_units_is_asked_of_their_rows_alone():
    check, frame = ts.check("exhibits.threshold_bunching"), weights()
    line = {"name": "1 g", "kind": "net_weight", "value": 1, "unit": "g", "citation": "as given"}
    asked = check.run(frame, lines=[{**line, "units": ["A", "B"]}])
    alone = check.run(frame[frame.unit_id != "C"], line=1.0)
    told = [(each.subject, each.n, each.p_value) for each in asked]
    assert told == [(each.subject, each.n, each.p_value) for each in alone]
    assert {"A", "B"} <= {each.subject for each in asked}
    with pytest.raises(InputError, match="names the unit 'Z', which no record has"):
        check.run(frame, lines=[{**line, "units": ["A", "Z"]}])


def test_polars_is_taken():
    ask = ts.checks.exhibits.threshold_bunching.run
    asked, same = (ask(each, line=1.0) for each in (pl.from_pandas(weights()), weights()))
    assert [each.p_value for each in asked] == [each.p_value for each in same]


def test_a_check_that_lacks_a_column_or_a_frame_that_breaks_a_rule_is_told():
    with pytest.raises(InputError, match="needs a \\[\\[lines\\]\\] entry"):
        ts.check("exhibits.threshold_bunching").run(weights())
    with pytest.raises(InputError, match="value"):
        ts.check("exhibits.threshold_bunching").run(weights().assign(value=-1.0), line=1.0)
    with pytest.raises(TypeError, match="'lin', which is neither"):
        ts.checks.exhibits.threshold_bunching.run(weights(), lin=1.0)
    with pytest.raises(UnknownCheckError, match="threshold_bunching"):
        ts.check("exhibits.threshold_bunchin")
    about = ts.check("figures.too_smooth")
    assert about.question.endswith("?")
    assert "H0" in about.doc


def test_an_error_rate_above_the_checks_own_is_refused_in_python_too(tmp_path):
    with pytest.raises(InputError, match=r"0\.1: a pattern is named only where p < 0\.05"):
        ts.audit(write_small(tmp_path / "in"), tmp_path / "runs", alpha=0.1)
    assert not (tmp_path / "runs").exists()


def is_the_same_by_its_file_and_by_its_name(name):
    file = importlib.import_module(f"tallystick.checks.{name}")
    assert file.run.__self__ is ts.check(name) is file.CHECK
    assert attrgetter(name)(ts.checks) is file


def test_a_check_is_the_same_by_its_file_and_by_its_name():
    names = [each.name for each in every()]
    holds_of_each(is_the_same_by_its_file_and_by_its_name, names, "the last lines of its file")


def test_a_check_that_no_package_registers_can_be_asked():
    own = replace(CHECK, name="own.line")
    asked, ours = (each.run(weights(), line=1.0) for each in (own, CHECK))
    assert own not in every()
    assert [each.p_value for each in asked] == [each.p_value for each in ours]


def python(code):
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return ran.stdout.split()


def test_the_package_itself_imports_nothing():
    code = "import sys, tallystick; print(*(m for m in sys.modules if m.startswith('tallystick')))"
    assert python(code) == ["tallystick"]
    assert python("import tallystick as ts; print(*dir(ts))") == [
        "Run", "__version__", "audit", "check", "checks", "open_run", "propose",
    ]  # fmt: skip
    with pytest.raises(AttributeError, match="no attribute"):
        _ = ts.nothing


BEFORE = [
    "",
    "import tallystick.audit.folder",
    "from tallystick.propose import propose",
    "from tallystick.audit import UnknownCheckError",
    "import tallystick.notebook",
    "import importlib; importlib.reload(importlib.import_module('tallystick.audit'))",
    "import importlib, tallystick.audit; importlib.reload(tallystick)",
]


# A process that has the packages of others, and none of ours, runs each code in a copy of itself.
EACH_ANEW = """\
import os, sys
import duckdb, ibis, ibis.backends.duckdb, numpy, pyarrow.parquet, pydantic, scipy.special, sqlglot
assert not [each for each in sys.modules if each.startswith("tallystick")]
for code in {codes!r}:
    sys.stdout.flush()
    if not (copy := os.fork()):
        exec(code, {{}})
        sys.stdout.flush()
        os._exit(0)
    assert os.waitpid(copy, 0)[1] == 0, code
"""


def test_whatever_was_imported_before_the_names_are_those_of_the_page():
    names = (
        "import tallystick as ts\nfrom tallystick import audit\nimport tallystick.audit as room\n"
        "from tallystick.checks.exhibits.threshold_bunching import run\n"
        "print(callable(ts.audit), audit is ts.audit is room, callable(ts.audit.run_folder),"
        " run == ts.checks.exhibits.threshold_bunching.run,"
        " callable(ts.propose), callable(ts.propose.propose))"
    )
    raised = (
        "import tallystick as ts\ntry:\n    ts.audit('none.toml')\n"
        "except Exception as error:\n    print(type(error).__name__)"
    )
    codes = [f"{before}\n{code}" for before in BEFORE for code in (names, raised)]
    told = python(EACH_ANEW.format(codes=codes))
    assert told == [*["True"] * 6, "InputError"] * len(BEFORE)


def test_what_audits_can_be_handed_to_another_process():
    assert pickle.loads(pickle.dumps(ts.audit)) is ts.audit is copy.copy(ts.audit)
    assert pickle.loads(pickle.dumps(ts.propose)) is ts.propose is copy.copy(ts.propose)
    assert isinstance(ts.audit, ModuleType)


def test_what_audits_takes_the_choices_of_the_shell():
    """What it leaves at the shell's value is what a run in Python has no use for."""
    taken = inspect.signature(ts.audit).parameters
    chosen = {each.name: each for each in fields(Choices)}
    assert set(chosen) - set(taken) == {
        "engine", "key", "mask", "language", "as_json", "quiet", "explain", "window",
    }  # fmt: skip
    assert set(taken) - set(chosen) == {each.name for each in fields(About)}


def test_the_stub_names_what_the_package_gives():
    tree = ast.parse(Path(ts.__file__).with_suffix(".pyi").read_text(encoding="utf-8"))
    imported = [node for node in tree.body if isinstance(node, ast.ImportFrom)]
    given = {each.asname: node.module for node in imported for each in node.names if each.asname}
    assert given == {"checks": "tallystick"} | dict.fromkeys(ts.NOTEBOOK, "tallystick.notebook")
    assert all(getattr(ts, each) is getattr(notebook, each) for each in ts.NOTEBOOK)
    typed = [node.target.id for node in tree.body if isinstance(node, ast.AnnAssign)]
    assert typed == ["__version__", "ROOMS", "NOTEBOOK", "ANSWERS", "audit", "propose"]


@pytest.mark.slow
def test_a_type_checker_knows_the_names(tmp_path, monkeypatch):
    import mypy.api

    (tmp_path / "ours.py").write_text(TYPED, encoding="utf-8")
    monkeypatch.setenv("MYPYPATH", str(Path(ts.__file__).parents[1]))
    asked = ["--strict", "--no-error-summary", "--cache-dir", str(tmp_path)]
    told, errors, _ = mypy.api.run([*asked, str(tmp_path / "ours.py")])
    assert errors == ""
    lines = [line.partition("ours.py:")[2] for line in told.splitlines()]
    rows = "tallystick.findings.rows.Rows[tallystick.findings"
    kinds = ["tallystick.notebook.runs.Run", f"{rows}.finding.Finding]"]
    kinds += [f"{rows}.result.Result]"] * 3
    kinds += ["tallystick.notebook.runs.Run", "tallystick.notebook.proposal.Proposal"]
    for line, (at, kind) in zip(lines, enumerate(kinds, start=7), strict=False):
        assert line == f'{at}: note: Revealed type is "{kind}"'
    errors = [line for line in lines if "error" in line]
    assert [line[:10] for line in errors] == ["14: error:", "15: error:", "16: error:"]
    assert 'has no attribute "audits"' in errors[0]
    assert '"alpa"' in errors[1]
    assert 'has no attribute "threshold_bunchin"' in errors[2]


def test_the_code_of_the_docs_runs_as_it_is_shown(found, tmp_path, monkeypatch):
    text = (Path(__file__).parents[2] / "docs" / "python.md").read_text(encoding="utf-8")
    code = "\n".join(re.findall(r"```python\n(.*?)```", text, re.DOTALL))
    (tmp_path / "exports").mkdir()
    (tmp_path / "runs").mkdir()
    (tmp_path / "exports" / "c.csv").write_text(STOPS, encoding="utf-8")
    (tmp_path / "exports" / "engagement.toml").write_text(ENGAGEMENT, encoding="utf-8")
    shutil.copytree(found.folder, tmp_path / "runs" / "our-city-20261127-101500")
    monkeypatch.chdir(tmp_path)
    days = pd.date_range("2024-01-01", periods=60)
    cases = pd.DataFrame({"incident_id": [f"{k}" for k in range(60)], "unit_id": ["A", "B"] * 30,
                          "occurred_at": days})  # fmt: skip
    moves = pd.DataFrame({"exhibit_id": ["e1", "e2"], "incident_id": ["1", "2"], "at": days[:2],
                          "action": "seized", "from_holder": None, "to_holder": "x"})  # fmt: skip
    held = weights().assign(exhibit_id="e1", incident_id="1", measured_at=days[0], stage="lab")
    stops = cases.assign(incident_id=[f"s{k}" for k in range(60)]).rename(
        columns={"incident_id": "Stop ID", "unit_id": "Beat", "occurred_at": "Stop Date"}
    )
    known = {"weights": held, "incidents": cases, "cases": cases, "moves": moves, "stops": stops}
    exec(code, known)
    assert known["run"].folder.is_dir()
    assert len(known["results"])
    assert "\nrun.findings[0].explanations" in code
    assert known["run"].findings[0].explanations == found.findings[0].explanations != ()
