"""Does the page tell what audits found: one sentence, three tables, a drawing for each regime?"""

import re
from dataclasses import replace

import pytest
from labs import NAMED, PLAN, SHORT, made_up_audit, plan_of
from test_lab_page import FORMS, GATES

from tallystick.lab.detect.making import detect
from tallystick.lab.detect.reading import read_detected
from tallystick.lab.pictures.detection import detection
from tallystick.lab.pictures.picture import Shown
from tallystick.lab.runs import make
from tallystick.lab.shown import render, write_page
from tallystick.lab.tables import read_results
from tallystick.lab.words import tell

DETECTS = PLAN.replace("seeds = 2", "seeds = 1").replace("grids = []", "grids = []\ndetect = 2")
DETECTS = DETECTS.replace("sobol = 2", "sobol = 0").replace("trajectories = 2", "trajectories = 0")
DETECTS = DETECTS.replace("cells = 10", "cells = 0").replace("sets = 3", "sets = 1")


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    home = tmp_path_factory.mktemp("seen")
    plan, out = plan_of(home, DETECTS, world=SHORT), home / "LAB"
    make(plan, out, 1)
    detect(plan, out, 1, made_up_audit, NAMED)
    return plan, out


@pytest.fixture(scope="module")
def shown(lab):
    plan, out = lab
    return Shown(read_results(out, plan), None, read_detected(out, plan))


def test_regimes_that_are_withheld_are_neither_drawn_nor_counted(shown):
    picture = detection(shown)
    names = ["base", "no regime", "regime: severity", "checks known", "schemes begin often"]
    assert [caption for caption, _ in picture.drawings] == names
    rows = picture.tables[0].rows
    assert [row[0] for row in rows] == [*names[:3], "nobody games", *names[3:]]
    assert {row[1] for row in rows} == {"2"}


def test_the_sentence_counts_the_worlds_in_which_a_figure_is_judged(shown):
    """N01 alone is found, in each of four worlds, where it has a ghost in the first seven months.

    Names given at random find each unit that has one in one of five cases.
    """
    rows = [each for each in shown.detected.to_pylist() if each["months"] == 7 and each["unit"]]
    judged = [each for each in rows if each["cell"] in (0, 2)]
    games = {(r["cell"], r["seed"], r["unit"]) for r in judged if r["check"] and r["done"]}
    ghosts = {(r["cell"], r["seed"], r["unit"]) for r in judged
              if r["act"] == "ghost" and r["done"]}  # fmt: skip
    found = [each for each in ghosts if each[2] == "N01"]
    charged = {(r["cell"], r["seed"], r["unit"]) for r in judged if r["charged"]}
    told = detection(shown).sentence.text
    assert FORMS.fullmatch(told)
    assert f"these checks find {len(found)} of {len(games)} units" in told
    assert f"against {len(ghosts) / 5:.1f} with the units permuted" in told
    some = len(set(found) & charged)
    assert f"they find {some} of {len(charged)}" in told


def test_an_act_that_leaves_no_record_says_so_and_the_department_is_counted_apart(shown):
    by_act = {row[0]: row for row in detection(shown).tables[1].rows}
    assert by_act["not recorded"][1] == tell("seen.no_check")
    assert by_act["not recorded"][4] == "0"
    assert by_act["copied reports"][-1] == "6 of 6"
    assert by_act["ghost records"][-1] == "0 of 6"
    fast = detection(shown).tables[2].rows
    assert {row[1] for row in fast} == {"records.unmatched", "records.copied_narratives"}


def test_a_page_with_audits_has_them_and_one_without_says_that_there_are_none(lab, shown):
    text = write_page(lab[1]).read_text(encoding="utf-8")
    assert "Worlds audited whole: 14." in text
    section = text.partition('<section aria-labelledby="seen">')[2].partition("</section>")[0]
    assert section.count("<svg") == 5
    assert section.count("<table") == 3
    answers = re.findall(r'<p class="answer">(.*?)</p>', section)
    assert answers == [detection(shown).sentence.text]
    for table in detection(shown).tables:
        assert {len(row) for row in table.rows} == {len(table.heads)}
    assert 'id="seen"' not in render(replace(shown, detected=None))
    assert GATES["rows"][1]["gate"] == "G10a"
