"""The case that `make review` opens: in it a run asks, something is new, and something is gone."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from made_runs import Made, changed, make_run
from office_command import environment
from opened_case import ACTOR, opened_copy

ROOT = Path(__file__).parents[2]
RULE = Made("", kind="agency", check="records.integrity", aspect="measured", verdict="exceptions",
            cases=("E-1",))  # fmt: skip
GONE = Made("Division 3")


def decided(run, at):
    """Make the case as the Makefile does."""
    command = (sys.executable, ROOT / "examples/decided_case.py", run, at)
    done = subprocess.run(command, capture_output=True, text=True, env=environment())
    assert (done.returncode, done.stdout) == (0, ""), done.stderr


def test_the_later_run_asks_of_what_was_decided(template, tmp_path):
    from tallystick.review.models import Pattern, Question
    from tallystick.review.runs.importing import import_run

    about = {"name": "To November", "last_day": "2024-11-30"}
    decided(make_run(tmp_path / "to_november", RULE, GONE, **about), tmp_path / "case")
    case = opened_copy(replace(template, folder=tmp_path / "case"), tmp_path / "CASE")
    assert Question.objects.count() == 0
    later = (RULE, changed(GONE, found=False, verdict="not_found", smallest=10.0), Made("Unit 9"))
    import_run(ACTOR, make_run(tmp_path / "to_december", *later, name="To December"))
    (asked,) = Question.objects.all()
    assert (asked.pattern.check_name, asked.detail) == (
        "records.integrity", {"correction": {"gone_from": "2024-12-31"}},
    )  # fmt: skip
    over = dict(Pattern.objects.values_list("over").values_list("subject", "over"))
    assert {over[each.subject] for each in (GONE, later[2])} == {"gone", "new"}
    held = sorted(case.folder.rglob("*"))
    decided(tmp_path / "to_november", case.folder)
    assert sorted(case.folder.rglob("*")) == held


def test_the_makefile_makes_it_of_the_earlier_run():
    steps = (ROOT / "Makefile").read_text().partition("\nreview: ")[2].partition("\n\n")[0]
    assert "decided_case.py $$(head -1 runs/review.txt) runs/review/case" in steps
    assert steps.index("decided_case.py") < steps.index("tallystick review")
