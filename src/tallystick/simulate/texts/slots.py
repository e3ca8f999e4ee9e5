"""Which choices make a text, and how are they drawn for authors with habits?

A slot is a raw integer in [0, 2**31), reduced modulo the length of its phrase list when rendered,
so one row of slots has a meaning in every family. A slot of habit takes its author's favourite,
a hash of author and slot, in `HABIT_SHARE` of the texts, and else a fresh draw: two honest texts
of one author are alike without either having been copied.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

# Free slots of habit: how an author tells the part that only this case has.
TELLING = (
    "order", "frame_seen", "frame_found", "frame_said",
    "saw", "noted", "approx", "then", "found", "vehicle", "aside",
)  # fmt: skip
# Free slots without habit: what only this case has.
CONTENT = (
    "metres", "colour", "garment", "place", "weather", "street", "paint", "body",
    "conduct", "goods", "item", "hidden", "words",
)  # fmt: skip
# Whether each sentence of the form follows the department's (0) or the author's own wording (1).
FORM = ("form_opening", "form_procedure", "form_closing")
# The author's own wording of those sentences: all are slots of habit.
WORDING = (
    "own_opening", "own_procedure", "own_closing",
    "own_approx", "own_then", "own_told", "own_duty", "own_station",
)  # fmt: skip
SLOTS: tuple[str, ...] = (*TELLING, *CONTENT, *FORM, *WORDING)
N_SLOTS: int = len(SLOTS)
FREE: NDArray[np.bool_] = np.arange(N_SLOTS) < len(TELLING) + len(CONTENT)
FREE.flags.writeable = False

HABIT_SHARE = 0.8
TOP = 2**31
HABITS = (*TELLING, *FORM, *WORDING)
# An author tells a theft in another order than a traffic stop; words stay the same in all cases.
BY_FAMILY = frozenset(
    {"order", "frame_seen", "frame_found", "frame_said", "own_procedure", "own_closing"}
)


def draw_slots(
    family: NDArray[np.int64],
    author_style: NDArray[np.int64],
    rng: np.random.Generator,
    template_share: float = 0.75,
) -> NDArray[np.int32]:
    """Draw the slots of n texts.

    Args:
        family: [n] index into `FAMILIES`.
        author_style: [n] one integer per author, any value; equal integers share their habits.
        rng: the source of every draw.
        template_share: the share of form sentences that keep to the department's wording, in
            [0, 1]: at 1 every author uses the fixed sentences, at 0 none does.

    Returns:
        [n, N_SLOTS] raw draws in [0, 2**31); the slots of `FORM` hold 0 or 1.

    Raises:
        ValueError: for a share outside [0, 1] or arrays of unequal length.
    """
    _check_share(template_share)
    if family.shape != author_style.shape or family.ndim != 1:
        raise ValueError("family and author_style are two arrays [n] of one length")
    slots = rng.integers(0, TOP, size=(N_SLOTS, family.size), dtype=np.int32)
    for name in HABITS:
        column = SLOTS.index(name)
        kept = rng.random(family.size, dtype=np.float32) < HABIT_SHARE
        favourite = _favourite(author_style, column, family if name in BY_FAMILY else None)
        np.copyto(slots[column], favourite, where=kept)
        if name in FORM:
            slots[column] = slots[column] >= template_share * TOP
    return np.ascontiguousarray(slots.T)


def edit_slots(
    slots: NDArray[np.int32], share: float, rng: np.random.Generator
) -> NDArray[np.int32]:
    """Draw `share` of the free slots again, each on its own: a copied text, lightly edited.

    Args:
        slots: [n, N_SLOTS], left as they are.
        share: the chance that a free slot is drawn again, in [0, 1].
        rng: the source of every draw.

    Returns:
        [n, N_SLOTS]; slots that are not free are equal to those given. A new draw may choose
        the phrase that stood there before, in 1 of as many cases as the list is long.
    """
    _check_share(share)
    edited = slots.copy()
    free = np.flatnonzero(FREE)
    redrawn = rng.random((slots.shape[0], free.size), dtype=np.float32) < np.float32(share)
    fresh = rng.integers(0, TOP, size=redrawn.shape, dtype=np.int32)
    edited[:, free] = np.where(redrawn, fresh, edited[:, free])
    return edited


def _check_share(share: float) -> None:
    if not 0 <= share <= 1:
        raise ValueError(f"a share is between 0 and 1, not {share}")


def _favourite(
    style: NDArray[np.int64], column: int, family: NDArray[np.int64] | None
) -> NDArray[np.int32]:
    """Hash author, slot and family to 31 bits with the finaliser of splitmix64 (Steele 2014)."""
    key = style.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    key += np.uint64((column + 1) * 0xD1B54A32D192ED03 % 2**64)
    if family is not None:
        key += (family.astype(np.uint64) + np.uint64(1)) * np.uint64(0x8CB92BA72F3D8DD7)
    key ^= key >> np.uint64(30)
    key *= np.uint64(0xBF58476D1CE4E5B9)
    key ^= key >> np.uint64(27)
    key *= np.uint64(0x94D049BB133111EB)
    key ^= key >> np.uint64(31)
    return (key >> np.uint64(33)).astype(np.int32)
