"""What did one test of one subject say?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

SubjectKind = Literal["agency", "unit", "officer"]

# A verdict that names a pattern can become a finding; the others never do.
PATTERNS = (
    "moved",
    "spike",
    "rise",
    "smooth",
    "round",
    "uneven",
    "follows",
    "differs",
    "shared",
    "shifted",
    "jumped",
    "together",
    "late",
    "behind",
    "exceptions",
)
UNDECIDED = ("insufficient", "withheld")
# What a figure rests on, in numbers with a range: no test was made, and nothing can come of it.
DESCRIBED = "described"
NOT_FOUND = "not_found"
NO_PATTERN = (NOT_FOUND, DESCRIBED, *UNDECIDED)
DRAWN = "drawn"
"""Of `detail`: the picture of what was not found, as `Picture` has it but for its caption."""


@dataclass(frozen=True)
class Result:
    """One test, null or not: every one is kept.

    Parameters
    ----------
    check
        The check's name, ``family.question``.
    subject_kind, subject
        Whom the test is about; the subject of the whole agency is ``""``.
    aspect
        What of the subject was tested: a line, a calendar, a metric, a rule.
    verdict
        One of `PATTERNS` or `NO_PATTERN`. The check proposes it, whatever the p-value is; only the
        audit compares that with a level, and knows how many tests were run.
    n
        Records (or unit-periods) that the test rests on.
    estimand
        What `estimate` estimates, in words.
    estimate, interval
        The estimate and its 95 % interval, None where undefined.
    p_value
        One-sided where the question has a direction; 1.0 where a guard of the check forbids
        the pattern; None for a test of details, which has no sampling error.
    q_value
        The p-value after the correction over the whole run; set by the audit alone.
    expected_by_chance
        E: how many results at least as strong as this one an audit of an agency where nothing was
        done would be expected to show; set by the audit alone.
    local_fdr
        How likely this officer's pattern is chance, beside all officers asked the same; set by
        the audit alone, for officers alone.
    shrunk
        A unit's or an officer's estimate pulled towards the others by as much as chance demands,
        and its 95 % range; set by the audit alone.
    smallest_detectable
        The smallest effect that this data would have revealed with 80 % power.
    reason
        Why the verdict is insufficient or withheld, or a caveat; one sentence.
    detail
        Further numbers, JSON only.
    """

    check: str
    subject_kind: SubjectKind
    subject: str
    aspect: str
    verdict: str
    n: int
    estimand: str = ""
    estimate: float | None = None
    interval: tuple[float, float] | None = None
    p_value: float | None = None
    q_value: float | None = None
    expected_by_chance: float | None = None
    smallest_detectable: float | None = None
    local_fdr: float | None = None
    shrunk: tuple[float, float, float] | None = None
    reason: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse a verdict or a p-value that the audit could not read."""
        if self.verdict not in (*PATTERNS, *NO_PATTERN):
            known = ", ".join((*PATTERNS, *NO_PATTERN))
            raise ValueError(
                f"{self.check}: unknown verdict {self.verdict!r}; those known are {known}"
            )
        if self.p_value is not None and not 0 <= self.p_value <= 1:
            raise ValueError(f"{self.check}: p-value {self.p_value} is not in [0, 1]")

    @property
    def family(self) -> str:
        """The family of the check: figures, exhibits, people, records or outcomes."""
        return self.check.partition(".")[0]

    @property
    def includes_no_effect(self) -> bool:
        """Whether its range holds nought; a result without a range has none to say so."""
        return self.interval is not None and self.interval[0] <= 0 <= self.interval[1]

    @property
    def names_pattern(self) -> bool:
        """Whether the verdict is one that can become a finding."""
        return self.verdict in PATTERNS
