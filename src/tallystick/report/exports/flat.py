"""Which flat tables does a run make: findings, explanations, results, replies and others?"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from tallystick.findings import Exclusion, Explanation, Figure, Finding, Reply, Result
from tallystick.findings.document import Document
from tallystick.findings.store import plain

Row = dict[str, Any]
LEFT_OUT = {"explanations", "picture", "evidence", "detail", "values"}
RANGES = {"interval": ("low", "high"), "shrunk": ("shrunk", "shrunk_low", "shrunk_high")}
CELLS = (int, float, bool, date)
RUN = ("engagement", "agency", "first_day", "last_day", "version", "started_at", "finished_at",
       "mapping")  # fmt: skip
EXPLAINED = ("cause", "how_to_check", "explains", "of", "answer")


def flat_tables(document: Document) -> dict[str, list[Row]]:
    """Return the rows of each table by its name; a range is two columns, a list one text."""
    told = {
        "findings": [finding_row(each) for each in document.findings],
        "explanations": [
            {"finding": finding.id} | {name: getattr(each, name) for name in EXPLAINED}
            for finding in document.findings for each in finding.explanations
        ],
        "results": [result_row(each) for each in document.results],
        "exclusions": [_fields(each) for each in document.run.exclusions],
    }  # fmt: skip
    if document.figures is not None:
        told["figures"] = [_fields(each) for each in document.figures]
    if document.seal:
        told["run"] = [_run(document)]
    if document.replies:
        told["replies"] = [_fields(each) for each in document.replies]
    return told


def columns_of(table: str, rows: list[Row]) -> tuple[str, ...]:
    """Return the columns of a table, which are the same in one without a row."""
    return tuple(rows[0] if rows else TYPES[table])


def _run(document: Document) -> Row:
    """Return which run the tables are of, with its seal."""
    told = {name: getattr(document.run, name) for name in RUN}
    orders = [f"{each.table}.{each.column}: {each.format} or {each.other}"
              for each in document.run.assumed]  # fmt: skip
    told["assumed"] = "; ".join(orders)
    return told | {"seal": document.seal, "unverified": "; ".join(document.unverified)}


def finding_row(finding: Finding) -> Row:
    """Return a finding as one row."""
    evidence = finding.evidence
    return _fields(finding) | {
        "caveats": " ".join(finding.caveats),
        "records": evidence.rows if evidence else None,
        "case_list": evidence.csv if evidence else None,
        "query": evidence.sql if evidence else None,
    }


def result_row(result: Result) -> Row:
    """Return a result as one row; its further numbers are one text of JSON."""
    detail: Mapping[str, Any] = result.detail
    return _fields(result) | {"detail": json.dumps(plain(dict(detail)), ensure_ascii=False)}


def _fields(each: Finding | Result | Exclusion | Figure | Reply) -> Row:
    row: Row = {}
    for name in _names(type(each)):
        value = getattr(each, name)
        if name in RANGES:
            parts = RANGES[name]
            row |= dict(zip(parts, value or (None,) * len(parts), strict=True))
        else:
            row[name] = "; ".join(map(str, value)) if isinstance(value, tuple) else value
    return row


def _names(kind: type[Any]) -> list[str]:
    return [each.name for each in fields(kind) if each.name not in LEFT_OUT]


def _types(kind: type[Any]) -> dict[str, type]:
    """The type of each column: that of its field, a range's are numbers, a list is one text."""
    told: dict[str, type] = {}
    for name, hint in get_type_hints(kind).items():
        if name not in LEFT_OUT:
            parts = RANGES.get(name)
            told |= dict.fromkeys(parts, float) if parts else {name: _cell(hint)}
    return told


def _cell(hint: Any) -> type:
    """The type of a field's cells; one that may be empty is of the type that it has else."""
    held = [each for each in get_args(hint) if each is not NoneType]
    if isinstance(hint, UnionType) or get_origin(hint) is Union:
        return _cell(held[0])
    return hint if hint in CELLS else str


TYPES: dict[str, dict[str, type]] = {
    "findings": _types(Finding) | {"records": int, "case_list": str, "query": str},
    "explanations": {"finding": str} | {name: _types(Explanation)[name] for name in EXPLAINED},
    "results": _types(Result) | {"detail": str},
    "exclusions": _types(Exclusion),
    "figures": _types(Figure),
    "replies": _types(Reply),
    "run": dict.fromkeys((*RUN, "assumed", "seal", "unverified"), str),
}
