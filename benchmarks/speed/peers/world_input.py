"""What must a public tool know of an engagement to make a check's counts?

Its lines and metrics as plain text and numbers, beside the engagement file: so that a process of
pandas or polars loads nothing of Tallystick's, and its memory is its own.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from benchmarks.speed.workshop import READY, Workshop

PLAIN = "plain.json"
INCIDENT_COLUMNS = ("unit_id", "occurred_at", "clearance", "origin")


def prepare(size: int, shop: Workshop) -> Path:
    """The engagement over the ready-made tables of the world of that size."""
    return described(shop.engagement(size, READY))


def described(engagement: Path) -> Path:
    """Write down the lines and metrics of an engagement beside it; return the engagement."""
    from tallystick.load import read_engagement

    frame = read_engagement(engagement, allow_outside=True).frame
    plain = {"lines": _lines(frame), "metrics": _metrics(frame)}
    (engagement.parent / PLAIN).write_text(json.dumps(plain), encoding="utf-8")
    return engagement


def plain_of(engagement: Path) -> dict[str, list[dict[str, Any]]]:
    """What was written down."""
    text = (engagement.parent / PLAIN).read_text(encoding="utf-8")
    plain: dict[str, list[dict[str, Any]]] = json.loads(text)
    return plain


def _lines(frame: Any) -> list[dict[str, Any]]:
    """Each line: which measurements it cuts, how far they reach, how fine the bins are."""
    from tallystick.checks.shared.readings_near_line import REACH, fine_step

    for line in frame.lines:
        if line.from_date is not None or line.to_date is not None:
            raise NotImplementedError(f"line {line.name}: its dates are not counted by the peers")
    return [
        {
            "name": line.name,
            "unit": line.unit,
            "equal": {
                column: getattr(line, column)
                for column in ("kind", "substance_code", "stage")
                if getattr(line, column) is not None
            },
            "step": fine_step(line),
            "least": line.milli // REACH,
            "most": line.milli * REACH,
        }
        for line in frame.lines
    ]


def _metrics(frame: Any) -> list[dict[str, Any]]:
    """Each metric whose days are examined: which incidents it keeps."""
    from tallystick.checks.figures.period_end import metrics_of

    for metric in metrics_of(frame):
        columns = {column for column, _ in metric.where}
        if metric.table != "incidents" or not columns <= set(INCIDENT_COLUMNS):
            raise NotImplementedError(f"metric {metric.name}: it is not counted by the peers")
    return [
        {"name": metric.name, "where": {column: list(values) for column, values in metric.where}}
        for metric in metrics_of(frame)
    ]
