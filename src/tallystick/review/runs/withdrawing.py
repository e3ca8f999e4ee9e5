"""A run that is withdrawn, since its records were wrong: its sightings no longer count."""

from __future__ import annotations

from tallystick.review.decisions.may import WITHDRAW
from tallystick.review.decisions.people import allowed
from tallystick.review.log.projections import projection, values
from tallystick.review.models import Run
from tallystick.review.runs.questions import ask_of_withdrawn
from tallystick.review.runs.standing import WITHDRAWN, restate
from tallystick.seal import Entry

RUN_WITHDRAWN = "run.withdraw"


class WithdrawalError(ValueError):
    """There is no such run, or it is withdrawn already."""


@projection(RUN_WITHDRAWN)
def withdrawn(entry: Entry) -> None:
    """Withdraw a run: ``{seal}``, with the reason as its text. Decisions that rest on it ask."""
    allowed(entry, WITHDRAW)
    run = Run.objects.filter(manifest_sha256=values(entry)["seal"]).exclude(state=WITHDRAWN).first()
    if run is None:
        raise WithdrawalError("there is no such run, or it is withdrawn already")
    run.state, run.withdrawn_seq, run.withdrawn_sha256 = WITHDRAWN, entry.seq, entry.body or ""
    run.save()
    ask_of_withdrawn(entry, run)
    restate()
