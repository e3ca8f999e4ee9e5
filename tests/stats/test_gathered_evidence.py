"""Is an e-value that of the published formula, is e-BH its own definition, and is the size kept?"""

import importlib.util
from math import log

import numpy as np
import pytest
from scipy.special import ndtr

from tallystick.stats.evidence import (
    began,
    e_bh,
    gathered,
    log_change_sums,
    log_e_value_at_least,
    log_e_values,
    log_needed,
    mean_evidence,
    p_value_giving,
)

needs_ville = pytest.mark.skipif(
    importlib.util.find_spec("ville") is None,
    reason="the peer ville is not installed (dependency group peers)",
)
# (1 - p + p ln p) / (p ln² p) with a pocket calculator; at p = 1 the limit.
BY_HAND = {0.05: 1.783, 0.01: 4.451, 0.001: 20.79, 1e-4: 117.8, 1e-6: 5239.0, 1.0: 0.5}


def slow_e_bh(e_values, alpha):
    """The definition, hypothesis by hypothesis (Wang & Ramdas 2022, section 2.2)."""
    keys, most = len(e_values), 0
    for r in range(1, keys + 1):
        if sum(e >= keys / (alpha * r) for e in e_values) >= r:
            most = r
    return [most > 0 and e >= keys / (alpha * most) for e in e_values]


def test_e_values_by_hand():
    found = np.exp(log_e_values(np.array(list(BY_HAND))))
    assert found == pytest.approx(list(BY_HAND.values()), rel=5e-4)


def test_e_values_are_the_mean_of_the_calibrators():
    kappa = (np.arange(20_000) + 0.5) / 20_000
    for p in (1e-8, 0.003, 0.2, 0.7, 0.999, 0.99999):
        assert np.exp(log_e_values(np.array([p])))[0] == pytest.approx(
            float(np.mean(kappa * p ** (kappa - 1))), rel=1e-6
        )


def test_e_values_fall_with_p_and_none_is_infinite():
    p_values = np.array([0.0, 1e-310, 1e-300, 1e-100, 1e-5, 0.01, 0.5, 0.998, 0.9995, 1.0])
    found = log_e_values(p_values)
    assert np.isfinite(found).all()
    assert found[0] == found[1] == found[2]
    assert (np.diff(found[2:]) < 0).all()


@pytest.mark.parametrize("given", [-0.1, 1.01, float("nan")])
def test_what_is_no_p_value_is_refused(given):
    with pytest.raises(ValueError, match="between 0 and 1"):
        log_e_values(np.array([0.5, given]))


def test_an_e_value_of_a_p_value_that_is_only_known_to_be_large_keeps_the_mean():
    """Small p-values as they are, large ones by their mean: e is 1 on average, as a sum has it."""
    steps = 2_000_000
    p_values = (np.arange(steps) + 0.5) / steps
    for level in (0.05, 0.2):
        told = np.exp(log_e_values(p_values))
        large = p_values >= level
        assert np.exp(log_e_value_at_least(level)) == pytest.approx(told[large].mean(), rel=1e-4)
        assert np.exp(log_e_value_at_least(level)) < told[~large].min()


def test_e_bh_is_its_definition():
    rng = np.random.default_rng(5)
    for _ in range(300):
        e_values = np.exp(rng.normal(1, 3, size=rng.integers(1, 12)))
        e_values[rng.random(len(e_values)) < 0.3] = e_values[0]
        alpha = rng.choice([0.025, 0.05, 0.3])
        assert e_bh(np.log(e_values), alpha).tolist() == slow_e_bh(e_values, alpha)


def test_e_bh_by_hand():
    """Of four at .05 one alone needs 80, two 40 each, three 26.7 each."""
    assert e_bh(np.log([79.0, 1, 1, 1]), 0.05).tolist() == [False] * 4
    assert e_bh(np.log([81.0, 1, 1, 1]), 0.05).tolist() == [True, False, False, False]
    assert e_bh(np.log([41.0, 1, 41, 1]), 0.05).tolist() == [True, False, True, False]
    assert log_needed(412, 0.025, 1) == pytest.approx(log(16_480))


@needs_ville
def test_the_same_by_ville():
    from ville.evalues import ebh, p_to_e

    rng = np.random.default_rng(7)
    p_values = np.concatenate([rng.random(200), 10.0 ** -rng.uniform(1, 12, size=60)])
    ours = log_e_values(p_values)
    assert np.exp(ours) == pytest.approx(p_to_e(p_values), rel=1e-6)
    for alpha in (0.025, 0.05, 0.2):
        assert (e_bh(ours, alpha) == ebh(np.exp(ours), alpha)).all()


def test_the_p_value_that_gives_evidence():
    for p in (0.9, 0.05, 1e-4, 1e-20):
        assert p_value_giving(log_e_values(np.array([p]))[0]) == pytest.approx(p)
    assert p_value_giving(log(0.4)) == pytest.approx(1.0)


def test_evidence_of_several_results_about_one_key_is_their_mean():
    assert mean_evidence(np.log([1.0, 5.0])) == pytest.approx(log(3))


def test_the_sum_over_starts_and_the_largest_of_its_terms():
    """By hand: e of 2, .5, 4, 3 gives M of 2, 1.5, 10, 33, and from the third on e is 12."""
    log_e = np.log([2.0, 0.5, 4.0, 3.0])
    assert np.exp(log_change_sums(log_e)) == pytest.approx([2.0, 1.5, 10.0, 33.0])
    assert began(log_e) == 0
    assert began(np.log([1.5, 0.5, 4.0, 3.0])) == 2


def test_what_is_multiplied_and_what_is_added_by_hand():
    """Over four planned looks e of 2, 3 and 7 are 2, 6, 42 multiplied, and 2/4, 5/4, 12/4 added."""
    log_e = np.log([[2.0, 2.0], [3.0, 3.0], [7.0, 7.0]])
    found = np.exp(gathered(log_e, np.array([True, False]), 4))
    assert found[:, 0] == pytest.approx([2, 6, 42])
    assert found[:, 1] == pytest.approx([0.5, 1.25, 3])


def test_where_subjects_differ_for_lasting_reasons_a_sum_keeps_the_size_and_a_product_does_not():
    """p is valid for a subject drawn at random; three tenths of its variance stay with it."""
    rng = np.random.default_rng(13)
    lasting, shares = rng.normal(size=4000), []
    scores = np.sqrt(0.7) * rng.normal(size=(12, 4000)) + np.sqrt(0.3) * lasting
    log_e = log_e_values(ndtr(-scores))
    for multiplied in (True, False):
        evidence = gathered(log_e, np.full(4000, multiplied), 12)
        shares.append((evidence.max(axis=0) >= log(400)).mean())
    product, added = shares
    assert added <= 1 / 400
    assert product > 3 / 400


def test_a_product_passes_one_in_twenty_times_at_most_whenever_one_stops():
    """Ville's inequality: the evidence of true nulls ever reaches 20 in 5 % of repeats at most."""
    rng = np.random.default_rng(11)
    p_values = rng.random((4000, 48))
    ever = np.cumsum(log_e_values(p_values), axis=1).max(axis=1)
    assert (ever >= log(20)).mean() <= 0.05
    rounded = np.where(p_values >= 0.05, log_e_value_at_least(0.05), log_e_values(p_values))
    assert (np.cumsum(rounded, axis=1).max(axis=1) >= log(20)).mean() <= 0.05
    # What it guards against: taking e = 1 for every p-value that is not below the level.
    kept_out = np.where(p_values >= 0.05, 0.0, log_e_values(p_values))
    assert (np.cumsum(kept_out, axis=1).max(axis=1) >= log(20)).mean() > 0.05
