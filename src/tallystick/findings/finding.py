"""What is a finding, in the elements that auditors expect?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from importlib import import_module
from typing import Any

from tallystick.findings.picture import Funnel, Picture
from tallystick.findings.result import Result, SubjectKind

RECORD_KEEPING = frozenset({"records.integrity", "records.vanished"})
"""The checks whose findings are broken rules of record keeping, and differences of releases."""
TAKEN = (
    "check",
    "family",
    "subject_kind",
    "subject",
    "aspect",
    "verdict",
    "estimand",
    "n",
    "estimate",
    "interval",
    "p_value",
    "q_value",
    "expected_by_chance",
    "smallest_detectable",
    "local_fdr",
    "shrunk",
)


@dataclass(frozen=True)
class Explanation:
    """One innocent cause, how to check it, and what this data says of it.

    `name` is its key in the words of the check, "" where they have none. `explains` of `of` records
    are accounted for; both None when the data cannot speak to it.
    """

    cause: str
    how_to_check: str
    explains: int | None = None
    of: int | None = None
    answer: str = "not checked: these records cannot tell"
    name: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether it accounts for all that it was asked of."""
        return bool(self.of) and self.explains == self.of


@dataclass(frozen=True)
class Evidence:
    """Where the case list and the query that made it lie in the run folder."""

    sql: str
    parquet: str
    csv: str
    rows: int


@dataclass(frozen=True)
class Finding:
    """A condition developed against criteria (Government Auditing Standards).

    `condition` says what is, `criteria` what should be, `cause` why, innocent first, and
    `effect` what it touches. `title` is a sentence whose subject is records, not people.
    `caveats` are things a reader must know before quoting it; `suggestion` what would tell
    the explanations apart. `values` are what these sentences say of the records, by the names
    that the words of the check have for them: from them they are told in another language, or
    with masks for names. `id`, `q_value`, `part_of`, `same_as`, `shared` and `same_by` are set by
    the audit; `part_of` is the id of the wider finding that lists all of its records, "" where none
    does; `same_as` that of an earlier finding, of another question, that rests on nearly the same
    cases, of which `shared` are in both lists, and `same_by` those of the later ones that name
    this one so.
    """

    check: str
    family: str
    subject_kind: SubjectKind
    subject: str
    aspect: str
    verdict: str
    title: str
    criteria: str
    condition: str
    cause: str
    effect: str
    estimand: str
    n: int
    estimate: float | None
    interval: tuple[float, float] | None
    p_value: float | None
    q_value: float | None
    smallest_detectable: float | None
    expected_by_chance: float | None = None
    local_fdr: float | None = None
    shrunk: tuple[float, float, float] | None = None
    suggestion: str = ""
    caveats: tuple[str, ...] = ()
    explanations: tuple[Explanation, ...] = ()
    picture: Picture | Funnel | None = None
    evidence: Evidence | None = None
    id: str = ""
    values: Mapping[str, Any] = field(default_factory=dict, hash=False)
    part_of: str = ""
    same_as: str = ""
    shared: int = 0
    same_by: tuple[str, ...] = ()

    @classmethod
    def of(cls, result: Result, **words: Any) -> Finding:
        """Return the finding of `result`: its numbers as they are, and the words given."""
        numbers = {name: getattr(result, name) for name in TAKEN}
        return cls(**numbers, **words)

    @property
    def on_cases_of(self) -> tuple[str, ...]:
        """The ids of the findings of other questions on its cases, earlier and later."""
        return ((self.same_as,) if self.same_as else ()) + self.same_by

    def plot(self) -> Any:
        """Return the chart that the report draws for it, which a notebook shows; None for none.

        Its `svg` is the text of an SVG file.
        """
        return self._above().plotted(self)

    def _repr_html_(self) -> str:
        return str(self._above().viewed(self))

    @staticmethod
    def _above() -> Any:
        return import_module("tallystick")

    def with_(self, **changes: object) -> Finding:
        """Return a copy with `changes`."""
        return replace(self, **changes)  # type: ignore[arg-type]


def wholes(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the findings that are no part of another of them."""
    held = tuple(findings)
    ids = {each.id for each in held}
    return tuple(each for each in held if not each.part_of or each.part_of not in ids)


def patterns(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return what is counted as patterns: whole findings that the two below do not hold."""
    return tuple(
        each
        for each in wholes(findings)
        if each.check not in RECORD_KEEPING and not _is_accounted_for(each)
    )


def of_patterns(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the patterns and the findings that are parts of others."""
    held = tuple(findings)
    apart = {id(each) for of in (broken_rules, accounted_for) for each in of(held)}
    return tuple(each for each in held if id(each) not in apart)


def broken_rules(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the rules of record keeping that are broken, which say how good the data are."""
    return tuple(each for each in wholes(findings) if each.check in RECORD_KEEPING)


def accounted_for(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the counted differences of which one ordinary cause accounts for every record.

    What chance could do is no question there, so nothing is left to explain. A tested pattern stays
    one whatever explains it: a cause seen in its records need not be why there are so many.
    """
    return tuple(
        each
        for each in wholes(findings)
        if each.check not in RECORD_KEEPING and _is_accounted_for(each)
    )


def _is_accounted_for(finding: Finding) -> bool:
    listed = finding.evidence.rows if finding.evidence else 0
    causes = finding.explanations
    return finding.p_value is None and any(
        each.is_whole and (each.of or 0) >= listed for each in causes
    )
