"""The table of what the learned weights add, from scores worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from benchmarks.real_exports.__main__ import measure
from benchmarks.real_exports.cross_validation import FOLDS, UNTOLD, fold_of, proposed, rows, whole
from benchmarks.real_exports.form import read_exports
from benchmarks.real_exports.score import Score

from tallystick.propose.classifier.regression import read_weights

FIRST, SECOND = read_exports("develop")[:2]


def test_all_and_blind_exports_are_summed_by_hand():
    """Of 4 and 6 columns 1 and 3 are right by words, 2 and 3 with the weights."""
    words = (Score(4, ("a",), ("b",), ()), Score(6, ("a", "b", "c"), (), ()))
    both = (Score(4, ("a", "d"), (), ()), Score(6, ("a", "b", "c"), ("e",), ()))
    exports = [replace(FIRST, blind=""), replace(SECOND, blind="2026-11-30")]
    assert list(rows(exports, list(zip(words, both, strict=True)))) == [
        "| all (2) | words alone | 10 | 4 (0.400) | 1 (0.100) |",
        "| all (2) | with the weights | 10 | 5 (0.500) | 1 (0.100) |",
        "| blind (1) | words alone | 6 | 3 (0.500) | 0 (0.000) |",
        "| blind (1) | with the weights | 6 | 3 (0.500) | 1 (0.167) |",
    ]


def test_an_agency_lies_in_one_part_and_each_part_has_some():
    exports = read_exports("develop")
    assert {fold_of(each) for each in exports} == set(range(FOLDS))
    assert fold_of(FIRST) == fold_of(replace(SECOND, agency=FIRST.agency.upper()))


def test_without_weights_a_proposal_is_that_of_the_words(monkeypatch):
    """The slow twin leaves the weighing out of the program."""
    found = proposed(FIRST, UNTOLD)
    monkeypatch.setattr("tallystick.propose.mapping.with_predictions", lambda _look, told: told)
    assert found == proposed(FIRST, UNTOLD)


def test_the_whole_of_init_scores_as_the_command_does(tmp_path: Path):
    """Its slow twin runs ``init --yes`` as a process of its own."""
    assert whole(FIRST, read_weights()) == measure(FIRST, tmp_path, audits=False).score
