"""How a finished audit is shown: as a screenful, as the path of its report, or as JSON."""

from __future__ import annotations

from pathlib import Path

from tallystick.audit import Outcome
from tallystick.cli.json_summary import audit_summary, print_json
from tallystick.cli.masks import tell_standing
from tallystick.cli.summary import print_summary
from tallystick.report.exports.folder import REPORT
from tallystick.report.masks.opened import Opened
from tallystick.report.masks.run import MASKED


def show_outcome(
    outcome: Outcome,
    shown: Opened,
    run: Path,
    engagement: Path,
    *,
    mask: bool,
    quiet: bool,
    as_json: bool,
) -> None:
    """Print what the audit of `engagement` found, with names masked where `mask` is given.

    `run` is its folder, and `shown` the run as its page shows it. `as_json` goes before `quiet`.
    Officers are masked where the mapping is proposed, and in leads and threads.
    """
    page = run / MASKED / REPORT if mask else run / REPORT
    hides = mask or outcome.record.is_proposed
    if hides or outcome.leads or outcome.threads:
        document = shown.document
        outcome = Outcome(
            document.results,
            document.findings,
            document.run,
            outcome.seal,
            document.leads,
            document.threads,
        )
    if as_json:
        print_json(audit_summary(outcome, run, page))
    elif quiet:
        print(page)
    else:
        print_summary(outcome, page, engagement)
    if hides:
        tell_standing(shown)
