"""Which figure had each unit in each period, and which level was set for it?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Literal

FIGURES = "figures.parquet"
Told = Literal["published", "recorded"]


@dataclass(frozen=True)
class Figure:
    """One figure of one unit in one period.

    Parameters
    ----------
    source
        ``published`` by the agency, or ``recorded``: the records of a month, where none is.
    metric, unit_id
        What is counted, and for whom; the unit of the whole agency is "".
    first, last
        The first and the last day counted.
    value, measure
        The figure, and its unit or currency as the agency gave it ("" where it gave none).
    level, basis
        The level that the period had to reach, None where none was set, and what set it. Where
        levels are set for growing parts of a year, it is what was lacking when the period began.
    at_most
        Whether the level is a ceiling.
    """

    source: Told
    metric: str
    unit_id: str
    first: date
    last: date
    value: float
    measure: str = ""
    level: float | None = None
    basis: str = ""
    at_most: bool = False


def write_figures(folder: Path, figures: Iterable[Figure]) -> None:
    """Write ``figures.parquet``: a row per figure, in the order given."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    text, real, day = pa.string(), pa.float64(), pa.date32()
    schema = pa.schema(
        [
            *((name, text) for name in ("source", "metric", "unit_id")),
            *(("first", day), ("last", day), ("value", real), ("measure", text)),
            *(("level", real), ("basis", text), ("at_most", pa.bool_())),
        ]
    )
    rows = [asdict(figure) for figure in figures]
    pq.write_table(pa.Table.from_pylist(rows, schema=schema), folder / FIGURES)


def read_figures(folder: Path) -> tuple[Figure, ...] | None:
    """Read ``figures.parquet`` of a run folder; None where an older run has none.

    Raises
    ------
    OSError, ValueError
        When it is there and is none; an error of pyarrow is one of the two.
    """
    if not (folder / FIGURES).is_file():
        return None
    import pyarrow.parquet as pq

    rows = pq.read_table(folder / FIGURES).to_pylist()
    try:
        return tuple(Figure(**row) for row in rows)
    except TypeError as error:
        raise ValueError(f"{FIGURES}: {error}") from error
