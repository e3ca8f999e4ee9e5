"""What is a clean incident of an earlier release of the same data?"""

from dataclasses import replace

from tallystick.tables.incidents import INCIDENTS

EARLIER_INCIDENTS = replace(
    INCIDENTS,
    name="earlier_incidents",
    row="a case, stop, citation or arrest as an earlier release had it",
    references=(),
)
