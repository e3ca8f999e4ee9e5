"""How is the answer to a changed law told as JSON and as CSV?"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import asdict, fields
from datetime import date
from pathlib import Path
from typing import Any

from tallystick.sample import disarmed
from tallystick.tables import Line
from tallystick.whatif import Changed, Days, Figure, Near, Unplaced, WhatIf

Parts = tuple[tuple[str, type[Any], Sequence[Any]], ...]


def parts_of(answer: WhatIf) -> Parts:
    """Return the tables of an answer: name, type of a row, rows."""
    return (
        ("changed", Changed, answer.changed),
        ("near", Near, answer.near),
        ("figures", Figure, answer.figures),
        ("unplaced", Unplaced, answer.unplaced),
    )


def as_plain(answer: WhatIf) -> dict[str, Any]:
    """Return an answer as JSON has it; of days None is no bound, as of a life term."""
    change = answer.change
    return {
        "change": change.name,
        "from": change.first.isoformat(),
        "to": change.last and change.last.isoformat(),
        "law_on": change.law_on.isoformat(),
        "predicts_behaviour": False,
        "lines": [
            {"line": move.old.name, "stage": move.old.stage, "was": _plain_line(move.old),
             "would_be": _plain_line(move.new)}
            for goods in change.goods for move in goods.moved
        ],
        "acts": [{**asdict(act), "fine": act.fine and [float(each) for each in act.fine],
                  "today": _plain_row(act.today)} for act in change.acts],
        "cases_examined": dict(answer.examined),
        "caveats": list(change.caveats),
        **{name: [_plain_row(row) for row in rows] for name, _, rows in parts_of(answer)},
        "not_reckoned": list(answer.not_reckoned),
    }  # fmt: skip


def _plain_line(line: Line) -> dict[str, Any]:
    return {"value": float(line.value), "unit": line.unit, "inclusive": line.inclusive}


def _plain_row(row: Any) -> dict[str, Any]:
    values = {each.name.rstrip("_"): getattr(row, each.name) for each in fields(row)}
    return {
        name: value.isoformat() if isinstance(value, date) else
        list(value) if isinstance(value, Days) else value
        for name, value in values.items()
    }  # fmt: skip


def write_tables(answer: WhatIf, folder: Path) -> list[str]:
    """Write each table as CSV to `folder`, which is made; return the names of the files.

    FileExistsError when it is there already. Cells hold no formulas.
    """
    folder.mkdir(parents=True)
    for name, kind, rows in parts_of(answer):
        names = [each.name.rstrip("_") for each in fields(kind)]
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow([part for each in names for part in _columns(each)])
            for row in rows:
                plain = _plain_row(row)
                writer.writerow([cell for each in names for cell in _cells(each, plain[each])])
    return [f"{name}.csv" for name, _, _ in parts_of(answer)]


RANGES = ("today", "then", "at_stake")


def _columns(name: str) -> tuple[str, ...]:
    return (f"{name}_days_least", f"{name}_days_most") if name in RANGES else (name,)


def _cells(name: str, value: Any) -> tuple[Any, ...]:
    if name in RANGES:
        return ("", "") if value is None else tuple(
            "no bound" if each is None else each for each in value
        )  # fmt: skip
    return (disarmed(value) if isinstance(value, str) else "" if value is None else value,)
