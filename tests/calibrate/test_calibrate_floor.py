"""Does a check that finds nothing of what is planted fail, and is what it cannot find declared?

The tables are made up and small: what they add up to is worked out by hand beside them.
"""

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from typer.testing import CliRunner

from every_fault import holds_of_each
from tallystick.audit.selection import chosen
from tallystick.calibrate import index
from tallystick.calibrate.index import Kept
from tallystick.calibrate.one_world import Answer
from tallystick.calibrate.pool import Tried
from tallystick.calibrate.power_floor import (
    ALL_UNSEEN,
    FAILED,
    FOUND,
    NOT_FOUND,
    NOT_UNSEEN,
    UNSEEN,
    floor_verdict,
    reasons_of,
    shortfall_of,
    verdicts_of,
)
from tallystick.calibrate.record import calibration_of, outcome_of
from tallystick.calibrate.trials import HELD, OUTSIDERS, Variant, trials_of
from tallystick.cli import app, calibration

CHECK = "figures.made_up"
SHARES = ("found", "unexplained", "audits", "stands", "precision", "explained")
PAGES = Path(__file__).parents[2] / "docs" / "calibration"


def row(world, stands=0.0, of=6, nature="planted", **given):
    """One row of a calibration: two worlds, with eight subjects that have planted records."""
    plain = {"check": CHECK, "nature": nature, "world": world, "dose": 1.0, "size": "medium",
             "source": CHECK, "subject_kind": "", "tested": of / 8, "tested_of": 8,
             "verdict_of_all": "held", "seeds": [1, 2]}  # fmt: skip
    for name in SHARES:
        plain |= {name: 0.0, f"{name}_low": 0.0, f"{name}_high": 0.1, f"{name}_of": of}
    return plain | {"stands": stands if of else None} | given


@pytest.fixture
def declared(monkeypatch):
    """A check of two planted worlds, the second of which it cannot find."""
    planted = (Variant("act"), Variant("far act", unseen="Nothing of it is recorded."))
    monkeypatch.setitem(HELD, CHECK, replace(OUTSIDERS, planted=planted))


def test_a_check_without_a_finding_fails_in_one_sentence():
    """By hand: 2 x 3 worlds; 3 x 8 subjects; of these 6 + 6 + 0 tested, and none found."""
    rows = [row("act"), row("act", dose=0.5), row("other act", of=0)]
    found = shortfall_of(CHECK, rows)
    assert (found.acts, found.runs) == (("act", "other act"), 6)
    assert (found.subjects, found.tested) == (24, 12)
    assert found.message == (
        "figures.made_up fails the power floor: no finding after the correction in 6 runs of "
        "2 planted worlds (act; other act), where 12 of 24 subjects with planted records could be "
        "tested; raise --worlds, mend the check or its worlds, or say in `unseen` of each planted "
        "world why the check cannot find it (src/tallystick/calibrate/held_figures.py)."
    )
    assert floor_verdict(CHECK, rows) == FAILED


def test_power_alone_is_no_finding():
    assert shortfall_of(CHECK, [row("act", found=0.5)]) is not None


def test_one_finding_in_one_world_is_enough():
    rows = [row("act"), row("other act"), row("other act", stands=1 / 6, dose=0.1)]
    assert shortfall_of(CHECK, rows) is None
    assert floor_verdict(CHECK, rows) == ""
    assert verdicts_of(CHECK, rows) == {"act": NOT_FOUND, "other act": FOUND}


def test_a_check_that_could_test_nobody_finds_nothing():
    found = shortfall_of(CHECK, [row("act", of=0)])
    assert "2 runs of 1 planted world (act), where 0 of 8 subjects" in found.message


def test_a_check_for_which_nothing_is_planted_has_no_floor():
    assert shortfall_of(CHECK, []) is None
    assert floor_verdict(CHECK, []) == ""


@pytest.mark.parametrize(
    ("rows", "verdicts", "floor"),
    [
        ([row("act", 0.5), row("far act")], {"act": FOUND, "far act": UNSEEN}, ""),
        ([row("act"), row("far act")], {"act": NOT_FOUND, "far act": UNSEEN}, FAILED),
        ([row("act"), row("far act", 0.5)], {"act": NOT_FOUND, "far act": NOT_UNSEEN}, FAILED),
        ([row("far act")], {"far act": UNSEEN}, ALL_UNSEEN),
    ],
)
@pytest.mark.usefixtures("declared")
def test_what_is_declared_unseen_is_not_what_a_check_is_there_to_find(rows, verdicts, floor):
    assert verdicts_of(CHECK, rows) == verdicts
    assert floor_verdict(CHECK, rows) == floor
    found = shortfall_of(CHECK, rows)
    assert (found is not None) == (floor == FAILED)
    assert found is None or found.acts == ("act",)


@pytest.mark.usefixtures("declared")
def test_the_page_shows_failures_verdicts_and_reasons():
    kept = [Kept(CHECK, [row("clean", nature="innocent"), row("act"), row("far act")])]
    assert index.sizes(kept).rows[0][-2] == FAILED
    assert [each[-1] for each in index.powers(kept).rows] == [NOT_FOUND, UNSEEN]
    page = index.markdown(kept, [])
    (failed,) = index.shortfalls(kept)
    assert f"## Checks that fail the power floor\n\n- {failed.message}\n" in page
    assert "\n| figures.made_up | far act | Nothing of it is recorded. |\n" in page


def test_a_page_without_failures_or_reasons_does_not_speak_of_them():
    page = index.markdown([Kept(CHECK, [row("clean", nature="innocent"), row("act", 0.5)])], [])
    assert "## Checks that fail" not in page
    assert "## What is declared unseen" not in page


def test_a_check_not_tested_in_innocent_worlds_can_fail_the_floor():
    kept = [Kept(CHECK, [row("clean", nature="innocent", of=0), row("act")])]
    assert index.sizes(kept).rows[0][-2] == f"not tested; {FAILED}"


def said(stands):
    """A run of one planted world: its one gaming unit is below .05, and stands or does not."""
    answer = Answer("figures.recount", "unit", "N01", "", 0.01, True, True, stands, True)
    outcome = outcome_of(trials_of("figures.recount")[-1], [Tried(1, (answer,), 100, 1.0, 1.0)])
    return calibration_of([outcome], seed=1, worlds=1)


@pytest.mark.parametrize(
    ("stands", "options", "code"),
    [(True, ["--fail-on-broken"], 0), (False, ["--fail-on-broken"], 3), (False, [], 0)],
)
def test_a_check_below_the_floor_fails_the_command(monkeypatch, stands, options, code):
    monkeypatch.setattr(calibration, "run", lambda *given: said(stands))
    done = CliRunner().invoke(app, ["calibrate", "--check", "figures.recount", *options])
    assert done.exit_code == code, done.output
    message = (
        "figures.recount fails the power floor: no finding after the correction in 1 run of "
        "1 planted world (padded figures), where 1 of 1 subjects with planted records could be "
    )
    assert (message in done.stdout) != stands


@cache
def kept():
    return index.kept_in(PAGES, [each.name for each in chosen(())])


def test_no_check_of_the_kept_calibration_is_below_the_floor():
    """Of which planted worlds each is found in, tests/engines/test_whole_check.py asks."""
    assert index.shortfalls(kept()) == []


def gives_reasons_that_can_be_printed(name):
    assert not any(world.unseen for world in HELD[name].innocent), "nothing is planted there"
    for reason in reasons_of(name).values():
        assert reason.endswith(".")
        assert not set("|\n") & set(reason), "it stands in a cell of a table"


def test_a_reason_is_a_sentence_for_a_planted_world():
    holds_of_each(gives_reasons_that_can_be_printed, list(HELD), "calibrate/held_<family>.py")
