"""What does a text say that its slots do not: who, when, where, what substance, how heavy?"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

NO_SUBSTANCE = "an unidentified substance"
NO_WEIGHT = "pending"
RANGES = {"day": (1, 31), "month": (1, 12), "hour": (0, 23), "minute": (0, 59)}
HUNDREDTHS = (*(f".{hundredth:02d} g" for hundredth in range(100)), "")


@dataclass(frozen=True)
class Facts:
    """The facts of n cases, one entry per row in every array.

    Attributes:
        officer: [n] strings, the label of the author as written, such as "Officer K. Ameri".
        day, month, hour, minute: [n] integers of the date and time of the event.
        area: [n] strings, the label of the area.
        substance: [n] strings; null is written "an unidentified substance".
        weight_g: [n] net weight in grams, written to 0.01 g; NaN is written "pending".
        subject: [n] strings: "the subject", or initials.
        template: [n] the department's template, an index taken modulo the number of templates.

    Raises:
        ValueError: for arrays of unequal length, a null label, or a number out of range.
    """

    officer: pa.Array
    day: NDArray[np.int64]
    month: NDArray[np.int64]
    hour: NDArray[np.int64]
    minute: NDArray[np.int64]
    area: pa.Array
    substance: pa.Array
    weight_g: NDArray[np.float64]
    subject: pa.Array
    template: NDArray[np.int64]

    def __post_init__(self) -> None:
        lengths = {field.name: len(getattr(self, field.name)) for field in fields(self)}
        if len(set(lengths.values())) != 1:
            raise ValueError(f"every fact has one entry per case; lengths are {lengths}")
        for name, (low, high) in RANGES.items():
            values = getattr(self, name)
            wrong = np.flatnonzero((values < low) | (values > high))
            if wrong.size:
                row = wrong[0]
                raise ValueError(f"row {row}: {name} is {values[row]}, not {low} to {high}")
        wrong = np.flatnonzero((self.weight_g < 0) | np.isinf(self.weight_g))
        if wrong.size:
            row = wrong[0]
            raise ValueError(f"row {row}: weight_g is {self.weight_g[row]}; a weight is >= 0")
        for name in ("officer", "area", "subject"):
            if getattr(self, name).null_count:
                raise ValueError(f"{name} has a null; give every case a label")

    def __len__(self) -> int:
        return len(self.day)


@dataclass(frozen=True)
class Labels:
    """One fact as a dictionary: `phrases[codes[row]]` is what the text of that row says."""

    phrases: pa.Array
    codes: NDArray[np.int32]


def labels(facts: Facts) -> dict[str, Labels]:
    """Give each fact whose wording comes from the data, by the name that sentences use for it."""
    grams, _ = _parts(facts.weight_g)
    subject = _labels(facts.subject)
    return {
        "officer": _labels(facts.officer),
        "area": _labels(facts.area),
        "substance": _labels(facts.substance, NO_SUBSTANCE),
        "subject": subject,
        "Subject": Labels(capitalised(subject.phrases), subject.codes),
        "grams": grams,
    }


def numbers(facts: Facts) -> dict[str, NDArray[np.int32]]:
    """Give each fact whose wording comes from a fixed list, as the index into that list."""
    _, hundredths = _parts(facts.weight_g)
    parts = {"day": facts.day - 1, "month": facts.month - 1, "hour": facts.hour}
    parts |= {"minute": facts.minute, "hundredths": hundredths}
    return {name: np.asarray(values).astype(np.int32) for name, values in parts.items()}


def capitalised(phrases: pa.Array) -> pa.Array:
    """Make the first letter of each string upper case and leave the others as they are."""
    first = pc.utf8_upper(pc.utf8_slice_codeunits(phrases, 0, 1))
    return pc.binary_join_element_wise(first, pc.utf8_slice_codeunits(phrases, 1), "")


def _labels(values: pa.Array, missing: str = "") -> Labels:
    if isinstance(values, pa.ChunkedArray):
        values = values.combine_chunks()
    if pa.types.is_dictionary(values.type):
        values = values.cast(pa.string())
    encoded = pc.fill_null(values.cast(pa.string()), missing).dictionary_encode()
    return Labels(encoded.dictionary, encoded.indices.to_numpy().astype(np.int32))


def _parts(weight_g: NDArray[np.float64]) -> tuple[Labels, NDArray[np.int64]]:
    """Whole grams as labels and hundredths as an index; NaN is the words of `NO_WEIGHT`."""
    missing = np.isnan(weight_g)
    centigrams = np.rint(np.where(missing, 0, weight_g) * 100).astype(np.int64)
    whole, codes = np.unique(np.where(missing, -1, centigrams // 100), return_inverse=True)
    words = pc.if_else(whole < 0, NO_WEIGHT, pa.array(whole).cast(pa.string()))
    hundredths = np.where(missing, len(HUNDREDTHS) - 1, centigrams % 100)
    return Labels(words, codes.astype(np.int32)), hundredths
