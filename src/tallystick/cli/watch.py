"""How does a person watch an office over several quarters, from the shell?"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from tallystick.cli.commands import Program
from tallystick.cli.exits import refusing
from tallystick.cli.options import AllowExclusions, AllowOutside, Language, Only, Quiet

app = Program(
    name="watch",
    help="Audit quarter after quarter, with one error rate for all looks together.",
    no_args_is_help=True,
    add_completion=False,
)
Watch = Annotated[Path, typer.Argument(metavar="WATCH", show_default=False)]
DAY = ["%Y-%m-%d"]


@app.command("init")
def init(
    engagement: Annotated[Path, typer.Argument(metavar="ENGAGEMENT.toml", show_default=False)],
    out: Annotated[Path, typer.Option(help="The folder that is made; must not hold anything.")],
    quarters: Annotated[int, typer.Option(help="How many looks are planned.")] = 12,
    alpha: Annotated[float, typer.Option(help="The error of all looks together.")] = 0.05,
    since: Annotated[
        datetime | None,
        typer.Option(
            "--from",
            formats=DAY,
            metavar="DAY",
            help="First day of the first quarter; by default first_day of the engagement.",
            show_default=False,
        ),
    ] = None,
    only: Only = None,
    allow_outside: AllowOutside = False,
) -> None:
    """Declare a watch: which checks, how many quarters, at which error rate."""
    from tallystick.cli.libraries import prepare_libraries

    prepare_libraries()
    from tallystick.cli.session import UnusableInputError
    from tallystick.cli.watch_looks import declare
    from tallystick.watch import WatchError

    with refusing(WatchError, UnusableInputError, OSError):
        first = since.date() if since else None
        declare(engagement, out, quarters, alpha, first, tuple(only or ()), allow_outside)


@app.command("look")
def look(
    watch: Watch,
    through: Annotated[
        datetime,
        typer.Option(
            formats=DAY, metavar="DAY", help="Last day of the next quarter.", show_default=False
        ),
    ],
    allow_outside: AllowOutside = False,
    allow_exclusions: AllowExclusions = False,
    quiet: Quiet = False,
) -> None:
    """Audit the next quarter by itself, freeze its export, and add it to the evidence."""
    from tallystick.cli.libraries import prepare_libraries

    prepare_libraries()
    from tallystick.cli.session import UnusableInputError
    from tallystick.cli.watch_looks import Wishes, make_look
    from tallystick.watch import WatchError

    wishes = Wishes(allow_outside, allow_exclusions, quiet)
    with refusing(WatchError, UnusableInputError):
        make_look(watch, through.date(), wishes)


@app.command("show")
def show(
    watch: Watch,
    out: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="The page; by default watch.html in the folder."),
    ] = None,
    mask: Annotated[
        bool, typer.Option("--mask", help="Show units and officers as Unit 1, Officer 1 …")
    ] = False,
    language: Language = "en",
) -> None:
    """Print what the looks so far come to, and write a page of it."""
    from tallystick.cli.libraries import prepare_libraries

    prepare_libraries()
    from tallystick.cli.watch_shown import show_watch
    from tallystick.report.words.wording import UnknownLanguageError
    from tallystick.watch import WatchError

    with refusing(WatchError, UnknownLanguageError, OSError):
        show_watch(watch, out, mask=mask, language=language)
