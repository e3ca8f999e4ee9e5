"""How are results, findings and the account of a run stored and read back?"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from dataclasses import asdict, fields, is_dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from tallystick.findings.bounded import json_of, read_bounded, regular
from tallystick.findings.finding import Finding
from tallystick.findings.made_from import MADE_FROM, made_from, with_made
from tallystick.findings.named import marked, unmarked
from tallystick.findings.result import Result
from tallystick.findings.run import RunRecord

RESULTS = "results.parquet"
FINDINGS = "findings.json"
LEADS = "leads.json"
RUN = "run.json"
DIGITS = 10
SHRUNK = ("shrunk", "shrunk_low", "shrunk_high")


@cache
def _validation(kind: Any) -> TypeAdapter[Any]:
    """What reads a kind of record from JSON: making it takes longer than a run's reading."""
    return TypeAdapter(kind)


def plain(value: Any) -> Any:
    """Return `value` as JSON can hold it: floats to ten significant digits, NaN as null.

    A day is a text, in ISO form; a record is an object of its fields.
    """
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return float(f"{value:.{DIGITS}g}") if math.isfinite(value) else None
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: plain(getattr(value, each.name)) for each in fields(value)}
    if hasattr(value, "item"):
        return plain(value.item())
    return value


def as_named(path: Path) -> Path:
    """Return `path` so that PyArrow does not take a ``~`` in front for somebody's home."""
    return path.absolute() if str(path).startswith("~") else path


def write_json(path: Path, value: Any) -> None:
    """Write `value` as indented UTF-8 JSON with a final newline."""
    text = json.dumps(plain(value), ensure_ascii=False, indent=2, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8")


def write_findings(folder: Path, findings: Iterable[Finding], name: str = FINDINGS) -> None:
    """Write ``findings.json``, or `LEADS`: a list of objects, in the order given."""
    write_json(folder / name, [as_object(finding) for finding in findings])


def as_object(finding: Finding) -> dict[str, Any]:
    """Return a finding as JSON holds it, with the names in its values marked."""
    held = {each.name: getattr(finding, each.name) for each in fields(finding)}
    held |= {"values": marked(finding.values), MADE_FROM: made_from(finding)}
    return {name: plain(value) for name, value in held.items()}


def read_findings(folder: Path, name: str = FINDINGS) -> tuple[Finding, ...]:
    """Read ``findings.json``, or `LEADS`; pydantic's ValidationError when it is not one."""
    return findings_in(read_bounded(folder / name))


def findings_in(text: bytes | str) -> tuple[Finding, ...]:
    """Return the findings of a JSON list of them; pydantic's ValidationError when it is none."""
    found = _validation(tuple[Finding, ...]).validate_json(text)
    return tuple(
        replace(with_made(each, row.get(MADE_FROM)), values=unmarked(each.values))
        for each, row in zip(found, json_of(text), strict=True)
    )


def read_leads(folder: Path) -> tuple[Finding, ...]:
    """Read ``leads.json`` of a run folder; none where it has no such file, as an older one."""
    return read_findings(folder, LEADS) if (folder / LEADS).exists() else ()


def write_results(folder: Path, results: Iterable[Result]) -> None:
    """Write ``results.parquet``: a row per test, null or not."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    rows = [_result_row(result) for result in results]
    text, real = pa.string(), pa.float64()
    schema = pa.schema(
        [
            *((name, text) for name in ("check", "family", "subject_kind", "subject", "aspect")),
            *(("verdict", text), ("n", pa.int64()), ("estimand", text), ("estimate", real)),
            *((name, real) for name in ("low", "high", "p_value", "q_value", "expected_by_chance")),
            *((name, real) for name in ("smallest_detectable", "local_fdr", *SHRUNK)),
            *(("reason", text), ("detail", text), (MADE_FROM, text)),
        ]
    )
    pq.write_table(pa.Table.from_pylist(rows, schema=schema), folder / RESULTS)


def _result_row(result: Result) -> dict[str, Any]:
    row = {field.name: getattr(result, field.name) for field in fields(result)}
    row["family"] = result.family
    low, high = row.pop("interval") or (None, None)
    row |= dict(zip(SHRUNK, row.pop("shrunk") or (None, None, None), strict=True))
    detail = json.dumps(plain(row.pop("detail")), ensure_ascii=False, sort_keys=True)
    made = json.dumps(plain(made_from(result)), ensure_ascii=False, sort_keys=True)
    return row | {"low": low, "high": high, "detail": detail, MADE_FROM: made}


def read_results(folder: Path) -> tuple[Result, ...]:
    """Read ``results.parquet`` of a run folder; OSError or ValueError when it is not one."""
    import pyarrow.parquet as pq

    rows = pq.read_table(regular(folder / RESULTS)).to_pylist()
    try:
        return tuple(_result(row) for row in rows)
    except (KeyError, TypeError, RecursionError) as error:
        raise ValueError(f"{RESULTS}: {type(error).__name__}") from error


def _result(row: dict[str, Any]) -> Result:
    low, high = row.pop("low"), row.pop("high")
    row.pop("family")
    shrunk = tuple(row.pop(name, None) for name in SHRUNK)
    row["detail"] = json_of(row["detail"])
    made = json_of(row.pop(MADE_FROM, None) or "{}")
    result = Result(
        **row,
        interval=None if low is None else (low, high),
        shrunk=None if shrunk[0] is None else shrunk,
    )
    return with_made(result, made)


def write_run(folder: Path, record: RunRecord) -> None:
    """Write ``run.json``."""
    write_json(folder / RUN, asdict(record) | {"not_run": not_run(record)})


def not_run(record: RunRecord) -> list[dict[str, Any]]:
    """Return what was not run as JSON holds it, with what its texts are made from."""
    return [asdict(each) | {MADE_FROM: made_from(each)} for each in record.not_run]


def read_run(folder: Path) -> RunRecord:
    """Read ``run.json`` of a run folder; pydantic's ValidationError when it is not one."""
    text = read_bounded(folder / RUN)
    record: RunRecord = _validation(RunRecord).validate_json(text)
    made = [row.get(MADE_FROM) for row in json_of(text).get("not_run", ())]
    return replace(record, not_run=tuple(map(with_made, record.not_run, made)))
