"""Which officers are named together most, in the whole agency? A list, and no finding."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

OFFICER_GROUPS = "officer_groups.parquet"


@dataclass(frozen=True)
class OfficerGroup:
    """Officers who are named together in both halves of the months.

    Parameters
    ----------
    role
        Their part in the files: ``attending`` a case, or ``complained_of``.
    kind, place
        ``pair``, ``trio`` or ``group`` (four or more), and its place by strength, from 1.
    officers, units
        Who they are, and the units in which they were named together, most files first.
    files, first, last
        How many files name two of them or more, and the days of the first and the last.
    strength
        By which the groups of a kind are ordered; see `stats.networks.teams`.
    expected
        E: how many groups of the kind at least as strong an innocent agency would have.
    most_in_teams
        Whether most officers of these records work in teams, so that nothing stands out.
    """

    role: str
    kind: str
    place: int
    officers: tuple[str, ...]
    units: tuple[str, ...]
    files: int
    first: date
    last: date
    strength: float
    expected: float
    most_in_teams: bool = False


def write_officer_groups(folder: Path, groups: Iterable[OfficerGroup]) -> None:
    """Write ``officer_groups.parquet``: a row per group, in the order given."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    text, real, day, whole = pa.string(), pa.float64(), pa.date32(), pa.int64()
    names = pa.list_(text)
    schema = pa.schema(
        [
            *(("role", text), ("kind", text), ("place", whole), ("officers", names)),
            *(("units", names), ("files", whole), ("first", day), ("last", day)),
            *(("strength", real), ("expected", real), ("most_in_teams", pa.bool_())),
        ]
    )
    rows = [asdict(group) for group in groups]
    pq.write_table(pa.Table.from_pylist(rows, schema=schema), folder / OFFICER_GROUPS)


def read_officer_groups(folder: Path) -> tuple[OfficerGroup, ...] | None:
    """Read ``officer_groups.parquet`` of a run folder; None where the run has none.

    Raises
    ------
    OSError, ValueError
        When it is there and is none; an error of pyarrow is one of the two.
    """
    if not (folder / OFFICER_GROUPS).is_file():
        return None
    import pyarrow.parquet as pq

    rows = pq.read_table(folder / OFFICER_GROUPS).to_pylist()
    try:
        return tuple(
            OfficerGroup(
                **{**row, "officers": tuple(row["officers"]), "units": tuple(row["units"])}
            )
            for row in rows
        )
    except (KeyError, TypeError) as error:
        raise ValueError(f"{OFFICER_GROUPS}: {error}") from error
