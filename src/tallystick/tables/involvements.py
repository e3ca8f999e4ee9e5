"""What is a clean record of a person's role in a case?"""

from tallystick.tables.column import Column, Reference, Table

ROLES = (
    "subject",
    "buyer",
    "supplier",
    "informant",
    "attesting_witness",
    "witness",
    "complainant",
    "victim",
)

INVOLVEMENTS = Table(
    name="involvements",
    row="a person's role in a case",
    columns=(
        Column("incident_id", "text", "the case", required=True),
        Column("person_id", "text", "the person", required=True, names_person=True),
        Column("role", "code", "the person's role in it", required=True, codes=ROLES),
    ),
    key=("incident_id", "person_id", "role"),
    references=(
        Reference("incident_id", "incidents", "incident_id"),
        Reference("person_id", "persons", "person_id"),
    ),
)
