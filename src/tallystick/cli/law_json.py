"""How is an answer of the law told as JSON?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import Any

from tallystick.cli.later_law_text import rows_since, rules
from tallystick.statutes import SAID, Answer, Charge, Later, Quantity, Row, bounds


def answered(answer: Answer, later: tuple[Later, ...] = ()) -> dict[str, Any]:
    """Return an answer as plain values: numbers, texts, lists and objects."""
    counted, on = answer.counted, answer.question.on
    return {
        "jurisdiction": answer.pack.code,
        "name": answer.pack.name,
        "kind": answer.pack.kind,
        "on": answer.question.on.isoformat(),
        "act": answer.question.act,
        "quantity": answer.quantity and _quantity(answer.quantity, answer.question.amount, on),
        "decided": answer.charges.decided,
        "why_none": answer.charges.why_none,
        "charges": [_charge(charge, on) for charge in answer.charges.found],
        "circumstances": {
            each.name: [_row(row, on) for row in getattr(counted, each.name)]
            for each in fields(counted)
        },
        "reference_units": [_row(unit, on) for unit in answer.units],
        "later_law": [_later(each, on) for each in later],
        "caveats": [caveat.text for caveat in answer.caveats],
        "confidence": answer.confidence if answer.rests_on_something else None,
        "from_memory": list(answer.from_memory) if answer.rests_on_something else [],
        "rests_on_amount": None if answer.quantity is None else not answer.amount_aside,
        "confidence_means": SAID[answer.confidence] if answer.rests_on_something else None,
        "sources": {key: answer.pack.sources[key] for key in _sources(answer, later)},
    }


def _sources(answer: Answer, later: tuple[Later, ...]) -> Iterator[str]:
    """Yield each source that the answer names, also those of circumstances and of the later law."""
    counted = answer.counted
    circumstances = (row for each in fields(counted) for row in getattr(counted, each.name))
    for row in (*answer.rows, *circumstances, *rows_since(answer, later).values(), *rules(later)):
        yield from row.source


def _quantity(quantity: Quantity, amount: Decimal | None, on: date) -> dict[str, Any]:
    scale, row = quantity.scale, quantity.row
    return {
        "substance": quantity.substance,
        "amount": plain_value(amount),
        "weighed": plain_value(quantity.weighed),
        "unit": None if scale is None else "{plant}" if scale.counts_plants else "g",
        "basis": scale and scale.basis,
        "weight_alone_decides": None if scale is None else scale.testable,
        "class": row and row.class_,
        "bounds": quantity.bounds,
        "bound_not_sure": quantity.unsure,
        "why_none": quantity.why_none,
        "row": row and _row(row, on),
        "table": [] if scale is None else [
            {
                "class": each.class_,
                "bounds": bounds(scale, place),
                "confidence": each.confidence_on(on),
                "from_memory": list(each.from_memory),
            }
            for place, each in enumerate(scale.rows)
        ],
    }  # fmt: skip


def _charge(charge: Charge, on: date) -> dict[str, Any]:
    return {**_row(charge.offence, on), "penalty": charge.penalty and _row(charge.penalty, on)}


def _later(each: Later, on: date) -> dict[str, Any]:
    rule = each.rule
    return {
        "office": each.office,
        "since": each.since.isoformat(),
        "verdict": each.verdict,
        "rule": rule and rule.rule,
        "citation": rule and rule.citation,
        "serving": rule and rule.serving,
        "confidence": rule and rule.confidence,
        "source": list(rule.source) if rule else [],
        "charge": _charge(each.charge, on),
        "then": each.then and _charge(each.then, each.since),
        "holds": each.holds
        and _charge(each.holds, on if each.holds is each.charge else each.since),
    }


def _row(row: Row, on: date) -> dict[str, Any]:
    """Return every field of a row but its place in a file; its confidence is that of the day."""
    return {
        each.name.rstrip("_"): plain_value(getattr(row, each.name))
        for each in fields(row)
        if each.name != "line"
    } | {"confidence": row.confidence_on(on)}


def plain_value(value: object) -> Any:
    """Return a value of a pack as JSON has it: whole numbers without a point, days as text."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value
