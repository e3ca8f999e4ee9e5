"""Which flat tables does a run make: findings, explanations, results, replies and others?"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from tallystick.findings import Exclusion, Figure, Finding, Reply, Result
from tallystick.findings.document import Document
from tallystick.findings.store import plain

Row = dict[str, Any]
LEFT_OUT = {"explanations", "picture", "evidence", "detail", "mentions"}
RANGES = {"interval": ("low", "high"), "shrunk": ("shrunk", "shrunk_low", "shrunk_high")}
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
    if document.replies:
        told["replies"] = [_fields(each) for each in document.replies]
    return told


def columns_of(table: str, rows: list[Row]) -> tuple[str, ...]:
    """Return the columns of a table, which are the same in one without a row."""
    return tuple(rows[0]) if rows else EMPTY[table]


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


def _columns(kind: type[Any], *more: str) -> tuple[str, ...]:
    told = (part for name in _names(kind) for part in RANGES.get(name, (name,)))
    return (*told, *more)


EMPTY = {
    "findings": _columns(Finding, "records", "case_list", "query"),
    "explanations": ("finding", *EXPLAINED),
    "results": _columns(Result, "detail"),
    "exclusions": _columns(Exclusion),
    "figures": _columns(Figure),
}
