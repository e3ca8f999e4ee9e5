"""How does a person come from files to an engagement file, and confirm what it says of columns?"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tallystick.cli.exits import refusing
from tallystick.cli.options import AllowOutside


def init(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", exists=True, show_default=False)],
    yes: Annotated[bool, typer.Option("--yes", help="Take the proposals; ask nothing.")] = False,
    out: Annotated[
        Path | None,
        typer.Option(help="The file that is written; by default engagement.toml there."),
    ] = None,
    preset: Annotated[
        str | None, typer.Option(metavar="NAME", help="A public format; see docs/mapping.md.")
    ] = None,
    agency: Annotated[str | None, typer.Option(help="Whose records these are.")] = None,
    time_zone: Annotated[
        str | None, typer.Option(help="The zone of its clocks, such as Asia/Almaty.")
    ] = None,
    jurisdiction: Annotated[str | None, typer.Option(help="Whose law: `tallystick law`.")] = None,
    encoding: Annotated[
        str | None, typer.Option(help="Of all text files, where their bytes allow several.")
    ] = None,
    onto: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            exists=True,
            dir_okay=False,
            help="An engagement file: write it anew beside it, with the files that it lacks.",
        ),
    ] = None,
    allow_outside: AllowOutside = False,
) -> None:
    """Look at a folder of exports and propose an engagement file for it."""
    from tallystick.cli.libraries import prepare_libraries

    prepare_libraries()
    from tallystick.cli.first_look import Wishes, run_init
    from tallystick.cli.readiness import tell_readiness
    from tallystick.cli.session import UnusableInputError
    from tallystick.cli.terminal import program

    with refusing(UnusableInputError):
        wishes = Wishes(folder, out, yes, preset, agency, time_zone, jurisdiction, onto, encoding)
        path, waiting = run_init(wishes)
        typer.echo(f"\nWritten: {path}")
        if waiting:
            raise UnusableInputError(f"Nothing can be read by it yet: {waiting}")
        tell_readiness(path, allow_outside=allow_outside)
    typer.echo(f"\nRead {path} line by line, then: {program()} map --confirm {path}")


def show_mapping(
    engagement: Annotated[Path, typer.Argument(metavar="ENGAGEMENT.toml", show_default=False)],
    confirm: Annotated[
        bool,
        typer.Option("--confirm", help="Say that a person has read which column fills what."),
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="With --confirm: ask for no key.")] = False,
    allow_outside: AllowOutside = False,
) -> None:
    """Show which column fills what, ask what is open, and with --confirm confirm it."""
    from tallystick.cli.libraries import prepare_libraries

    prepare_libraries()
    from tallystick.cli.mapping_command import run_map
    from tallystick.cli.session import UnusableInputError

    with refusing(UnusableInputError):
        run_map(engagement, allow_outside=allow_outside, confirm=confirm, yes=yes)
