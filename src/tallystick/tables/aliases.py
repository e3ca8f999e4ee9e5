"""What is a clean record of what else an officer was called?"""

from tallystick.tables.column import Column, Table

KINDS_OF_ALIAS = ("badge", "name", "personnel_number")

ALIASES = Table(
    name="aliases",
    row="a badge, a name or another personnel number that an officer had for a time",
    columns=(
        Column("officer_id", "text", "the officer, by the number in officers", required=True),
        Column("kind", "code", "what it is", required=True, codes=KINDS_OF_ALIAS),
        Column("value", "text", "the badge, name or number as records hold it", required=True),
        Column("from_date", "date", "the first day on which it was the officer's"),
        Column("to_date", "date", "the last such day; empty while it lasts"),
    ),
)
