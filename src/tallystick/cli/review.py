"""The command `review`: a case, its runs, and the pages of the workbench on this machine alone."""

from __future__ import annotations

import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tallystick.cli.exits import refuse, refusing

if TYPE_CHECKING:
    from tallystick.review.case_folder import Case


def review(
    runs: Annotated[list[Path] | None, typer.Argument(metavar="RUN...", show_default=False)] = None,
    at: Annotated[
        Path, typer.Option(metavar="CASE", help="The folder of the case; made if it is not there.")
    ] = Path("case"),
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Of 127.0.0.1; 0 takes one that is free.")
    ] = 0,
    no_browser: Annotated[
        bool, typer.Option("--no-browser", help="Print the address; open nothing.")
    ] = False,
) -> None:
    """Take finished runs into a case and review them in the browser, on this machine alone."""
    from tallystick.cli.libraries import prepare_libraries

    prepare_libraries()
    from tallystick.review.case_folder import CaseError
    from tallystick.review.office import MissingExtraError, open_office

    with refusing(CaseError, MissingExtraError):
        case = _case(at, runs or [])
        open_office(case)
    _import(runs or [])
    _serve(case, port, no_browser)


def _case(at: Path, runs: list[Path]) -> Case:
    from tallystick.review.case_folder import is_case, make_case, open_case
    from tallystick.review.office import require_extra

    require_extra()
    if is_case(at):
        return open_case(at)
    if not runs:
        raise refuse(f"{at}: there is no case here yet; name the run that it begins with")
    return make_case(at, at.resolve().name)


def _import(runs: list[Path]) -> None:
    """Take in each run, those of earlier periods first; stop at the first that is refused."""
    from tallystick.review.decisions.people import who_works_alone
    from tallystick.review.log.entries import PERSON
    from tallystick.review.runs.copying import RunRefusedError
    from tallystick.review.runs.importing import import_run, in_order

    actor = f"{PERSON}{who_works_alone().login}"
    with refusing(RunRefusedError):
        for folder in in_order(runs):
            run, new = import_run(actor, folder)
            done = "sealed into the case" if new else "is in the case already"
            typer.echo(f"{folder}: {done} (seal {run.manifest_sha256[:16]}…)", err=True)


def _serve(case: Case, port: int, no_browser: bool) -> None:
    from tallystick.review import loopback

    try:
        at = loopback.listening(port)
    except OSError as error:
        raise refuse(f"--port {port}: {error.strerror}; choose another, or leave it out") from None
    number = at.getsockname()[1]
    loopback.name_cookies(number)
    address = f"http://{loopback.HOST}:{number}{loopback.ENTER}{loopback.DOOR.make()}"
    typer.echo(f"Case {case.name}: open this address; it opens once. Ctrl-C ends the program.")
    typer.echo(address)
    if not no_browser:
        webbrowser.open(address)
    loopback.serve(at)
