"""The commands of an office: `review serve`, `work`, `account` and `import`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tallystick.cli.copied_runs import tell_of_copies
from tallystick.cli.exits import refuse, refusing
from tallystick.cli.libraries import prepare_libraries

if TYPE_CHECKING:
    from tallystick.review.case_folder import Case

CaseFolder = Annotated[
    Path, typer.Argument(metavar="CASE", help="The folder of the case.", show_default=False)
]
Host = Annotated[
    str,
    typer.Option(
        metavar="NAME",
        envvar="TALLYSTICK_HOST",
        help="The name by which browsers know the office, such as review.example.org.",
        show_default=False,
    ),
]


def serve(
    case: CaseFolder,
    host: Host,
    listen: Annotated[
        str,
        typer.Option(
            metavar="ADDRESS",
            help="unix:/PATH or 127.0.0.1:PORT, where the proxy asks; systemd may pass a socket.",
        ),
    ] = "",
    workers: Annotated[int, typer.Option(min=1, max=64, help="Processes that answer.")] = 2,
) -> None:
    """Serve a case to people who log in, behind a proxy; docs/workbench_office.md."""
    with opened(case, host) as office:
        from tallystick.review.models import Account
        from tallystick.review.serving import AddressError
        from tallystick.review.serving import serve as answer

        if not Account.objects.filter(closed_seq=None).exists():
            typer.echo(
                f"{office.folder}: nobody can log in yet; run: tallystick review account CASE NAME",
                err=True,
            )
        tell_of_copies(office)
        _tell_of_owner()
        _close_connections()
        with refusing(AddressError):
            answer(listen, workers)


def work(case: CaseFolder) -> None:
    """Do the audits that people of an office start from its pages, until a signal ends this."""
    with opened(case) as office:
        from tallystick.review.audits.worker import work as do_audits

        if not do_audits(office):
            raise refuse(f"{office.folder}: another worker is at work on this case")


def account(
    case: CaseFolder,
    login: Annotated[
        str, typer.Argument(metavar="NAME", help="The short name of a person.", show_default=False)
    ],
    host: Host,
) -> None:
    """Invite a person to their account, from this machine; the first one is administrator.

    The case is made if it is not there. Prints an address at which they choose a password.
    """
    with opened(case, host, make=True):
        from tallystick.review.accounts.opening import invite_from_shell
        from tallystick.review.decisions.people import LOGIN, NotAllowedError

        if not LOGIN.fullmatch(login):
            raise refuse(f"{login}: a short name is of small Latin letters, digits, . _ and -")
        try:
            path = invite_from_shell(login)
        except NotAllowedError:
            raise refuse(
                f"{login}: nobody of this case is called that; the administrator adds people on "
                "the page People"
            ) from None
        typer.echo(
            f"Hand this address to {login}. It opens until a password is chosen, for three days.",
            err=True,
        )
        typer.echo(f"https://{host}{path}")


def take_in(
    case: CaseFolder,
    runs: Annotated[list[Path], typer.Argument(metavar="RUN...", show_default=False)],
    by: Annotated[
        str,
        typer.Option(
            metavar="NAME",
            help="Who imports: an analyst or a reviewer of the case.",
            show_default=False,
        ),
    ],
) -> None:
    """Seal finished runs into a case in which people log in."""
    with opened(case) as office:
        from tallystick.cli.review import import_runs
        from tallystick.review.models import Person

        if not Person.objects.filter(login=by).exists():
            raise refuse(f"--by {by}: nobody of this case is called that")
        import_runs(runs, by)
        tell_of_copies(office)


def migrate(
    case: CaseFolder,
    office: Annotated[
        str, typer.Option(metavar="ROLE", help="The role of the pages and the worker.")
    ] = "tallystick",
    backup: Annotated[
        str, typer.Option(metavar="ROLE", help="The role that makes backups.")
    ] = "tallystick_backup",
) -> None:
    """Make or change the tables on PostgreSQL as their owner, and say what other roles may do.

    DATABASE_URL is the address of the owner; docs/workbench_office.md. The case is made if it is
    not there.
    """
    with opened(case, make=True):
        from tallystick.review.case_folder import CaseError
        from tallystick.review.server_roles import grant

        with refusing(CaseError):
            grant(office, backup)
        typer.echo(f"{office} works in the tables and cannot change the log; {backup} reads them.")


def library(
    case: CaseFolder,
    packages: Annotated[
        list[Path],
        typer.Argument(
            metavar="PACKAGE...",
            help="Files as npm pack age-encryption writes them; docs/channel.md has their names.",
            show_default=False,
        ),
    ],
) -> None:
    """Keep the library that opens letters in a browser; each file is held to its hash."""
    with opened(case) as office:
        from tallystick.review.acting.library import PACKAGES, LibraryError, take

        with refusing(LibraryError):
            take(office, packages)
        typer.echo(
            f"{office.folder}: {len(PACKAGES)} packages kept, as published; the log has them"
        )


@contextmanager
def opened(folder: Path, host: str = "", *, make: bool = False) -> Iterator[Case]:
    """Open the office of a case, which people log in to at `host`; refuse what cannot be."""
    prepare_libraries()
    from tallystick.review.case_folder import CaseError, is_case, make_case, open_case
    from tallystick.review.office import MissingExtraError, open_office, require_extra

    with refusing(CaseError, MissingExtraError):
        require_extra()
        if make and not is_case(folder):
            case = make_case(folder, folder.resolve().name)
        else:
            case = open_case(folder)
        open_office(case, host)
    yield case


def _tell_of_owner() -> None:
    """Say where the role of DATABASE_URL could change the log."""
    from tallystick.review.database import URL_VARIABLE, is_on_server

    if not is_on_server():
        return
    from tallystick.review.server_roles import COMMAND, owns_log

    if owns_log():
        typer.echo(
            f"{URL_VARIABLE}: its role owns the tables, so that it could change the log; give the "
            f"pages a role of their own: {COMMAND}",
            err=True,
        )


def _close_connections() -> None:
    """Let each process that answers have a connection of its own."""
    from django.db import connections

    connections.close_all()
