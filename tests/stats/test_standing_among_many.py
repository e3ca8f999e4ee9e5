"""Does the standing of thousands of members take no more memory than their records?"""

import tracemalloc

import numpy as np

from tallystick.stats.peers.standardised import beside_the_rest, beside_the_spread


def test_memory_is_that_of_the_cells_that_hold_a_record():
    """Of 5,000 members in 5,000 kinds a table of all would take 200 MB; 10,000 cells are held."""
    member = np.repeat(np.arange(5_000), 2)
    kind = np.tile([0, 1], 5_000) + member // 2 * 2
    n, found = np.full(len(member), 30), np.tile([1, 0, 1, 2], 2_500)
    tracemalloc.start()
    standings = beside_the_rest(member, kind, found, n, 5_000)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20_000_000
    # Of 1 + 0 of 60 the other of the pair has 1/30 and 2/30 of the same kinds: 30/30 + 60/30.
    one, other = standings[:2]
    assert (one.numbers.found, one.n, round(one.numbers.expected, 9)) == (1, 60, 3.0)
    assert (other.numbers.found, other.n, round(other.numbers.expected, 9)) == (3, 60, 1.0)


def test_the_spread_alone_says_what_it_says_beside_the_law():
    rng = np.random.default_rng(4)
    member, kind = rng.integers(14, size=4_000), rng.integers(9, size=4_000)
    member = np.where(member == 13, 12, member)
    n = rng.integers(1, 5, len(member))
    found = rng.binomial(n, np.where(member == 3, 0.3, 0.1))
    whole = [each.numbers.p_spread for each in beside_the_rest(member, kind, found, n, 14)]
    alone = beside_the_spread(member, kind, found, n, 14)
    assert alone[3] < 0.05
    assert np.isnan(alone[13])
    assert np.array_equal(alone, whole, equal_nan=True)


def test_where_the_others_have_none_no_share_is_large_enough():
    """How far members lie apart is then not known, and the warning would be an error."""
    n, found = np.array([25, 19, 15, 8, 9, 2]), np.array([1, 0, 0, 0, 0, 0])
    said = beside_the_rest(np.arange(6), np.zeros(6, dtype=int), found, n, 6, rare=True)
    assert said[0].numbers.expected == 0
    assert said[0].minimum_detectable == np.inf
