"""Do fraction, screen, indices, box and ranking agree with twins, tables and published values?"""

from fractions import Fraction
from itertools import combinations, product

import numpy as np
import pytest

from tallystick.lab.design import indices, screen
from tallystick.lab.design.box import peeled
from tallystick.lab.design.fraction import effects, fraction, pair_means
from tallystick.lab.design.ranking import ranking


def slow_rank(cells, levels):
    """The exact rank of a column for the mean, for each level and for each pair of levels."""
    rows = []
    for cell in cells:
        row = [1]
        row += [int(cell[f] == v) for f, n in enumerate(levels) for v in range(n)]
        for a, b in combinations(range(len(levels)), 2):
            row += [
                int((cell[a], cell[b]) == pair)
                for pair in product(*map(range, (levels[a], levels[b])))
            ]
        rows.append([Fraction(each) for each in row])
    rank, columns = 0, len(rows[0])
    for column in range(columns):
        pivot = next((r for r in range(rank, len(rows)) if rows[r][column]), None)
        if pivot is None:
            continue
        rows[rank], rows[pivot] = rows[pivot], rows[rank]
        for r in range(rank + 1, len(rows)):
            if rows[r][column]:
                by = rows[r][column] / rows[rank][column]
                rows[r] = [x - by * y for x, y in zip(rows[r], rows[rank], strict=True)]
        rank += 1
    return rank


@pytest.mark.parametrize("levels", [(2, 2, 2, 2), (4, 3, 2, 3), (5, 2, 3)])
def test_a_fraction_estimates_every_two_way_interaction(levels):
    for more in (0, 3):
        size = effects(levels) + more
        cells = fraction(levels, size)
        assert len({tuple(each) for each in cells.tolist()}) == size < np.prod(levels)
        assert slow_rank(cells.tolist(), levels) == effects(levels)
    assert slow_rank(list(product(*map(range, levels))), levels) == effects(levels)


def test_the_main_plan_of_the_design_has_324_cells_and_187_effects():
    levels = (9, 6, 3, 4, 4)
    assert effects(levels) == 187
    cells = fraction(levels, 324)
    told = np.ones((324, 1))
    for a, b in combinations(range(5), 2):
        pair = cells[:, a] * levels[b] + cells[:, b]
        told = np.hstack([told, np.eye(levels[a] * levels[b])[pair]])
    assert np.linalg.matrix_rank(told) == 187
    # The last cells of a full plan, in its order, do not do.
    assert slow_rank(list(product(range(4), range(3), range(2)))[-17:], (4, 3, 2)) < 17


def test_what_two_levels_do_beyond_their_sum_is_what_was_planted():
    """Additive numbers, and 5 more where the first has level 2 and the third level 1."""
    levels = (3, 3, 2)
    cells = fraction(levels, effects(levels))
    assert len(cells) < 18
    planted = (cells[:, 0] == 2) & (cells[:, 2] == 1)
    values = 10 + cells @ np.array([1.0, 2.0, 4.0]) + 5 * planted
    means = pair_means(levels, cells, np.column_stack([values, 2 * values]), (0, 2))
    # Over the middle factor, whose levels add 0, 2 and 4: 2 on average.
    by_hand = [[12, 16], [13, 17], [14, 23]]
    assert means[:, :, 0] == pytest.approx(np.array(by_hand))
    assert means[:, :, 1] == pytest.approx(2 * np.array(by_hand))


def test_a_fraction_that_cannot_be_made_is_refused():
    with pytest.raises(ValueError, match="10 cells cannot estimate 11 effects"):
        fraction((2, 2, 2, 2), 10)
    with pytest.raises(ValueError, match="at most 20,000"):
        fraction((10,) * 5, 500)
    assert len(fraction((3, 2), 99)) == 6


def ishigami(x):
    a, b, c = (np.pi * (2 * x - 1)).T
    return np.sin(a) + 7 * np.sin(b) ** 2 + 0.1 * c**4 * np.sin(a)


def test_indices_of_the_ishigami_function_are_the_published_ones():
    """Saltelli and others (2008): S = .3139, .4424, 0; T = .5576, .4424, .2437."""
    found = indices.indices(ishigami(indices.points(3, 4096, 1)), 3)
    assert found.first == pytest.approx([0.3139, 0.4424, 0.0], abs=0.02)
    assert found.total == pytest.approx([0.5576, 0.4424, 0.2437], abs=0.02)
    assert (found.interval[:, 0] < found.total).all()
    assert (found.total < found.interval[:, 1]).all()


def test_indices_of_a_sum_are_the_shares_of_variance_and_nothing_varies_in_a_constant():
    x = indices.points(3, 1024, 2)
    found = indices.indices(x @ np.array([1.0, 2.0, 0.0]), 3)
    assert found.total == pytest.approx([0.2, 0.8, 0.0], abs=0.01)
    assert found.first == pytest.approx([0.2, 0.8, 0.0], abs=0.03)
    assert np.isnan(indices.indices(np.ones(20), 3).total).all()


def test_the_points_are_a_b_and_a_with_one_column_of_b():
    a, b, *mixed = indices.points(3, 8, 1).reshape(5, 8, 3)
    for each, block in enumerate(mixed):
        others = [other for other in range(3) if other != each]
        assert (block[:, each] == b[:, each]).all()
        assert (block[:, others] == a[:, others]).all()
    assert a.mean() == pytest.approx(0.5, abs=0.1)


def test_totals_are_those_of_salib():
    """Its total index is Jansen's too, over the variance of A and B together."""
    sobol = pytest.importorskip("SALib.analyze.sobol")
    count, names = 256, ["a", "b", "c"]
    x = indices.points(3, count, 5)
    found = indices.indices(ishigami(x), 3)
    a, b, *mixed = x.reshape(5, count, 3)
    theirs = np.stack([a, *mixed, b], axis=1).reshape(-1, 3)
    problem = {"num_vars": 3, "names": names, "bounds": [[0, 1]] * 3}
    told = sobol.analyze(problem, ishigami(theirs), calc_second_order=False, seed=1)
    assert found.total == pytest.approx(told["ST"], rel=1e-9)
    assert found.first == pytest.approx(told["S1"], abs=0.15)


def test_a_screen_of_a_line_gives_its_slopes_and_of_a_product_a_spread():
    x = screen.paths(3, 6, 1)
    line = screen.screen(x, x @ np.array([2.0, -1.0, 0.0]))
    assert line.mean == pytest.approx([2, -1, 0])
    assert line.size == pytest.approx([2, 1, 0])
    assert line.spread == pytest.approx([0, 0, 0], abs=1e-12)
    product_ = screen.screen(x, x[:, 0] * x[:, 1])
    assert (product_.spread[:2] > 0.1).all()
    assert product_.spread[2] == pytest.approx(0, abs=1e-12)


def test_each_path_moves_each_input_once_by_two_thirds():
    for path in screen.paths(4, 5, 3).reshape(5, 5, 4):
        steps = np.diff(path, axis=0)
        assert np.abs(steps).max(axis=1) == pytest.approx(2 / 3)
        assert path.min() >= 0
        assert sorted(np.abs(steps).argmax(axis=1)) == [0, 1, 2, 3]
        assert path.max() <= 1 + 1e-12


def test_a_screen_is_that_of_salib():
    morris = pytest.importorskip("SALib.analyze.morris")
    x = screen.paths(3, 8, 2)
    y = ishigami(x)
    problem = {"num_vars": 3, "names": ["a", "b", "c"], "bounds": [[0, 1]] * 3}
    told = morris.analyze(problem, x, y, num_levels=4, seed=1)
    found = screen.screen(x, y)
    assert found.mean == pytest.approx(told["mu"])
    assert found.size == pytest.approx(told["mu_star"])
    assert found.spread == pytest.approx(told["sigma"])


def test_a_box_finds_the_corner_in_which_everything_hits():
    """A grid of 20 by 20; the 36 hits lie where the first is 14 or more, the second below 6.

    Peeling takes the twentieth or more at a time, until only hits are left; a box must hold 40.
    """
    x = np.array(list(product(range(20), range(20))), dtype=float)
    hit = (x[:, 0] >= 14) & (x[:, 1] < 6)
    box = peeled(x, hit, least=0.085)
    assert (box.points, box.hits, box.inside, box.inside_hits) == (400, 36, 36, 36)
    assert 13 < box.ends[0, 0] <= 14
    assert 5 <= box.ends[1, 1] < 6
    assert box.ends[0, 1] == np.inf
    assert box.ends[1, 0] == -np.inf
    wide = peeled(x, hit, least=0.25)
    assert wide.inside >= 100
    assert wide.inside_hits == 36


def test_where_nothing_or_everything_hits_the_box_is_free():
    x = np.random.default_rng(1).random((50, 3))
    for hit in (np.zeros(50, dtype=bool), np.ones(50, dtype=bool)):
        box = peeled(x, hit)
        assert box.inside == 50
        assert np.isinf(box.ends).all()


def test_a_ranking_counts_sets_by_their_means_and_worlds_one_by_one():
    a = np.array([[1, 5], [2, 2], [9, 9], [3, 3]], dtype=float)
    b = np.array([[4, 4], [3, 3], [1, 1], [3, 3]], dtype=float)
    found = ranking(a, b)
    assert (found.sets, found.less, found.more) == (4, 2, 1)
    assert (found.worlds, found.worlds_less) == (8, 3)
    assert (found.turned.less, found.turned.more) == (1, 2)
    assert ranking(b, a).less == 1
