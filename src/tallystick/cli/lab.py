"""How does a person run the policy lab from the shell?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tallystick.cli.commands import Program, UnlessNamed
from tallystick.cli.exits import refusing
from tallystick.cli.options import Quiet

if TYPE_CHECKING:
    from tallystick.lab import Plan

MAKE, TOLD = "make", 20
"""The command that need not be named; how many lines tell of the progress off a terminal."""


class LabGroup(UnlessNamed):
    """Take what stands after `lab` as a plan, unless it is the name of a command."""

    unnamed = MAKE


app = Program(
    name="lab",
    cls=LabGroup,
    help="Compare regimes in a model: tallystick lab PLAN.toml --out LAB makes the worlds of a "
    "plan, and tallystick lab show LAB writes a page of them. A model tells which arguments hold "
    "together, not what happens where.",
    no_args_is_help=True,
    add_completion=False,
)


@app.command(MAKE)
def make(
    plan: Annotated[Path, typer.Argument(metavar="PLAN.toml", show_default=False)],
    out: Annotated[Path, typer.Option(help="The folder that is made, or gone on with.")],
    quick: Annotated[
        bool, typer.Option("--quick", help="Fewer seeds, sets and points; the page says so.")
    ] = False,
    jobs: Annotated[int, typer.Option(min=1, help="Processes at work side by side.")] = 1,
    quiet: Quiet = False,
) -> None:
    """Make the worlds of a plan; after a stop, the same command goes on. `make` may be left out."""
    from tallystick.cli.libraries import prepare_libraries

    prepare_libraries()
    from tallystick.lab import LabError, read_plan

    with refusing(LabError, OSError):
        _make(read_plan(plan, quick), out, jobs, quiet)
    typer.echo(f"Next: tallystick lab show {out}")


def _make(plan: Plan, out: Path, jobs: int, quiet: bool) -> None:
    from tallystick.cli.progress import progress
    from tallystick.lab.runs import make as make_worlds

    told = -1
    with progress(TOLD, quiet=quiet) as step:

        def report(done: int, total: int) -> None:
            nonlocal told
            if (at := TOLD * done // total) > told:
                told = at
                step(f"{done:,} of {total:,} worlds")

        make_worlds(plan, out, jobs, report)
    if plan.lab.detect:
        _audit(plan, out, jobs, quiet)


def _audit(plan: Plan, out: Path, jobs: int, quiet: bool) -> None:
    from tallystick.calibrate.act_power import NAMED_BEFOREHAND
    from tallystick.cli.lab_audits import audit
    from tallystick.cli.libraries import prepare_libraries
    from tallystick.cli.progress import progress
    from tallystick.lab.detect.making import detect
    from tallystick.lab.detect.worlds import stage_of

    with progress(stage_of(plan).worlds, quiet=quiet) as step:

        def report(done: int, total: int) -> None:
            step(f"{done:,} of {total:,} worlds audited")

        detect(plan, out, jobs, audit, NAMED_BEFOREHAND, report, prepare_libraries)


@app.command("show")
def show(
    lab: Annotated[Path, typer.Argument(metavar="LAB", show_default=False)],
    gates: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="The gates as `make gates` wrote them; by default gates.json in the folder.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Write a page of the finished worlds: lab.html in their folder."""
    from tallystick.cli.libraries import prepare_libraries

    prepare_libraries()
    from tallystick.lab import LabError
    from tallystick.lab.shown import write_page

    with refusing(LabError, OSError):
        typer.echo(str(write_page(lab, gates)))
