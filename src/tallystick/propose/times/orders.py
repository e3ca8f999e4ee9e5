"""The order of day and month where the values of one column do not tell it."""

from __future__ import annotations

import re
from dataclasses import replace

from tallystick.propose.columns.choices import Choice
from tallystick.propose.columns.proposals import TableProposal

AS_OTHERS = "its order of day and month is that of the other dates"
"""The remark of a date whose order another date of the table tells."""


def in_one_order(table: TableProposal) -> TableProposal:
    """Read a date whose order nothing tells in the order of another date of the same table."""
    forms = [form for each in table.columns.values() for form in forms_of(each)]
    known = set(map(order_of, forms)) - {""}
    columns, doubts = dict(table.columns), []
    for doubt in table.doubts:
        fits = [choice for label, choice in doubt.options if order_of(label) in known]
        if len(fits) == 1:
            columns[doubt.column] = replace(fits[0], remark=AS_OTHERS)
        else:
            doubts.append(doubt)
    return replace(table, columns=columns, doubts=tuple(doubts))


def forms_of(choice: Choice) -> list[str]:
    """Return the forms by which dates are read; none where ISO 8601 is."""
    form = choice.mapping.get("format", ())
    return [form] if isinstance(form, str) else list(form)


def order_of(form: str) -> str:
    """Return the order of day and month in a form of dates; "" where a year leads, or one lacks."""
    return "" if form.startswith("%Y") else "".join(re.findall("%([dm])", form))
