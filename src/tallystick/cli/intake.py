"""The commands `intake`: the confidential channel, for whoever runs the machine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tallystick.cli.commands import Program
from tallystick.cli.exits import refuse, refusing
from tallystick.cli.office import CaseFolder

if TYPE_CHECKING:
    from tallystick.intake.box.database import Box
    from tallystick.intake.box.readers import Reader

EXTRA = "pip install 'tallystick[intake]'"
By = Annotated[
    str, typer.Option(metavar="NAME", help="Who does this; it is kept.", show_default=False)
]
Fingerprint = Annotated[str, typer.Argument(metavar="FINGERPRINT", show_default=False)]

app = Program(
    name="intake",
    help="The confidential channel, on trial: nobody from outside has reviewed it.",
    no_args_is_help=True,
    add_completion=False,
)
key = Program(
    name="key",
    help="Readers' public keys: one person proposes, another agrees.",
    no_args_is_help=True,
)
app.add_typer(key)


@app.command()
def serve(
    case: CaseFolder,
    host: Annotated[
        str,
        typer.Option(
            metavar="NAME",
            envvar="TALLYSTICK_HOST",
            show_default=False,
            help="The name by which browsers know the channel; another one than the office's.",
        ),
    ],
    listen: Annotated[
        str,
        typer.Option(
            metavar="ADDRESS",
            help="unix:/PATH or 127.0.0.1:PORT, where the proxy asks; systemd may pass a socket.",
        ),
    ] = "",
    trial: Annotated[
        bool, typer.Option("--trial", help="Say that you know that nobody has reviewed it.")
    ] = False,
    language: Annotated[
        str, typer.Option(metavar="XX", help="Of the first page: en or ru.")
    ] = "en",
) -> None:
    """Open the channel of a case behind a proxy."""
    if not trial:
        raise refuse(
            "nobody from outside has reviewed this channel, so that it opens with --trial alone; "
            "docs/channel.md says what such a review should read first"
        )
    with opened(case) as box:
        from tallystick.intake.box.readers import in_force, why_closed
        from tallystick.intake.not_protected import not_protected
        from tallystick.intake.serving import AddressError
        from tallystick.intake.serving import serve as answer
        from tallystick.intake.words import LANGUAGES

        if language not in LANGUAGES:
            raise refuse(f"--language {language}: give one of {', '.join(LANGUAGES)}")
        if why := why_closed(in_force(box)):
            raise refuse(f"{case}: {why}")
        for line in not_protected():
            typer.echo(line, err=True)
        with refusing(AddressError):
            answer(case.resolve(), host, listen, language)


@key.command()
def propose(
    case: CaseFolder,
    recipient: Annotated[str, typer.Argument(metavar="AGE1...", show_default=False)],
    name: Annotated[
        str, typer.Option(help="How the first page names this reader.", show_default=False)
    ],
    by: By,
    outside: Annotated[
        bool, typer.Option("--outside", help="The reader is outside the line of command.")
    ] = False,
) -> None:
    """Propose a reader's public key; the box of the case is made if it is not there."""
    with opened(case, make=True) as box:
        from tallystick.intake.box.readers import propose as proposed
        from tallystick.intake.letters.locking import RecipientError

        with refusing(RecipientError):
            reader = proposed(box, recipient, name, outside, by)
        typer.echo(f"Proposed: {_told(reader)}")
        typer.echo(
            "Ask the reader for this fingerprint by another way. Then another person runs:\n"
            f"tallystick intake key agree {case} '{reader.fingerprint}' --by NAME"
        )


@key.command()
def agree(case: CaseFolder, fingerprint: Fingerprint, by: By) -> None:
    """Agree to a key that another person proposed; letters are locked to it from now on."""
    with opened(case) as box:
        from tallystick.intake.box.readers import agree as agreed

        typer.echo(f"Agreed: {_told(agreed(box, fingerprint, by))}")


@key.command()
def end(case: CaseFolder, fingerprint: Fingerprint, by: By) -> None:
    """Lock no more letters to a key; who holds it still opens those of before."""
    with opened(case) as box:
        from tallystick.intake.box.readers import end as ended

        typer.echo(f"Ended: {_told(ended(box, fingerprint, by))}")


@key.command("list")
def show(case: CaseFolder) -> None:
    """Print every key that was proposed."""
    with opened(case) as box:
        from tallystick.intake.box.readers import all_readers

        with box.reading() as held:
            for reader in all_readers(held):
                typer.echo(_told(reader))


@app.command()
def held(case: CaseFolder) -> None:
    """Print all that the box holds, as a court that demands the source can be given it."""
    with opened(case) as box:
        from tallystick.intake.box.inventory import lines

        for line in lines(box):
            typer.echo(line)


@app.command()
def tidy(case: CaseFolder) -> None:
    """Delete threads whose day has passed, and take the order in time out of the file; nightly."""
    with opened(case) as box:
        from tallystick.intake.box.night import tidy as tidied
        from tallystick.intake.box.room import faults

        done = tidied(box)
        typer.echo(f"{done.deleted} threads deleted, {done.weeks} Mondays written to the chain")
        if wrong := faults(box):
            raise refuse(f"{case}: the chain of the room is not whole: {wrong[0]}")


@app.command()
def head(case: CaseFolder) -> None:
    """Print the head of the room's chain of each Monday, for the log of the office."""
    with opened(case) as box:
        from tallystick.intake.box.room import weekly_heads

        for monday, hash_ in weekly_heads(box):
            typer.echo(f"{monday} {hash_}")


@app.command()
def copy(
    case: CaseFolder,
    out: Annotated[Path, typer.Argument(metavar="FILE", show_default=False)],
    for_browser: Annotated[
        bool,
        typer.Option(
            "--for-browser", help="Write it for the page of the office that opens letters."
        ),
    ] = False,
) -> None:
    """Write a copy of the box for readers: ciphertext, without the key of the instance."""
    with opened(case) as box:
        if not for_browser:
            box.copied(out)
            return
        from tallystick.intake.browser_copy import browser_copy

        browser_copy(box, out)


@app.command()
def deliver(
    case: CaseFolder,
    answer: Annotated[Path, typer.Argument(metavar="ANSWER", show_default=False)],
) -> None:
    """Put an answer that a reader wrote with `tallystick box answer` into the box."""
    with opened(case) as box:
        from tallystick.intake.reading import ReadingError
        from tallystick.intake.reading import deliver as delivered

        with refusing(ReadingError):
            delivered(box, answer)


@app.command()
def close(
    case: CaseFolder, thread: Annotated[str, typer.Argument(metavar="THREAD", show_default=False)]
) -> None:
    """Close a thread: it is deleted twelve months from today."""
    with opened(case) as box:
        from tallystick.intake.box.threads import close as closed

        typer.echo(f"kept until {closed(box, thread)}")


@contextmanager
def opened(place: Path, *, make: bool = False) -> Iterator[Box]:
    """Open the box of a case, or a copy of one; refuse what cannot be."""
    from tallystick.intake.box.database import FOLDER, BoxError, make_box, open_box

    try:
        import argon2  # noqa: F401
        import django  # noqa: F401
        import mnemonic  # noqa: F401
        import PIL  # noqa: F401
        import pypdfium2  # noqa: F401
        import pyrage  # noqa: F401
    except ImportError as error:
        raise refuse(f"the channel needs {error.name}; run: {EXTRA}") from None
    with refusing(BoxError):
        yield make_box(place) if make and not (place / FOLDER).exists() else open_box(place)


def _told(reader: Reader) -> str:
    outside = "outside" if reader.outside else "in"
    state = f"in force since {reader.since}" if reader.since else "not agreed yet"
    ended = f", ended on {reader.until}" if reader.until else ""
    return (
        f"{reader.name}, {outside} the line of command, {state}{ended}: {reader.fingerprint} "
        f"(proposed by {reader.proposed_by}, agreed by {reader.agreed_by or 'nobody'})"
    )
