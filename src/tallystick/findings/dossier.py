"""What do all tests of one unit or officer say together?"""

from __future__ import annotations

from dataclasses import dataclass

from tallystick.findings.result import SubjectKind


@dataclass(frozen=True)
class Together:
    """How small the p-values of some tests are together; `family` is "" for all families.

    `p_value` is that of a combination that holds however the tests depend on each other. It
    decides nothing, and is no score.
    """

    family: str
    tests: int
    p_value: float


@dataclass(frozen=True)
class Overlap:
    """How many records the case lists of two findings share; None where lists cannot be compared.

    `of` is the number of records in the shorter list.
    """

    one: str
    other: str
    shared: int | None
    of: int


@dataclass(frozen=True)
class Dossier:
    """Every finding on one unit or officer, what else was tested, and how far it hangs together.

    Parameters
    ----------
    findings
        The ids of its findings, in the order of the report.
    tests, undecided
        How many tests were made of it, and how many of those could not tell.
    together
        Its p-values combined: all of them first, then by family.
    overlaps
        The records that its findings share, two by two.
    """

    subject_kind: SubjectKind
    subject: str
    findings: tuple[str, ...]
    tests: int
    undecided: int
    together: tuple[Together, ...]
    overlaps: tuple[Overlap, ...]
