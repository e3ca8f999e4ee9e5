"""What is a clean published figure?"""

from tallystick.tables.column import Column, Table

REPORTED_FIGURES = Table(
    name="reported_figures",
    row="a figure that the agency published",
    columns=(
        Column("unit_id", "text", "the unit; empty for the whole agency"),
        Column("metric", "text", "which metric of the engagement it states", required=True),
        Column("period_start", "date", "the first day counted", whole=True),
        Column("period_end", "date", "the last day counted", whole=True),
        Column("value", "number", "the figure", required=True),
        Column("unit", "text", "its unit or currency"),
        Column("denominator", "integer", "what a percentage or rate is a share of", minimum=0),
        Column("published_on", "date", "the day on which it was published"),
    ),
    key=("unit_id", "metric", "period_start", "period_end"),
)
