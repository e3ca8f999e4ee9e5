"""Does Python get what the shell gets: the same run, and of one check the same results?"""

import re
import shutil
import subprocess
import sys
from dataclasses import FrozenInstanceError
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

import tallystick as ts
from tallystick.audit import UnknownCheckError
from tallystick.audit.execution import results_of
from tallystick.checks.exhibits.threshold_bunching import CHECK
from tallystick.findings import store
from tallystick.load import InputError
from tallystick.tables import Frame, Line
from worlds import tables_of

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
    return ts.run_audit(folder / "engagement.toml", folder / "runs")


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


def test_rows_become_frames_of_the_same_numbers(run):
    frames = run.results.to_pandas(), run.results.to_arrow()
    assert [type(each) for each in frames] == [pd.DataFrame, pa.Table]
    checks = [each.check for each in run.results]
    assert frames[0]["check"].tolist() == frames[1]["check"].to_pylist() == checks
    assert len(run.results[:3]) == 3
    assert run.results[0].check in run.results._repr_html_()
    assert repr(run.results).endswith("results>")


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


def test_polars_is_taken_and_given(run):
    polars = pytest.importorskip("polars", reason="polars is there with `make bench` alone")
    assert run.results.to_polars()["check"].to_list() == [each.check for each in run.results]
    check = ts.check("exhibits.threshold_bunching")
    asked, same = (check.run(each, line=1.0) for each in (polars.from_pandas(weights()), weights()))
    assert [each.p_value for each in asked] == [each.p_value for each in same]


def test_a_check_that_lacks_a_column_or_a_frame_that_breaks_a_rule_is_told():
    with pytest.raises(InputError, match="needs a \\[\\[lines\\]\\] entry"):
        ts.check("exhibits.threshold_bunching").run(weights())
    with pytest.raises(InputError, match="value"):
        ts.check("exhibits.threshold_bunching").run(weights().assign(value=-1.0), line=1.0)
    with pytest.raises(UnknownCheckError, match="threshold_bunching"):
        ts.check("exhibits.threshold_bunchin")
    about = ts.check("figures.too_smooth")
    assert about.question.endswith("?")
    assert "H0" in about.doc


def test_the_package_itself_imports_nothing():
    code = "import sys, tallystick; print(len([m for m in sys.modules if m.startswith('ibis')]))"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "0"
    with pytest.raises(AttributeError, match="no attribute"):
        _ = ts.nothing


def test_the_code_of_the_docs_runs(run, tmp_path, monkeypatch):
    text = (Path(__file__).parents[2] / "docs" / "python.md").read_text(encoding="utf-8")
    code = "\n".join(re.findall(r"```python\n(.*?)```", text, re.DOTALL))
    (tmp_path / "exports").mkdir()
    (tmp_path / "runs").mkdir()
    (tmp_path / "exports" / "c.csv").write_text(STOPS, encoding="utf-8")
    (tmp_path / "exports" / "engagement.toml").write_text(ENGAGEMENT, encoding="utf-8")
    shutil.copytree(run.folder, tmp_path / "runs" / "our-city-20261127-101500")
    monkeypatch.chdir(tmp_path)
    days = pd.date_range("2024-01-01", periods=60)
    cases = pd.DataFrame({"incident_id": [f"{k}" for k in range(60)], "unit_id": ["A", "B"] * 30,
                          "occurred_at": days})  # fmt: skip
    moves = pd.DataFrame({"exhibit_id": ["e1", "e2"], "incident_id": ["1", "2"], "at": days[:2],
                          "action": "seized", "from_holder": None, "to_holder": "x"})  # fmt: skip
    held = weights().assign(exhibit_id="e1", incident_id="1", measured_at=days[0], stage="lab")
    known = {"weights": held, "incidents": cases, "cases": cases, "moves": moves}
    exec(code.replace("run.findings[0].explanations", "run.findings[:1]"), known)
    assert len(known["results"])
