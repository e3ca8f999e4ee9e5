"""What is a clean decision on a charge?"""

from tallystick.tables.column import Column, Reference, Table

VERDICTS = ("convicted", "acquitted", "dismissed", "withdrawn", "pending")

OUTCOMES = Table(
    name="outcomes",
    row="a decision on a charge",
    columns=(
        Column("incident_id", "text", "the case", required=True),
        Column("person_id", "text", "the person charged", names_person=True),
        Column("statute", "text", "the article and part charged"),
        Column("decided_at", "instant", "when it was decided"),
        Column("verdict", "code", "what was decided", codes=VERDICTS),
        Column("sentence_months", "number", "imprisonment, in months", minimum=0),
        Column("aggravating", "text", "aggravating circumstances found"),
    ),
    references=(Reference("incident_id", "incidents", "incident_id"),),
)
