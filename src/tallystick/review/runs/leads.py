"""Leads on officers, which go with the next run unless a person opened them, with a reason."""

from __future__ import annotations

from tallystick.review.decisions.may import PROPOSE
from tallystick.review.decisions.people import allowed
from tallystick.review.log.projections import projection, values
from tallystick.review.models import Pattern
from tallystick.review.runs.patterns import LEAD, OFFICER
from tallystick.seal import Entry

OPENED = "lead.open"


@projection(OPENED)
def opened(entry: Entry) -> None:
    """Keep a lead on an officer: ``{pattern: fingerprint}``, with the reason as its text."""
    allowed(entry, PROPOSE)
    Pattern.objects.filter(
        fingerprint=values(entry)["pattern"], kind=LEAD, subject_kind=OFFICER
    ).update(opened_seq=entry.seq)


def unopened() -> list[Pattern]:
    """Return the leads on officers that nobody opened, and on which nobody did anything."""
    return list(
        Pattern.objects.filter(
            kind=LEAD,
            subject_kind=OFFICER,
            opened_seq=None,
            dispositions=None,
            notes=None,
            questions=None,
            sightings__marks=None,
            drawn=None,
            requests=None,
            tasks=None,
            documents=None,
            releases=None,
            sightings__replies=None,
        ).distinct()
    )


def let_go() -> None:
    """Remove the leads on officers that nobody opened, before a run brings its own."""
    for pattern in unopened():
        Pattern.objects.filter(pk=pattern.pk).update(latest=None)
        pattern.delete()
