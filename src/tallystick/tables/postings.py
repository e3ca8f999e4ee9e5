"""What is a clean record of a posting?"""

from tallystick.tables.column import Column, Reference, Table

POSTINGS = Table(
    name="postings",
    row="an officer's dated membership of a unit, with the badge carried then",
    columns=(
        Column("officer_id", "text", "the officer", required=True),
        Column("unit_id", "text", "the unit", required=True),
        Column("badge", "text", "the badge number carried in this posting"),
        Column("from_date", "date", "its first day"),
        Column("to_date", "date", "its last day; empty while it lasts"),
    ),
    references=(Reference("officer_id", "officers", "officer_id"),),
)
