"""What the learned weights add to the words, on exports of agencies that they were not fitted to.

    python -m benchmarks.real_exports.cross_validation [--whole]

The agencies of the developed exports are dealt into four parts. For each part the weights are
fitted to the other three, and its files are proposed without any weights and with these; public
formats and the trial on rows, which `init` adds, are left out but with ``--whole``, which is slow
and proposes with the weights alone. The last rows are of the exports labelled blind, for which no
rule was mended either.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import redirect_stderr, redirect_stdout
from hashlib import sha256
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from benchmarks.real_exports.form import Export, read_exports
from benchmarks.real_exports.learn import ROWS, examples, fit
from benchmarks.real_exports.made import make
from benchmarks.real_exports.score import Score, score

from tallystick.cli.first_look import Wishes, proposals, text_of
from tallystick.cli.session import UnusableInputError
from tallystick.load import InputError
from tallystick.propose import Answers, engagement_text, look_at, propose
from tallystick.propose.classifier import regression
from tallystick.propose.classifier.regression import INTERCEPT, NOTHING, Weights

FOLDS = 4
UNTOLD: Weights = {INTERCEPT: {NOTHING: 0.0}}
"""Weights with one label alone: nothing is added and nothing taken away."""
ANSWERS = Answers("measure", "measure", "UTC")


def fold_of(export: Export) -> int:
    """The part of an export, the same for all of an agency."""
    return sha256(export.agency.casefold().encode()).digest()[0] % FOLDS


def proposed(export: Export, weights: Weights) -> Score:
    """Score the proposal for a file in the form of `export`."""
    with TemporaryDirectory() as folder, patch.object(regression, "read_weights", lambda: weights):
        path = make(export, Path(folder), rows=ROWS)
        try:
            files = [propose(look) for look in look_at(path, path.name)]
            return score(export, engagement_text(ANSWERS, files))
        except InputError:
            return score(export, "")


def whole(export: Export, weights: Weights) -> Score:
    """Score what `init --yes` writes for a file in the form of `export`."""
    with (
        TemporaryDirectory() as folder,
        patch.object(regression, "read_weights", lambda: weights),
        redirect_stdout(StringIO()),
        redirect_stderr(StringIO()),
    ):
        make(export, Path(folder))
        wishes = Wishes(Path(folder), None, True, None, None, None, None)
        try:
            files, preset = proposals(wishes)
            return score(export, text_of(wishes, files, preset, Path(folder)))
        except (InputError, UnusableInputError):
            return score(export, "")


def _whole(given: tuple[Export, Weights]) -> tuple[Score]:
    return (whole(*given),)


def _both(given: tuple[Export, Weights]) -> tuple[Score, Score]:
    export, weights = given
    return proposed(export, UNTOLD), proposed(export, weights)


def rows(
    exports: Sequence[Export],
    scores: Sequence[tuple[Score, ...]],
    ways: Sequence[str] = ("words alone", "with the weights"),
) -> Iterator[str]:
    """Yield the rows of a Markdown table: all exports and the blind ones, proposed in each way."""
    for name, kept in (("all", exports), ("blind", [each for each in exports if each.blind])):
        for way, how in enumerate(ways):
            own = [pair[way] for each, pair in zip(exports, scores, strict=True) if each in kept]
            matter = sum(each.matter for each in own)
            right, wrong = sum(len(s.right) for s in own), sum(len(s.wrong) for s in own)
            yield (
                f"| {name} ({len(kept)}) | {how} | {matter:,} | {right:,} ({right / matter:.3f}) | "
                f"{wrong:,} ({wrong / matter:.3f}) |"
            )


def main() -> None:
    """Print the table."""
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--whole", action="store_true", help="with all that init --yes does")
    as_init = given.parse_args().whole
    exports = read_exports("develop")
    with ProcessPoolExecutor() as pool:
        told = list(pool.map(examples, exports, chunksize=4))
        known = list(zip(exports, told, strict=True))
        fitted = [
            fit((each.agency, here) for each, here in known if fold_of(each) != fold)
            for fold in range(FOLDS)
        ]
        jobs = [(each, fitted[fold_of(each)]) for each in exports]
        scores = list(pool.map(_whole if as_init else _both, jobs, chunksize=4))
    print("| exports | proposed by | columns that matter | right | wrong |\n|---|---|---|---|---|")
    ways = {"ways": ("init --yes",)} if as_init else {}
    print("\n".join(rows(exports, scores, **ways)))


if __name__ == "__main__":
    main()
