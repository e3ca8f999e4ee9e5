"""What is a clean free-text report?"""

from tallystick.tables.column import Column, Reference, Table

NARRATIVES = Table(
    name="narratives",
    row="a free-text report",
    columns=(
        Column("incident_id", "text", "the case it tells of", required=True),
        Column("author_id", "text", "the officer who wrote it"),
        Column("text", "text", "the report", required=True),
    ),
    references=(Reference("incident_id", "incidents", "incident_id"),),
)
