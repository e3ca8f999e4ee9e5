"""What does each case's text say, given its family, its slots and its facts?"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from tallystick.simulate.texts.facts import Facts, labels, numbers
from tallystick.simulate.texts.grammar import BLANK, COLUMNS, SPACE, Grammar, grammar
from tallystick.simulate.texts.phrases import FAMILIES, FORM_SENTENCES, SENTENCES
from tallystick.simulate.texts.slots import N_SLOTS, SLOTS

# The order of the sentences, by their position in SENTENCES: opening, procedure, seen, found,
# said, closing.
ORDERS = np.array(
    [
        (0, 2, 1, 3, 4, 5),
        (0, 2, 1, 4, 3, 5),
        (0, 1, 2, 3, 4, 5),
        (0, 1, 2, 4, 3, 5),
        (2, 0, 1, 3, 4, 5),
        (0, 2, 1, 3, 5, 4),
    ]
)
ROWS_AT_ONCE = 8_192


def render(family: NDArray[np.int64], slots: NDArray[np.int32], facts: Facts) -> pa.Array:
    """Write the texts of n cases, about 250 to 450 characters each.

    Args:
        family: [n] index into `FAMILIES`.
        slots: [n, N_SLOTS] from `draw_slots`, not negative.
        facts: the facts of the n cases.

    Returns:
        [n] strings without nulls; equal arguments give equal bytes.

    Raises:
        ValueError: for shapes that do not match, an unknown family or a negative slot.
        pyarrow.ArrowInvalid: for more than 2 GiB of text, about five million cases, in one call.
    """
    n = len(facts)
    if family.shape != (n,) or slots.shape != (n, N_SLOTS):
        raise ValueError(f"{n} facts need family [{n}] and slots [{n}, {N_SLOTS}]")
    if n == 0:
        return pa.array([], pa.string())
    if family.min() < 0 or family.max() >= len(FAMILIES) or slots.min() < 0:
        raise ValueError(f"a family is 0 to {len(FAMILIES) - 1} and a slot is never negative")
    book = grammar()
    columns = np.zeros((n, len(COLUMNS)), np.int32)
    columns[:, :N_SLOTS] = slots
    for name, values in numbers(facts).items():
        columns[:, COLUMNS.index(name)] = values
    pools, start, size = [book.pool], book.start.copy(), book.size.copy()
    for name, label in labels(facts).items():
        column = COLUMNS.index(name)
        columns[:, column] = label.codes
        here = (book.column == column) & (book.size == 0)
        start[here], size[here] = sum(map(len, pools)), len(label.phrases)
        pools.append(label.phrases)
    pool = pa.concat_arrays(pools)
    texts = []
    for low in range(0, n, ROWS_AT_ONCE):
        rows = slice(low, low + ROWS_AT_ONCE)
        operations = _operations(book, family[rows], columns[rows], facts.template[rows])
        texts.append(_join(pool, operations, columns[rows], (start, size, book.column)))
    return pa.concat_arrays(texts)


def _operations(
    book: Grammar,
    family: NDArray[np.int64],
    columns: NDArray[np.int32],
    template: NDArray[np.int64],
) -> NDArray[np.int16]:
    """[n, sentences, 1 + longest]: the operations of each text, its sentences in their order."""
    wording = np.empty((family.size, len(SENTENCES)), np.int64)
    for s, name in enumerate(SENTENCES):
        if name in FORM_SENTENCES:
            own = columns[:, SLOTS.index(f"form_{name}")] % 2
            choice = np.where(own == 0, template, columns[:, SLOTS.index(f"own_{name}")])
        else:
            own = np.ones_like(columns[:, 0])
            choice = columns[:, SLOTS.index(f"frame_{name}")].astype(np.int64)
        wording[:, s] = book.first[family, s, own] + choice % book.count[family, s, own]
    order = ORDERS[columns[:, SLOTS.index("order")] % len(ORDERS)]
    wording = np.take_along_axis(wording, order, axis=1)
    operations = np.empty((*wording.shape, 1 + book.wordings.shape[1]), np.int16)
    operations[:, :, 0] = SPACE
    operations[:, 0, 0] = BLANK
    operations[:, :, 1:] = book.wordings[wording]
    return operations


def _join(
    pool: pa.Array,
    operations: NDArray[np.int16],
    columns: NDArray[np.int32],
    table: tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]],
) -> pa.Array:
    """Look every operation up in the pool and join those of a row into its text.

    The phrases that `take` returns lie side by side in one buffer, in the order of the rows: the
    joined texts are the same bytes under fewer offsets.
    """
    start, size, column = table
    rows = operations.reshape(len(operations), -1)
    used = rows != BLANK
    flat = rows[used]
    ends = np.concatenate(([0], np.cumsum(used.sum(axis=1))))
    base = np.repeat(np.arange(len(rows), dtype=np.int32) * columns.shape[1], np.diff(ends))
    values = columns.ravel()[base + column[flat]]
    phrases = pool.take(pa.array(start[flat] + values % size[flat]))
    _, offsets, characters = phrases.buffers()
    offsets = np.frombuffer(offsets, np.int32)[phrases.offset :][ends]
    return pa.Array.from_buffers(
        pa.string(), len(rows), [None, pa.py_buffer(offsets), characters], null_count=0
    )
