"""Which canonical tables does this audit hold, and which of their columns are filled?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ibis.expr.types import Table as Relation

from tallystick.tables.frame import Frame


@dataclass(frozen=True)
class Tables:
    """The canonical tables as Ibis expressions, with the engagement's frame.

    Every relation has all columns of its canonical table; those that no source filled are
    null. `filled` names, per table, the columns that a mapping gave. Each relation also has
    ``source_file`` (the path as the engagement names it) and ``source_row`` (the row in it,
    counted as a person does: the header is row 1 of a CSV file); null where a ready-made table
    has none.

    `views` holds, for tables that lie outside the run folder, the query of each view by which
    they are read, in the order in which they are made; it is in the SQL of `dialect`.
    `before_views` says, in comments of that SQL, what they need.

    `unsettled` holds the records whose officer a clerk is to settle, None where there are none.

    `kept` holds, by name, relations made from these tables whose rows the engine has set by for
    the length of an audit. `steps` holds, by the name that it has in the engine, how each of those
    was made of which a case list tells the query: whether it is read anew, and the expression.
    `held` holds what was kept and is small enough to stay, for findings that ask it again; `told`
    the expression of each step, with what was kept, or not, of all that it may read.

    `coarse` says of ``table.column`` that its dates tell the ``month`` or the ``year`` alone; such
    a column is not among `filled`, and each date is the first day.

    `made` holds each ``table.column`` whose numbers the program made from the rows of the files, a
    number for each row, for want of one in the export.

    `names` holds every name of a unit, an officer and a holder in them, by its kind; None where
    nobody has asked.
    """

    relations: Mapping[str, Relation]
    filled: Mapping[str, frozenset[str]]
    frame: Frame = field(default_factory=Frame)
    views: Mapping[str, str] = field(default_factory=dict)
    dialect: str = "duckdb"
    before_views: str = ""
    kept: Mapping[str, Relation] = field(default_factory=dict)
    unsettled: Relation | None = None
    steps: Mapping[str, tuple[bool, Relation]] = field(default_factory=dict)
    names: Mapping[str, frozenset[str]] | None = None
    coarse: Mapping[str, str] = field(default_factory=dict)
    made: frozenset[str] = frozenset()
    held: Mapping[str, Relation] = field(default_factory=dict)
    told: Mapping[str, tuple[Relation, Mapping[str, Relation | None]]] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Relation:
        """Return the relation of table `name`; KeyError when this audit does not hold it."""
        return self.relations[name]

    def holds(self, table: str, *columns: str) -> bool:
        """Whether `table` was loaded and a source filled all of `columns`."""
        return table in self.relations and self.filled[table].issuperset(columns)

    def dates(self, table: str, column: str) -> bool:
        """Whether a source filled a column of times, be it to the month or the year alone."""
        return self.holds(table, column) or f"{table}.{column}" in self.coarse

    def missing(
        self, needs: Mapping[str, tuple[str, ...]], *, by_month: bool = False
    ) -> tuple[str, ...]:
        """The ``table.column`` names among `needs` that no source filled.

        `by_month` says that dates which tell the month alone will do.
        """
        return tuple(
            f"{table}.{column}"
            for table, columns in needs.items()
            for column in columns
            if not self.holds(table, column)
            and not (by_month and self.coarse.get(f"{table}.{column}") == "month")
        )
