"""Fit the weights by which `init` predicts what a column means, from the labelled exports.

    python -m benchmarks.real_exports.learn

Multinomial logistic regression with a ridge penalty, by L-BFGS. A feature counts where exports of
three agencies have it, so that no weight is of one agency; a meaning, where thirty columns have it,
so that of rare ones the words alone tell. Small weights are dropped.
"""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from benchmarks.real_exports.form import Export, Header, read_exports
from benchmarks.real_exports.made import make
from benchmarks.real_exports.score import SAME, side_by_side
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from tallystick.load import InputError
from tallystick.propose import look_at
from tallystick.propose.classifier.features import VALUE, Features, features_of
from tallystick.propose.classifier.regression import INTERCEPT, NOTHING, WEIGHTS
from tallystick.propose.column_concepts import concepts_told
from tallystick.propose.files.look import Look
from tallystick.propose.headers.folded import tokens

ROWS, USUAL_COLUMNS, FEW = 300, 10, 4
"""Rows of a file made; above how many columns each counts less; of figures side by side, so many
are learned from."""
LEAST_AGENCIES, LEAST_COLUMNS, PENALTY, LEAST_WEIGHT = 3, 30, 0.5, 0.1

Example = tuple[Features, str]


def examples(export: Export) -> list[Example]:
    """Return the features and the label of each column of a file in the form of `export`."""
    found: list[Example] = []
    with TemporaryDirectory() as folder:
        make(export, Path(folder), rows=ROWS)
        (path,) = (each for each in Path(folder).iterdir() if each.is_file())
        try:
            looks = look_at(path, path.name)
        except InputError:
            return []
    spare = {id(each) for each in side_by_side(export)[FEW:]}
    for look in looks:
        told = _features(look)
        by_place = len(look.header) == len(export.columns)
        for at, column in enumerate(export.columns):
            header = look.header[at] if by_place else column.header.strip()
            if header in told and id(column) not in spare:
                found.append((dict(_of_its_own(told[header], column)), label_of(column)))
    return found


def _of_its_own(features: Features, column: Header) -> Iterator[tuple[str, float]]:
    """The features without words of values that were only made to tell values apart."""
    words = {f"{VALUE}{word}" for value in column.values for word in tokens(value)}
    for name, value in features.items():
        if not name.startswith(VALUE) or name in words:
            yield name, value


def _features(look: Look) -> dict[str, Features]:
    clean, _, told = concepts_told(look)
    return features_of(clean, told)


def label_of(column: Header) -> str:
    """The canonical column that a column fills, the first of several; or that it fills none."""
    name = SAME.get(column.means[0], column.means[0]) if column.means else NOTHING
    return name.partition(".")[2] if name.endswith((".incident_id", ".person_id")) else name


def fit(told: Iterable[tuple[str, list[Example]]]) -> dict[str, dict[str, float]]:
    """Return for each feature its weight for each label, from agencies and their columns."""
    told = list(told)
    counts = Counter(label for _, here in told for _, label in here)
    labels = sorted(label for label, count in counts.items() if count >= LEAST_COLUMNS)
    known: list[Example] = []
    shares: list[float] = []
    agencies: dict[str, set[str]] = defaultdict(set)
    for agency, given in told:
        here = [each for each in given if each[1] in labels]
        known += here
        shares += [min(1.0, (USUAL_COLUMNS / max(1, len(here))) ** 0.5)] * len(here)
        for feature in (each for features, _ in here for each in features):
            agencies[feature].add(agency)
    names = sorted(each for each, by in agencies.items() if len(by) >= LEAST_AGENCIES)
    aims = np.array([labels.index(label) for _, label in known])
    found = softmax(matrix_of(known, names), aims, len(labels), np.array(shares))
    return dict(_kept(names, labels, found))


def matrix_of(known: list[Example], names: list[str]) -> csr_matrix:
    """Return examples by features; the first column is 1 throughout."""
    at = {name: place for place, name in enumerate(names, 1)}
    cells = [(row, at[name], value) for row, (features, _) in enumerate(known)
             for name, value in features.items() if name in at]  # fmt: skip
    rows, columns, values = zip(*cells, *((row, 0, 1.0) for row in range(len(known))), strict=True)
    return csr_matrix((values, (rows, columns)), shape=(len(known), len(names) + 1))


def _kept(
    names: list[str], labels: list[str], found: np.ndarray
) -> Iterator[tuple[str, dict[str, float]]]:
    for name, own in zip((INTERCEPT, *names), found, strict=True):
        kept = {label: round(float(weight), 2) for label, weight in zip(labels, own, strict=True)
                if name == INTERCEPT or abs(weight) >= LEAST_WEIGHT}  # fmt: skip
        if kept:
            yield name, kept


def softmax(matrix: csr_matrix, aims: np.ndarray, labels: int, shares: np.ndarray) -> np.ndarray:
    """Return the coefficients, features by labels, where the penalised loss is least.

    The loss is the sum of the negative log-likelihoods, each times its share, and PENALTY / 2
    times the sum of squares of all coefficients but the intercepts in row 0.
    """
    shape = (matrix.shape[1], labels)
    wanted = np.zeros((matrix.shape[0], labels))
    wanted[np.arange(len(aims)), aims] = 1.0

    def loss(flat: np.ndarray) -> tuple[float, Any]:
        own = flat.reshape(shape)
        scores = matrix @ own
        scores -= scores.max(axis=1, keepdims=True)
        logs = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
        ridge = own.copy()
        ridge[0] = 0.0
        slope = matrix.T @ ((np.exp(logs) - wanted) * shares[:, None]) + PENALTY * ridge
        value = -(shares[:, None] * logs * wanted).sum() + PENALTY / 2 * (ridge**2).sum()
        return float(value), slope.ravel()

    done = minimize(loss, np.zeros(shape[0] * shape[1]), jac=True, method="L-BFGS-B",
                    options={"maxiter": 300, "ftol": 1e-6})  # fmt: skip
    return done.x.reshape(shape)


def write(weights: Mapping[str, Mapping[str, float]], path: Path = WEIGHTS) -> None:
    """Write a row for each feature."""
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(("feature", "weights"))
        for feature, own in weights.items():
            rows.writerow((feature, "; ".join(f"{label} {each:g}" for label, each in own.items())))


def main() -> None:
    """Write the weights anew from the exports that are developed on."""
    write(fit((each.agency, examples(each)) for each in read_exports("develop")))


if __name__ == "__main__":
    main()
