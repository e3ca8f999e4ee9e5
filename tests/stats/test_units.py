"""Is the unit that moved records found in a table made by hand, and who is not tested?"""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.stats import t
from unit_samples import Agency, answer, draw

from tallystick.stats.units.heaps import cells, heaps_of
from tallystick.stats.units.over_line import REASONS, units_over_line

# --- by hand -----------------------------------------------------------------------------


def three_units() -> np.ndarray:
    """Flat counts with heaps at 10, 20, 30, 40; the third unit moved 240 of 500 to the line."""
    flat = np.full(41, 100)
    flat[[9, 19, 29, 39]] = 300
    counts = np.stack([flat, flat, flat])
    counts[2, 14:19] -= 48
    counts[2, 19] += 120
    counts[2, 20:22] += 60
    return counts


def test_of_three_units_the_one_that_moved_is_found() -> None:
    result = units_over_line(
        three_units(), line=19, hole=5, excess=2, numbers=[9, 19, 29, 39], half_numbers=[]
    )
    assert result.n.tolist() == [4900, 4900, 4900]
    assert result.n_rest.tolist() == [9800, 9800, 9800]
    assert result.p_value[2] < 0.001
    assert result.p_value[:2].tolist() == [1.0, 1.0]
    assert result.z_hole[2] > 3 > 0 > result.z_hole[0]
    assert result.share[2] == pytest.approx(0.48, abs=0.03)
    assert result.share_low[2] < 0.48 < result.share_high[2]
    assert not result.empirical_null


def test_identical_units_move_nothing() -> None:
    counts = np.repeat(three_units()[:1], 12, axis=0)
    result = units_over_line(counts, line=19, hole=5, excess=2, numbers=[9, 19, 29, 39])
    np.testing.assert_allclose(result.z, 0, atol=0.05)
    assert (result.p_value == 1).all()


def test_a_heap_is_what_exceeds_its_neighbours() -> None:
    totals = np.full(40, 100.0)
    totals[[9, 19, 29]] = 400
    heaps = heaps_of(totals, np.array([9, 19, 29]), np.array([], dtype=int))
    np.testing.assert_allclose(heaps.heap[[9, 19, 29]], 0.75)
    np.testing.assert_allclose(heaps.rounded, 300 / 1300)


def test_a_bin_half_way_belongs_half_to_each_number() -> None:
    share = cells(np.array([5, 15]), 25)
    np.testing.assert_allclose(share.sum(axis=0), 10)
    np.testing.assert_allclose(share[10], [0.5, 0.5])
    np.testing.assert_allclose(share[[5, 15]], np.eye(2))


def test_p_is_the_tail_of_t_beyond_z_where_the_guard_holds() -> None:
    counts, visible = draw(Agency(n=2000, share=0.4), 7)
    result = answer(counts, visible)
    guarded = (result.z_hole > 1) & (result.z_excess > 1) & (result.z_any_habit > 1.645)
    assert guarded[:5].sum() >= 4
    np.testing.assert_allclose(result.p_value[guarded], t.sf(result.z, result.df)[guarded])
    assert (result.p_value[~guarded] == 1).all()
    assert np.median(result.z) == pytest.approx(0, abs=1e-12)


def test_a_line_without_bins_above_uses_its_own_heap() -> None:
    result = units_over_line(three_units(), line=19, hole=5, excess=0, numbers=[9, 19, 29, 39])
    assert result.p_value[2] < 0.05
    assert result.p_value[0] == 1


# --- when it must not answer -------------------------------------------------------------


def test_sparse_units_are_insufficient_and_say_why() -> None:
    counts, visible = draw(Agency(units=12, n=np.array([20, 0, *[3000] * 10])), 1)
    result = answer(counts, visible)
    assert result.reason[:3].tolist() == ["few_in_hole", "few_in_hole", ""]
    assert result.insufficient[:3].tolist() == [True, True, False]
    assert result.p_value[:2].tolist() == [1.0, 1.0]
    assert np.isnan(result.share[:2]).all()
    assert result.tested == 10


def test_a_lone_unit_has_no_rest() -> None:
    counts, _ = draw(Agency(units=1, n=5000, movers=0), 1)
    result = answer(counts)
    assert result.reason.tolist() == ["few_in_rest"]
    assert result.p_value.tolist() == [1.0]


def test_two_placebo_numbers_are_the_least() -> None:
    result = units_over_line(three_units(), line=19, hole=5, excess=2, numbers=[19, 29])
    assert set(result.reason) == {"few_numbers"}


def test_few_records_in_the_hole_have_no_interval() -> None:
    counts, _ = draw(Agency(units=20, n=np.array([110, *[3000] * 19])), 9)
    result = answer(counts)
    assert not result.insufficient[0]
    assert np.isfinite(result.share[0])
    assert np.isnan(result.share_low[0])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"counts": [[1, 2, 3.5] * 10]}, "must be integer"),
        ({"counts": np.full((2, 41), -1)}, "negative"),
        ({"counts": np.zeros(41, dtype=int)}, "shape"),
        ({"numbers": [9, 29]}, "lack the line"),
        ({"numbers": [19, 29, 90]}, "leave the grid"),
        ({"hole": 30}, "leave the grid"),
        ({"hole": 0}, "at least one bin"),
        ({"excess": 0, "inclusive": False}, "at least one bin"),
        ({"first_bin": -1}, "first_bin"),
        ({"visible": 0.0}, "visible"),
    ],
)
def test_a_wrong_argument_is_named(change: dict[str, object], message: str) -> None:
    given_ = {
        "counts": three_units(),
        "line": 19,
        "hole": 5,
        "excess": 2,
        "numbers": [9, 19, 29, 39],
    }
    with pytest.raises(ValueError, match=message):
        units_over_line(**(given_ | change))  # type: ignore[arg-type]


@settings(max_examples=100, deadline=None)
@given(
    counts=st.integers(1, 12).flatmap(
        lambda units: arrays(
            np.int64,
            (units, 36),
            elements=st.one_of(st.just(0), st.integers(0, 5), st.integers(0, 100_000)),
        )
    ),
    inclusive=st.booleans(),
    excess=st.integers(1, 4),
)
def test_any_counts_have_an_answer(counts: np.ndarray, inclusive: bool, excess: int) -> None:
    result = units_over_line(
        counts,
        line=14,
        hole=4,
        excess=excess,
        numbers=[4, 14, 24, 34],
        first_bin=6,
        inclusive=inclusive,
    )
    assert ((result.p_value >= 0) & (result.p_value <= 1)).all()
    assert set(result.reason) <= set(REASONS)
    assert (result.p_value[result.insufficient] == 1).all()
    assert np.isnan(result.z[result.insufficient]).all()
    assert np.isfinite(result.z[~result.insufficient]).all()
    for field in dataclasses.fields(result)[:14]:
        assert getattr(result, field.name).shape == (len(counts),)
