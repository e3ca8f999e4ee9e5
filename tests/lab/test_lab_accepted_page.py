"""Does the page say first how many drawn sets passed, and tell drawn from accepted ones?"""

import re
from dataclasses import replace

import numpy as np
import pytest
from labs import PLAN, SHORT, made_by_hand, plan_of
from markupsafe import escape

from tallystick.lab.acceptance import Acceptance, Held, Rule
from tallystick.lab.shown import pictures_of, render
from tallystick.lab.words import tell

ROWS = tuple(
    Held(gate=gate, role=role, what=gate.lower(), published="2", low=0, high=3,
         first_missed=missed, accepted_met=met, value=value)
    for gate, role, missed, met, value in (
        ("G4", "F", 5, 3, 2.0), ("G30c", "F", 9, 3, 1.0), ("G23", "V", None, 1, 4.0),
    )
)  # fmt: skip
TOLD = Acceptance(
    on="2026-01-02", version="0.1", draws=64, seed=4, seeds=(1, 2, 3), all_measured=10,
    held_to_all=7, rule="every F gate but G10", rows=ROWS,
    rules=(Rule(rule="every F gate", passed=0), Rule(rule="every F gate but G10", passed=3)),
)  # fmt: skip


@pytest.fixture(scope="module")
def shown(tmp_path_factory):
    text = PLAN.replace("sobol = 2", "sobol = 8")
    plan = plan_of(tmp_path_factory.mktemp("lab"), text, world=SHORT)
    rng = np.random.default_rng(1)
    return made_by_hand(plan, lambda stage, outcome, shape: rng.uniform(5, 15, shape))


def with_plan(shown, **more):
    plan = shown.results.plan.model_copy(update=more)
    return replace(shown, results=replace(shown.results, plan=plan))


def test_the_page_says_first_how_many_sets_passed_and_what_they_miss(shown):
    text = render(with_plan(shown, acceptance=TOLD))
    none, some, missed = (
        "Of 64 drawn parameter sets 0 pass every F gate.",
        "Of 64 drawn parameter sets 3 pass every F gate but G10.",
        "Missed most by the first 10: G30c (g30c) by 9; G4 (g4) by 5.",
    )
    told = ("This is a model.", none, some, missed, "Worlds: ", "<h2")
    places = [text.index(each) for each in told]
    assert places == sorted(places)
    assert "drawn from their ranges and held to no gate" in text
    row = text.partition('<th scope="row">G23</th>')[2].partition("</tr>")[0]
    assert re.findall("<td>(.*?)</td>", row) == [
        "kept back",
        "g23",
        "2",
        "0 to 3",
        "—",
        "1",
        "4.0000",
    ]
    assert none not in render(shown)


def test_screen_and_indices_are_of_drawn_sets_also_where_others_are_accepted(shown):
    sets = tuple(map(tuple, np.nan_to_num(shown.results.stages[0].sets).tolist()))
    page = with_plan(shown, acceptance=TOLD, given=sets)
    told = {each.key: each.sentence.text for each in pictures_of(page) if each.sentence}
    assert "drawn parameter set" in told.pop("drives")
    assert "drawn parameter set" in told.pop("turns")
    assert told
    assert all("accepted parameter set" in text for text in told.values())


def test_a_limit_that_the_world_s_settings_mend_is_not_listed(shown):
    limits = [str(escape(tell(f"limits.{key}")))
              for key in ("sanctions", "severity", "floor", "worth")]  # fmt: skip
    assert all(each in render(shown) for each in limits)
    mended = "[incentives.sanctions]\nby_act = true\n[incentives.deterrence]\ngamma = 0.3\n"
    text = render(with_plan(shown, world=SHORT + mended))
    assert [each in text for each in limits] == [False, False, True, True]
