"""What stands in a column of a case list: a name, a code, free text, or something else?"""

from __future__ import annotations

import re

# The kind of name that a column holds, by the end of its own name.
NAMES = (
    ("unit", re.compile(r"(^|_)unit_id$|^(case|holder|known)_unit$")),
    ("officer", re.compile(r"(^|_)(officer|author)(_id)?$")),
    ("badge", re.compile(r"(^|_)badge$")),
    ("holder", re.compile(r"(^|_)(holder|giver)$")),
    ("source", re.compile(r"^source_file$")),
)
# Codes of the law, of substances and of forms: no name, whatever a unit is called.
CODES = frozenset(
    {
        "action", "basis", "clearance", "contraband_found", "disposition", "kind", "metric",
        "offense_code", "origin", "outcome", "rank", "role", "search_basis", "search_conducted",
        "stage", "statute", "subject_group", "substance_code", "taken_how", "unit", "verdict",
    }
)  # fmt: skip
FREE_TEXT = re.compile(r"(^|_)(text|aggravating|remark)$")


def name_in(column: str) -> str | None:
    """Return the kind of name that `column` holds, or None."""
    return next((kind for kind, ending in NAMES if ending.search(column)), None)


def is_code(column: str) -> bool:
    """Whether `column` holds codes among which no name is looked for."""
    return column.removeprefix("other_") in CODES


def is_free_text(column: str) -> bool:
    """Whether `column` holds sentences that somebody wrote, in which any name may stand."""
    return FREE_TEXT.search(column) is not None
