"""Is what each step asked told as it was asked, and the rest of the output as without it?"""

from __future__ import annotations

import re

from main_here import main_here
from small import write_small

from tallystick.checks import every
from tallystick.cli.plan import Plan
from tallystick.engine import Usage


def test_steps_count_what_was_asked_while_they_lasted(capsys):
    told, usage = [], Usage()
    plan = Plan(told.append)
    plan("reading")
    plan.watch(usage)
    plan("check records.integrity")
    usage.add(30, kept="kept_persons")
    usage.add(2)
    plan("groups: redraw 1 of 2")
    usage.add(1000)
    plan("groups: redraw 2 of 2")
    usage.add(4)
    plan.show({each.name: each for each in every()})
    rows = [row.split() for row in capsys.readouterr().err.splitlines()]
    (check,) = [row for row in rows if row[:1] == ["check"]]
    assert check[4:6] + check[7:] == ["2", "32", "+persons,", "cases"]
    (redraws,) = [row for row in rows if row[:2] == ["groups:", "redraw"]]
    assert redraws[2:5] == ["2", "of", "2"]
    assert redraws[7:9] == ["2", "1,004"]
    (whole,) = [row for row in rows if row[:1] == ["all"]]
    assert whole[3:] == ["4", "1,036"]
    assert told == ["reading", "check records.integrity"] + [
        f"groups: redraw {number} of 2" for number in (1, 2)
    ]


def test_an_audit_tells_its_plan_beside_what_it_prints(tmp_path):
    file = write_small(tmp_path)
    plain = main_here("audit", file, "--out", tmp_path / "a", "-q")
    explained = main_here("audit", file, "--out", tmp_path / "b", "-q", "--explain")
    assert (plain.returncode, explained.returncode, plain.stderr) == (0, 0, "")
    assert re.fullmatch(r"\S+/report\.html\n", explained.stdout)
    steps = [line.split("  ")[0].strip() for line in explained.stderr.splitlines()]
    assert steps.index("reading incidents.csv") < steps.index("writing incidents")
    assert steps.index("check records.integrity") < steps.index("report") < steps.index("all")
    assert all(seen for seen in steps[3 : steps.index("report")])
