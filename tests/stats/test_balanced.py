"""Do two groups of records get one mix of strata, and the precision that they have?"""

import numpy as np
import pytest

from tallystick.stats.line_moves import balanced
from tallystick.stats.line_moves.balanced import Cells, balance, balance_cells

NO_CONTRAST = np.zeros(3)


def test_a_table_balanced_by_hand():
    group = [[2, 1, 0], [0, 0, 1], [5, 0, 0]]
    rest = [[1, 1, 1], [1, 1, 1], [0, 0, 0]]
    said = balance(group, rest, np.zeros(3, int), NO_CONTRAST)
    # Stratum 1: 3 and 3 records, weights 1/2 and 1/2; stratum 2: 1 and 3, weights 3/4 and 1/4.
    assert (said.n_group, said.n_rest, said.strata, said.lumps) == (4, 6, 2, 1.0)
    information = 1.5, 0.75
    kish = 2.25 / (1.5 * 0.5 + 0.75 * 0.75), 2.25 / (1.5 * 0.5 + 0.75 * 0.25)
    assert said.group == pytest.approx(np.array([1.0, 0.5, 0.75]) * kish[0])
    assert said.rest == pytest.approx(np.full(3, 0.75) * kish[1])
    assert 1 / said.group.sum() + 1 / said.rest.sum() == pytest.approx(1 / sum(information))


def test_what_strata_differ_by_for_ever_cancels():
    rng = np.random.default_rng(1)
    densities = rng.dirichlet(np.ones(4), 50)
    sizes = rng.integers(20, 400, (50, 2))
    group, rest = (np.round(densities * sizes[:, [k]] * 1000) for k in (0, 1))
    assert np.abs(group.sum(0) / group.sum() - rest.sum(0) / rest.sum()).max() > 0.01
    said = balance(group, rest, np.arange(50), np.zeros(4))
    shares = said.group / said.group.sum(), said.rest / said.rest.sum()
    assert shares[0] == pytest.approx(shares[1], rel=1e-3)


def test_the_balanced_counts_are_as_precise_as_they_say():
    rng = np.random.default_rng(2)
    sizes, density = rng.integers(1, 40, (60, 2)), np.array([0.2, 0.5, 0.3])
    apart, stated = [], []
    for _ in range(2_000):
        group, rest = (rng.multinomial(sizes[:, k], density) for k in (0, 1))
        said = balance(group, rest, np.zeros(60, int), NO_CONTRAST)
        apart.append(said.group[0] / said.group.sum() - said.rest[0] / said.rest.sum())
        stated.append(0.2 * 0.8 * (1 / said.group.sum() + 1 / said.rest.sum()))
    assert np.var(apart) == pytest.approx(np.mean(stated), rel=0.1)


def clumped(rng, clump, shift=0.0):
    contrast = np.array([-1.0, 1.0, 0.0])
    group, rest = (
        rng.multinomial(rng.integers(3, 12, 240), [0.2 - k * shift, 0.2 + k * shift, 0.6]) * clump
        for k in (1, 0)
    )
    return balance(group, rest, np.repeat(np.arange(10), 24), contrast)


def test_lumps_are_measured_and_make_records_fewer():
    rng = np.random.default_rng(3)
    alone = np.mean([clumped(rng, 1).lumps for _ in range(200)])
    assert 1.0 <= alone < 1.1
    thrice = [clumped(rng, 3) for _ in range(200)]
    assert np.mean([each.lumps for each in thrice]) == pytest.approx(3.0, rel=0.15)
    single = [clumped(rng, 1) for _ in range(200)]
    assert np.mean([each.group.sum() for each in thrice]) == pytest.approx(
        np.mean([each.group.sum() for each in single]), rel=0.15
    )


def test_a_movement_that_all_strata_share_is_no_lump():
    rng = np.random.default_rng(4)
    assert np.mean([clumped(rng, 1, 0.15).lumps for _ in range(200)]) < 1.12


def only_cells(group, rest):
    """The cells of two tables that hold a record, of strata that have both; and these strata."""
    both = np.flatnonzero((group.sum(axis=1) > 0) & (rest.sum(axis=1) > 0))
    stratum, place = np.nonzero((group + rest)[both])
    cells = (each[both][stratum, place] for each in (group, rest))
    return Cells(stratum, place, *cells, group.shape[1]), both


@pytest.mark.parametrize("at_once", [2**15, 7])
def test_cells_that_hold_records_say_what_the_whole_table_says(at_once, monkeypatch):
    monkeypatch.setattr(balanced, "STRATA_AT_ONCE", at_once)
    rng = np.random.default_rng(5)
    group, rest = (3 * rng.poisson(0.08, (300, 40)) for _ in range(2))
    of, contrast = np.repeat(np.arange(30), 10), np.r_[np.zeros(15), -np.ones(5), np.ones(20)]
    cells, both = only_cells(group, rest)
    assert 200 < len(both) < 300
    said, whole = balance_cells(cells, of[both], contrast), balance(group, rest, of, contrast)
    assert (said.n_group, said.n_rest, said.strata) == (whole.n_group, whole.n_rest, whole.strata)
    assert said.lumps == pytest.approx(whole.lumps, rel=1e-12)
    assert said.lumps > 2
    # The weights are summed by some strata at a time, and so in another order.
    for one, other in ((said.group, whole.group), (said.rest, whole.rest)):
        assert one == pytest.approx(other, rel=1e-12)


def test_no_cells_are_nothing_to_compare():
    nothing = np.zeros(0, dtype=np.int64)
    said = balance_cells(Cells(*[nothing] * 4, 3), nothing, NO_CONTRAST)
    assert (said.strata, said.group.tolist(), said.rest.tolist()) == (0, [0.0] * 3, [0.0] * 3)


def test_nothing_in_common_is_nothing_to_compare():
    said = balance([[1, 2], [0, 0]], [[0, 0], [3, 4]], np.zeros(2, int), np.zeros(2))
    assert (said.group.sum(), said.rest.sum(), said.strata) == (0, 0, 0)
    assert balance(np.zeros((0, 2)), np.zeros((0, 2)), np.zeros(0, int), np.zeros(2)).strata == 0


@pytest.mark.parametrize(
    ("group", "rest"), [([[-1, 2]], [[1, 1]]), ([[np.nan, 2]], [[1, 1]]), ([[1, 2]], [[1, 1, 1]]),
                        ([1, 2], [1, 2])],
)  # fmt: skip
def test_counts_that_are_none_are_refused(group, rest):
    with pytest.raises(ValueError, match=r"counts|shape"):
        balance(group, rest, np.zeros(1, int), np.zeros(2))
