"""What was run, on what, and what could not be run?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from tallystick.findings.dossier import Dossier
from tallystick.findings.named import NameKind

RULE = ": "
"""Between the name of a check and that of its rule."""
Confirmation = Literal["confirmed", "proposed by the program"]
"""Who answers for which column fills what: the author of the engagement file, or nobody yet."""
PROPOSED: Confirmation = "proposed by the program"


@dataclass(frozen=True)
class Input:
    """One file or query that was read, with the SHA-256 of its bytes."""

    table: str
    path: str
    sha256: str
    size_bytes: int
    rows: int
    format: str
    encoding: str | None = None
    note: str = ""


@dataclass(frozen=True)
class Exclusion:
    """Records left out for one reason. `rule` is a stable code, `reason` a sentence."""

    table: str
    path: str
    rule: str
    reason: str
    rows: int
    examples: tuple[str, ...] = ()


@dataclass(frozen=True)
class Links:
    """Records that named an officer by a badge, or a former name or number, alone.

    `settled` mean exactly one officer; `unsettled` name none, and are listed for a clerk in the
    file `sheet` of the run folder, None where there are none.
    """

    settled: int
    unsettled: int
    sheet: str | None = None


@dataclass(frozen=True)
class Spelling:
    """One spelling of a name, the records that have it, and how it differs from the usual one.

    A difference is told by the names of the characters: ``9: + U+200B ZERO WIDTH SPACE``.
    """

    text: str
    records: int
    differs: tuple[str, ...] = ()


@dataclass(frozen=True)
class AlikeNames:
    """Spellings that a reader takes for one name: the first of them, the most used one first.

    `kind` is ``units``, ``officers``, ``areas`` or ``substances``; `names` and `records` count all
    spellings. They are counted as one name where they are `joined`, under the first spelling.
    """

    kind: str
    names: int
    records: int
    joined: bool
    spellings: tuple[Spelling, ...]


@dataclass(frozen=True)
class AssumedOrder:
    """A column of dates whose order of day and month is assumed: `other` may be meant.

    `format` is how they were read; every value was found to fit `other` too.
    """

    table: str
    column: str
    format: str
    other: str


@dataclass(frozen=True)
class CheckRun:
    """One check that was run: how many tests it made and how they came out."""

    name: str
    family: str
    question: str
    tests: int
    findings: int
    insufficient: int
    seconds: float


@dataclass(frozen=True)
class NotRun:
    """One check that was not run, or one rule of a check, and what it would have needed.

    The name of a rule follows that of its check: ``records.integrity: orphan.incidents``.
    """

    name: str
    family: str
    question: str
    why: str

    @property
    def is_rule(self) -> bool:
        """Whether it is one rule of a check that was run."""
        return bool(self.rule)

    @property
    def check(self) -> str:
        """The name of the check."""
        return self.name.partition(RULE)[0]

    @property
    def rule(self) -> str:
        """The name of the rule; "" where it is a whole check."""
        return self.name.partition(RULE)[2]


@dataclass(frozen=True)
class RunRecord:
    """The machine's account of one run, as stored in ``run.json``.

    `named` tells, by check, where the details of its results name units and officers, as
    `findings.named.paths` does; None where an older run does not say. `engagement_file` is what the
    engagement file says, without passwords and names of people. `mapping` says whether a person
    has confirmed which column fills what; until then `dossiers` and `alike` name no officer.
    `assumed` has the columns of dates that may be wrong as a whole.
    """

    engagement: str
    jurisdiction: str
    agency: str
    first_day: str | None
    last_day: str | None
    version: str
    versions: Mapping[str, str]
    parameters: Mapping[str, Any]
    started_at: str
    finished_at: str
    inputs: tuple[Input, ...]
    rows: Mapping[str, int]
    exclusions: tuple[Exclusion, ...] = ()
    checks: tuple[CheckRun, ...] = ()
    not_run: tuple[NotRun, ...] = ()
    notes: tuple[str, ...] = field(default=())
    dossiers: tuple[Dossier, ...] = ()
    links: Links | None = None
    alike: tuple[AlikeNames, ...] = ()
    named: Mapping[str, Mapping[str, NameKind]] | None = None
    engagement_file: Mapping[str, Any] = field(default_factory=dict)
    mapping: Confirmation = "confirmed"
    assumed: tuple[AssumedOrder, ...] = ()

    @property
    def is_proposed(self) -> bool:
        """Whether the program chose the columns and no person has confirmed them."""
        return self.mapping == PROPOSED
