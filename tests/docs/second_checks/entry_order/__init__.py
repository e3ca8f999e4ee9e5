"""Is every record entered after the event that it is of?

Criteria
    What has not happened cannot be entered.
Test
    Details: records entered before they happened.
Cause, innocent first
    A clock that was an hour off.

References
    Government Auditing Standards (GAO-21-368G) 8.90-8.95.
"""

from tallystick.extend import Cause, Condition, Detail, declared_rules

CHECK = declared_rules(
    __name__,
    [
        Detail(
            "before",
            "incidents",
            needs={"incidents": ("occurred_at", "recorded_at")},
            exceptions=Condition("incidents", lambda rows: rows.recorded_at < rows.occurred_at),
            causes={"clock": Cause(lambda rows: rows.recorded_at.hour() < 2)},
        )
    ],
    name="records.entry_order",
)
