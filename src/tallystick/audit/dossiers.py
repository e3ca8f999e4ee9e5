"""What do the findings on one unit or officer share, and what do all its tests say together?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path

import numpy as np
from ibis.expr.types import Table as Relation

from tallystick.engine import Engine
from tallystick.findings import (
    UNDECIDED,
    Dossier,
    Finding,
    Overlap,
    Result,
    SubjectKind,
    Together,
    of_patterns,
)
from tallystick.stats.combination import cauchy_combination

# What tells one record of a case list from another: the first of these that both lists hold.
KEYS = (("source_file", "source_row"), ("incident_id",), ("exhibit_id",), ("officer_id",))


def dossiers(
    folder: Path, results: Sequence[Result], findings: Sequence[Finding], engine: Engine
) -> tuple[Dossier, ...]:
    """Return one dossier for every unit and officer with something to explain, by kind and name.

    The case lists of `findings` are read where they lie in `folder`.
    """
    tests: dict[tuple[SubjectKind, str], list[Result]] = defaultdict(list)
    for result in results:
        tests[result.subject_kind, result.subject].append(result)
    found: dict[tuple[SubjectKind, str], list[Finding]] = defaultdict(list)
    for finding in findings:
        if finding.subject_kind != "agency":
            found[finding.subject_kind, finding.subject].append(finding)
    asked = {(each.subject_kind, each.subject) for each in of_patterns(findings)}
    told = []
    for (kind, subject), held in sorted(found.items(), key=lambda pair: pair[0]):
        if (kind, subject) not in asked:
            continue
        own = tests[kind, subject]
        told.append(
            Dossier(
                subject_kind=kind,
                subject=subject,
                findings=tuple(each.id for each in held),
                tests=len(own),
                undecided=sum(each.verdict in UNDECIDED for each in own),
                together=_together(own),
                overlaps=_overlaps(folder, held, engine.local),
            )
        )
    return tuple(told)


def _together(results: Sequence[Result]) -> tuple[Together, ...]:
    """The combined p-values of a subject: of all its tests, and of each family with several."""
    told = []
    for family in ("", *sorted({each.family for each in results})):
        p_values = [
            each.p_value
            for each in results
            if each.p_value is not None and family in ("", each.family)
        ]
        if len(p_values) > 1:
            combined = cauchy_combination(np.array(p_values))
            told.append(Together(family, len(p_values), combined))
    return tuple(told)


def _overlaps(folder: Path, findings: Sequence[Finding], engine: Engine) -> tuple[Overlap, ...]:
    lists = {}
    for each in findings:
        if each.evidence is not None:
            path = folder / each.evidence.parquet
            lists[each.id] = (engine.read_parquet(path, f"dossier_{each.id}"), each.evidence.rows)
    return tuple(
        _overlap(one, *lists[one], other, *lists[other], engine)
        for one, other in combinations(lists, 2)
    )


def _overlap(
    one: str, ours: Relation, n: int, other: str, theirs: Relation, m: int, engine: Engine
) -> Overlap:
    keys = [key for key in KEYS if all(set(key) <= set(each.columns) for each in (ours, theirs))]
    if not keys:
        return Overlap(one, other, None, min(n, m))
    key = list(keys[0])
    left, right = (each[key].distinct() for each in (ours, theirs))
    both = left.inner_join(right, key)
    shared = engine.rows(both.aggregate(n=both.count()))[0]["n"]
    least = min(engine.rows(each.aggregate(n=each.count()))[0]["n"] for each in (left, right))
    return Overlap(one, other, int(shared), int(least))
