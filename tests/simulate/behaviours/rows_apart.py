"""Which rows of a table differ between two months, told by a slow loop over the rows."""

from itertools import chain

NAMES = {
    "measurements": ("readings", ("exhibit", "stage")),
    "custody": ("handovers", ("exhibit", "at")),
    "involvements": ("roles", ("case", "person", "role")),
    "outcomes": ("charges", ("case", "person")),
}


def rows_of(chunk, table):
    """Every row as (key, all that it says), in no order."""
    held, key = getattr(chunk, NAMES[table][0]), NAMES[table][1]
    columns = [held[name].tolist() for name in held.names]
    rows = [dict(zip(held.names, row, strict=True)) for row in zip(*columns, strict=True)]
    return [(tuple(row[name] for name in key), tuple(map(str, row.values()))) for row in rows]


def apart(chunk, other, table):
    """Keys of the rows of a month that the other month does not have just so."""
    there = {said for _, said in rows_of(other, table)}
    return {key for key, said in rows_of(chunk, table) if said not in there}


def labelled_rows(chunk, table, *details):
    """Keys of the labelled rows of a table."""
    found = [
        zip(*(label.keys[name].tolist() for name in NAMES[table][1]), strict=True)
        for label in chunk.labels.labels
        if label.table == table and (not details or label.detail in details)
    ]
    rows = list(chain.from_iterable(found))
    assert len(set(rows)) == len(rows), "a row is labelled twice"
    return set(rows)
