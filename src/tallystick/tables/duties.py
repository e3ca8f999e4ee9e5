"""What is a clean record of a duty that keeps an officer from the street?"""

from tallystick.tables.column import Column, Reference, Table

DUTY_KINDS = ("court", "leave", "training")

DUTIES = Table(
    name="duties",
    row="a time that an officer spent in court, on leave or in training",
    columns=(
        Column("officer_id", "text", "the officer", required=True),
        Column("kind", "code", "what kept the officer", required=True, codes=DUTY_KINDS),
        Column("from_at", "instant", "when it began", required=True),
        Column(
            "to_at", "instant",
            "when it ended; where both are days without a time, its last day", required=True,
        ),
    ),
    references=(Reference("officer_id", "officers", "officer_id"),),
)  # fmt: skip
