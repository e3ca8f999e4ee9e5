"""How does a person draw records for re-coding, and read the codes back, from the shell?"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from tallystick.cli.commands import Program
from tallystick.cli.exits import refuse, refusing
from tallystick.cli.options import Unverified

app = Program(
    name="sample",
    help="Draw records for people to read, and estimate from what they wrote.",
    no_args_is_help=True,
    add_completion=False,
)
Tolerable = Annotated[
    float | None, typer.Option(help="Enough to show that a share is below this, such as 0.05.")
]
Within = Annotated[
    float | None, typer.Option(help="Enough to know the share to so much on either side.")
]
Expected = Annotated[float | None, typer.Option(help="The share that you expect; default 0 or .5.")]
Confidence = Annotated[float, typer.Option(help="Of the sample's size and its range.")]


@app.command()
def size(
    tolerable: Tolerable = None,
    within: Within = None,
    difference: Annotated[
        tuple[float, float] | None,
        typer.Option(help="Enough of each of two groups to tell these two shares apart."),
    ] = None,
    population: Annotated[
        int | None, typer.Option(min=1, help="How many records there are to draw from.")
    ] = None,
    expected: Expected = None,
    confidence: Confidence = 0.95,
) -> None:
    """Say how many records must be drawn."""
    from tallystick.sample.size import SampleSizeError, Wanted, size_of

    wanted = Wanted(None, tolerable, within, difference, expected, confidence)
    with refusing(SampleSizeError):
        n, words = size_of(wanted, population)
    print(f"{n:,} record{'' if n == 1 else 's'}: {words}")


@app.command()
def draw(
    run: Annotated[Path, typer.Argument(metavar="RUN", show_default=False)],
    out: Annotated[Path, typer.Option(help="The sheet that is written; its plan lies beside it.")],
    seed: Annotated[int, typer.Option(min=0, help="Of the draw; the same seed draws the same.")],
    finding: Annotated[
        str | None, typer.Option(metavar="F-01", help="Draw from the case list of this finding.")
    ] = None,
    table: Annotated[str | None, typer.Option(help="Draw from this table instead.")] = None,
    where: Annotated[
        list[str] | None,
        typer.Option(metavar="COLUMN=VALUE", help="Only records with this value; repeatable."),
    ] = None,
    size: Annotated[int | None, typer.Option(min=1, help="So many records.")] = None,
    tolerable: Tolerable = None,
    within: Within = None,
    expected: Expected = None,
    confidence: Confidence = 0.95,
    by: Annotated[
        str | None, typer.Option(help="Column of the strata; by unit if left out, '' for none.")
    ] = None,
    codes: Annotated[
        str, typer.Option(help="As recorded, not so (its share is estimated), and open ones.")
    ] = "right,wrong,unclear",
    show: Annotated[
        list[str] | None, typer.Option(help="Show a column that is hidden from coders; repeatable.")
    ] = None,
    unverified: Unverified = False,
) -> None:
    """Draw records of a run with a seed, and write a sheet for two coders."""
    from tallystick import sample
    from tallystick.cli.sealing import UnsealedRunError, sealed_run
    from tallystick.cli.terminal import printable
    from tallystick.findings.counts import counted
    from tallystick.sample.size import SampleSizeError

    if (finding is None) == (table is None):
        raise refuse("say --finding or --table, one of the two: from which records to draw")
    with refusing(sample.PopulationError, SampleSizeError, UnsealedRunError, OSError):
        for words in sealed_run(run, unverified=unverified).unverified:
            print(printable(f"NOT VERIFIED: {words}"))
        held = (
            sample.of_finding(run, finding)
            if finding is not None
            else sample.of_table(run, str(table), _conditions(where or []))
        )
        wanted = sample.Wanted(size, tolerable, within, None, expected, confidence)
        n, words = sample.size_of(wanted, len(held))
        told = tuple(each.strip() for each in codes.split(","))
        drawn = sample.draw(held, n, seed, by=by, codes=told, confidence=confidence)
        columns = sample.write_sheet(out, held, drawn, tuple(show or ()))
    print(
        f"Drawn: {len(drawn.places):,} of {printable(held.words)} ({counted(len(held), 'record')})"
    )
    print(f"What they can show: {words}")
    for each in drawn.plan.strata if drawn.plan.by else ():
        print(f"  {printable(each.name) or 'without a name'}: {each.drawn:,} of {each.records:,}")
    print(f"Sheet: {out}, with {', '.join(map(printable, columns))}; codes: {', '.join(told)}")
    print(f"Plan, needed to read it back: {sample.plan_path(out)}")


def _conditions(where: list[str]) -> dict[str, list[str]]:
    from tallystick.sample import PopulationError

    held: dict[str, list[str]] = {}
    for each in where:
        column, equals, value = each.partition("=")
        if not equals:
            raise PopulationError(
                f"--where {each}: write COLUMN=VALUE, such as clearance=unfounded"
            )
        held.setdefault(column, []).append(value)
    return held


@app.command()
def read(
    sheet: Annotated[Path, typer.Argument(metavar="SHEET.csv", show_default=False)],
    plan: Annotated[
        Path | None, typer.Option(help="Its plan, when it does not lie beside the sheet.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Also write the estimate as JSON there.")] = None,
) -> None:
    """Read a coded sheet and estimate what it says of all records."""
    from tallystick import sample
    from tallystick.cli.told_sample import lines_of
    from tallystick.findings.store import plain

    with refusing(sample.SheetError):
        coded = sample.read_sheet(sheet, plan)
    said = sample.estimate(coded)
    for line in lines_of(coded.plan, said):
        print(line)
    if out is not None:
        text = json.dumps(plain(asdict(said)), ensure_ascii=False, indent=2, allow_nan=False)
        with refusing(OSError):
            out.write_text(text + "\n", encoding="utf-8")
