"""The tables of the office: the log, and the state that is made from it alone."""

from tallystick.review.models.decisions import Disposition, Note, RowMark, Unmasking
from tallystick.review.models.log import Body, Half, LogEntry
from tallystick.review.models.people import Person, Recusal
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
    "Half",
    "LogEntry",
    "MaskedName",
    "Note",
    "Pattern",
    "Person",
    "Question",
    "Recusal",
    "RowMark",
    "Run",
    "Sighting",
    "Unmasking",
]
