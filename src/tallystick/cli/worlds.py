"""How does a person make a world with known truth from the shell?"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tallystick.cli.progress import progress
from tallystick.cli.terminal import printable
from tallystick.cli.world_law import with_months
from tallystick.findings.counts import counted
from tallystick.simulate.folder import simulate
from tallystick.simulate.world import World, WorldError, read_world

WORDS = {
    "true_events": "events that truly happened and came to the police",
    "lost": "complaints lost without intent",
    "misclassified": "serious complaints filed as the lesser offence without intent",
    "unrecorded": "complaints kept out of the records",
    "downgraded": "complaints entered as a lesser offence",
    "unfounded_wrongly": "complaints closed as unfounded that were not",
    "cleared_wrongly": "complaints closed by exceptional means that were not",
    "easy": "arrests of the same known users, for the count",
    "ghost": "records without an event",
    "supplied_cases": "cases of buyers supplied by the police",
    "moved_over_line": "weights moved over a line",
    "backdated": "cases dated or entered for the figure",
    "held_back": "cases held back until January",
    "brought_forward": "cases brought forward from January",
    "recycled": "exhibits that are goods of another case",
    "copied": "reports copied from another case",
    "stock_witness": "searches attested by a stock witness",
    "reused_informant": "cases laid on a reused informant",
    "wrongly_charged": "people charged, or charged in a higher class, for the figure",
    "added_months": "months of imprisonment that came of it",
}

REASONS = {
    "running": "still running at the end",
    "insider": "told on by a colleague",
    "audit": "found by an audit",
    "stock": "sold out",
    "goal": "given up with the goal met",
    "transfer": "ended by a transfer",
    "court": "ended in court",
    "scope": "ended with the dates of the world file",
}


def run_simulate(world_file: Path, out: Path, seed: int | None, scale: float) -> None:
    """Make the world and print what it holds and what truly happened in it.

    WorldError when the file or the folder cannot be used.
    """
    world: World = read_world(world_file, with_months)
    with progress(world.months) as step:
        told = simulate(
            world, out, seed, scale, lambda month, months: step(f"month {month} of {months}")
        )
    print_told(told, out)


def print_told(told: dict[str, Any], out: Path) -> None:
    """Print the summary of a world."""
    print(
        f"{printable(told['world'])}: {counted(told['units'], 'unit')}, "
        f"{counted(told['officers'], 'officer')}, {counted(told['months'], 'month')}, "
        f"seed {told['seed']}, scale {told['scale']:g}"
    )
    tables = {
        name.partition("/")[2]: rows
        for name, rows in told["rows"].items()
        if name.startswith("tables/")
    }
    print(", ".join(f"{rows:,} {name}" for name, rows in tables.items()))
    print()
    print("What truly happened (for you, not for an audit: truth/)")
    for measure, words in WORDS.items():
        if told["happened"].get(measure):
            print(f"  {told['happened'][measure]:>12,.0f}  {words}")
    schemes = told["schemes"]
    if schemes["begun"]:
        reasons = ", ".join(f"{n} {REASONS[reason]}" for reason, n in schemes["by_reason"].items())
        many = "" if schemes["begun"] == 1 else "s"
        print(f"  {schemes['begun']:>12,}  supply scheme{many}: {reasons}")
        print(f"  {schemes['stopped_before_a_sale']:>12,}  of them stopped before the first sale")
    print()
    print(f"Audit it: tallystick audit {out / 'engagement.toml'}")


__all__ = ["WorldError", "run_simulate"]
