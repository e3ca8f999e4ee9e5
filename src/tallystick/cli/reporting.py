"""How is a finished run written again in another form, or set beside another run?"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import typer

from tallystick.cli.session import UnusableInputError
from tallystick.cli.terminal import counted, printable
from tallystick.findings.document import Document, read_document, schema
from tallystick.findings.store import RUN
from tallystick.report import comparison, formats
from tallystick.report.comparison import Comparison, Moved, compare
from tallystick.report.wording import ENGLISH, UnknownLanguageError, known

GONE = "A pattern that is gone shows no change by itself: see what each run could have found."
EXPORT = "export"


def run_report(
    run: Path, kinds: tuple[str, ...], out: Path | None, language: str = ENGLISH
) -> None:
    """Write the run in each of `kinds` and say where; nothing that the run holds is changed.

    By default the page goes into its folder, and the other forms into its folder ``export``.
    """
    spoken_in(language)
    _readable(run)
    if out is not None and (out / RUN).exists() and kinds != ("html",):
        raise UnusableInputError(f"{out}: a run lies there; choose another --out")
    for kind in kinds:
        if kind not in formats.FORMATS:
            raise UnusableInputError(
                f"--format {printable(kind)}: there is none; write one of "
                f"{', '.join(formats.FORMATS)}"
            )
    try:
        for kind in kinds:
            folder = out or (run if kind == "html" else run / EXPORT)
            folder.mkdir(parents=True, exist_ok=True)
            paths, left = formats.write_format(run, kind, folder, language)
            for path in paths:
                typer.echo(f"Written: {path}")
            for words in left:
                typer.echo(printable(f"did not fit: {words}"), err=True)
    except OSError as error:
        raise UnusableInputError(
            f"{error.filename or out or run}: {error.strerror}; choose --out"
        ) from None


def spoken_in(language: str) -> None:
    """UnusableInputError where there is no report in `language`, with those there are."""
    try:
        known(language)
    except UnknownLanguageError as error:
        raise UnusableInputError(f"--language {error}") from None


def print_schema() -> None:
    """Print the JSON Schema of ``report --format json``."""
    typer.echo(json.dumps(schema(), ensure_ascii=False, indent=2))


def run_compare(before: Path, after: Path, *, as_json: bool) -> None:
    """Print what is new, gone and changed from the run `before` to the run `after`."""
    done = compare(_readable(before), _readable(after))
    if as_json:
        typer.echo(json.dumps(comparison.plain(done), ensure_ascii=False, indent=2))
        return
    for line in _lines(done):
        typer.echo(printable(line))


def _readable(run: Path) -> Document:
    try:
        return read_document(run)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "its files are not those of a finished run"
        raise UnusableInputError(
            f"{run}: it cannot be read as a run folder: {why}; give a folder that `tallystick "
            "audit` made"
        ) from None


def _lines(done: Comparison) -> list[str]:
    lines = [f"{done.before.engagement} -> {done.after.engagement}"]
    for title, moved in (
        ("new", done.new), ("gone", done.gone), ("still there", done.still)
    ):  # fmt: skip
        lines += ["", f"{counted(len(moved), 'pattern')} {title}"]
        lines += [f"  {_one(title, each)}" for each in moved]
    if done.differences:
        lines += ["", "What else differs:", *(f"  {each}" for each in done.differences)]
    if done.gone:
        lines += ["", GONE]
    return lines


def _one(title: str, moved: Moved) -> str:
    finding = moved.finding
    if title == "new":
        return f"{finding.id}  {finding.title} (then: {moved.other.said})"
    if title == "gone":
        return f"{finding.id}  {finding.title} (now: {moved.other.said})"
    change = _change(moved.other.estimate, finding.estimate)
    apart = "; the ranges have no value in common" if moved.apart else ""
    return f"{finding.id}  {finding.title}{change}{apart}"


def _change(then: Any, now: Any) -> str:
    return "" if then is None or now is None else f" ({then:,.4g} -> {now:,.4g})"
