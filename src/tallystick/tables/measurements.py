"""What is a clean measurement?"""

from tallystick.tables.column import Column, Reference, Table

KINDS = (
    "net_weight",
    "gross_weight",
    "volume",
    "plants",
    "purity",
    "speed",
    "speed_over_limit",
    "blood_alcohol",
    "breath_alcohol",
    "duration",
    "amount",
    "age",
    "score",
)
STAGES = ("field", "lab", "court", "destruction", "charge")
WEIGHTS = ("net_weight", "gross_weight")
PHYSICAL = (*WEIGHTS, "volume")
WORKED_OUT = ("duration", "amount", "age", "score")
"""What nobody reads off a scale: it follows from other numbers, or from a rule."""

MEASUREMENTS = Table(
    name="measurements",
    row="one weighing or reading",
    columns=(
        Column("incident_id", "text", "the incident that it belongs to"),
        Column("exhibit_id", "text", "the weighed item"),
        Column("unit_id", "text", "the unit, when there is no incidents table to look it up in"),
        Column("officer_id", "text", "the officer, when there is no incidents table"),
        Column("kind", "code", "what was measured", required=True, codes=KINDS),
        Column("substance_code", "text", "the substance, by its UNODC or INCB name"),
        Column("stage", "code", "where in the life of the exhibit", codes=STAGES),
        Column("measured_at", "instant", "when it was measured"),
        Column("value", "number", "the reading", required=True, minimum=0),
        Column("unit", "unit", "the unit of `value`, as a UCUM code; weights are stored in g"),
        Column("count", "integer", "readings in this row, when rows are a histogram", minimum=0),
    ),
    references=(Reference("incident_id", "incidents", "incident_id"),),
)
