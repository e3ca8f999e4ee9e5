"""What is a clean record of the same event in a second system?"""

from tallystick.tables.column import Column, Table

COUNTERPARTS = Table(
    name="counterparts",
    row="the same event in a second system: a court, a bureau, a laboratory",
    columns=(
        Column("record_id", "text", "the second system's number", required=True),
        Column("officer_id", "text", "the officer named there"),
        Column("badge", "text", "the badge named there"),
        Column("occurred_at", "instant", "when it happened, as recorded there"),
        Column("offense_code", "text", "the offence as coded there"),
        Column("area_id", "text", "the place as coded there"),
        Column("person_key", "text", "what identifies the person there", names_person=True),
    ),
    key=("record_id",),
)
