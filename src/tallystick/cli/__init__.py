"""How does a person run Tallystick from the shell?"""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from tallystick.cli.as_written import QuickGroup
from tallystick.cli.box import app as box
from tallystick.cli.commands import Program
from tallystick.cli.exits import BAD_INPUT, DEFECT, FOUND, OK, refuse, refusing
from tallystick.cli.finished import compare, profile, report
from tallystick.cli.first_hour import init, show_mapping
from tallystick.cli.intake import app as intake
from tallystick.cli.lab import app as lab
from tallystick.cli.law import app as law
from tallystick.cli.lists import checks, tables
from tallystick.cli.options import (
    AllowExclusions,
    AllowOutside,
    AsJson,
    EngineName,
    Explain,
    Language,
    Leads,
    Only,
    Quiet,
)
from tallystick.cli.review import app as review
from tallystick.cli.sampling import app as sampling
from tallystick.cli.streams import standard_streams
from tallystick.cli.verification import app as seal
from tallystick.cli.verification import verify
from tallystick.cli.watch import app as watch

EXIT_CODES = (
    "Exit codes: 0 ran, whatever it found; 2 bad input or usage; 1 a defect of Tallystick; "
    "3 findings, with --fail-on-findings, or a broken check, with --fail-on-broken; "
    "4 a run that is not as sealed."
)

ORDER = (
    "init", "map", "profile", "audit", "report", "compare", "review", "watch", "verify", "checks",
    "tables", "law", "sample", "seal", "identify", "intake", "box", "simulate", "calibrate", "lab",
)  # fmt: skip
"""In which order help lists the commands: as a newcomer meets them."""
KEY_HELP = "The key of the codes by which persons are shown; see docs/identity.md."


class InOrder(QuickGroup):
    """The commands, in `ORDER`."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Return their names."""
        return sorted(super().list_commands(ctx), key=ORDER.index)


app = Program(
    name="tallystick",
    cls=InOrder,
    help="Helps to tell whether an enforcement figure (arrests, seizures, tickets, clearance "
    "rates) was earned or manufactured, from the agency's own exports. Works offline; your files "
    "are never changed.",
    epilog=EXIT_CODES,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
for group in (sampling, law, seal, review, watch, intake, box, lab):
    app.add_typer(group)
for each in (init, profile, report, compare, verify, checks, tables):
    app.command(epilog=EXIT_CODES)(each)
app.command("map", epilog=EXIT_CODES)(show_mapping)


def _version(wanted: bool) -> None:
    if wanted:
        from tallystick import __version__

        typer.echo(f"tallystick {__version__}")
        raise typer.Exit(OK)


@app.callback()
def options(
    version: Annotated[
        bool,
        typer.Option(
            "--version", "-V", callback=_version, is_eager=True, help="Print the version."
        ),
    ] = False,
) -> None:
    """Take the options that stand before a command."""


@app.command(epilog=EXIT_CODES)
def audit(
    engagement: Annotated[
        Path,
        typer.Argument(
            metavar="ENGAGEMENT.toml",
            help="Or a file or folder of records, whose columns the program then proposes.",
            show_default=False,
        ),
    ],
    out: Annotated[Path, typer.Option(help="Where the run folder is made.")] = Path("runs"),
    alpha: Annotated[
        float,
        typer.Option(
            help="Error rate after the correction, 0.05 at most; a test also needs p < 0.05."
        ),
    ] = 0.05,
    only: Only = None,
    leads: Leads = 3.0,
    correction: Annotated[
        Literal["bh", "by"], typer.Option(help="Benjamini-Hochberg, or -Yekutieli.")
    ] = "bh",
    fail_on_findings: Annotated[
        bool, typer.Option("--fail-on-findings", help="Exit with 3 when there are findings.")
    ] = False,
    engine: EngineName = None,
    allow_outside: AllowOutside = False,
    allow_exclusions: AllowExclusions = False,
    identify: Annotated[
        bool, typer.Option("--identify", help="Show persons by their numbers, not by codes.")
    ] = False,
    key: Annotated[
        Path | None, typer.Option(metavar="FILE", help=KEY_HELP, show_default=False)
    ] = None,
    mask: Annotated[
        bool,
        typer.Option("--mask", help="Write the report, and print, with units and officers masked."),
    ] = False,
    language: Language = "en",
    quiet: Quiet = False,
    json: AsJson = False,
    explain: Explain = False,
) -> None:
    """Audit an agency's export and write a run folder with the report."""
    from tallystick.cli.interrupt import stopped_by_signals
    from tallystick.cli.libraries import prepare_libraries

    with stopped_by_signals() as stop:
        if short := prepare_libraries():
            raise refuse(short)
        from tallystick.cli.session import Choices, UnusableInputError, run_audit

        choices = Choices(
            engagement=engagement,
            out=out,
            alpha=alpha,
            only=tuple(only or ()),
            leads=leads,
            correction=correction,
            allow_outside=allow_outside,
            allow_exclusions=allow_exclusions,
            engine=engine,
            identify=identify,
            key=key,
            mask=mask,
            language=language,
            quiet=quiet,
            as_json=json,
            explain=explain,
        )
        with refusing(UnusableInputError):
            if not choices.is_engagement_file:
                from tallystick.cli.start import started

                choices = started(choices)
            found = run_audit(choices, stop)
    if found and fail_on_findings:
        raise typer.Exit(FOUND)


@app.command(epilog=EXIT_CODES)
def simulate(
    world: Annotated[Path, typer.Argument(metavar="WORLD.toml", show_default=False)],
    out: Annotated[Path, typer.Option(help="The folder that is made; must not hold anything.")],
    seed: Annotated[
        int | None, typer.Option(min=0, help="Take this seed in place of the world's own.")
    ] = None,
    scale: Annotated[
        float, typer.Option(min=0.001, max=10_000, help="Times as many units (below 1: fewer).")
    ] = 1.0,
) -> None:
    """Make a synthetic department's records, with labels of all that was planted in them."""
    from tallystick.cli.worlds import WorldError, run_simulate

    with refusing(WorldError):
        run_simulate(world, out, seed, scale)


@app.command(epilog=EXIT_CODES)
def calibrate(
    check: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="Only this check; repeatable.")
    ] = None,
    worlds: Annotated[int, typer.Option(min=1, help="Worlds for each trial.")] = 16,
    jobs: Annotated[int, typer.Option(min=1, help="Processes at work side by side.")] = 1,
    seed: Annotated[int, typer.Option(min=0, help="The first seed.")] = 20261125,
    out: Annotated[
        Path | None, typer.Option(help="Also write calibration.md and a Parquet file there.")
    ] = None,
    fail_on_broken: Annotated[
        bool,
        typer.Option(
            "--fail-on-broken",
            help="Exit with 3 when a check is broken or fails the power floor.",
        ),
    ] = False,
    whole: Annotated[
        bool, typer.Option("--whole", help="Audit whole worlds with all checks at once.")
    ] = False,
    size: Annotated[
        list[int] | None,
        typer.Option(metavar="N", min=500, help="Incidents of a whole world, else 2000."),
    ] = None,
) -> None:
    """Measure each check's false alarms and power on synthetic worlds with known truth."""
    from tallystick.cli.libraries import prepare_libraries

    prepare_libraries()
    from tallystick.cli.calibration import UnusableCheckError, run_calibrate

    if whole:
        from tallystick.cli.whole_audits import run_whole

        with refusing(UnusableCheckError, OSError):
            run_whole(tuple(check or ()), size or [2000], worlds, jobs, seed, out)
        return
    with refusing(UnusableCheckError, OSError):
        broken = run_calibrate(tuple(check or ()), worlds, jobs, seed, out)
    if broken and fail_on_broken:
        raise typer.Exit(FOUND)


@app.command(epilog=EXIT_CODES)
def identify(
    engagement: Annotated[Path, typer.Argument(metavar="ENGAGEMENT.toml", show_default=False)],
    code: Annotated[list[str], typer.Argument(metavar="CODE...", show_default=False)],
    key: Annotated[
        Path | None, typer.Option(metavar="FILE", help=KEY_HELP, show_default=False)
    ] = None,
    allow_outside: AllowOutside = False,
) -> None:
    """Print the number behind each code, for who holds the key and the records."""
    from tallystick.cli.libraries import prepare_libraries

    prepare_libraries()
    from tallystick.cli.identification import run_identify
    from tallystick.cli.session import UnusableInputError

    with refusing(UnusableInputError):
        missing = run_identify(engagement, code, key, allow_outside)
    if missing:
        raise typer.Exit(BAD_INPUT)


def main() -> None:
    """Run the program; an exception that nobody expected is a defect and exits with 1.

    What it writes, of records or not, its user alone may read, whatever the umask.
    """
    os.umask(0o077)
    # A query is thousands of small objects, few of them in a circle: the collector took a tenth.
    gc.set_threshold(20_000, 20, 20)
    with standard_streams():
        _run()


def _run() -> None:
    try:
        app()
    except KeyboardInterrupt:
        sys.stderr.write("Interrupted; nothing unfinished was left.\n")
        sys.exit(130)
    except Exception as error:
        import traceback

        traceback.print_exc()
        whose = "that package" if _is_of_another_package(error) else "Tallystick"
        sys.stderr.write(
            f"\nThis is a defect of {whose}, not of your files. Please report the lines above "
            "after taking out anything confidential. Nothing of yours was changed.\n"
        )
        sys.exit(DEFECT)


def _is_of_another_package(error: Exception) -> bool:
    notes = getattr(error, "__notes__", ())
    if not notes:
        return False
    from tallystick.audit.selection import FAILED

    return any(note.startswith(FAILED) for note in notes)
