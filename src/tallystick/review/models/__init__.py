"""The tables of the office: the log, and the state that is made from it alone."""

from tallystick.review.models.decisions import (
    Disposition,
    Erasure,
    Note,
    Referral,
    Reply,
    RowMark,
    Unmasking,
)
from tallystick.review.models.log import Body, Half, LogEntry
from tallystick.review.models.people import Person, Recusal
from tallystick.review.models.readings import Drawn, Lot, Reading
from tallystick.review.models.runs import (
    Absence,
    CaseKey,
    MaskedName,
    Pattern,
    Question,
    Run,
    Sighting,
)

__all__ = [
    "Absence",
    "Body",
    "CaseKey",
    "Disposition",
    "Drawn",
    "Erasure",
    "Half",
    "LogEntry",
    "Lot",
    "MaskedName",
    "Note",
    "Pattern",
    "Person",
    "Question",
    "Reading",
    "Recusal",
    "Referral",
    "Reply",
    "RowMark",
    "Run",
    "Sighting",
    "Unmasking",
]
