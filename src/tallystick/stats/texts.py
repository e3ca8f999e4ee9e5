"""Which texts does a column hold, and which of them stands in each row?"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def numbered(values: NDArray[np.generic]) -> tuple[list[str], NDArray[np.int64]]:
    """The distinct texts of a column in order, and the number of each row's text among them (N,).

    ``values`` (N,) is any array of texts, whatever its dtype. What ``np.unique`` finds by sorting
    all rows is found by looking each up: columns have millions of rows and few texts.
    """
    rows = values.tolist()
    texts = sorted(dict.fromkeys(rows))
    place = {text: number for number, text in enumerate(texts)}
    return texts, np.fromiter(map(place.__getitem__, rows), dtype=np.int64, count=len(rows))
