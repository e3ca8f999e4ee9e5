"""What does a watch find in made worlds of three years, cut into twelve quarters?

Each world is one of `tallystick.calibrate`, made whole in memory. Each quarter holds the cases
that happened in it, and what hangs on them; the project's own checks are asked of each quarter and
of all quarters so far, and the results of each are corrected together, as an audit does.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from time import process_time
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from tallystick.audit import chosen
from tallystick.audit.execution import keep, results_of
from tallystick.audit.multiplicity import correct, settled
from tallystick.calibrate.departments import Size, seizures
from tallystick.calibrate.one_world import as_audited, single_thread
from tallystick.findings import Result
from tallystick.simulate.behaviours import behaviour
from tallystick.simulate.single.making import MadeWorld, make_world
from tallystick.simulate.single.spec import Spec, gaming_units
from tallystick.watch import Declaration
from tallystick.watch.keys import Key, key_of

ALPHA, QUARTERS, CLEAN = 0.05, 12, "clean"
CHECKS = (
    "figures.period_end",
    "people.repeat_subjects",
    "people.stock_witnesses",
)
TABLES = frozenset({"incidents", "involvements", "measurements"})
RULES = ("each quarter", "each quarter, for twelve looks", "watch", "once, at the end")


@dataclass(frozen=True)
class Kind:
    """A kind of world: a behaviour at a dose in three of ten units over all quarters, or clean.

    Of medium size is one in which an officer has 8 cases a month, of large size 20.
    """

    act: str = CLEAN
    dose: float = 0.0
    size: Size = "medium"

    def spec(self) -> Spec:
        """Return the world: ten units of six officers over 36 months."""
        world = seizures(self.size).model_copy(update={"months": 3 * QUARTERS})
        if self.act != CLEAN:
            units = gaming_units(world)
            options = {"kind": self.act, "dose": self.dose, "units": units, "driven_by": "decree"}
            entry = behaviour(self.act).options(**options)
            world = world.model_copy(update={"behaviours": (entry,)})
        return Spec(world=world, tables=TABLES)


def quarter_of(tables: dict[str, pa.Table], first: object, last: object) -> dict[str, pa.Table]:
    """Return the cases that happened from `first` to `last`, and what hangs on them."""
    cases = tables["incidents"]
    day = pc.cast(pc.floor_temporal(cases["occurred_at"], unit="day"), pa.date32())
    inside = cases.filter(pc.and_(pc.greater_equal(day, first), pc.less_equal(day, last)))
    held = {
        name: table.filter(pc.is_in(table["incident_id"], inside["incident_id"].combine_chunks()))
        for name, table in tables.items()
        if name != "incidents" and "incident_id" in table.column_names
    }
    return {"incidents": inside, **held}


def by_look(
    spec: Spec, made: MadeWorld
) -> Iterator[tuple[Declaration, list[Result], list[Result]]]:
    """Yield the plan, and the results of each quarter and of all so far, each corrected."""
    first = spec.frame.first_day
    assert first is not None
    declared = Declaration("worlds", "", "", first, QUARTERS, ALPHA, CHECKS)
    for number in range(1, QUARTERS + 1):
        of = {kind: asked(spec, made, *days) for kind, days in declared.due(number).items()}
        yield declared, of["window"], of.get("so_far", of["window"])


def asked(spec: Spec, made: MadeWorld, first: date, last: date) -> list[Result]:
    """Return the results of all checks on the days from `first` to `last`, corrected together."""
    engine, found = single_thread(), list[Result]()
    frame = replace(spec.frame, first_day=first, last_day=last)
    tables = as_audited(quarter_of(made.tables, first, last), frame, engine)
    for check in chosen(CHECKS):
        tables = keep(check, tables, engine)
        found += results_of(check, tables, engine)[0]
    return list(correct(found, "bh"))


def named(results: Sequence[Result], alpha: float) -> list[Result]:
    """Return what an audit at an error rate finds among corrected results."""
    each = (settled(result, alpha) for result in results)
    return [result for result in each if result.names_pattern]


def ever(spec: Spec, made: MadeWorld) -> dict[str, set[Key]]:
    """Return by rule the keys that it ever finds in one world."""
    found: dict[str, set[Key]] = {rule: set() for rule in RULES}
    so_far: list[Result] = []
    for declared, alone, so_far in by_look(spec, made):
        ways = (
            named(alone, ALPHA),
            named(alone, ALPHA / QUARTERS),
            named(alone, declared.audit_alpha) + named(so_far, declared.audit_alpha),
        )
        for rule, way in zip(RULES, ways, strict=False):
            found[rule] |= {key_of(each) for each in way}
    found[RULES[-1]] = {key_of(each) for each in named(so_far, ALPHA)}
    return found


def officers_of(spec: Spec, made: MadeWorld) -> dict[str, str]:
    """Return the unit of each officer in which something may be planted."""
    cases, units = made.tables["incidents"], set(gaming_units(spec.world))
    rows = cases.group_by(["officer_id", "unit_id"]).aggregate([]).to_pylist()
    return {row["officer_id"]: row["unit_id"] for row in rows if row["unit_id"] in units}


def measured(kind: Kind, seed: int) -> dict[str, object]:
    """Return what one world came to, as a line of the file holds it."""
    began, spec = process_time(), kind.spec()
    made = make_world(spec, seed)
    found = ever(spec, made)
    return {
        "act": kind.act, "dose": kind.dose, "size": kind.size, "seed": seed,
        "officers": officers_of(spec, made),
        "found": {rule: sorted(map(list, keys)) for rule, keys in found.items()},
        "seconds": round(process_time() - began, 1),
    }  # fmt: skip


def measure(file: Path, kind: Kind, seeds: Sequence[int]) -> None:
    """Add a line to `file` for each seed that it does not have yet."""
    done = {(Kind(row["act"], row["dose"], row["size"]), row["seed"]) for row in lines(file)}
    for seed in seeds:
        if (kind, seed) not in done:
            with file.open("a", encoding="utf-8") as out:
                out.write(json.dumps(measured(kind, seed)) + "\n")


def lines(file: Path) -> list[dict[str, Any]]:
    """Return what was measured so far."""
    if not file.exists():
        return []
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]
