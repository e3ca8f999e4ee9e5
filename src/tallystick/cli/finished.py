"""How does a person look at records before a run, and at runs after it, from the shell?"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from tallystick.cli.exits import refusing
from tallystick.cli.options import AllowOutside, AsJson, EngineName, Language, Unverified

MASK_HELP = "Show units and officers as Unit 1, Officer 1 …, in every form."


def report(
    run: Annotated[Path | None, typer.Argument(metavar="RUN", show_default=False)] = None,
    format: Annotated[
        list[str] | None,
        typer.Option(help="html, json, csv, parquet, md or xlsx; repeatable. [default: html]"),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="The folder to write into; by default the run's own.")
    ] = None,
    units: Annotated[
        Literal["found", "all"],
        typer.Option(help="A page for each unit with a finding, or for every unit."),
    ] = "found",
    mask: Annotated[bool, typer.Option("--mask", help=MASK_HELP)] = False,
    mask_key: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="With --mask: also write, as CSV, which name each mask stands for.",
            show_default=False,
        ),
    ] = None,
    replies: Annotated[
        Path | None,
        typer.Option(
            metavar="REPLIES.toml",
            help="Print what was replied to findings, from this file; see docs/reports.md.",
            show_default=False,
        ),
    ] = None,
    language: Language = "en",
    unverified: Unverified = False,
    schema: Annotated[
        bool, typer.Option("--schema", help="Print the JSON Schema of --format json.")
    ] = False,
) -> None:
    """Write the report of a finished run again, from its folder alone, in any form."""
    from tallystick.cli.libraries import prepare_libraries

    prepare_libraries()
    from tallystick.cli.reporting import Wishes, print_schema, run_report
    from tallystick.cli.session import UnusableInputError

    if schema:
        print_schema()
        return
    if run is None:
        raise typer.BadParameter("name the folder of a run, or give --schema")
    with refusing(UnusableInputError):
        kinds, every_unit = tuple(format or ("html",)), units == "all"
        wishes = Wishes(kinds, out, every_unit, mask, mask_key, language, replies, unverified)
        run_report(run, wishes)


def compare(
    before: Annotated[Path, typer.Argument(metavar="RUN1", show_default=False)],
    after: Annotated[Path, typer.Argument(metavar="RUN2", show_default=False)],
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    mask: Annotated[bool, typer.Option("--mask", help=MASK_HELP)] = False,
    unverified: Unverified = False,
) -> None:
    """Say what is new, gone and changed from one finished run to another."""
    from tallystick.cli.libraries import prepare_libraries

    prepare_libraries()
    from tallystick.cli.reporting import run_compare
    from tallystick.cli.session import UnusableInputError

    with refusing(UnusableInputError):
        run_compare(before, after, as_json=json, mask=mask, unverified=unverified)


def profile(
    engagement: Annotated[Path, typer.Argument(metavar="ENGAGEMENT.toml", show_default=False)],
    engine: EngineName = None,
    allow_outside: AllowOutside = False,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="Only which checks can be run; ask none of them.")
    ] = False,
    json: AsJson = False,
) -> None:
    """Count what the records hold, and what each check could see in them; no result is shown."""
    from tallystick.cli.libraries import prepare_libraries

    prepare_libraries()
    from tallystick.cli.profiling import run_profile
    from tallystick.cli.session import Choices, UnusableInputError

    with refusing(UnusableInputError):
        run_profile(
            Choices(engagement, Path(), 0.05, (), "bh", allow_outside, True, engine,
                    quiet=quiet, as_json=json)
        )  # fmt: skip
