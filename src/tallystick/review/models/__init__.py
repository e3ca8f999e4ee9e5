"""The tables of the office: the log, and the state that is made from it alone."""

from tallystick.review.models.accounts import Account, Attempts
from tallystick.review.models.acting import Round, SealedLink, Statement, StatementDraft
from tallystick.review.models.audits import Audit
from tallystick.review.models.decisions import (
    Disposition,
    Erasure,
    Note,
    Referral,
    Reply,
    RowMark,
    Unmasking,
)
from tallystick.review.models.exchange import Document, Release, Request, Task
from tallystick.review.models.joins import UnitJoin
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
    "Account",
    "Attempts",
    "Audit",
    "Body",
    "CaseKey",
    "Disposition",
    "Document",
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
    "Release",
    "Reply",
    "Request",
    "Round",
    "RowMark",
    "Run",
    "SealedLink",
    "Sighting",
    "Statement",
    "StatementDraft",
    "Task",
    "UnitJoin",
    "Unmasking",
]
