"""Do honest free parts differ, copies stay alike, and authors keep their habits?"""

from __future__ import annotations

import itertools
import math
import re

import numpy as np
import pytest
from narrative_cases import free_wordings, phrase_list, same_facts
from scipy import stats

from every_fault import no_fault
from tallystick.simulate.texts import FAMILIES, FREE, N_SLOTS, SLOTS, draw_slots, edit_slots, render
from tallystick.simulate.texts.slots import CONTENT, FORM, HABIT_SHARE, HABITS

EVERY_FAMILY = pytest.mark.parametrize("family", range(len(FAMILIES)), ids=FAMILIES)


def free_parts(family: str) -> int:
    """The fewest free parts that any choice of wordings allows: a product of list lengths."""
    wordings = [free_wordings(family, part) for part in ("seen", "found", "said")]
    least = math.inf
    for choice in itertools.product(*wordings):
        named = {name.lower() for text in choice for name in re.findall(r"\{(\w+)\}", text)}
        lists = [len(phrase_list(family, name)) for name in named & set(CONTENT)]
        least = min(least, math.prod(lists))
    return least


def test_a_family_has_over_a_billion_free_parts_in_whatever_wording():
    few = {family: parts for family in FAMILIES if (parts := free_parts(family)) <= 1e9}
    no_fault(
        (f"texts, {family}: {parts:,} free parts" for family, parts in few.items()),
        "more phrases in its lists",
    )


@EVERY_FAMILY
def test_honest_free_parts_coincide_as_rarely_as_birthdays(family):
    n, rng = 20_000, np.random.default_rng(10 + family)
    families = np.full(n, family)
    slots = draw_slots(families, rng.integers(0, 50, n), rng, template_share=1.0)
    texts = render(families, slots, same_facts(n))
    pairs = n * (n - 1) / 2 / free_parts(FAMILIES[family])
    assert n - len(texts.unique()) <= stats.poisson.ppf(0.9999, pairs)


def test_three_slots_fill_their_cells_as_uniform_draws_do():
    """Occupancy of M cells: mean M(1 - exp(-n/M)), variance by Johnson and Kotz (1977)."""
    n, rng = 20_000, np.random.default_rng(20)
    family = np.zeros(n, np.int64)
    slots = draw_slots(family, rng.integers(0, 50, n), rng)
    names = ("street", "conduct", "words")
    sizes = [len(phrase_list(FAMILIES[0], name)) for name in names]
    chosen = [slots[:, SLOTS.index(name)] % size for name, size in zip(names, sizes, strict=True)]
    cells, load = math.prod(sizes), n / math.prod(sizes)
    distinct = len(np.unique(np.ravel_multi_index(chosen, sizes)))
    variance = cells * (math.exp(-load) - (1 + load) * math.exp(-2 * load))
    expected = cells * (1 - math.exp(-load))
    assert distinct < n - 500
    assert abs(distinct - expected) < 4 * math.sqrt(variance)


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 1.0])
def test_an_edit_draws_the_stated_share_of_free_slots_again(share):
    n, rng = 4_000, np.random.default_rng(30)
    slots = draw_slots(np.zeros(n, np.int64), np.arange(n), rng)
    before = slots.copy()
    edited = edit_slots(slots, share, rng)
    assert edited.dtype == np.int32
    np.testing.assert_array_equal(slots, before)
    np.testing.assert_array_equal(edited[:, ~FREE], slots[:, ~FREE])
    changed = (edited != slots)[:, FREE].sum(axis=0)
    low, high = stats.binom.interval(0.99999, n, share)
    assert ((changed >= low) & (changed <= high)).all()


def test_a_copy_with_its_own_form_keeps_the_free_sentences():
    n, rng = 300, np.random.default_rng(31)
    family = rng.integers(0, len(FAMILIES), n)
    source = draw_slots(family, np.full(n, 1), rng, template_share=1.0)
    other = draw_slots(family, np.full(n, 2), rng, template_share=0.0)
    copied = np.where(FREE, source, other)
    shares = [
        bigram_overlap(render(family, copied, same_facts(n)), render(family, slots, same_facts(n)))
        for slots in (source, other)
    ]
    assert (
        shares[0].mean()
        > 0.25
        > 0.2
        > bigram_overlap(
            render(family, source, same_facts(n)), render(family, other, same_facts(n))
        ).mean()
    )


def test_an_author_takes_the_favourite_in_the_stated_share_of_texts():
    n, rng = 20_000, np.random.default_rng(40)
    slots = draw_slots(np.zeros(n, np.int64), np.full(n, 7), rng)
    for name in set(HABITS) - set(FORM):
        _, counts = np.unique(slots[:, SLOTS.index(name)], return_counts=True)
        low, high = stats.binom.interval(0.99999, n, HABIT_SHARE)
        assert low <= counts.max() <= high, name
    for name in CONTENT:
        _, counts = np.unique(slots[:, SLOTS.index(name)], return_counts=True)
        assert counts.max() <= 2, name


def test_favourites_of_many_authors_are_uniform():
    authors, rng = np.arange(40_000), np.random.default_rng(41)
    slots = draw_slots(np.zeros_like(authors), authors, rng)
    for name in set(HABITS) - set(FORM):
        counts = np.bincount(slots[:, SLOTS.index(name)] % 20, minlength=20)
        assert stats.chisquare(counts).pvalue > 1e-4, name


@pytest.mark.parametrize("share", [0.0, 0.3, 0.75, 1.0])
def test_the_dose_is_the_share_of_form_sentences_in_the_departments_wording(share):
    n, rng = 20_000, np.random.default_rng(42)
    slots = draw_slots(np.zeros(n, np.int64), np.arange(n), rng, share)
    low, high = stats.binom.interval(0.99999, n, share)
    for name in FORM:
        assert low <= np.sum(slots[:, SLOTS.index(name)] == 0) <= high


def bigrams(text: str) -> set[tuple[str, str]]:
    return set(itertools.pairwise(text.split()))


def bigram_overlap(left, right) -> np.ndarray:
    """Jaccard similarity of the word bigrams of each pair of texts."""
    pairs = zip(map(bigrams, left.to_pylist()), map(bigrams, right.to_pylist()), strict=True)
    return np.array([len(a & b) / len(a | b) for a, b in pairs])


def overlaps(template_share: float) -> tuple[np.ndarray, np.ndarray]:
    """300 texts of each of six authors: pairs of one author, and pairs of two neighbours."""
    authors, each, rng = 6, 300, np.random.default_rng(50)
    style = np.repeat(np.arange(authors), each)
    family = np.tile(rng.integers(0, len(FAMILIES), each), authors)
    facts = same_facts(family.size)
    one = render(family, draw_slots(family, style, rng, template_share), facts)
    two = render(family, draw_slots(family, style, rng, template_share), facts)
    next_author = render(
        family, draw_slots(family, (style + 1) % authors, rng, template_share), facts
    )
    return bigram_overlap(one, two), bigram_overlap(one, next_author)


@pytest.mark.parametrize("template_share", [0.0, 0.5, 0.75])
def test_authors_are_more_like_themselves_than_like_others(template_share):
    own, other = overlaps(template_share)
    error = math.hypot(own.std(), other.std()) / math.sqrt(own.size)
    assert own.mean() - other.mean() > 5 * error


def test_the_more_follow_the_form_the_more_two_authors_are_alike():
    means = [overlaps(share)[1].mean() for share in (0.0, 0.5, 0.75, 1.0)]
    assert np.all(np.diff(means) > 0.02)


def test_slots_come_from_the_seed_and_the_free_ones_come_first():
    family = style = np.arange(10)
    one, two, three = (draw_slots(family, style, np.random.default_rng(s)) for s in (1, 1, 2))
    np.testing.assert_array_equal(one, two)
    assert (one != three).any()
    assert one.dtype == np.int32
    assert one.shape == (10, N_SLOTS)
    assert (one >= 0).all()
    assert FREE.shape == (N_SLOTS,)
    assert list(np.flatnonzero(FREE)) == list(range(FREE.sum()))


def test_shares_and_shapes_that_cannot_be_are_refused():
    rng, two = np.random.default_rng(0), np.zeros(2, np.int64)
    with pytest.raises(ValueError, match=r"between 0 and 1, not 1\.5"):
        draw_slots(two, two, rng, 1.5)
    with pytest.raises(ValueError, match=r"between 0 and 1, not -0\.1"):
        edit_slots(draw_slots(two, two, rng), -0.1, rng)
    with pytest.raises(ValueError, match="one length"):
        draw_slots(two, np.zeros(3, np.int64), rng)
