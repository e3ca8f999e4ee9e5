"""Do the checks keep their size on innocent worlds, and would a broken one be seen?

Arithmetic of the limit. A record is in the test of its unit and in that of the agency or of its
officer, so n tests are counted as n / 2 pairs that may say the same. An honest check (.05) then
finds more than ``2 * binom.ppf(.999, n / 2, .05)`` with a chance below .001. With n >= 400 that
is at most 42 of 400, and a broken one (.15) finds 60 +- 10 of 400 when the pairs do say the same:
it passes with a chance below 1 in 20, and below 1 in 150 when they do not.
"""

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import binom

from tallystick import calibrate
from tallystick.audit import selection
from tallystick.audit.selection import chosen
from tallystick.calibrate.measures import cell
from tallystick.calibrate.one_world import answers_of, single_thread
from tallystick.calibrate.trials import trials_of
from tallystick.checks import Check, every
from tallystick.findings import Result
from tallystick.simulate.figures import METRICS
from tallystick.simulate.single.making import make_world
from tallystick.stats.bunching import movement

SEED = 20261125
BUNCHING = "exhibits.threshold_bunching"
ONE_FIGURE = (METRICS[0], METRICS[3])  # the others count the same cases again


def most_found(tests):
    return 2 * binom.ppf(0.999, tests // 2, 0.05)


def answers(trial, n):
    """What the check of a trial says of its `n`-th world; installed peers are not asked."""
    made = make_world(trial, trial.seed(SEED, n))
    return tuple(answers_of(chosen((trial.check,))[0], trial, made, single_thread())[0])


def innocent(check, worlds, **changes):
    """The tested answers on innocent worlds: `worlds` gives their number by name."""
    trials = {trial.name: trial for trial in trials_of(check) if trial.nature == "innocent"}
    found = [
        answers(replace(trials[name], **changes), n)
        for name, number in worlds.items()
        for n in range(number)
    ]
    return cell(check, "", found, "innocent")


def test_the_limit_is_what_the_docstring_says():
    assert most_found(400) == 42
    assert binom.cdf(most_found(400) // 2, 200, 0.15) < 1 / 20
    assert binom.cdf(most_found(400), 400, 0.15) < 1 / 150
    assert 2 * binom.sf(most_found(400) // 2, 200, 0.05) <= 0.002


@pytest.mark.parametrize(
    ("check", "worlds", "changes"),
    [
        (
            "exhibits.threshold_bunching",
            {"clean": 5, "effort_only": 2, "sloppy": 1, "packs, 3 units": 2, "all oddities": 1},
            {},
        ),
        (
            "figures.period_end",
            {"clean": 18, "effort_only": 9, "sloppy": 9, "all oddities": 9},
            {"metrics": ONE_FIGURE},
        ),
    ],
)
def test_a_check_keeps_its_size(check, worlds, changes):
    held = innocent(check, worlds, **changes)
    assert held.found.of >= 400
    assert held.found.share * held.found.of <= most_found(held.found.of)


def test_packs_above_the_line_are_told_by_its_multiples(monkeypatch):
    packs = {"packs 5 % above the line": 2}
    assert innocent(BUNCHING, packs).found.share == 0
    monkeypatch.setattr(movement, "multiples_p", lambda own, multiples: 0.0)
    assert innocent(BUNCHING, packs).found.share > 0


def test_a_heap_of_packs_is_no_movement():
    trial = next(each for each in trials_of(BUNCHING) if each.name.startswith("one pack in ten"))
    made = make_world(trial, trial.seed(SEED, 0))
    answers, _ = answers_of(chosen((BUNCHING,))[0], trial, made, single_thread())
    heaps = [each for each in answers if each.aspect == "heroin 2.5 g: heap"]
    assert [(each.alone, each.true) for each in heaps] == [(True, True)]
    bare = replace(made, truth=replace(made.truth, packed=frozenset()))
    answers, _ = answers_of(chosen((BUNCHING,))[0], trial, bare, single_thread())
    assert not any(each.true for each in answers)


@pytest.mark.parametrize("check", ["figures.recount", "records.integrity"])
def test_a_test_of_details_has_no_false_exception(check):
    held = innocent(check, {"clean": 2, "sloppy": 2, "all oddities": 2})
    assert held.found.of > 60
    assert held.found.share == 0


@pytest.mark.slow
@pytest.mark.parametrize("check", [check.name for check in every()])
def test_a_check_keeps_its_size_in_every_world_of_an_oddity(check):
    names = [trial.name for trial in trials_of(check) if "units" in trial.name]
    for name in names:
        held = innocent(check, {name: 20})
        assert held.found.share * held.found.of <= most_found(held.found.of), name


def counts(tables):
    cases = tables["incidents"]
    return cases.group_by("unit_id").aggregate(n=cases.count())


def check_with(power):
    """A check whose p is uniform to a power: honest at 1; at 2, p < .05 in .22 of tests."""

    def test(unit_id, n, *, frame):
        p = np.random.default_rng(int((n * np.arange(1, len(n) + 1)).sum())).random(len(n)) ** power
        return [
            Result(f"outside.power_{power}", "unit", unit, "", "rise" if x < 0.05 else "not_found",
                   int(m), p_value=float(x))
            for unit, m, x in zip(unit_id, n, p, strict=True)
        ]  # fmt: skip

    return Check(
        name=f"outside.power_{power}",
        doc="Is this a check?",
        needs={"incidents": ("unit_id",)},
        counts=counts,
        test=test,
        describe=lambda result, tables: None,
        cases=lambda tables, result: tables["incidents"],
    )


def test_a_broken_check_is_reported_broken_and_an_honest_one_is_not(monkeypatch, tmp_path):
    # 12 worlds x 6 units: at .22, fewer than 6 of 72 (7.5 %) come with a chance of 1 in 2,200.
    both = tuple(check_with(power) for power in (1, 2))
    monkeypatch.setattr(selection, "every", lambda: both)
    calibration = calibrate.run(worlds=12, out=tmp_path, seed=SEED)
    honest, broken = (each.cell() for each in calibration.outcomes)
    assert [each.trial.check for each in calibration.broken] == ["outside.power_2"]
    assert broken.found.share == pytest.approx(0.2236, abs=0.12)
    assert honest.found.share < 0.075
    page = (tmp_path / "calibration.md").read_text()
    assert "| outside.power_2 | 1 | 72 |" in page
    assert "clean: broken" in page
