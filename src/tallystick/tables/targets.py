"""What is a clean target?"""

from tallystick.tables.column import Column, Table

BASES = ("plan", "prior_year", "peer_median")

TARGETS = Table(
    name="targets",
    row="a goal set for a unit and period",
    columns=(
        Column("unit_id", "text", "the unit; empty for the whole agency"),
        Column("metric", "text", "what is counted", required=True),
        Column("period_start", "date", "the first day counted", required=True),
        Column("period_end", "date", "the last day counted", required=True),
        Column("target", "number", "the goal", required=True),
        Column("basis", "code", "where the goal came from", codes=BASES),
    ),
)
