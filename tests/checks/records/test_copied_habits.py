"""Are authors' habits learnt from others where few repeat anything, and is the size kept?"""

import numpy as np
import pytest

from tallystick.checks.records.copied_narratives.near_duplicates import ASPECTS
from tallystick.checks.records.copied_narratives.results import copied_results
from tallystick.stats.peers.beta_binomial import beyond_most
from tallystick.tables import Frame

AUTHORS = 110
PASTERS = np.arange(AUTHORS) % 20 == 3


def p_values(own, like, n):
    """The p-value of each author's repeats of own reports; ten authors to a unit."""
    who, nothing = np.array([f"a{k:03}" for k in range(len(n))]), np.zeros(len(n), dtype=np.int64)
    units = np.array([f"U{k // 10:02}" for k in range(len(n))])
    found = copied_results(
        unit_id=units, author_id=who, offense_code=np.repeat("theft", len(n)), n=n, asked=n,
        own=own, like_own=like, others=nothing, like_others=nothing, same=nothing, frame=Frame(),
    )  # fmt: skip
    of = [r for r in found if r.subject_kind == "officer" and r.aspect == ASPECTS["own"]]
    assert [each.subject for each in of] == who.tolist()
    return np.array([each.p_value for each in of])


def honest(rng, share, near):
    """Reports of each author, those alike to an earlier one, and those of these nearly the same."""
    n = rng.integers(20, 80, len(share))
    like = rng.binomial(n, share)
    return rng.binomial(like, near), like, n


def beta(rng):
    return rng.beta(0.8, 19.2, AUTHORS)


def log_odds(rng, spread=1.0):
    return 1 / (1 + np.exp(3.4 - spread * rng.normal(size=AUTHORS)))


def test_where_few_repeat_anything_those_who_paste_do_not_hide_each_other():
    rng = np.random.default_rng(3)
    own, like, n = honest(rng, log_odds(rng, 0.5), 0.04)
    own[PASTERS] = like[PASTERS] = n[PASTERS] // 2
    assert (own > 0).sum() < 0.2 * AUTHORS
    said = p_values(own, like, n)
    assert said[PASTERS].max() < 1e-5
    assert said[~PASTERS].min() > 0.005
    assert beyond_most(own, n)[PASTERS].min() > 1e-5


@pytest.mark.parametrize("habits", [beta, log_odds])
@pytest.mark.parametrize("near", [0.08, 0.5])
def test_its_size_holds_whether_few_authors_repeat_something_or_many(habits, near):
    rng = np.random.default_rng(12)
    worlds = [honest(rng, habits(rng), near) for _ in range(8)]
    few = [(own > 0).sum() < 0.2 * AUTHORS for own, _, _ in worlds]
    assert np.mean(few) > 0.5 if near < 0.1 else not any(few)
    said = np.concatenate([p_values(*each) for each in worlds])
    assert np.mean(said < 0.05) < 0.06
    assert np.mean(said < 0.01) < 0.015
    assert np.mean(said < 0.001) < 0.003
