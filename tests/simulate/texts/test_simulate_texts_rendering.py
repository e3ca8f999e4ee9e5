"""Does rendering many texts at once write what a slow writer would write one by one?"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest
from narrative_cases import same_facts, sentences, slow_text, some_facts

from tallystick.simulate.texts import FAMILIES, N_SLOTS, Facts, draw_slots, render
from tallystick.simulate.texts.rendering import ROWS_AT_ONCE


def drawn(n, seed, template_share=0.5):
    rng = np.random.default_rng(seed)
    family = np.repeat(np.arange(len(FAMILIES)), n)
    slots = draw_slots(family, rng.integers(-5, 40, family.size), rng, template_share)
    return family, slots, some_facts(family.size, rng)


def test_every_family_equals_its_slow_twin():
    family, slots, facts = drawn(200, seed=1)
    texts = render(family, slots, facts)
    texts.validate(full=True)
    assert texts.type == pa.string()
    slow = [slow_text(f, slots[row], facts, row) for row, f in enumerate(family)]
    assert texts.to_pylist() == slow


def test_equal_arguments_give_equal_texts_whatever_stands_beside_them():
    family, slots, facts = drawn(ROWS_AT_ONCE // 5, seed=2)
    texts = render(family, slots, facts)
    assert len(texts) > ROWS_AT_ONCE
    assert render(family, slots, facts).equals(texts)
    some = np.random.default_rng(3).permutation(family.size)[:500]
    taken = Facts(
        **{
            name: value.take(pa.array(some)) if isinstance(value, pa.Array) else value[some]
            for name, value in vars(facts).items()
        }
    )
    assert render(family[some], slots[some], taken).equals(texts.take(pa.array(some)))


def test_other_facts_change_only_the_facts():
    family, slots, facts = drawn(50, seed=4)
    n = family.size
    before = {"officer": "OFFICER ONE", "area": "AREA ONE", "subject": "X.Y.", "substance": "KHAT"}
    after = {"officer": "Sgt. Lund", "area": "Hillside", "subject": "R.T.", "substance": "opium"}
    when = {"day": (31, 7), "month": (12, 5), "hour": (23, 1), "minute": (59, 2)}

    def given(labels, at, weight):
        strings = {name: pa.array([label] * n) for name, label in labels.items()}
        numbers = {name: np.full(n, pair[at]) for name, pair in when.items()}
        weights = np.full(n, weight)
        return replace(facts, **strings, **numbers, weight_g=weights, template=np.zeros(n, int))

    one = render(family, slots, given(before, 0, 8765.43)).to_pylist()
    two = render(family, slots, given(after, 1, np.nan)).to_pylist()
    swaps = [(before[name], after[name]) for name in before]
    swaps += [("31", "7"), ("December", "May"), ("23:59", "01:02"), ("2359", "0102")]
    swaps += [("8765.43 g", "pending")]
    for row, text in enumerate(one):
        for old, new in swaps:
            text = text.replace(old, new)
        assert text == two[row]


def test_dictionaries_and_chunks_are_read_as_the_strings_they_hold():
    family, slots, facts = drawn(20, seed=5)
    half = pa.chunked_array([facts.subject[:90], facts.subject[90:]])
    coded = replace(facts, officer=facts.officer.dictionary_encode(), subject=half)
    assert render(family, slots, coded).equals(render(family, slots, facts))


def test_texts_are_printable_and_about_250_to_450_characters():
    family, slots, facts = drawn(1000, seed=6, template_share=0.75)
    texts = render(family, slots, facts).to_pylist()
    assert all(text.isprintable() and "  " not in text and "{" not in text for text in texts)
    assert all(text == text.strip() and ".." not in text for text in texts)
    lengths = np.array([len(text) for text in texts]).reshape(len(FAMILIES), -1)
    assert (lengths.mean(axis=1) > 250).all()
    assert (lengths.mean(axis=1) < 450).all()
    assert np.mean((lengths >= 250) & (lengths <= 450)) > 0.85


def test_the_form_holds_60_to_90_per_cent_of_the_words_when_all_follow_it():
    rng = np.random.default_rng(7)
    family = np.repeat(np.arange(len(FAMILIES)), 60)
    slots = draw_slots(family, np.arange(family.size), rng, template_share=1.0)
    facts = some_facts(family.size, rng)
    shares = []
    for row, f in enumerate(family):
        words = {
            part: len(text.split()) for part, text in sentences(f, slots[row], facts, row).items()
        }
        form = words["opening"] + words["procedure"] + words["closing"]
        shares.append(form / sum(words.values()))
    assert 0.6 <= np.mean(shares) <= 0.9


def test_no_case_gives_no_text():
    nothing = np.zeros(0, np.int64)
    strings = ("officer", "area", "substance", "subject")
    empty = {
        name: pa.array([], pa.string()) if name in strings else nothing
        for name in vars(same_facts(1))
    }
    slots = draw_slots(nothing, nothing, np.random.default_rng(8))
    assert slots.shape == (0, N_SLOTS)
    assert len(render(nothing, slots, Facts(**empty))) == 0


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("day", np.array([1, 32]), "row 1: day is 32"),
        ("hour", np.array([-1, 0]), "row 0: hour is -1"),
        ("weight_g", np.array([1.0, -3.1]), "row 1: weight_g is -3.1"),
        ("weight_g", np.array([np.inf, 1]), "row 0: weight_g is inf"),
        ("area", pa.array(["Hillside", None]), "area has a null"),
        ("template", np.zeros(3, int), "one entry per case"),
    ],
)
def test_a_fact_that_cannot_be_is_named(name, value, message):
    with pytest.raises(ValueError, match=message):
        replace(same_facts(2), **{name: value})


def test_families_and_slots_that_cannot_be_are_refused():
    slots = np.zeros((2, N_SLOTS), np.int32)
    with pytest.raises(ValueError, match="a family is 0 to 9"):
        render(np.array([0, 10]), slots, same_facts(2))
    with pytest.raises(ValueError, match="never negative"):
        render(np.array([0, 1]), slots - 1, same_facts(2))
    with pytest.raises(ValueError, match="2 facts need family"):
        render(np.array([0, 1]), slots[:, 1:], same_facts(2))
