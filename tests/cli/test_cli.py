"""Does the program answer, exit and print as the README says?"""

import hashlib
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from main_here import main_here
from small import write_small
from typer.testing import CliRunner

from tallystick.cli import app

PROGRAM = [sys.executable, "-m", "tallystick"]
# Without them --help answers in a seventh of a second.
SLOW = {"duckdb", "ibis", "numpy", "pyarrow", "pydantic", "scipy", "sqlglot"}


def environment():
    kept = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"COLUMNS": "100", "NO_COLOR": "1"}


def process(*arguments):
    """Run the program as a process: what its exit code, streams and umask come to."""
    return subprocess.run(
        [*PROGRAM, *map(str, arguments)], capture_output=True, text=True, check=False,
        env=environment(),
    )  # fmt: skip


def run(*arguments):
    """Run the program within this process; an exception that it lets through is raised."""
    done = CliRunner().invoke(app, [*map(str, arguments)])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return SimpleNamespace(returncode=done.exit_code, stdout=done.stdout, stderr=done.stderr)


def audited(tmp_path, *options, reported=2, by=run):
    engagement = write_small(tmp_path / "in", reported=reported)
    return by("audit", engagement, "--out", tmp_path / "runs", *options)


def fingerprint(folder: Path) -> dict[str, str]:
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()
    } | {"times": str([path.stat().st_mtime_ns for path in sorted(folder.iterdir())])}


def test_help_answers_at_once():
    """Seconds depend on what else the machine does; what is imported does not."""
    code = (
        "import sys\n"
        "from tallystick.cli import app\n"
        "app(['--help'], standalone_mode=False)\n"
        "print('', *sys.modules, sep='\\n')"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment()
    )
    assert done.returncode == 0, done.stderr
    imported = done.stdout.rpartition("\n\n")[2].split()
    assert "tallystick.cli" in imported
    assert not SLOW & set(imported)
    assert len(imported) < 500


def test_what_no_check_needs_yet_is_not_imported():
    """scipy.stats takes half a second; the few checks that ask it for a law import it then."""
    code = (
        "import sys, tallystick.cli.session, tallystick.checks, tallystick.simulate\n"
        "from tallystick.audit import chosen\n"
        "chosen(())\n"
        "print([name for name in sys.modules if name.startswith('scipy.stats')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, "[]"), done.stderr


def test_version():
    from tallystick import __version__

    assert process("--version").stdout == f"tallystick {__version__}\n"


def test_checks_lists_every_check_in_lines_of_the_terminal():
    from tallystick.checks import every

    text = run("checks").stdout
    assert "\t" not in text
    assert max(map(len, text.splitlines())) <= 100
    assert re.findall(r"^ ?([a-z]+\.[a-z_]+) ", text, re.MULTILINE) == [e.name for e in every()]
    said = " ".join(re.sub(r"^ ?[a-z]+\.[a-z_]+", "", text, flags=re.MULTILINE).split())
    assert all(each.question in said for each in every())


def test_an_audit_writes_its_folder_and_exits_with_0_whatever_it_found(tmp_path):
    for reported, findings in ((2, 0), (5, 1)):
        done = audited(tmp_path / str(reported), reported=reported)
        assert done.returncode == 0, done.stderr
        (folder,) = (tmp_path / str(reported) / "runs").iterdir()
        assert {path.name for path in folder.iterdir()} - {"evidence"} == {
            "figures.parquet", "findings.json", "leads.json", "manifest.json", "mask.key",
            "pages.json",
            "report.html", "results.parquet", "run.json", "tables", "threads.json",
        }  # fmt: skip
        assert len(json.loads((folder / "findings.json").read_text())) == findings
        assert ("0 patterns to explain", "1 pattern to explain")[findings] in done.stdout
        assert str(folder / "report.html") in done.stdout
        assert "check figures.recount" in done.stderr.splitlines()


def test_findings_exit_3_when_asked(tmp_path):
    assert audited(tmp_path / "a", "--fail-on-findings", reported=5).returncode == 3
    assert audited(tmp_path / "b", "--fail-on-findings", reported=2).returncode == 0


def test_only_runs_the_named_check(tmp_path):
    assert audited(tmp_path, "--only", "records.integrity", reported=5).returncode == 0
    (folder,) = (tmp_path / "runs").iterdir()
    assert [each["name"] for each in json.loads((folder / "run.json").read_text())["checks"]] == [
        "records.integrity"
    ]


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--alpha", "0.051"), "--alpha 0.051: a pattern is named only where p < 0.05"),
        (("--alpha", "0"), "at most 0.05"),
        (("--alpha", "nan"), "at most 0.05"),
        (("--only", "figures.recont"), "did you mean figures.recount"),
        (("--nonsense",), "No such option"),
    ],
)
def test_a_wrong_choice_exits_2_with_the_next_move(tmp_path, options, says):
    done = audited(tmp_path, *options)
    assert done.returncode == 2
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "runs").exists() or not list((tmp_path / "runs").iterdir())


def test_bad_input_exits_2_and_leaves_no_run_folder(tmp_path):
    engagement = write_small(tmp_path / "in")
    (tmp_path / "in" / "incidents.csv").unlink()
    done = main_here("audit", engagement, "--out", tmp_path / "runs")
    assert done.returncode == 2
    assert "incidents.csv" in done.stderr
    assert "Traceback" not in done.stderr
    assert not list((tmp_path / "runs").glob("*"))


def test_an_out_folder_that_cannot_be_made_exits_2(tmp_path):
    (tmp_path / "file").write_text("x")
    done = run("audit", write_small(tmp_path / "in"), "--out", tmp_path / "file")
    assert done.returncode == 2
    assert "--out" in done.stderr


def test_a_defect_exits_1_and_says_so(tmp_path, monkeypatch):
    def fail(choices):
        raise RuntimeError("boom")

    monkeypatch.setattr("tallystick.cli.session.run_audit", fail)
    done = main_here("audit", write_small(tmp_path))
    assert done.returncode == 1
    assert "defect of Tallystick" in done.stderr


def test_nothing_of_the_users_is_written_to(tmp_path):
    engagement = write_small(tmp_path / "in")
    before = fingerprint(tmp_path / "in")
    assert run("audit", engagement, "--out", tmp_path / "runs").returncode == 0
    assert fingerprint(tmp_path / "in") == before


def test_two_runs_give_the_same_findings_to_the_byte(tmp_path):
    """Of two processes, whose hashes of texts differ; and a process exits as asked."""
    for by in (run, process):
        done = audited(tmp_path, "--fail-on-findings", reported=5, by=by)
        assert done.returncode == 3, done.stderr
    first, second = (path.read_bytes() for path in (tmp_path / "runs").glob("*/findings.json"))
    assert first == second


def test_control_characters_of_a_record_do_not_reach_the_terminal(tmp_path):
    engagement = write_small(tmp_path / "in")
    figures = tmp_path / "in" / "figures.csv"
    figures.write_text(figures.read_text().replace("A,2020", "\x1b[2J\x07A,2020"))
    done = run("audit", engagement, "--out", tmp_path / "runs")
    assert done.returncode == 0, done.stderr
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f]", done.stdout)
