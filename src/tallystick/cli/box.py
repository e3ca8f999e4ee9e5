"""The commands `box`: what a reader does with letters, on a machine without a network."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tallystick.cli.commands import Program
from tallystick.cli.exits import refuse, refusing
from tallystick.cli.intake import opened

Place = Annotated[
    Path,
    typer.Argument(
        metavar="BOX",
        show_default=False,
        help="A copy that tallystick intake copy wrote, or the folder of a case.",
    ),
]
IdentityFile = Annotated[
    Path,
    typer.Option("--identity", metavar="FILE", help="As age-keygen wrote it.", show_default=False),
]

app = Program(
    name="box",
    help="Read letters of the confidential channel on a machine without a network.",
    no_args_is_help=True,
    add_completion=False,
)


@app.command("open")
def open_box(
    box: Place,
    identity: IdentityFile,
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Write letters and pages into this new folder, in clear."),
    ] = None,
) -> None:
    """Print every letter that an identity opens; with --out, write them with their pages."""
    with opened(box) as held:
        from tallystick.cli.terminal import printable
        from tallystick.intake.reading import (
            ReadingError,
            identity_of,
            lines,
            open_letters,
            written,
        )

        with refusing(ReadingError):
            letters = list(open_letters(held, identity_of(identity)))
            if not letters:
                raise refuse(f"{box}: this identity opens no letter in it")
            if out is not None:
                paths = written(letters, out)
                typer.echo(f"{len(letters)} letters, {len(paths)} files in {out}")
                return
        for each in letters:
            for line in lines(each):
                typer.echo(printable(line))
            typer.echo("")


@app.command()
def answer(
    box: Place,
    thread: Annotated[str, typer.Argument(metavar="THREAD", show_default=False)],
    identity: IdentityFile,
    text: Annotated[
        Path, typer.Option(metavar="FILE", help="What you answer, as text.", show_default=False)
    ],
    out: Annotated[
        Path, typer.Option(metavar="ANSWER", help="Where the answer is written, locked.")
    ] = Path("answer.json"),
) -> None:
    """Lock an answer to a thread, to be carried to the channel: tallystick intake deliver."""
    with opened(box) as held:
        from tallystick.intake.letters.letter import TooLargeError
        from tallystick.intake.reading import ReadingError, identity_of
        from tallystick.intake.reading import answer as locked

        try:
            said = text.read_text(encoding="utf-8")
        except (OSError, ValueError):
            raise refuse(f"--text {text}: cannot be read as UTF-8; name a text file") from None
        with refusing(ReadingError, TooLargeError):
            made = locked(held, thread, identity_of(identity), said)
        try:
            with out.open("x", encoding="ascii") as file:
                file.write(made)
        except OSError as error:
            raise refuse(f"--out {out}: {error.strerror}; choose another") from None
        typer.echo(f"{out}: carry it to the channel, and run: tallystick intake deliver CASE {out}")
