"""What is a clean incident?"""

from tallystick.tables.column import Column, Reference, Table

ORIGINS = (
    "patrol",
    "complaint",
    "tip",
    "informant",
    "controlled_purchase",
    "controlled_delivery",
    "warrant",
    "investigation",
    "checkpoint",
    "other",
)
YES_NO = ("yes", "no")
CLEARANCES = ("arrest", "exceptional", "unfounded", "none")

INCIDENTS = Table(
    name="incidents",
    row="a case, stop, citation or arrest",
    columns=(
        Column("incident_id", "text", "the agency's number for it"),
        Column("unit_id", "text", "the unit that made or owns it"),
        Column("officer_id", "text", "the officer who made it"),
        Column("badge", "text", "the badge that the record names, where it names no officer"),
        Column("occurred_at", "instant", "when it happened", required=True),
        Column("recorded_at", "instant", "when it was entered in the system"),
        Column("closed_at", "instant", "when the case was closed"),
        Column("offense_code", "text", "the offence as the agency codes it"),
        Column("origin", "code", "what began it", codes=ORIGINS),
        Column("area_id", "text", "the beat, sector, district or municipality"),
        Column("clearance", "code", "how it was cleared", codes=CLEARANCES),
        Column("search_conducted", "code", "whether a search was made", codes=YES_NO),
        Column("contraband_found", "code", "whether it found what it was for", codes=YES_NO),
        Column(
            "search_basis", "text", "its ground; inventory, incident_to_arrest, warrant: no choice"
        ),
        Column("subject_group", "text", "the group of the person stopped, as the record gives it"),
        Column(
            "count", "integer", "incidents in this row, when rows are totals", minimum=0, whole=True
        ),
    ),
    key=("incident_id",),
    references=(Reference("officer_id", "officers", "officer_id"),),
)
