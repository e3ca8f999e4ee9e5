"""How does one audit go from an engagement file to a finished run folder?"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

import typer

from tallystick.audit import (
    MOST_EXPECTED,
    TABLES,
    Outcome,
    UnusableCheckError,
    alpha_fault,
    audit,
    chosen,
    most_expected_fault,
    remove_left_over,
    run_folder,
)
from tallystick.audit.second_process import SecondProcess
from tallystick.cli.about import about_of
from tallystick.cli.charged_law import take_law
from tallystick.cli.interrupt import Stop
from tallystick.cli.law_lines import TakenPack, take_lines
from tallystick.cli.plan import Plan
from tallystick.cli.progress import progress
from tallystick.cli.sealing import seal_run
from tallystick.cli.show_outcome import show_outcome
from tallystick.cli.surroundings import told
from tallystick.cli.terminal import printable
from tallystick.engine import Engine, EngineError, connect, connect_spark, users_own
from tallystick.load import (
    Engagement,
    InputError,
    Loaded,
    PersonKey,
    Sources,
    find_key,
    limited,
    load,
    read_engagement,
    within,
)
from tallystick.report.exports.folder import write_page
from tallystick.report.masks.opened import Opened, Sealed, opened
from tallystick.report.masks.run import MASKED
from tallystick.report.words.wording import ENGLISH, UnknownLanguageError, known
from tallystick.seal import add_pages

OF_SOURCE = re.compile(r"^(reading|examining) .*", re.DOTALL)


class UnusableInputError(Exception):
    """What the user gave cannot be used; the message says what, why and what to do."""


@dataclass(frozen=True)
class Choices:
    """What the user chose on the command line; `window` are the days that a watch examines."""

    engagement: Path
    out: Path
    alpha: float
    only: tuple[str, ...]
    correction: Literal["bh", "by"]
    allow_outside: bool
    allow_exclusions: bool
    engine: Literal["duckdb", "spark"] | None = None
    identify: bool = False
    key: Path | None = None
    mask: bool = False
    language: str = ENGLISH
    quiet: bool = False
    as_json: bool = False
    leads: float = MOST_EXPECTED
    explain: bool = False
    window: tuple[date, date] | None = None

    @property
    def is_engagement_file(self) -> bool:
        """Whether `engagement` can only be an engagement file, be it there or not."""
        given = self.engagement
        return given.suffix.casefold() in ("", ".toml") and not given.is_dir()


@contextmanager
def usable(engagement: Path, out: Path, at: Sequence[str]) -> Iterator[None]:
    """Turn what cannot be used within into UnusableInputError; `at` holds the steps so far."""
    try:
        yield
    except Exception as error:
        words = told(error, engagement, out, at[-1])
        if words is None and isinstance(error, InputError | EngineError | UnusableCheckError):
            words = str(error)
        if words is None:
            raise
        raise UnusableInputError(words) from error


@contextmanager
def loaded(
    choices: Choices, at: list[str], *, allow_exclusions: bool = True
) -> Iterator[tuple[Engagement, Loaded, Engine]]:
    """Load an engagement for a command that writes no run folder; nothing of it stays.

    UnusableInputError where it, or what is done with it, cannot be used.
    """
    scratch = Path("the temporary folder")
    with usable(choices.engagement, scratch, at), TemporaryDirectory(prefix="tallystick-") as made:
        engagement = read_engagement(choices.engagement, allow_outside=choices.allow_outside)
        engagement, _ = take_law(*take_lines(engagement))
        engine, sources = open_engine(engagement, choices, Path(made), at.append), Sources()
        try:
            with sources.unchanged():
                given = load(engagement, Path(made) / "tables", engine, progress=at.append,
                             allow_exclusions=allow_exclusions, sources=sources)  # fmt: skip
                yield engagement, given, engine
        finally:
            engine.close()


def run_audit(choices: Choices, stop: Stop | None = None) -> int:
    """Audit, write the run folder, print what was found; return the number of findings.

    `stop` learns what a signal would have to undo. UnusableInputError when the engagement, its
    files, a name on the command line or what the machine has to offer cannot be used.
    """
    at = ["starting"]
    with usable(choices.engagement, choices.out, at):
        outcome, final, shown = _audit_and_report(choices, stop or Stop(), at)
    show_outcome(
        outcome, shown, final, choices.engagement,
        mask=choices.mask, quiet=choices.quiet, as_json=choices.as_json,
    )  # fmt: skip
    return len(outcome.findings)


def audit_to_folder(
    choices: Choices, stop: Stop | None = None, at: list[str] | None = None
) -> tuple[Outcome, Path]:
    """Write the run folder and return what was found, and where; `at` gets each step's name."""
    outcome, final, _ = _audit_and_report(choices, stop or Stop(), at if at is not None else [])
    return outcome, final


def _audit_and_report(choices: Choices, stop: Stop, at: list[str]) -> tuple[Outcome, Path, Opened]:
    """Write the run folder; return what was found, where, and the run as its page shows it."""
    _spoken(choices.language)
    if fault := alpha_fault(choices.alpha):
        raise InputError(f"--alpha {fault}")
    if fault := most_expected_fault(choices.leads):
        raise InputError(f"--leads {fault}")
    checks = chosen(choices.only)
    engagement = read_engagement(choices.engagement, allow_outside=choices.allow_outside)
    if choices.window:
        engagement = limited(engagement, *choices.window)
    engagement, laws = take_law(*take_lines(engagement))
    key = _key(engagement, choices)
    steps = len(engagement.sources) + len(checks) + 3
    for words in remove_left_over(choices.out):
        typer.echo(printable(words), err=True)
    with ExitStack() as stack:
        bar = stack.enter_context(progress(steps, stop.acts.append, quiet=choices.quiet))
        with stop.held_off():
            stop.run = stack.enter_context(run_folder(choices.out, engagement.name))
        partial, final = stop.run

        def step(name: str) -> None:
            # A source may be called by the name of a unit or an officer.
            name = OF_SOURCE.sub(r"\1 a source", name) if choices.mask else name
            at.append(name)
            bar(name)

        plan = Plan(step)
        outcome, shown = _fill(partial, engagement, laws, choices, key, plan)
    if choices.explain:
        plan.show({each.name: each for each in checks})
    return outcome, final, shown


def _spoken(language: str) -> None:
    """InputError before anything is read where there is no report in `language`."""
    try:
        known(language)
    except UnknownLanguageError as error:
        raise InputError(f"--language {error}") from None


def _key(engagement: Engagement, choices: Choices) -> PersonKey | None:
    """The key of the codes of persons; None where numbers are shown, or no table has persons."""
    if choices.identify and choices.key:
        raise InputError("--identify shows numbers and --key makes codes; give one of the two")
    if choices.identify or not engagement.names_persons:
        return None
    return find_key(choices.key, engagement.person_key)


def _fill(
    folder: Path,
    engagement: Engagement,
    laws: tuple[TakenPack, ...],
    choices: Choices,
    key: PersonKey | None,
    plan: Plan,
) -> tuple[Outcome, Opened]:
    """Write everything into `folder`; InputError when a source changed in the meantime."""
    sources = Sources()
    with sources.unchanged():
        outcome = _audited(folder, engagement, laws, choices, key, sources, plan)
        plan("report")
        sealed = seal_run(folder, outcome.record.inputs, engagement)
        shown = opened(folder, mask=choices.mask, sealed=sealed)
        _write_page(shown, sealed, mask=choices.mask, language=choices.language)
    return replace(outcome, seal=sealed.seal), shown


def _write_page(shown: Opened, sealed: Sealed, *, mask: bool, language: str) -> None:
    """Write the page of a run into its folder, or, with masks, into its folder ``masked``."""
    out = shown.folder / MASKED if mask else shown.folder
    out.mkdir(exist_ok=True)
    add_pages(shown.folder, sealed.seal, [write_page(shown, out, language)])


def _audited(
    folder: Path,
    engagement: Engagement,
    laws: tuple[TakenPack, ...],
    choices: Choices,
    key: PersonKey | None,
    sources: Sources,
    plan: Plan,
) -> Outcome:
    with ExitStack() as stack:
        spill = stack.enter_context(TemporaryDirectory(prefix=".spill-", dir=folder.resolve()))
        engine = open_engine(engagement, choices, Path(spill), plan)
        second = stack.enter_context(SecondProcess(engine.threads))
        second.expect(sum(each.path.stat().st_size for each in engagement.places()))
        plan.watch(engine.usage)
        try:
            loaded = load(
                engagement,
                folder / TABLES,
                engine,
                progress=plan,
                allow_exclusions=choices.allow_exclusions,
                sources=sources,
                key=key,
                identify=choices.identify,
                find=None
                if choices.identify
                else partial(find_key, choices.key, engagement.person_key),
            )
            tables = within(loaded.tables, *choices.window) if choices.window else loaded.tables
            about = about_of(engagement, laws, choices, key)
            return audit(folder, tables, loaded.received, about, engine, plan, second)
        finally:
            engine.close()


def open_engine(engagement: Engagement, choices: Choices, spill: Path, step: Any) -> Engine:
    """Open the engine that the command line or else the engagement asks for."""
    asked = engagement.engine
    limits: dict[str, Any] = {"memory_limit": asked.memory, "threads": asked.threads}
    if (choices.engine or asked.name) == "duckdb":
        return connect(spill_folder=spill, translations=users_own(os.environ), **limits)
    step("starting Spark" if asked.url is None else "connecting to Spark")
    return connect_spark(url=asked.url, spill_folder=spill, **limits)
