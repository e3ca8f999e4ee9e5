"""Does a finding at a line of the law say how sure the line is?"""

import json

import numpy as np
from typer.testing import CliRunner

from tallystick.cli import app
from tallystick.statutes import built_in

ENGAGEMENT = """[engagement]
name = "x"
agency = "y"
jurisdiction = "KZ"
time_zone = "UTC"
[[tables.measurements]]
source = "m.csv"
[tables.measurements.columns]
incident_id = "id"
unit_id = "unit"
kind = {constant = "net_weight"}
substance_code = {constant = "herb"}
measured_at = "day"
value = {column = "g", unit = "g"}
[law]
packs = "kz"
[[law.lines]]
substance = "marijuana"
substance_code = "herb"
"""


def write_all(folder):
    """Write the engagement, a copy of a pack with a hostile citation, and records.

    Log-normal weights, rounded as people round; half of [750, 1000) are written above
    1 kg.
    """
    (folder / "kz").mkdir()
    for path in built_in()["KZ"].iterdir():
        text = path.read_text(encoding="utf-8").replace("summary table", "<script>1</script>")
        (folder / "kz" / path.name).write_text(text, encoding="utf-8")
    rng = np.random.default_rng(7)
    true = np.exp(rng.normal(0.6, 0.8, 4000))
    value = np.where(rng.random(4000) < 0.6, np.round(true, 1), np.round(true, 2))
    whole = rng.random(4000) < 0.15
    value[whole] = np.round(true[whole])
    picked = (true >= 1.5) & (true < 2) & (rng.random(4000) < 0.5)
    value[picked] = rng.choice([2.02, 2.02, 2.1, 2.2], picked.sum())
    rows = [f"{k},A,2022-01-{1 + k % 28:02d},{500 * each:.1f}" for k, each in enumerate(value)]
    (folder / "m.csv").write_text("\n".join(["id,unit,day,g", *rows]) + "\n")
    (folder / "e.toml").write_text(ENGAGEMENT)


def test_a_finding_at_a_line_whose_sources_disagree_says_so(tmp_path):
    write_all(tmp_path)
    asked = ["audit", str(tmp_path / "e.toml"), "--only", "exhibits.threshold_bunching",
             "--out", str(tmp_path / "runs")]  # fmt: skip
    done = CliRunner().invoke(app, asked)
    assert done.exit_code == 0, (done.output, done.exception)
    (folder,) = (tmp_path / "runs").iterdir()
    (finding,) = json.loads((folder / "findings.json").read_text())
    assert finding["title"].startswith("KZ herb 1000 g (conflicting): records are missing just")
    says = "especially large from here (more than 1,000 g; conflicting, sources disagree: check"
    assert says in finding["criteria"]
    (law,) = json.loads((folder / "run.json").read_text())["parameters"]["law"]
    assert law["lines"] == ["KZ herb 50 g", "KZ herb 1000 g (conflicting)"]
    assert law["origin"] == "kz"
    report = (folder / "report.html").read_text()
    assert "conflicting, sources disagree" in report
    assert "<script>1" not in report
    assert "&lt;script&gt;1" in report


def test_a_law_that_cannot_be_used_stops_the_audit_with_2(tmp_path):
    write_all(tmp_path)
    path = tmp_path / "e.toml"
    path.write_text(ENGAGEMENT.replace("marijuana", "marihuanna"))
    done = CliRunner().invoke(app, ["audit", str(path), "--out", str(tmp_path / "runs")])
    assert done.exit_code == 2
    assert "e.toml: law.lines: substance 'marihuanna': did you mean" in done.stderr
    assert not (tmp_path / "runs").exists() or not list((tmp_path / "runs").iterdir())
