"""What is a clean hand-over of an exhibit?"""

from tallystick.tables.column import Column, Table

ACTIONS = ("seized", "transferred", "received", "sampled", "returned", "destroyed", "purchased")

CUSTODY = Table(
    name="custody",
    row="one hand-over of an exhibit",
    columns=(
        Column("exhibit_id", "text", "the exhibit", required=True),
        Column("incident_id", "text", "the case it belongs to"),
        Column("at", "instant", "when it changed hands"),
        Column("action", "code", "what was done", codes=ACTIONS),
        Column("from_holder", "text", "who gave it"),
        Column("to_holder", "text", "who took it"),
        Column("net_weight_g", "number", "its net weight then, in grams", minimum=0),
    ),
)
