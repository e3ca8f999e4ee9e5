"""What is a subject called in the report?"""

from __future__ import annotations

from tallystick.findings import SubjectKind
from tallystick.report.text import name
from tallystick.report.wording import say


def subject(kind: SubjectKind, identifier: str) -> str:
    """Return "Whole agency", "Unit A" or "Officer code 17"."""
    if kind == "agency":
        return say("subject.agency")
    return say(f"subject.{kind}", name=name(identifier, say("subject.unnamed")))


def agency_name(agency: str) -> str:
    """Return the agency's name, or words that stand for it."""
    return name(agency, say("subject.no_agency"))
