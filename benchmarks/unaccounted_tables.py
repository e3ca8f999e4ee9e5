"""How many open takings do the innocent causes of `exhibits.unaccounted` explain, and which?

Run ``python -m benchmarks.unaccounted_tables [--worlds N] [--seed S]``. In departments with every
kind of unit, goods are lent and bought lawfully and come back by one way at a time; or a lot is
bought, or signed out, that never comes back. Prints Markdown. One core; about a minute per row at
sixteen worlds.
"""

from __future__ import annotations

import argparse
from collections import Counter

from ibis.expr.types import Table as Relation

from tallystick.audit.execution import results_of
from tallystick.calibrate.departments import everything
from tallystick.calibrate.one_world import as_audited
from tallystick.calibrate.trial import Trial
from tallystick.checks.exhibits.unaccounted import (
    CHECK,
    booked_again,
    dated_before,
    handed_in_by_another,
    not_exported,
    weighed_later,
)
from tallystick.checks.exhibits.unaccounted.query import KEY, open_takings
from tallystick.engine import Engine, connect
from tallystick.simulate.behaviours import behaviour
from tallystick.simulate.entry import Entry
from tallystick.simulate.oddities import oddity
from tallystick.simulate.single.making import make_world
from tallystick.simulate.single.spec import gaming_units
from tallystick.simulate.world import World

TABLES = frozenset({"incidents", "custody", "measurements", "officers", "postings"})
ALL_BACK = {"dose": 1.0, "lent": 0.2, "unreceipted": 0.0, "renumbered": 0.0}
INNOCENT = {
    "every way back with its receipt": {},
    "one receipt in five missing": {"unreceipted": 0.2},
    "half of the purchases booked under another number": {"renumbered": 0.5},
    "one in five handed in by a colleague": {"by_colleague": 0.2},
    "one in five dated before": {"misdated": 0.2},
    "all of these": {
        "unreceipted": 0.2,
        "renumbered": 0.5,
        "by_colleague": 0.2,
        "misdated": 0.2,
    },
}
PLANTED = {
    "lot bought, never given on": {"signed_out": 0.0},
    "lot signed out, never given back": {"signed_out": 1.0},
}
CAUSES = {
    "booked again": booked_again,
    "handed in by another": handed_in_by_another,
    "weighed later": weighed_later,
    "dated before": dated_before,
    "store not exported": not_exported,
}


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--worlds", type=int, default=16)
    parser.add_argument("--seed", type=int, default=20261125)
    asked = parser.parse_args()
    heads = ("what happens", "takings", "open after 30 days", *CAUSES, "explained by any")
    print("| " + " | ".join(heads) + " |\n" + "|---" * len(heads) + "|")
    for name, options in INNOCENT.items():
        entry = oddity("goods_on_loan").options(kind="goods_on_loan", **{**ALL_BACK, **options})
        _row(name, everything().model_copy(update={"oddities": (entry,)}), asked)
    for name, options in PLANTED.items():
        _row(name, _planted(options), asked)


def _planted(options: dict[str, float]) -> World:
    plain = everything()
    how = {"driven_by": "decree", "units": gaming_units(plain), "dose": 1.0, **options}
    entry: Entry = behaviour("supply").options(kind="supply", **how)
    return plain.model_copy(update={"behaviours": (entry,)})


def _row(name: str, world: World, asked: argparse.Namespace) -> None:
    trial = Trial(check=CHECK.name, nature="innocent", name=name, world=world, tables=TABLES)
    total: Counter[str] = Counter()
    for number in range(asked.worlds):
        total += _tally(trial, asked.seed + number)
    cells = [total["taken"], total["open"], *(total[cause] for cause in CAUSES), total["any"]]
    print(f"| {name} | " + " | ".join(f"{cell:,}" for cell in cells) + " |", flush=True)


def _tally(trial: Trial, seed: int) -> Counter[str]:
    """The agency's takings of one world: how many are open, and what explains them."""
    engine, total = connect(threads=1), Counter[str]()
    tables = as_audited(make_world(trial, seed).tables, trial.frame, engine)
    results, _ = results_of(CHECK, tables, engine)
    for result in results:
        if result.subject:
            continue
        total["taken"] += result.n
        rows = open_takings(tables, result)
        total["open"] += len(_keys(engine, rows))
        explained: set[tuple[object, ...]] = set()
        for name, found in CAUSES.items():
            keys = _keys(engine, found(tables, rows))
            total[name] += len(keys)
            explained |= keys
        total["any"] += len(explained)
    return total


def _keys(engine: Engine, rows: Relation) -> set[tuple[object, ...]]:
    return {tuple(row.values()) for row in engine.rows(rows.select(*KEY).distinct())}


if __name__ == "__main__":
    main()
