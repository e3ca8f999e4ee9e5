"""What is a clean record of a person?"""

from tallystick.tables.column import Column, Table

PERSONS = Table(
    name="persons",
    row="a person",
    columns=(
        Column("person_id", "text", "the person's number", required=True, names_person=True),
        Column("nationality", "text", "the citizenship or nationality that the record gives"),
        Column("prior_convictions", "integer", "convictions before the first case", minimum=0),
    ),
    key=("person_id",),
)
