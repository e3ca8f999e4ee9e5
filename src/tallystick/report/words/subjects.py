"""What is a subject called in the report?"""

from __future__ import annotations

import re

from tallystick.findings import SubjectKind
from tallystick.report.words.text import name
from tallystick.report.words.wording import say


def subject(kind: SubjectKind, identifier: str) -> str:
    """Return "Whole agency", "Unit A" or "Officer code 17"; a unit called "Unit 7" as it is.

    So are masks: "Officer 3" and "Masked unit 2".
    """
    if kind == "agency":
        return say("subject.agency")
    if identifier.casefold().startswith((f"{kind} ", f"masked {kind} ")):
        return name(identifier)
    return say(f"subject.{kind}", name=name(identifier, say("subject.unnamed")))


def as_read(identifier: str) -> tuple[tuple[int, int, str], ...]:
    """Return a key that sorts "Unit 2" before "Unit 10"."""
    parts = re.split(r"([0-9]+)", identifier)
    return tuple(
        (0, int(each), "") if each.isdecimal() else (1, 0, each.casefold()) for each in parts
    )


def agency_name(agency: str) -> str:
    """Return the agency's name, or words that stand for it."""
    return name(agency, say("subject.no_agency"))
