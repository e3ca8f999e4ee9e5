"""Whose share of records is larger than that of others at like work, or than of its own others?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tallystick.checks.proposed import proposed
from tallystick.findings import DESCRIBED, Result, SubjectKind
from tallystick.findings.words import words_beside
from tallystick.stats.estimate import Tested
from tallystick.stats.peers.larger_share import Larger, Marked, larger
from tallystick.stats.proportions.shares import Counts, compared, wilson
from tallystick.stats.texts import rows_of

say = words_beside(__file__).say

Ints = NDArray[np.int64]
Also = Callable[[SubjectKind, int], Tested[dict[str, Any]]]

LEAST_RECORDS, LEAST_FOUND = 20, 3
FEWEST = {"unit": 5, "officer": 20}
FEW = say("shared.few_comparable", n=LEAST_RECORDS)
FEW_FOUND = say("shared.few_found", n=LEAST_FOUND)


@dataclass(frozen=True)
class Aspect:
    """One question put to the records; `estimand` says what share is meant.

    Rows by place in `unit` and `officer` (-1 for nobody's), and by the stratum within which they
    are compared; `found` of `n` records have the mark.
    """

    name: str
    estimand: str
    unit: Ints
    officer: Ints
    stratum: Ints
    found: Ints
    n: Ints


def results_of(
    aspect: Aspect, units: list[str], officers: list[str],
    also: Also | None = None,
    habits: bool = True, by_rates: bool = False,
) -> list[Result]:  # fmt: skip
    """The agency's level, then a result per unit and per officer with records that are asked about.

    Where the agency has fewer than three with the mark, nobody is asked.

    `also` makes a further test of a subject, with what is to be told of it as its `numbers`: the
    larger p-value counts, and where it cannot be made nothing can be told. `habits` and
    `by_rates` are as in `larger`.
    """
    results = [_agency(aspect)]
    if aspect.found.sum() < LEAST_FOUND:
        return results
    parts: tuple[tuple[SubjectKind, list[str], Ints], ...] = (
        ("unit", units, aspect.unit),
        ("officer", officers, aspect.officer),
    )
    for kind, names, member in parts:
        marked = Marked(member, aspect.stratum, aspect.found, aspect.n)
        said = larger(
            marked, len(names), LEAST_RECORDS, FEWEST[kind], habits=habits, by_rates=by_rates
        )
        some = np.unique(member[member >= 0]).tolist()
        results += [
            _subject(aspect, kind, names[who], said[who], also and also(kind, who)) for who in some
        ]
    return results


def _agency(aspect: Aspect) -> Result:
    n, found = int(aspect.n.sum()), int(aspect.found.sum())
    bare = Result("", "agency", "", aspect.name, "insufficient", n, aspect.estimand, reason=FEW)
    if n < LEAST_RECORDS:
        return bare
    share = found / n
    return replace(
        bare, estimate=share, interval=wilson(share, n), detail={"found": found},
        reason=say("shared.level_alone", n=found, of=n),
    )  # fmt: skip


def _subject(
    aspect: Aspect, kind: SubjectKind, name: str, said: Tested[Larger],
    also: Tested[dict[str, Any]] | None,
) -> Result:  # fmt: skip
    bare = Result(
        "", kind, name, aspect.name, "insufficient", said.n,
        say("shared.minus_others", share=aspect.estimand), reason=FEW,
    )  # fmt: skip
    if said.n < LEAST_RECORDS:
        return bare
    if np.isnan(said.numbers.p_spread):
        return replace(
            bare, reason=say("shared.few_others", n=FEWEST[kind], kind=kind, of=LEAST_RECORDS)
        )
    if also is not None and also.p_value is None:
        return replace(bare, reason=also.reason)
    numbers = said.numbers
    more = also.numbers if also else {}
    return proposed(
        bare, said.with_p(also.p_value) if also else said, "differs",
        guard=FEW_FOUND if numbers.found < LEAST_FOUND else "",
        found=numbers.found, expected=round(numbers.expected, 3), peers=round(numbers.peers, 1),
        **{"p_rest": numbers.p_rest, "p_spread": numbers.p_spread} | more,
    )  # fmt: skip


def with_detail(result: Result, **detail: Any) -> Result:
    """Return the result with more detail; what the agency has without a test is told as a level."""
    untested = result.estimate is not None and result.p_value is None
    verdict = DESCRIBED if untested and result.subject_kind == "agency" else result.verdict
    return replace(result, detail={**result.detail, **detail}, verdict=verdict)


def answer(
    test: Tested[Any], enough: bool, reason: str, numbers: Mapping[str, Any]
) -> Tested[dict[str, Any]]:
    """Return the further test of a subject with what is told of it; the reason where not enough."""
    if enough:
        return test.with_numbers(dict(numbers))
    return Tested(n=test.n, reason=reason, numbers={})


def beside_own(
    members: Mapping[str, Ints], cells: Ints, sort: NDArray[np.bool_], found: Ints, n: Ints
) -> Callable[[str, int], Tested[Counts]]:
    """Return what compares a member's rows of a `sort`, (R,), with its others, within `cells`.

    `found` of `n` records of each row have the mark; `members` number, by kind of subject, whose
    row it is, -1 for nobody's. No minimum detectable difference is worked out.
    """
    whose = {kind: rows_of(member) for kind, member in members.items()}

    def said(kind: str, who: int) -> Tested[Counts]:
        rows = whose[kind][who]
        places, cell = np.unique(cells[rows], return_inverse=True)
        own_found, own_n, rest_found, rest_n = (
            np.bincount(cell[part], each[rows][part], len(places)).astype(np.int64)
            for part in (sort[rows], ~sort[rows])
            for each in (found, n)
        )
        return compared(own_found, own_n, rest_found, rest_n, detectable=False)

    return said
