"""The command `review`: a case and the pages of the workbench, here alone or for an office."""

from __future__ import annotations

import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tallystick.cli.backups import backup, restore
from tallystick.cli.commands import Program, UnlessNamed
from tallystick.cli.copied_runs import tell_of_copies
from tallystick.cli.exits import refuse, refusing
from tallystick.cli.office import account, library, migrate, serve, take_in, work

if TYPE_CHECKING:
    from tallystick.review.case_folder import Case
    from tallystick.review.models import Run


OPEN = "open"


class OpenUnlessNamed(UnlessNamed):
    """A group whose command `open` need not be named: `tallystick review RUN --at CASE`."""

    unnamed = OPEN


app = Program(
    name="review",
    cls=OpenUnlessNamed,
    help="Review finished runs in the browser: tallystick review RUN... --at CASE. The word open "
    "may be left out; the other commands are for an office of several people.",
    add_completion=False,
)
app.command("serve")(serve)
app.command("work")(work)
app.command("account")(account)
app.command("migrate")(migrate)
app.command("library")(library)
app.command("import")(take_in)
app.command("backup")(backup)
app.command("restore")(restore)


@app.command(OPEN)
def review(
    runs: Annotated[list[Path] | None, typer.Argument(metavar="RUN...", show_default=False)] = None,
    at: Annotated[
        Path, typer.Option(metavar="CASE", help="The folder of the case; made if it is not there.")
    ] = Path("case"),
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Of 127.0.0.1; 0 takes one that is free.")
    ] = 0,
    replies: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Replies to findings of the last RUN, as a TOML file."),
    ] = None,
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
    _refuse_accounts(case)
    from tallystick.review.decisions.people import who_works_alone

    newest = import_runs(runs or [], who_works_alone().login)
    if replies is not None:
        _take_in(replies, newest)
    tell_of_copies(case)
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


def _refuse_accounts(case: Case) -> None:
    """Refuse to open a case by a token where people log in."""
    from tallystick.review.decisions.people import is_of_one_person

    if not is_of_one_person():
        raise refuse(
            f"{case.folder}: people log in to this case; serve it with: tallystick review serve, "
            "and import runs with: tallystick review import"
        )


def import_runs(runs: list[Path], login: str) -> Run | None:
    """Take in each run, those of earlier periods first, and return the last.

    Stops at the first that is refused.
    """
    from tallystick.review.decisions.people import NotAllowedError
    from tallystick.review.log.entries import PERSON
    from tallystick.review.runs.copying import RunRefusedError
    from tallystick.review.runs.importing import import_run, in_order

    actor = f"{PERSON}{login}"
    run = None
    with refusing(RunRefusedError):
        for folder in in_order(runs):
            try:
                run, new = import_run(actor, folder)
            except NotAllowedError:
                raise refuse(
                    f"{folder}: {login} may not import a run; give them the role of analyst"
                ) from None
            done = "sealed into the case" if new else "is in the case already"
            typer.echo(f"{folder}: {done} (seal {run.manifest_sha256[:16]}…)", err=True)
    return run


def _take_in(path: Path, run: Run | None) -> None:
    """Take in the replies of a file to the findings of a run; refuse them with each fault."""
    from tallystick.cli.replies import read_replies
    from tallystick.load import InputError
    from tallystick.review.decisions.people import who_works_alone
    from tallystick.review.decisions.replies import take_in
    from tallystick.review.log.entries import PERSON

    if run is None:
        raise refuse(f"--replies {path}: name the run that they reply to")
    found = run.sightings.filter(kind="finding").values_list("number", flat=True)
    with refusing(InputError):
        new = take_in(f"{PERSON}{who_works_alone().login}", run, read_replies(path, list(found)))
    typer.echo(f"{path}: {new} replies are new to the case", err=True)


def _serve(case: Case, port: int, no_browser: bool) -> None:
    from tallystick.review import loopback
    from tallystick.review.audits.worker import at_work

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
    with at_work(case):
        loopback.serve(at)
