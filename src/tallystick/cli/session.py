"""How does one audit go from an engagement file to a finished run folder?"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

from tallystick.audit import TABLES, About, Outcome, UnknownCheckError, audit, chosen, run_folder
from tallystick.cli.interrupt import stop_at_interrupt
from tallystick.cli.progress import progress
from tallystick.cli.summary import print_summary
from tallystick.engine import Engine, EngineError, connect, connect_spark
from tallystick.load import Engagement, InputError, load, read_engagement
from tallystick.report import write_report


class UnusableInputError(Exception):
    """What the user gave cannot be used; the message says what, why and what to do."""


@dataclass(frozen=True)
class Choices:
    """What the user chose on the command line."""

    engagement: Path
    out: Path
    alpha: float
    only: tuple[str, ...]
    correction: Literal["bh", "by"]
    allow_outside: bool
    allow_exclusions: bool
    engine: Literal["duckdb", "spark"] | None = None


def run_audit(choices: Choices) -> int:
    """Audit, write the run folder, print what was found; return the number of findings.

    UnusableInputError when the engagement, its files or a name on the command line cannot be used.
    """
    try:
        checks = chosen(choices.only)
        engagement = read_engagement(choices.engagement, allow_outside=choices.allow_outside)
        steps = len(engagement.sources) + len(checks) + 3
        with (
            progress(steps) as step,
            run_folder(choices.out, engagement.name) as (partial, final),
            stop_at_interrupt(partial),
        ):
            outcome = _fill(partial, engagement, choices, step)
    except (InputError, EngineError, UnknownCheckError) as error:
        raise UnusableInputError(str(error)) from error
    except OSError as error:
        where = error.filename or choices.out
        raise UnusableInputError(
            f"{where}: {error.strerror or error}; free the path or choose another with --out"
        ) from error
    print_summary(outcome, final)
    return len(outcome.findings)


def _fill(folder: Path, engagement: Engagement, choices: Choices, step: Any) -> Outcome:
    with TemporaryDirectory(prefix=".spill-", dir=folder.resolve()) as spill:
        engine = _engine(engagement, choices, Path(spill), step)
        try:
            loaded = load(
                engagement,
                folder / TABLES,
                engine,
                progress=step,
                allow_exclusions=choices.allow_exclusions,
            )
            about = _about(engagement, choices)
            outcome = audit(folder, loaded.tables, loaded.received, about, engine, step)
        finally:
            engine.close()
    step("report")
    write_report(folder)
    return outcome


def _engine(engagement: Engagement, choices: Choices, spill: Path, step: Any) -> Engine:
    asked = engagement.engine
    limits: dict[str, Any] = {"memory_limit": asked.memory, "threads": asked.threads}
    if (choices.engine or asked.name) == "duckdb":
        return connect(spill_folder=spill, **limits)
    step("starting Spark" if asked.url is None else "connecting to Spark")
    return connect_spark(url=asked.url, spill_folder=spill, **limits)


def _about(engagement: Engagement, choices: Choices) -> About:
    frame = engagement.frame
    return About(
        engagement=engagement.name,
        agency=engagement.agency,
        jurisdiction=engagement.jurisdiction or "",
        alpha=choices.alpha,
        correction=choices.correction,
        only=choices.only,
        parameters={
            "time_zone": engagement.time_zone,
            "currency": engagement.currency,
            "max_set_aside": engagement.max_set_aside,
            "allow_exclusions": choices.allow_exclusions,
            "allow_outside": choices.allow_outside,
            **({"tables": engagement.engine.tables} if engagement.engine.tables else {}),
            "lines": [line.name for line in frame.lines],
            "periods": [period.name for period in frame.periods],
            "metrics": [metric.name for metric in frame.metrics],
        },
    )
