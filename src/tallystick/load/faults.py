"""What is wrong with a block of the engagement file, in a reader's words?"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pydantic import ValidationError

from tallystick.load.shapes import Block
from tallystick.load.wording import meant, shown

Model = TypeVar("Model", bound=Block)

SINGLE = ("engagement", "engine", "law", "change")
NESTED = ("period", "wide")
SOURCE = r"tables\.\w+"
EXAMPLES: Mapping[str, str] = {
    "join_alike": 'join_alike = ["units"]',
    "mapping": 'mapping = "confirmed"',
    "name": 'name = "Harbour unit 2019"',
    "agency": 'agency = "City Police"',
    "jurisdiction": 'jurisdiction = "US-MA"',
    "time_zone": 'time_zone = "America/New_York"',
    "currency": 'currency = "USD"',
    "first_day": "first_day = 2019-01-01",
    "last_day": "last_day = 2019-12-31",
    "max_set_aside": "max_set_aside = 0.05",
    "stop_minutes": "stop_minutes = 5",
    "column": 'column = "Case No"',
    "columns": 'columns = ["Date", "Time"]',
    "format": 'format = "%d/%m/%Y"',
    "or_format": 'or_format = "%m/%d/%Y"',
    "decimal": 'decimal = ","',
    "thousands": 'thousands = "."',
    "unit": 'unit = "g"',
    "unit_in_cell": "unit_in_cell = true",
    "unit_column": 'unit_column = "UOM"',
    "units": 'units = {"KILO" = "kg"}',
    "values": 'values = {"CP" = "controlled_purchase"}',
    "otherwise": 'otherwise = "other"',
    "strip_leading_zeros": "strip_leading_zeros = true",
    "empty": 'empty = "0"',
    "period": 'period = {columns = ["Year", "Month"], rule = "month"}',
    "wide": 'wide = {columns = ["Jan", "Feb"], names_to = "month", values_to = "n"}',
    "names_to": 'names_to = "month"',
    "names": 'names = ["2019-01", "2019-02"]',
    "values_to": 'values_to = "n"',
    "split": 'split = ";"',
    "take": 'take = "first"',
    "first_month": "first_month = 4",
    "year_of": 'year_of = "last_day"',
    "calendar": 'calendar = "minguo"',
    "row_number": "row_number = true",
    "one_row_per": 'one_row_per = "incident_id"',
    "or_table": 'or_table = "counterparts"',
    "null": 'null = ["(null)", "N/A", "-"]',
    "equals": 'equals = ["TOTAL"]',
    "reason": 'reason = "the total row"',
    "source": 'source = "seizures/*.csv"',
    "url": 'url = "sqlite:///cases.db"',
    "query": 'query = "select * from cases"',
    "encoding": 'encoding = "windows-1251"',
    "broken_bytes": 'broken_bytes = "replace"',
    "delimiter": 'delimiter = ";"',
    "widths": "widths = [10, 8, 12]",
    "sheet": 'sheet = "2019"',
    "list": 'list = "result.records"',
    "member": 'member = "file.csv"',
    "header": "header = false",
    "header_row": "header_row = 1",
    "header_rows": "header_rows = 2",
    "kind": 'kind = "net_weight"',
    "value": "value = 65",
    "citation": 'citation = "Health Law s. 11350"',
    "substance_code": 'substance_code = "cocaine"',
    "stage": 'stage = "lab"',
    "inclusive": "inclusive = true",
    "direction": 'direction = "up"',
    "from": "from = 2010-01-01",
    "to": "to = 2019-12-31",
    "below": "below = 5",
    "above": "above = 4",
    "lines.units": 'units = ["North", "Harbour"]',
    "law.lines.units": 'units = ["North", "Harbour"]',
    "rule": 'rule = "month"',
    "ends": "ends = [2019-06-30, 2019-12-31]",
    "window_days": "window_days = 3",
    "table": 'table = "incidents"',
    "where": 'where = {clearance = ["arrest"]}',
    "total": 'total = "records"',
    "is_control": "is_control = false",
    "selected_on": 'selected_on = "complaints"',
    "substitutions.from": 'from = "assault"',
    "substitutions.to": 'to = "minor_assault"',
    "substitutions.control": 'control = "theft"',
    "metric": 'metric = "value of plants"',
    "count": 'count = "plants"',
    "what": 'what = "cannabis plant"',
    "one": 'one = "RUB"',
    "costs": 'costs = "KZT"',
    "low": "low = 4.70",
    "high": "high = 4.90",
    "prices.unit": 'unit = "{plant}"',
    "values.unit": 'unit = "{plant}"',
    "prices.source": 'source = "price list of the ministry, 2024"',
    "rates.source": 'source = "National Bank, official rate"',
    "reply.finding": 'finding = "F-01"',
    "reply.by": 'by = "Head of Unit 4"',
    "reply.on": "on = 2026-03-02",
    "reply.text": 'text = "What was replied, in full"',
    "reply.checked_by": 'checked_by = "City Audit Office"',
    "reply.checked_on": "checked_on = 2026-03-20",
    "reply.disposition": 'disposition = "explained"',
    "reply.changed": 'changed = "Two records left the list"',
    "tables.columns": 'columns = {incident_id = "Case No"}',
    "tables.format": 'format = "csv"',
    "leave_out": 'leave_out = [{column = "Case No", equals = ["TOTAL"], reason = "the total row"}]',
    "lines.name": 'name = "10 g"',
    "periods.name": 'name = "month"',
    "metrics.name": 'name = "arrests"',
    "metrics.direction": 'direction = "at least"',
    "engine.name": 'name = "spark"',
    "engine.url": 'url = "sc://host:15002"',
    "engine.tables": 'tables = "tables"',
    "engine.memory": 'memory = "8GB"',
    "engine.threads": "threads = 4",
}
_TYPES = {
    "string": "text in quotes",
    "date": "a day such as 2019-01-31, without quotes or a time",
    "bool": "true or false, without quotes",
    "int": "a whole number, without quotes",
    "tuple": "text in quotes, or a list of it",
    "dict": "a table of keys and values",
    "model": "a table of keys and values",
    "is_instance_of": "a number, without quotes",
    "decimal": "a number, without quotes",
}


def read_block(model: type[Model], block: Any, key: str, fault: Callable[[str], None]) -> Any:
    """Return `block` as a `model`, or None after calling `fault` once for each thing wrong.

    `key` is the path of the block in the file, for the messages.
    """
    try:
        return model.model_validate(block)
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            fault(_told(model, key, detail))
        return None


def _told(model: type[Block], key: str, detail: Any) -> str:
    steps = [str(step) if isinstance(step, str) else step + 1 for step in detail["loc"]]
    nested = steps and steps[0] in NESTED and len(steps) > 1
    inner = f"{key}.{steps[0]}" if nested else key
    path = key + "".join(
        f".{shown_key(step)}" if isinstance(step, str) else f" (no. {step})" for step in steps
    )
    last = next((step for step in reversed(steps) if isinstance(step, str)), "")
    if detail["type"] == "missing":
        return f"{path}: it is missing; write {_example(last, inner)}"
    if detail["type"] == "extra_forbidden":
        return f"{path}: there is no such key; {meant(last, _keys(model, steps))}"
    move = _example(last, inner) if last or key.count(".") > 1 else _heading(key)
    return f"{path}: read {shown(detail['input'])}; {_rule(detail)}; write {move}"


def _heading(key: str) -> str:
    name = key.partition(" (no. ")[0]
    heading = f"[{name}]" if name in SINGLE else f"[[{name}]]"
    return f"{heading} and its keys below it"


def shown_key(key: str) -> str:
    """Return a key as it may stand in a path: bare when it can be, else quoted and short."""
    return key if key.isidentifier() and key.isascii() and len(key) < 60 else shown(key)


def _example(key: str, block: str) -> str:
    name = block.partition(" (no. ")[0]
    own = f"{'tables' if re.fullmatch(SOURCE, name) else name}.{key}"
    if own in EXAMPLES:
        return EXAMPLES[own]
    return EXAMPLES.get(key, f'{shown_key(key)} = "..."' if key else '{column = "..."}')


def _rule(detail: Any) -> str:
    kind, bounds = detail["type"], detail.get("ctx", {})
    if kind == "literal_error":
        return f"it must be one of {bounds['expected']}"
    if kind == "string_too_long":
        return f"it may be at most {bounds['max_length']} characters long"
    if kind in ("string_too_short", "too_short"):
        return "it must not be empty"
    if "ge" in bounds or "le" in bounds:
        bound = f">= {bounds['ge']}" if "ge" in bounds else f"<= {bounds['le']}"
        return f"it must be {bound}"
    if kind == "finite_number":
        return "it must be a finite number"
    for start, meaning in _TYPES.items():
        if kind.startswith(start):
            return f"it must be {meaning}"
    return "this key does not take that"


def _keys(model: type[Block], steps: list[Any]) -> list[str]:
    from tallystick.load.shapes import ColumnBlock, LeaveOutBlock, StatedPeriodBlock, WideBlock

    nested: dict[str, type[Block]] = {"period": StatedPeriodBlock, "wide": WideBlock}
    inner: dict[str, type[Block]] = {"columns": ColumnBlock, "leave_out": LeaveOutBlock}
    if steps[0] in NESTED and len(steps) > 1:
        return list(nested[str(steps[0])].model_fields)
    if len(steps) > 2:
        model = inner.get(str(steps[0]), model)
    return [field.alias or name for name, field in model.model_fields.items()]


@dataclass
class Reader:
    """Reads blocks and gathers every fault instead of stopping at the first."""

    file: str
    faults: list[str] = field(default_factory=list)

    def fault(self, words: str) -> None:
        """Note that something is wrong with a key of the file."""
        self.faults.append(f"{self.file}: {words}")

    def blocks(self, content: dict[str, Any], name: str) -> list[tuple[str, Any]]:
        """Return the blocks of ``[[name]]`` with their key paths."""
        value = content.get(name.rsplit(".", 1)[-1], [])
        if isinstance(value, dict):
            value = [value]
        if not isinstance(value, list):
            self.fault(f"{name}: read {shown(value)}; write [[{name}]] and its keys below it")
            return []
        alone = len(value) == 1
        return [(name if alone else f"{name} (no. {i})", v) for i, v in enumerate(value, 1)]
