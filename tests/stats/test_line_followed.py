"""Is movement over a line told from packs that lie a little above whichever line is in force?

Reduced Monte Carlo; `benchmarks/moved_line_tables.py` writes docs/calibration/moved_line.md.
"""

from __future__ import annotations

from dataclasses import replace

import line_samples
import numpy as np
import pytest
from line_samples import Date, edge, run
from scipy.stats import binom, norm

from reasons import text_of
from tallystick.stats.line_moves.followed import beyond_packs, followed
from tallystick.stats.line_moves.holes import NO_HOLE, NO_HOLES, SURPLUS
from tallystick.stats.line_moves.shift import shift_at_lines

BEGAN = Date(old=None, new=2_000)
PACKS = (NO_HOLE, NO_HOLES, SURPLUS)


def most(rate, replications):
    """A count exceeded once in 1,000 runs at this true rate."""
    return binom.ppf(0.999, replications, rate)


@pytest.mark.parametrize(
    ("what", "n"),
    [(Date(follow=0.05), 5_000), (Date(follow=0.1, above=0.08), 5_000), (Date(follow=0.2), 1_000),
     (replace(BEGAN, follow=0.1, above=0.08), 5_000), (replace(BEGAN, follow=0.2), 1_000)],
)  # fmt: skip
def test_packs_above_the_line_in_force_are_no_movement(what, n):
    """Nothing is taken from just before a line, so that whatever is found is found wrongly."""
    found = run(n, what, 60, 431)
    assert sum(each.verdict == "moved" for each in found) <= most(0.05, 60)
    packs = [each for each in found if each.reason in PACKS]
    assert len(packs) >= 4
    assert all(each.p_own < 0.05 and each.p_value == 1.0 for each in packs)


def counts(what, n=5_000, seed=9):
    sides = line_samples.weights(n, what, np.random.default_rng(seed))
    return [line_samples.binned(each) for each in sides]


def edges_of(what):
    begun = edge(what.new, appears=True)
    return [begun] if what.old is None else [begun, edge(what.old, appears=False)]


def both(what, n=5_000, seed=9):
    """What is said with and without the question whether packs would look so."""
    plain = shift_at_lines(*counts(what, n, seed), edges_of(what), grain=10, first=5)
    return followed(plain), plain


@pytest.mark.parametrize("place", [0, 1])
def test_before_both_places_of_a_line_that_moved_records_must_be_missing(place):
    """Of two independent holes both are beyond z by chance in 5 %: (1 - Phi(z)) squared."""
    least = norm.isf(0.05**0.5)
    found, _ = both(Date(share=0.5))
    assert found.verdict == "moved"
    for z, said in ((least + 0.001, "moved"), (least - 0.001, "not_found")):
        edges = list(found.edges)
        edges[place] = replace(edges[place], z_missing=z)
        given = beyond_packs(replace(found, edges=tuple(edges)))
        assert given.verdict == said
    assert (given.reason, given.p_value) == (NO_HOLES, 1.0)


@pytest.mark.parametrize(
    ("name", "turn", "reason"), [("z_hole", 1.0, NO_HOLE), ("mismatch", -1.0, SURPLUS)]
)
def test_one_line_must_show_a_hole_as_large_as_its_surplus(name, turn, reason):
    limit = norm.isf(0.05)
    found, _ = both(replace(BEGAN, share=0.5))
    assert found.verdict == "moved"
    for by, said in ((0.001, "moved"), (-0.001, "not_found")):
        given = beyond_packs(replace(found, **{name: limit + turn * by}))
        assert given.verdict == said
    assert (given.reason, given.p_value) == (reason, 1.0)


@pytest.mark.parametrize("what", [Date(share=0.5), replace(BEGAN, share=0.5)])
def test_a_true_move_is_told_as_before_and_only_larger_ones_are_promised(what):
    found, plain = both(what)
    assert found.verdict == plain.verdict == "moved"
    assert (found.share, found.interval, found.p_value) == (
        plain.share, plain.interval, plain.p_value,
    )  # fmt: skip
    assert found.smallest_detectable > plain.smallest_detectable


@pytest.mark.parametrize("old", [2_000, None], ids=["moved", "began"])
def test_what_is_promised_to_be_found_is_found_four_times_in_five(old):
    """A share that the empty samples say would be found is planted, and mostly found."""
    empty = Date(old, 3_000 if old else 2_000)
    promised = float(np.median([each.smallest_detectable for each in run(5_000, empty, 10, 432)]))
    found = run(5_000, replace(empty, share=promised), 40, 433)
    assert sum(each.verdict == "moved" for each in found) >= binom.ppf(0.001, 40, 0.8)


def test_where_no_hole_could_be_seen_nothing_is_said_to_be_absent():
    """Too few records to see a hole in: what was an answer before is none, and counts as a test."""
    pairs = [both(BEGAN, 1_500, seed) for seed in range(10)]
    turned = [found for found, plain in pairs if plain.verdict == "not_found" != found.verdict]
    assert turned
    assert {each.verdict for each in turned} == {"insufficient"}
    assert all(each.smallest_detectable > 0.5 for each in turned)
    assert all(each.p_value is not None for each in turned)


def test_what_is_refused_stays_refused():
    sides = [each * 0 + 1 for each in counts(Date())]
    close = [edge(2_000, appears=True), edge(2_100, appears=False)]
    found = followed(shift_at_lines(*sides, close, grain=10, first=5))
    assert (found.verdict, found.share) == ("insufficient", None)
    assert "windows touch" in text_of("exhibits.moved_line", found.reason)
