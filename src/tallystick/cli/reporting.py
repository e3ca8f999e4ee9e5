"""How is a finished run written again in another form, or set beside another run?"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import typer

from tallystick.cli import told_comparison
from tallystick.cli.masks import MaskListError, tell_standing, write_mask_list
from tallystick.cli.replies import read_replies
from tallystick.cli.sealing import UnsealedRunError, sealed_run
from tallystick.cli.session import UnusableInputError
from tallystick.cli.terminal import printable
from tallystick.findings.document import schema
from tallystick.findings.store import RUN, as_named
from tallystick.load import InputError
from tallystick.report import comparison
from tallystick.report.comparison import compare
from tallystick.report.exports import formats
from tallystick.report.masks.opened import Opened, UnmaskableError, answered, opened
from tallystick.report.masks.run import MASKED
from tallystick.report.words.wording import ENGLISH, UnknownLanguageError, known
from tallystick.seal import add_pages

EXPORT = "export"


@dataclass(frozen=True)
class Wishes:
    """What the user wants of a report: forms, where, of which units, by masks, in which language.

    `out` is None for the run's own folder: the page goes into it, other forms into its folder
    ``export``, and all that is masked into its folder ``masked``, which can be handed on whole.
    `replies` is a file of what was replied to findings. With `unverified` a run that is not as
    sealed is read all the same.
    """

    kinds: tuple[str, ...]
    out: Path | None = None
    every_unit: bool = False
    mask: bool = False
    mask_key: Path | None = None
    language: str = ENGLISH
    replies: Path | None = None
    unverified: bool = False

    def folder(self, run: Path, kind: str) -> Path:
        """Return the folder into which one form of `run` goes."""
        if self.out is not None:
            return as_named(self.out)
        run = as_named(run)
        return run / MASKED if self.mask else run if kind == "html" else run / EXPORT


def run_report(run: Path, wishes: Wishes) -> None:
    """Write the run in each form and say where; nothing that the run holds is changed."""
    spoken_in(wishes.language)
    held = _opened(run, mask=wishes.mask, unverified=wishes.unverified)
    _refuse(wishes)
    if wishes.replies is not None:
        held = _answered(held, wishes.replies)
    try:
        if wishes.mask_key is not None and held.mask is not None:
            write_mask_list(wishes.mask_key, held.mask, run, wishes.out)
            typer.echo(f"Written: {wishes.mask_key}")
        for kind in wishes.kinds:
            folder = wishes.folder(run, kind)
            folder.mkdir(parents=True, exist_ok=True)
            paths, left = formats.write_format(
                held, kind, folder, wishes.language, every_unit=wishes.every_unit
            )
            add_pages(run, held.document.seal, paths)
            for path in paths:
                typer.echo(f"Written: {path}")
            for words in left:
                typer.echo(printable(f"did not fit: {words}"), err=True)
    except MaskListError as error:
        raise UnusableInputError(str(error)) from None
    except OSError as error:
        raise UnusableInputError(
            f"{error.filename or wishes.out or run}: {error.strerror}; choose --out"
        ) from None
    tell_standing(held)
    if held.document.seal:
        typer.echo(f"Seal: {held.document.seal}")


def _answered(held: Opened, path: Path) -> Opened:
    """Return the run with the replies of a file; UnusableInputError with each fault of it."""
    try:
        return answered(held, read_replies(path, [each.id for each in held.document.findings]))
    except InputError as error:
        raise UnusableInputError(str(error)) from None


def _refuse(wishes: Wishes) -> None:
    """Raise UnusableInputError for what cannot be wished for together, before anything is made."""
    for kind in wishes.kinds:
        if kind not in formats.FORMATS:
            raise UnusableInputError(
                f"--format {printable(kind)}: there is none; write one of "
                f"{', '.join(formats.FORMATS)}"
            )
    if wishes.mask_key is not None and not wishes.mask:
        raise UnusableInputError("--mask-key says what masks stand for; give --mask too")
    out = wishes.out
    if out is not None and (out / RUN).exists() and (wishes.mask or wishes.kinds != ("html",)):
        raise UnusableInputError(f"{out}: a run lies there; choose another --out")


def spoken_in(language: str) -> None:
    """UnusableInputError where there is no report in `language`, with those there are."""
    try:
        known(language)
    except UnknownLanguageError as error:
        raise UnusableInputError(f"--language {error}") from None


def print_schema() -> None:
    """Print the JSON Schema of ``report --format json``."""
    typer.echo(json.dumps(schema(), ensure_ascii=False, indent=2))


def run_compare(
    before: Path, after: Path, *, as_json: bool, mask: bool = False, unverified: bool = False
) -> None:
    """Print what is new, gone and changed from the run `before` to the run `after`.

    With `mask` each name wears the mask that it has in a report of the run `after`; with
    `unverified` runs that are not as sealed are compared all the same, which is said.
    """
    now = _opened(after, mask=mask, unverified=unverified)
    then = _opened(before, mask=mask, known=now, unverified=unverified)
    done = compare(then.document, now.document)
    runs = {"before": then.document, "after": now.document}
    if as_json:
        seals = {name: {"seal": each.seal, "unverified": list(each.unverified)}
                 for name, each in runs.items()}  # fmt: skip
        told = comparison.plain(done) | {"seals": seals}
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        for line in told_comparison.lines(done):
            typer.echo(printable(line))
        for name, each in runs.items():
            typer.echo(f"Seal {name}: {each.seal}")
            for words in each.unverified:
                typer.echo(printable(f"NOT VERIFIED ({name}): {words}"))
    tell_standing(now)


def _opened(
    run: Path, *, mask: bool, known: Opened | None = None, unverified: bool = False
) -> Opened:
    try:
        sealed = sealed_run(run, unverified=unverified)
        return opened(run, mask=mask, before=known, sealed=sealed)
    except (UnmaskableError, UnsealedRunError) as error:
        raise UnusableInputError(str(error)) from None
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "its files are not those of a finished run"
        raise UnusableInputError(
            f"{run}: it cannot be read as a run folder: {why}; give a folder that `tallystick "
            "audit` made"
        ) from None
