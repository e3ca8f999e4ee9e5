"""The commands `verify`, `seal keys` and `seal sign`, and what they compare besides the folder."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from tallystick.cli.case_verification import is_case, verified_case
from tallystick.cli.commands import Program
from tallystick.cli.exits import CHANGED, refuse, refusing
from tallystick.cli.libraries import prepare_libraries
from tallystick.seal import verify as verification
from tallystick.seal.bundle_check import BundleVerdict, is_bundle, verify_bundle
from tallystick.seal.halves import read_half
from tallystick.seal.verify import MANIFEST, SCRIPT, Difference, SealError

app = Program(
    name="seal",
    help="Make a key, and sign the seal of a run with it; see docs/seal.md.",
    no_args_is_help=True,
    add_completion=False,
)
OWN_KEY = "signing.key"
# The formats of inputs whose SHA-256 is of the rows that a query gave.
QUERIED = ("sqlite", "postgresql", "catalog")


def verify(
    run: Annotated[Path, typer.Argument(metavar="RUN|BUNDLE|CASE", show_default=False)],
    seal: Annotated[
        str | None,
        typer.Option(metavar="HASH", help="The seal, as printed or noted elsewhere."),
    ] = None,
    half: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="With a bundle or a case: also compare this half of its log."
        ),
    ] = None,
    replay: Annotated[
        bool,
        typer.Option(
            "--replay", help="With a case: also make its tables anew from its log and compare them."
        ),
    ] = False,
    signers: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Check the signature by this allowed_signers file."),
    ] = None,
    inputs: Annotated[
        Path | None,
        typer.Option(
            metavar="ENGAGEMENT.toml", help="Also check the sources of this file where they lie."
        ),
    ] = None,
    again: Annotated[
        Path | None,
        typer.Option(
            metavar="ENGAGEMENT.toml", help="Also audit again and compare each file byte for byte."
        ),
    ] = None,
    key: Annotated[
        Path | None, typer.Option(metavar="FILE", help="With --again: the key of the codes.")
    ] = None,
) -> None:
    """Say whether a run or a case is as it was sealed; exit with 4 and each difference if not.

    A case is verified by its bundle, or in its own folder.
    """
    only_of_runs = any(each is not None for each in (seal, inputs, again, key))
    if is_case(run):
        if only_of_runs or signers is not None:
            raise refuse(f"{run}: a case; of these options it takes --half and --replay alone.")
        _tell(run, verified_case(run, half, replay=replay), "as its log says")
        return
    if replay:
        raise refuse(f"--replay: {run} is no case; give the folder of a case.")
    if is_bundle(run):
        if only_of_runs:
            raise refuse(f"{run}: a bundle; of these options it takes --signers and --half alone.")
        with refusing(SealError):
            held = None if half is None else read_half(half)
            _tell(run, verify_bundle(run, held, signers), "as signed")
        return
    if half is not None:
        raise refuse(
            f"--half {half}: is compared with a case; give the bundle or the folder of a case."
        )
    if again is not None:
        prepare_libraries()
    with refusing(SealError):
        verdict = verification.verify_folder(run, seal, signers)
        found, also = list(verdict.differences), list[str]()
        if inputs is not None and not found:
            found += changed_inputs(run, inputs, also)
        if again is not None and not found:
            from tallystick.cli.again import changed_again

            found += changed_again(run, again, key, also)
    told = replace(verdict, differences=tuple(found))
    for line in verification.lines(run, told, also):
        typer.echo(line)
    if found:
        raise typer.Exit(CHANGED)


def _tell(path: Path, verdict: BundleVerdict, said: str) -> None:
    for line in (*verdict.shown, *verdict.differences[: verification.MOST_SHOWN]):
        typer.echo(verification.plain(line))
    more = len(verdict.differences) - verification.MOST_SHOWN
    if more > 0:
        typer.echo(f"and {more:,} more")
    if verdict.differences:
        typer.echo(f"{verification.plain(str(path))}: not {said}.")
        raise typer.Exit(CHANGED)
    typer.echo(f"{verification.plain(str(path))}: {said}.")


def changed_inputs(run: Path, engagement: Path, also: list[str]) -> list[Difference]:
    """Return each input that is not what was read, where `engagement` says that it lies.

    What was compared is added to `also`.
    """
    manifest: dict[str, Any] = json.loads((run / MANIFEST).read_bytes())
    own = manifest["engagement"]
    listed = {engagement: own} | {
        engagement.parent / each["path"]: each
        for each in manifest["inputs"]
        if each["format"] not in QUERIED
    }
    queried = sum(each["format"] in QUERIED for each in manifest["inputs"])
    found = [
        Difference(str(path), why)
        for path, each in listed.items()
        if (why := verification.difference(path, each["size"], each["sha256"], follow=True))
    ]
    also.append(f"{len(listed)} inputs unchanged")
    if queried:
        also.append(f"{queried} inputs from databases not compared; use --again")
    return found


@app.command()
def keys(
    identity: Annotated[
        str, typer.Option(metavar="NAME", help="Whose key it is, such as an e-mail address.")
    ],
    out: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="By default signing.key in your own configuration."),
    ] = None,
) -> None:
    """Make an Ed25519 key to sign seals with, and print the line for an allowed_signers file."""
    from tallystick.seal.signature import make_keys

    path = own_key() if out is None else out
    with refusing(SealError, OSError):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        line = make_keys(path, identity)
    typer.echo(f"Private key, to be kept secret: {path}", err=True)
    typer.echo("For an allowed_signers file, to be given to whoever verifies:", err=True)
    typer.echo(line, nl=False)


@app.command()
def sign(
    run: Annotated[Path, typer.Argument(metavar="RUN", show_default=False)],
    key: Annotated[
        Path | None, typer.Option(metavar="FILE", help="By default your own signing.key.")
    ] = None,
) -> None:
    """Sign the seal of a run that is as sealed; ssh-keygen and the run's verify.py check it."""
    from tallystick.seal.signature import sign as signed

    with refusing(SealError, OSError):
        verdict = verification.verify_folder(run)
        if verdict.differences:
            raise refuse("\n".join(verification.lines(run, verdict)))
        fingerprint = signed(run, verdict.seal, own_key() if key is None else key)
        shutil.copyfile(verification.__file__, run / SCRIPT)
    typer.echo(f"Signed: {run}")
    typer.echo(f"Seal: {verdict.seal}")
    typer.echo(f"Key: {fingerprint}")


def own_key() -> Path:
    """Return where the user's own signing key lies, beside the key of the codes."""
    from tallystick.load.person_key import own_place

    return own_place(os.environ).with_name(OWN_KEY)
