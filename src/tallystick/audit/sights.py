"""What could each check see in the records, whatever is there?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Literal

from tallystick.audit.execution import keep, let_go, results_of
from tallystick.audit.selection import AnyCheck, chosen, runnable_rules, select
from tallystick.checks import Check, RelationalCheck
from tallystick.engine import Engine
from tallystick.findings import DESCRIBED, NotRun, Result
from tallystick.findings.keyed_text import KeyedText
from tallystick.findings.words import words_beside
from tallystick.tables.store import Tables

say = words_beside(__file__).say

Way = Literal["tested", "counted", "described"]
# What is withheld was asked, and had enough to show something: told apart, it would give that away.
FEW = "insufficient"
# The verdicts of a test of details, which has no p-value.
COUNTED = ("exceptions", "not_found")
LEVEL_ALONE = say("shared.level")
BROKEN = say("shared.records_that_break")


@dataclass(frozen=True)
class Sight:
    """What a check could see of one kind of subject; nothing of what it did see.

    Parameters
    ----------
    check, subject_kind, estimand
        Which check asks for what, of subjects of which kind: ``rule`` for a test of details that
        is made of rules. Where nobody can be asked, the last two are "".
    subjects, too_few
        How many are asked, and how many of them have too little to tell.
    smallest
        The median of the smallest effects that would be revealed with 80 % power, None where none
        is told.
    way
        ``tested`` against chance; ``counted`` record by record, so that one exception shows; or
        ``described``, a range without a test.
    reason, reasons
        Why those have too little to tell: the commonest reason, and how many different ones.
    records
        How many records the rules ask.
    """

    check: str
    subject_kind: str
    estimand: str
    subjects: int
    too_few: int
    smallest: float | None
    way: Way = "tested"
    reason: str = ""
    reasons: int = 0
    records: int = 0


def sights(
    tables: Tables, engine: Engine, progress: Callable[[str], None] = lambda step: None
) -> tuple[tuple[Sight, ...], tuple[NotRun, ...]]:
    """Return what each check that can be run could see, and why the others cannot be.

    Each of the former has one sight at least.
    """
    runnable, not_run = select(chosen(()), tables)
    found: list[Sight] = []
    for number, check in enumerate(runnable, start=1):
        progress(check.name)
        tables = keep(check, tables, engine) if isinstance(check, Check) else tables
        found += _seen(check, tables, engine)
        tables = let_go(tables, runnable[number:], engine)
    return tuple(found), not_run


def _seen(check: AnyCheck, tables: Tables, engine: Engine) -> list[Sight]:
    if isinstance(check, RelationalCheck):
        return [_rules(check, tables, engine)]
    results, _ = results_of(check, tables, engine)
    return of_results(check.name, results) or [Sight(check.name, "", "", 0, 0, None)]


def _rules(check: RelationalCheck, tables: Tables, engine: Engine) -> Sight:
    """Count the records of the tables that its rules ask, each table once, and no exception."""
    rules = runnable_rules(check, tables)
    records = 0
    for table in dict.fromkeys(rule.table for rule in rules):
        rows = tables[table]
        records += int(engine.rows(rows.aggregate(n=rows.count()))[0]["n"])
    return Sight(check.name, "rule", BROKEN, len(rules), 0, 1.0, "counted", records=records)


def of_results(check: str, results: Sequence[Result]) -> list[Sight]:
    """Return a sight of each kind of subject and estimand; what is only described comes last."""
    kinds: dict[tuple[bool, str, str], list[Result]] = {}
    for each in results:
        kind = each.verdict == DESCRIBED, each.subject_kind, each.estimand
        kinds.setdefault(kind, []).append(each)
    ordered = sorted(kinds.items(), key=lambda item: item[0][0])
    return [_sight(check, own, described=kind[0]) for kind, own in ordered]


def _sight(check: str, own: Sequence[Result], *, described: bool) -> Sight:
    told = [each.smallest_detectable for each in own if each.smallest_detectable is not None]
    few = [each for each in own if each.verdict == FEW]
    reasons = Counter(words for each in few if (words := _reason(each)))
    counted = _is_counted(own)
    return Sight(
        check=check,
        subject_kind=own[0].subject_kind,
        estimand=own[0].estimand,
        subjects=len(own),
        too_few=len(few),
        smallest=None if counted or not told else median(told),
        way="described" if described else "counted" if counted else "tested",
        reason=reasons.most_common(1)[0][0] if reasons else "",
        reasons=len(reasons),
    )


def _is_counted(own: Sequence[Result]) -> bool:
    """Whether the subjects that have enough are counted record by record, without a p-value."""
    asked = [each for each in own if each.verdict != FEW]
    return bool(asked) and all(each.verdict in COUNTED and each.p_value is None for each in asked)


def _reason(result: Result) -> str:
    """Why a result could not tell, without what was estimated all the same."""
    if isinstance(result.reason, KeyedText) and result.reason.is_level:
        return LEVEL_ALONE
    return result.reason if result.estimate is None else ""
