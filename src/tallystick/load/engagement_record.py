"""The engagement file as run.json keeps it: whole, without passwords and names of people."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from decimal import Decimal
from typing import Any

from tallystick.load.databases import database_name
from tallystick.tables import CANONICAL, Table

WITHHELD = "(withheld)"
# What a mapping may spell of the values of a column.
SPELLED = ("constant", "values", "otherwise", "empty")
OFFICERS = {"officer_id", "author_id", "badge", "from_holder", "to_holder", "value"}
FREE_TEXT = {"text", "aggravating"}


def engagement_record(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return the content of an engagement file as JSON can hold it, in its own order.

    Withheld are the passwords and options of database addresses, and every value that a mapping
    spells for a column that names a person or an officer, or holds free text.
    """
    told: dict[str, Any] = _plain(content)
    tables = told.get("tables")
    for table in CANONICAL:
        for source in _blocks(tables, table.name):
            _withhold(table, source)
    for source in _blocks(told, "engine"):
        if "url" in source:
            source["url"] = WITHHELD
    return told


def _withhold(table: Table, source: dict[str, Any]) -> None:
    """Withhold what one source spells of columns that identify; `source` is changed."""
    if "url" in source:
        source["url"] = database_name(str(source["url"]))
    identifying = {*table.persons, *OFFICERS, *FREE_TEXT}
    read: set[str] = set()
    columns = source.get("columns", {})
    for name, mapping in columns.items() if isinstance(columns, dict) else ():
        if name not in identifying:
            continue
        if isinstance(mapping, dict):
            read |= {str(mapping.get("column")), *map(str, mapping.get("columns", ()))}
            mapping |= {key: WITHHELD for key in SPELLED if key in mapping}
        else:
            read.add(str(mapping))
    for rule in _blocks(source, "leave_out"):
        if rule.get("column") in read and "equals" in rule:
            rule["equals"] = WITHHELD


def _blocks(held: Any, key: str) -> list[dict[str, Any]]:
    """Return the tables under a key, whether it holds one or several."""
    value = held.get(key, []) if isinstance(held, dict) else []
    return [each for each in (value if isinstance(value, list) else [value])
            if isinstance(each, dict)]  # fmt: skip


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value
