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


def flat_tables(document: Document) -> dict[str, list[Row]]:
    """Return the rows of each table by its name; a range is two columns, a list one text."""
    told = {
        "findings": [finding_row(each) for each in document.findings],
        "explanations": [
            {"finding": finding.id, "cause": each.cause, "how_to_check": each.how_to_check,
             "explains": each.explains, "of": each.of, "answer": each.answer}
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


COLUMNS = {
    "explanations": ("finding", "cause", "how_to_check", "explains", "of", "answer"),
}


def columns_of(table: str, rows: list[Row]) -> tuple[str, ...]:
    """Return the columns of a table, which an empty one has too."""
    if rows:
        return tuple(rows[0])
    if table in COLUMNS:
        return COLUMNS[table]
    kinds = {"findings": Finding, "results": Result, "exclusions": Exclusion, "figures": Figure}
    kind = kinds[table]
    return tuple(each.name for each in fields(kind) if each.name not in LEFT_OUT)


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
    for field in fields(each):
        value = getattr(each, field.name)
        if field.name in LEFT_OUT:
            continue
        if field.name == "interval":
            row["low"], row["high"] = value or (None, None)
        elif field.name == "shrunk":
            row |= dict(zip(("shrunk", "shrunk_low", "shrunk_high"), value or (None,) * 3,
                            strict=True))  # fmt: skip
        else:
            row[field.name] = "; ".join(map(str, value)) if isinstance(value, tuple) else value
    return row
