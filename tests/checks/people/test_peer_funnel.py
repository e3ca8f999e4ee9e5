"""Does the funnel show each officer where his numbers are, and no more of him?"""

import json
from dataclasses import asdict

import numpy as np
import pytest
from test_peer_benchmark import audited, force, officer

from tallystick.audit.execution import describe
from tallystick.checks.people.peer_benchmark import CHECK
from tallystick.checks.people.peer_benchmark.results import MOST_DRAWN, Crowd, _shown, crowd, funnel
from tallystick.report.words import in_language
from tallystick.report.words.rendering import rendering
from tallystick.stats.peers.peer_spread import Share, apart


def many(officers, far=()):
    """Officers with 30 to 900 cases, those of `far` with nearly all of them counted."""
    rng = np.random.default_rng(8)
    n = rng.integers(30, 900, officers).astype(float)
    k = rng.binomial(n.astype(int), rng.beta(6, 14, officers)).astype(float)
    k[list(far)] = n[list(far)] - 1
    mean = np.full(officers, 0.3)
    full = np.full(officers, 20.0)
    return Share(n, k, mean, mean * 0.7, mean * 0.7 / 3000, full, np.full(officers, 1.1))


def test_every_officer_lies_where_his_own_result_says(engine):
    """Of 23 peers with 10 in 40 on average and one with 36, each is set beside all the others."""
    _, found = audited(engine, force() + officer("o", 36) + officer("q", 20, of=80))
    drawn = found["o", "arrests"].detail["funnel"]
    told = [each for (name, _), each in found.items() if name != "o"]
    assert sorted(zip(drawn["n"], drawn["difference"], strict=True)) == sorted(
        (each.n, round(100 * each.estimate, 2)) for each in told
    )
    assert (max(drawn["n"]), min(drawn["n"])) == (80, 40)
    assert drawn["own_n"] == 40
    assert drawn["own_difference"] == pytest.approx(100 * (36 / 40 - 250 / 1000), abs=0.01)
    p_values = [each.p_value for each in found.values()]
    assert drawn["beyond"] == [sum(p < level for p in p_values) for level in (0.05, 0.002)]
    assert drawn["own_outside"] == 2
    at = drawn["at"].index(40)
    assert drawn["own_difference"] > drawn["outer"][at][1] > drawn["inner"][at][1] > 0


def test_the_bands_hold_every_other_officer_once():
    share = many(400, far=(0, 1, 2))
    said = apart(share)
    every = crowd(share, said)
    drawn = funnel(every, share, said, 0)
    rest = np.arange(1, 400)
    for band in drawn["bands"]:
        here = rest[(share.n[rest] >= band["first"]) & (share.n[rest] <= band["last"])]
        gaps = 100 * (share.k / share.n - 0.3)[here]
        assert band["count"] == len(here)
        assert (band["lowest"], band["highest"]) == pytest.approx(
            (gaps.min(), gaps.max()), abs=0.01
        )
        assert drawn["at"][band["at"]] in share.n[here]
        assert band["outside"] == tuple(
            int((said.p_value[here] < level).sum()) for level in (0.05, 0.002)
        )
    assert sum(band["count"] for band in drawn["bands"]) == 399
    whole = np.sum([band["outside"] for band in drawn["bands"]], axis=0)
    assert (whole + np.array([1, 1])).tolist() == drawn["beyond"]


def test_of_many_officers_some_are_drawn_and_all_of_the_few_far_outside():
    far = tuple(range(0, 60, 7))
    share = many(2000, far)
    said = apart(share)
    drawn = funnel(crowd(share, said), share, said, 0)
    outside = int((said.p_value < 0.002).sum())
    assert outside >= len(far)
    assert drawn["beyond_drawn"] == outside == drawn["beyond"][1]
    assert MOST_DRAWN <= len(drawn["n"]) <= MOST_DRAWN + outside
    assert len(json.dumps(drawn)) < 12_000
    every = Crowd(share.n.astype(int), share.difference, np.full(2000, 2))
    assert len(_shown(every, np.arange(2000))) <= 2 * MOST_DRAWN


def test_the_picture_names_nobody(engine):
    rows = force() + officer("o-77", 36)
    rows = [dict(row, officer_id=f"Kimball {row['officer_id']}") for row in rows]
    tables, found = audited(engine, rows)
    finding = describe(CHECK, found["Kimball o-77", "arrests"], tables, engine)
    assert "Kimball" in finding.title
    assert "Kimball" not in json.dumps(asdict(finding.picture))
    assert "Kimball" not in json.dumps(found["Kimball o-77", "arrests"].detail)


@pytest.mark.parametrize("officers", [24, 200])
def test_the_words_of_the_picture_count_and_are_told_in_russian(engine, officers):
    rows = force(peers=officers - 1) + officer("o", 36)
    tables, found = audited(engine, rows)
    finding = describe(CHECK, found["o", "arrests"], tables, engine)
    picture = finding.picture
    assert picture.caption == f"Officers outside their own 99.8% limits: 1 of {officers}"
    drawn = len(picture.n) + 1
    said = f"All {officers} " if drawn == officers else f"Of {officers} officers compared {drawn} "
    assert picture.subcaption.startswith(said)
    assert (drawn == officers) == (officers == 24)
    with rendering("ru") as untold:
        told = in_language.finding(finding).picture
    assert untold == set()
    assert told.caption == f"Сотрудников вне своих границ 99,8\N{NO-BREAK SPACE}%: 1 из {officers}"
    assert told.n == picture.n
