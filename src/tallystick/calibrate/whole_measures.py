"""How often does a whole audit find something, and is it what was planted?"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from math import comb, inf
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from tallystick import __version__
from tallystick.audit.expected import FACTOR
from tallystick.calibrate.texts import NONE, TextTable
from tallystick.findings import Finding, Result, patterns
from tallystick.findings.result import PATTERNS

FIRST = (1, 3, 10)
TYPES = {
    "check": pa.string(), "officer": pa.bool_(), "unit": pa.string(), "special": pa.bool_(),
    "expected": pa.float64(), "finding": pa.bool_(), "lead": pa.bool_(),
}  # fmt: skip
TITLE = "Whole audits"
HEADER = (
    "world", "incidents", "audits", "with a finding", "leads, E ≤ 1", "factor",
    "with an officer's finding", "planted units found", "planted first", "in the first 3",
    "in the first 10", "the same by lot",
)  # fmt: skip


@dataclass(frozen=True)
class Kept:
    """What is kept of a test, a counted pattern or a lead of one audit.

    `unit` is the subject, or the unit where an officer is posted; `special` whether it is one in
    which something was planted, or is odd; `expected` E, None without a p-value.
    """

    check: str
    officer: bool
    unit: str
    special: bool
    expected: float | None
    finding: bool
    lead: bool


def kept_of(
    results: Sequence[Result],
    findings: Sequence[Finding],
    leads: Sequence[Finding],
    unit_of: Mapping[str, str],
    special: Collection[str],
) -> list[Kept]:
    """Return what is kept of an audit: leads, tests with a p-value, patterns that were counted."""
    tests = [each for each in results if each.p_value is not None]
    counted = [each for each in patterns(findings) if each.p_value is None]
    told: list[Result | Finding] = [*tests, *counted]
    return [_kept(each, unit_of, special, lead=True) for each in leads] + [
        _kept(each, unit_of, special, lead=False) for each in told
    ]


def _kept(
    each: Result | Finding, unit_of: Mapping[str, str], special: Collection[str], *, lead: bool
) -> Kept:
    unit = unit_of.get(each.subject, each.subject)
    return Kept(
        check=each.check,
        officer=each.subject_kind == "officer",
        unit=unit,
        special=bool({each.subject, unit} & set(special)),
        expected=each.expected_by_chance,
        finding=not lead and each.verdict in PATTERNS,
        lead=lead,
    )


@dataclass(frozen=True)
class Whole:
    """What audits of worlds of one kind and size come to; shares of audits, but for the means.

    Parameters
    ----------
    world, size, audits, seed
        Which worlds; the first seed.
    any_finding, about_others, about_officers
        With a finding, tested or counted, that is to be explained; with one about a unit or an
        officer in whom nothing is planted or odd; with one about such an officer.
    leads, leads_error
        Leads with E of 1 or less in an audit, on average, and the standard error.
    factor
        Audits divided by the sum of the smallest E of each as it is counted.
    found
        The share of the planted units with a finding by a check that is to see it.
    first
        With a planted one among the first 1, 3, 10 findings and leads by such a check.
    lot
        The same of the first ten, with as many units drawn at random.
    """

    world: str
    size: int
    audits: int
    seed: int
    any_finding: float
    about_others: float
    about_officers: float
    leads: float
    leads_error: float
    factor: float
    found: float | None = None
    first: tuple[float, ...] = ()
    lot: float | None = None


def whole_of(
    world: str,
    size: int,
    seed: int,
    audits: Sequence[Sequence[Kept]],
    sees: Sequence[str] = (),
    units: int = 15,
) -> Whole:
    """Measure audits of one kind; with the checks that `sees` names, those of planted worlds too.

    `units` is how many there are. Planted is a unit, or one of its officers.
    """
    tests = [[row for row in rows if not row.lead] for rows in audits]
    found = [[row for row in rows if row.finding] for rows in audits]
    leads = [sum(row.lead and (row.expected or 0) <= 1 for row in rows) for rows in audits]
    least = [min((row.expected for row in rows if row.expected is not None), default=0.0)
             for rows in tests]  # fmt: skip
    more: dict[str, Any] = {}
    if sees:
        ranked = [_seeing(rows, sees) for rows in audits]
        by_lot = [
            _by_lot(each[: FIRST[-1]], units, len(_planted(rows)))
            for each, rows in zip(ranked, audits, strict=True)
        ]
        more = {
            "found": float(np.mean([_planted_found(rows, sees) for rows in audits])),
            "first": tuple(float(np.mean([_has(each, n) for each in ranked])) for n in FIRST),
            "lot": float(np.mean(by_lot)),
        }
    return Whole(
        world=world,
        size=size,
        audits=len(audits),
        seed=seed,
        any_finding=_share(map(bool, found)),
        about_others=_share(any(row.unit and not row.special for row in rows) for rows in found),
        about_officers=_share(
            any(row.officer and not row.special for row in rows) for rows in found
        ),
        leads=float(np.mean(leads)),
        leads_error=float(np.std(leads) / np.sqrt(len(leads))),
        factor=len(audits) * FACTOR / sum(least) if sum(least) else float("nan"),
        **more,
    )


def _share(each: Any) -> float:
    return float(np.mean([bool(one) for one in each]))


def _seeing(rows: Sequence[Kept], sees: Sequence[str]) -> list[Kept | None]:
    """Findings and then leads in their order; None for those of other checks, or of no unit."""
    shown = sorted(
        (row for row in rows if row.lead or row.finding),
        key=lambda row: (row.lead, inf if row.expected is None else row.expected),
    )
    return [row if row.check in sees and row.unit else None for row in shown]


def _has(ranked: Sequence[Kept | None], first: int) -> bool:
    return any(row is not None and row.special for row in ranked[:first])


def _planted(rows: Sequence[Kept]) -> set[str]:
    return {row.unit for row in rows if row.special and row.unit}


def _planted_found(rows: Sequence[Kept], sees: Sequence[str]) -> float:
    found = {row.unit for row in rows if row.finding and row.special and row.check in sees}
    return len(found) / max(len(_planted(rows)), 1)


def _by_lot(ranked: Sequence[Kept | None], units: int, drawn: int) -> float:
    """The chance that one of so many units, drawn at random, is among those listed."""
    listed = len({row.unit for row in ranked if row is not None})
    return 1 - comb(units - listed, drawn) / comb(units, drawn)


def table(wholes: Sequence[Whole]) -> TextTable:
    """Return the table of what was measured."""
    return TextTable(TITLE, HEADER, tuple(map(_row, wholes)))


def _row(each: Whole) -> tuple[str, ...]:
    planted = each.found is not None
    first = [f"{share:.2f}" for share in each.first] or [NONE] * len(FIRST)
    return (
        each.world, f"{each.size:,}", str(each.audits), f"{each.any_finding:.2f}",
        f"{each.leads:.2f} ± {each.leads_error:.2f}", NONE if planted else f"{each.factor:.2f}",
        f"{each.about_officers:.2f}", f"{each.found:.2f}" if planted else NONE, *first,
        f"{each.lot:.2f}" if planted else NONE,
    )  # fmt: skip


def write_kept(kept: Sequence[Kept], path: Path) -> None:
    """Write what is kept of one audit."""
    columns = [(name, [getattr(row, name) for row in kept]) for name in TYPES]
    pq.write_table(pa.table(dict(columns), pa.schema(TYPES)), path)


def read_kept(path: Path) -> list[Kept]:
    """Read what `write_kept` wrote."""
    return [Kept(**row) for row in pq.read_table(path).to_pylist()]


def write_wholes(wholes: Sequence[Whole], path: Path) -> None:
    """Write a Parquet file with a row for each kind and size, and by which version and when."""
    rows = [{name.name: getattr(each, name.name) for name in fields(each)} for each in wholes]
    table = pa.Table.from_pylist([{**row, "first": list(row["first"])} for row in rows])
    made = {"tallystick": __version__, "on": datetime.now(UTC).date().isoformat()}
    pq.write_table(table.replace_schema_metadata(made), path)


def read_wholes(path: Path) -> tuple[Whole, ...]:
    """Read what `write_wholes` wrote."""
    rows = pq.read_table(path).to_pylist()
    return tuple(Whole(**{**row, "first": tuple(row["first"] or ())}) for row in rows)
