"""What is a clean record of an officer who is named in a case, or in a complaint, beside others?"""

from tallystick.tables.column import Column, Reference, Table

NAMED_AS = ("attending", "complained_of")

NAMED_OFFICERS = Table(
    name="named_officers",
    row="an officer's part in a case that several may attend, or in a complaint against officers",
    columns=(
        Column("record_id", "text", "the case, or the complaint's own number", required=True),
        Column("officer_id", "text", "the officer", required=True),
        Column("role", "code", "the officer's part in it", required=True, codes=NAMED_AS),
        Column("unit_id", "text", "the unit in which the officer served then", required=True),
        Column(
            "occurred_at", "instant", "when the case, or what is complained of, happened",
            required=True,
        ),
        Column("area_id", "text", "the beat, sector, district or municipality"),
    ),
    key=("record_id", "officer_id", "role"),
    references=(Reference("officer_id", "officers", "officer_id"),),
)  # fmt: skip
