"""How is a peer kept from printing, from warning and from changing the process?"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout

import numpy as np


@contextmanager
def quiet() -> Iterator[None]:
    """Import and call a peer inside; afterwards the warning filters are as they were.

    Importing any of the peers adds filters for the whole process: rddensity ignores every
    FutureWarning, and SymPy, SciPy and requests, which peers import, add others. Not for threads:
    both the filters and the streams belong to the process.
    """
    with (
        warnings.catch_warnings(),
        np.errstate(all="ignore"),
        redirect_stdout(io.StringIO()),
        redirect_stderr(io.StringIO()),
    ):
        warnings.simplefilter("ignore")
        yield
