"""Result, Finding, Exclusion, Reply: frozen records, and how they are stored."""

from tallystick.findings.dossier import Dossier, Overlap, Together
from tallystick.findings.figure import Figure
from tallystick.findings.finding import (
    Evidence,
    Explanation,
    Finding,
    accounted_for,
    broken_rules,
    of_patterns,
    patterns,
    wholes,
)
from tallystick.findings.named import Named, NameKind
from tallystick.findings.picture import Band, Funnel, Picture
from tallystick.findings.reply import Disposition, Reply
from tallystick.findings.result import (
    DESCRIBED,
    NO_PATTERN,
    PATTERNS,
    UNDECIDED,
    Result,
    SubjectKind,
)
from tallystick.findings.run import (
    AlikeNames,
    AssumedOrder,
    CheckRun,
    Confirmation,
    Exclusion,
    Input,
    Links,
    NotRun,
    RunRecord,
    Spelling,
)

__all__ = [
    "DESCRIBED",
    "NO_PATTERN",
    "PATTERNS",
    "UNDECIDED",
    "AlikeNames",
    "AssumedOrder",
    "Band",
    "CheckRun",
    "Confirmation",
    "Disposition",
    "Dossier",
    "Evidence",
    "Exclusion",
    "Explanation",
    "Figure",
    "Finding",
    "Funnel",
    "Input",
    "Links",
    "NameKind",
    "Named",
    "NotRun",
    "Overlap",
    "Picture",
    "Reply",
    "Result",
    "RunRecord",
    "Spelling",
    "SubjectKind",
    "Together",
    "accounted_for",
    "broken_rules",
    "of_patterns",
    "patterns",
    "wholes",
]
