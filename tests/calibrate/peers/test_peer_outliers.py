"""Do PyOD's detectors flag the share they are told to, and the officers far from the rest?"""

import importlib.util

import numpy as np
import pytest

from tallystick.calibrate.peers.outliers import ecod_flags, isolation_forest_flags, planted_shares

needs_pyod = pytest.mark.skipif(
    importlib.util.find_spec("pyod") is None,
    reason="the peer pyod is not installed (dependency group peers)",
)
both_detectors = pytest.mark.parametrize("flags_of", [isolation_forest_flags, ecod_flags])


def officers(n, planted=0, seed=0):
    """Four features per officer; the first `planted` lie 8 standard deviations out in each."""
    features = np.random.default_rng(seed).normal(size=(n, 4))
    features[:planted] += 8.0
    return features


@needs_pyod
@both_detectors
@pytest.mark.parametrize(("n", "share", "flagged"), [(200, 0.05, 10), (200, 0.1, 20), (90, 0.1, 9)])
def test_the_share_is_flagged_in_a_world_where_nobody_is_planted(flags_of, n, share, flagged):
    flags = flags_of(officers(n), share)
    assert flags.dtype == bool
    assert flags.shape == (n,)
    assert flags.sum() == flagged


@needs_pyod
@both_detectors
def test_planted_officers_far_out_are_all_flagged(flags_of):
    flags = flags_of(officers(200, planted=6))
    assert planted_shares(flags, np.arange(200) < 6) == (0.6, 1.0)


@needs_pyod
def test_ecod_is_the_sum_of_the_smaller_tails():
    features = officers(60, seed=5)
    scores = np.zeros(60)
    for officer in range(60):
        for column in features.T:
            left = np.mean(column <= column[officer])
            right = np.mean(column >= column[officer])
            scores[officer] -= np.log(min(left, right))
    assert set(np.flatnonzero(ecod_flags(features, 0.1))) == set(np.argsort(scores)[-6:])


@needs_pyod
def test_the_forest_is_that_of_scikit_learn_and_repeats_with_its_seed():
    from sklearn.ensemble import IsolationForest

    features = officers(200, seed=6)
    flags = isolation_forest_flags(features, seed=3)
    lowest = np.argsort(IsolationForest(random_state=3).fit(features).score_samples(features))[:10]
    assert set(np.flatnonzero(flags)) == set(lowest)
    assert (flags == isolation_forest_flags(features, seed=3)).all()


@needs_pyod
@both_detectors
def test_officers_all_alike_are_not_flagged(flags_of):
    assert not flags_of(np.ones((50, 3))).any()


@needs_pyod
@both_detectors
def test_a_missing_feature_or_an_impossible_share_is_an_error(flags_of):
    features = officers(50)
    with pytest.raises(ValueError, match="contamination"):
        flags_of(features, 0.6)
    features[3, 1] = np.nan
    with pytest.raises(ValueError, match="NaN"):
        flags_of(features)


def test_shares_of_a_table_added_up_by_hand():
    flags = np.array([1, 1, 1, 1, 0, 0, 0, 0], dtype=bool)
    planted = np.array([1, 0, 0, 0, 1, 0, 0, 0], dtype=bool)
    assert planted_shares(flags, planted) == (0.25, 0.5)


def test_no_share_of_nothing():
    nobody, everybody = np.zeros(3, dtype=bool), np.ones(3, dtype=bool)
    assert np.isnan(planted_shares(nobody, everybody).of_flagged)
    assert np.isnan(planted_shares(everybody, nobody).of_planted)
    with pytest.raises(ValueError, match="shape"):
        planted_shares(nobody, everybody[:2])
