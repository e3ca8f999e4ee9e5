"""Which published findings do the worlds reproduce, and which do they miss?"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.gates.recorded import GAMES, RATES, STATED
from benchmarks.gates.table import GATES, Gate
from benchmarks.worlds_page.misses import REASONS
from benchmarks.worlds_page.tables import table

HEADER = ("gate", "what", "published", "accepted", "worlds (mean, s.e.)", "")
EDGE = 1e-9  # how the lists of gates write "above 0" and "below 0"
MAKE = "make it with python -m benchmarks.gates.{} --json"


class GateError(ValueError):
    """Results, or reasons for misses, that the page cannot be written from."""


@dataclass(frozen=True)
class Row:
    """A gate and what was measured; no value where nothing was."""

    gate: Gate
    value: float | None
    error: float

    @property
    def met(self) -> bool:
        """Whether what was measured is accepted."""
        return self.value is not None and self.gate.low <= self.value <= self.gate.high

    @property
    def missed(self) -> bool:
        """Whether it was measured and is not accepted; a note cannot be missed."""
        return self.value is not None and self.gate.role != "note" and not self.met


def read(path: Path, name: str) -> dict[str, Any]:
    """A run of the gates that left nothing out."""
    try:
        held: Any = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise GateError(f"{path}: no run of the gates ({error}); {MAKE.format(name)}") from None
    if not isinstance(held, dict) or {"on", "seeds", "scale", "versions", "rows"} - set(held):
        raise GateError(f"{path}: not a run of the gates; {MAKE.format(name)}")
    if held.get("only"):
        raise GateError(f"{path}: a part of the gates ({held['only']}); {MAKE.format(name)}")
    return held


def rows_of(path: Path, name: str, gates: tuple[Gate, ...]) -> list[Row]:
    """What was measured of these gates, judged by the limits that stand in the code."""
    held = {each["gate"]: each for each in read(path, name)["rows"]}
    missing = [gate.name for gate in gates if gate.name not in held]
    unknown = sorted(set(held) - {gate.name for gate in gates})
    if missing or unknown:
        raise GateError(
            f"{path}: without {', '.join(missing) or 'none'}, and with unknown "
            f"{', '.join(unknown) or 'none'}; {MAKE.format(name)}"
        )
    return [Row(gate, held[gate.name]["value"], held[gate.name]["error"]) for gate in gates]


def check(rows: list[Row], reasons: Mapping[str, str]) -> None:
    """GateError when a miss has no reason, or a reason is given for what is no miss."""
    missed = {row.gate.name for row in rows if row.missed}
    silent = [row.gate.name for row in rows if row.missed and not reasons.get(row.gate.name)]
    idle = [name for name in reasons if name not in missed]
    told = [f"{name}: missed, and no reason is given" for name in silent]
    told += [f"{name}: a reason is given, and it is not missed" for name in idle]
    if told:
        raise GateError("\n  ".join([*told, "say so in benchmarks/worlds_page/misses.py"]))


def gates(counts: Path, records: Path, reasons: Mapping[str, str] = REASONS) -> str:
    """Section 5."""
    rows = rows_of(counts, "counts", GATES)
    rows += rows_of(records, "records", (*RATES, *GAMES, *STATED))
    check(rows, reasons)
    measured = [row for row in rows if row.value is not None]
    missed = [row for row in measured if row.missed]
    asked = [row for row in measured if row.gate.role != "note"]
    named = table(
        ("gate", "what", "accepted", "worlds", "reason"),
        [
            (row.gate.name, row.gate.what, accepted(row.gate), shown(row), reasons[row.gate.name])
            for row in missed
        ],
    )
    unmeasured = [
        (row.gate.name, row.gate.published, row.gate.what) for row in rows if row.value is None
    ]
    return "\n\n".join(
        [
            _explained(counts, records),
            "### Fit (F)",
            _table(measured, "F"),
            "### Unseen (V)",
            _table(measured, "V"),
            "### Noted, no gate",
            _table(measured, "note"),
            f"### The misses: {len(missed)} of {len(asked)}",
            named if missed else "None.",
            "### Not measured",
            table(("gate", "published", "why"), unmeasured),
            "Never a gate: how many cases are made up in any country, what share of officers is "
            "corrupt, or an excess of weights read as a number of cases.",
        ]
    )


def accepted(gate: Gate) -> str:
    """The limits of a gate in words."""
    if gate.low == EDGE:
        return f"above 0, to {gate.high:g}"
    if gate.high == -EDGE:
        return f"{gate.low:g} to below 0"
    return f"{gate.low:g}" if gate.low == gate.high else f"{gate.low:g} to {gate.high:g}"


def shown(row: Row) -> str:
    """The mean over worlds with its standard error."""
    return f"{row.value:.3f} ({row.error:.3f})"


def _table(rows: list[Row], role: str) -> str:
    return table(
        HEADER,
        [
            (
                row.gate.name,
                row.gate.what,
                row.gate.published,
                accepted(row.gate),
                shown(row),
                "" if role == "note" else "pass" if row.met else "**miss**",
            )
            for row in rows
            if row.gate.role == role
        ],
    )


def _explained(counts: Path, records: Path) -> str:
    runs = []
    for name, path in (("counts", counts), ("records", records)):
        held = read(path, name)
        first, number = held["seeds"]["first"], held["seeds"]["number"]
        runs.append(
            (
                f"`python -m benchmarks.gates.{name}`",
                held["on"],
                f"{first} to {first + number - 1}",
                "60 units of 12 officers, 6 years" if held["scale"] is None else str(held["scale"]),
                ", ".join(f"{package} {version}" for package, version in held["versions"].items()),
            )
        )
    return "\n\n".join(
        [
            "A world may be believed as far as it shows what was measured in the field. A gate is "
            "an interval for a published number: the published estimator is run on the simulated "
            "records, and where a regime is at work, what the same estimator gives without one is "
            "taken off. Gates marked **F** may be used to set defaults; those marked **V** may "
            "not, and are looked at afterwards. Standard errors are over worlds.",
            table(("run", "on", "seeds", "scale", "versions"), runs),
        ]
    )
