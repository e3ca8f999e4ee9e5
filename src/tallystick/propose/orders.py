"""The order of day and month where the values of one column do not tell it."""

from __future__ import annotations

import re
from dataclasses import replace

from tallystick.propose.choices import Choice
from tallystick.propose.proposals import TableProposal


def in_one_order(table: TableProposal) -> TableProposal:
    """Read a date whose order nothing tells in the order of another date of the same table."""
    known = {form for each in table.columns.values() for form in _forms(each)}
    columns, doubts = dict(table.columns), []
    for doubt in table.doubts:
        fits = [choice for label, choice in doubt.options
                if isinstance(choice, Choice) and _order(label) in map(_order, known)]  # fmt: skip
        if len(fits) == 1:
            columns[doubt.column] = replace(
                fits[0], remark="its order of day and month is that of the other dates"
            )
        else:
            doubts.append(doubt)
    return replace(table, columns=columns, doubts=tuple(doubts))


def _forms(choice: Choice) -> list[str]:
    form = choice.mapping.get("format", ())
    return [form] if isinstance(form, str) else list(form)


def _order(form: str) -> str:
    """The order of day and month in a form of dates, nothing where it has not both."""
    return "".join(re.findall("%([dm])", form))
