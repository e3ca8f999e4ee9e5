"""What is a clean record of an officer?"""

from tallystick.tables.column import Column, Table

OFFICERS = Table(
    name="officers",
    row="an officer",
    columns=(
        Column("officer_id", "text", "the officer's personnel number", required=True),
        Column("badge", "text", "the badge number"),
        Column("rank", "text", "the rank held last"),
    ),
    key=("officer_id",),
)
