"""Are whole audits counted as a hand would count them, and is each world what it says?"""

from collections import Counter
from math import isclose

import pytest
from typer.testing import CliRunner

from tallystick.audit.expected import FACTOR
from tallystick.calibrate.texts import NONE
from tallystick.calibrate.whole import CLEAN, SEES, SPECIAL, kinds, nature_of, whole_world
from tallystick.calibrate.whole_measures import (
    Kept,
    kept_of,
    read_kept,
    read_wholes,
    table,
    whole_of,
    write_kept,
    write_wholes,
)
from tallystick.checks import every
from tallystick.cli import app
from tallystick.cli.whole_audits import AUDITS, FILE, run_whole
from tallystick.findings import Explanation, Finding, Result
from tallystick.simulate.stream import prepare

SEEING = ("records.unmatched",)


def row(unit, expected, check=SEEING[0], **more):
    told = {"officer": False, "special": unit in ("N01", "N02"), "finding": False, "lead": False}
    return Kept(check=check, unit=unit, expected=expected, **{**told, **more})


# Two audits by hand. In the first a finding about a planted unit by another check comes first, then
# leads by the check that is to see: P01, E .2, P02, .3, and N01, .5. In the second N02 is a finding
# by it, and an officer of P02, where nothing was planted, is one too.
FIRST = [
    row("P01", 0.2, lead=True),
    row("P02", 0.3, lead=True),
    row("N01", 0.5, lead=True),
    row("P03", 2.5, lead=True),
    row("N01", 0.01, "figures.ratchet", finding=True),
    row("P01", 0.2),
    row("N01", 0.5),
]
SECOND = [row("N02", 0.04, finding=True), row("P02", 0.03, officer=True, finding=True)]


def test_two_audits_are_counted_as_by_hand():
    whole = whole_of("ghosts", 2000, 7, [FIRST, SECOND], SEEING, units=5)
    assert (whole.audits, whole.seed, whole.size) == (2, 7, 2000)
    assert (whole.any_finding, whole.about_others, whole.about_officers) == (1.0, 0.5, 0.5)
    assert whole.leads == 1.5, "three in the first, none in the second"
    assert isclose(whole.leads_error, 1.5 / 2**0.5)
    assert isclose(whole.factor, 2 * FACTOR / (0.01 + 0.03))
    assert whole.found == 0.5, "N02 of the second; N01 of the first by no check that is to see"
    # First ranks: ratchet's finding, P01, P02, N01, P03; then P02's officer, N02.
    assert whole.first == (0.0, 0.5, 1.0)
    # Listed by that check are P01, P02, N01, P03 of five, then P02, N02; one is drawn.
    assert isclose(whole.lot, (4 / 5 + 2 / 5) / 2)


def test_a_clean_audit_has_nothing_planted_to_tell():
    whole = whole_of(CLEAN, 2000, 1, [[row("P01", 1.0), row("P02", 4.0)], [row("P01", 3.0)]])
    assert (whole.any_finding, whole.leads, whole.found, whole.first) == (0.0, 0.0, None, ())
    assert isclose(whole.factor, 2 * FACTOR / 4.0)
    (told,) = table([whole]).rows
    assert told[:4] == (CLEAN, "2,000", "2", "0.00")
    assert told[-5:] == (NONE,) * 5


def test_what_is_kept_of_an_audit():
    told = {"check": SEEING[0], "verdict": "not_found", "n": 9, "aspect": "arrests"}
    unit = Result(subject_kind="unit", subject="N01", p_value=0.01, expected_by_chance=0.4, **told)
    officer = Result(
        subject_kind="officer", subject="7", p_value=0.2, expected_by_chance=9.0, **told
    )
    detail = Result(subject_kind="agency", subject="", **told)
    texts = dict.fromkeys(("title", "criteria", "condition", "cause", "effect"), "")
    lead, whole = Finding.of(unit, **texts), Explanation("late entry", "ask", 3, 3)
    counted = Finding.of(Result(subject_kind="unit", subject="N02", **told), **texts)
    counted = counted.with_(verdict="differs")
    explained = counted.with_(explanations=(whole,))
    findings = [counted, explained, counted.with_(check="records.integrity")]
    kept = kept_of([unit, officer, detail], findings, [lead], {"7": "N02"}, {"N02"})
    assert kept == [
        row("N01", 0.4, special=False, lead=True),
        row("N01", 0.4, special=False),
        row("N02", 9.0, special=True, officer=True),
        row("N02", None, special=True, finding=True),
    ]


def test_what_is_written_is_read_again(tmp_path):
    write_kept(FIRST, tmp_path / "audit.parquet")
    assert read_kept(tmp_path / "audit.parquet") == FIRST
    wholes = (whole_of("ghosts", 2000, 7, [FIRST, SECOND], SEEING), whole_of(CLEAN, 500, 1, [[]]))
    write_wholes(wholes, tmp_path / FILE)
    again = read_wholes(tmp_path / FILE)
    assert again[0] == wholes[0]
    assert again[1].found is None
    assert again[1].first == ()


@pytest.mark.parametrize("kind", kinds())
def test_each_world_has_fifteen_units_and_one_thing_in_three_of_them(kind):
    world = whole_world(kind, 10_000, 3)
    names = prepare(world, None, 1.0).force.unit_names
    assert len(names) == 15
    assert set(SPECIAL) < set(names)
    planted, odd = world.behaviours, world.oddities
    assert (len(planted), len(odd)) == {"clean": (0, 0), "planted": (1, 0), "odd": (0, 1)}[
        nature_of(kind)
    ]
    assert all(each.units == SPECIAL and each.dose == 0.5 for each in (*planted, *odd))


def test_the_checks_that_are_to_see_are_there():
    assert {name for checks in SEES.values() for name in checks} <= {each.name for each in every()}
    assert kinds(("records.unfounded",)) == (CLEAN, "downgrading", "unfounding")
    assert Counter(map(nature_of, kinds()))["planted"] == len(SEES)


def test_a_later_call_goes_on_where_an_earlier_one_ended(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("tallystick.cli.whole_audits.simulate", None)
    (tmp_path / AUDITS).mkdir()
    for kind in kinds(SEEING):
        for seed, rows in ((5, FIRST), (6, SECOND)):
            write_kept(rows, tmp_path / AUDITS / f"{kind}-700-{seed}.parquet")
    run_whole(SEEING, [700], 2, 1, 5, tmp_path)
    told = read_wholes(tmp_path / FILE)
    assert [(each.world, each.size, each.audits, each.seed) for each in told] == [
        (CLEAN, 700, 2, 5),
        ("ghosts", 700, 2, 5),
    ]
    assert told[1].first == (0.0, 0.5, 1.0)
    assert "ghosts" in capsys.readouterr().out


def test_a_name_that_no_check_has_is_refused_before_a_world_is_made(tmp_path):
    done = CliRunner().invoke(
        app, ["calibrate", "--whole", "--check", "records.nothing", "--out", str(tmp_path / "out")]
    )
    assert done.exit_code == 2
    assert "records.nothing" in done.output
    assert not (tmp_path / "out").exists()


@pytest.mark.slow
def test_a_clean_world_and_a_planted_one_are_made_and_audited(tmp_path):
    run_whole(("records.unfounded",), [1000], 1, 1, 5, tmp_path)
    assert [each.world for each in read_wholes(tmp_path / FILE)] == [*kinds(("records.unfounded",))]
    assert read_kept(tmp_path / AUDITS / "clean-1000-5.parquet")
