"""With which status does the program end, and how is it said what a user can mend?"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import typer

OK, DEFECT, BAD_INPUT, FOUND, CHANGED = 0, 1, 2, 3, 4


def refuse(message: object) -> typer.Exit:
    """Say what is wrong, without what could steer a terminal; return the exit to raise."""
    from tallystick.cli.terminal import printable

    for line in str(message).splitlines():
        typer.echo(printable(line), err=True)
    return typer.Exit(BAD_INPUT)


@contextmanager
def refusing(*errors: type[Exception]) -> Iterator[None]:
    """Turn these errors into their message and an exit; one of the disk asks for another --out."""
    try:
        yield
    except errors as error:
        message = str(error)
        if isinstance(error, FileExistsError):
            message = f"{error.filename} is there already; choose another --out"
        elif isinstance(error, OSError):
            message = f"{error.filename}: {error.strerror}; choose another --out"
        raise refuse(message) from None
