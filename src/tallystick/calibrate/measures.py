"""What do many answers say of a check: its size, its power, its precision?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import nan, sqrt

import numpy as np

from tallystick.calibrate.one_world import ALPHA, Answer
from tallystick.calibrate.trials import Nature

LIMIT = 0.075
FEW = 20
TOO_FEW = "too few answers"
Z = 1.959963984540054
EVERY_KIND = ""


@dataclass(frozen=True)
class Share:
    """A share of `of`, with a 95 % Monte-Carlo interval; NaN where `of` is 0."""

    share: float
    low: float
    high: float
    of: int


def wilson(found: float, of: float) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson 1927, JASA 22, 209-212); (0, 1) when `of` is 0."""
    if of <= 0:
        return 0.0, 1.0
    share, z2 = found / of, Z * Z
    middle = (share + z2 / (2 * of)) / (1 + z2 / of)
    half = Z * sqrt(share * (1 - share) / of + z2 / (4 * of * of)) / (1 + z2 / of)
    return max(0.0, middle - half), min(1.0, middle + half)


def share_of(found: Sequence[int], of: Sequence[int]) -> Share:
    """The share over worlds: `found` of `of` tests in each; tests of one world hang together.

    The interval is Wilson's on the number of tests divided by the design effect (Kish 1965):
    the variance between worlds (of a ratio) over that of independent tests, at least 1.
    """
    hits, tests = np.asarray(found, dtype=float), np.asarray(of, dtype=float)
    total, worlds = tests.sum(), int((tests > 0).sum())
    if total == 0:
        return Share(nan, nan, nan, 0)
    share = hits.sum() / total
    effect = 1.0
    if worlds > 1 and 0 < share < 1:
        between = ((hits - share * tests) ** 2).sum() / total**2 * worlds / (worlds - 1)
        effect = max(1.0, between / (share * (1 - share) / total))
    low, high = wilson(hits.sum() / effect, total / effect)
    return Share(float(share), low, high, int(total))


@dataclass(frozen=True)
class Cell:
    """What all worlds of one trial say of a source: a check, or a peer.

    Parameters
    ----------
    source, kind, worlds
        Whose answers, about which kind of subject ("" is every kind), from how many worlds in
        which it said anything.
    tested
        The share that could be tested: of tests in innocent worlds, of the subjects that truly
        have planted records in planted ones.
    raw
        Share of the tests with p < .05, in any world.
    found, stands
        Share found at nominal 5 % by the audit's rule, and after the correction. In innocent
        worlds of the tests (size); in planted ones of the tested subjects that truly have
        planted records (power), one found when any of its tests finds it.
    explained
        Share of what one innocent cause explains wholly: in innocent worlds among the tests found,
        in planted ones among the tests of subjects with planted records that found something.
    untold
        Share of what was found, true or not (in planted worlds of the true), whose title says that
        the records cannot tell an innocent cause from it.
    unexplained
        As `found`, of those found and not explained wholly; a subject of which every find is
        explained is not found.
    audits
        Share of worlds with any false finding after the correction; in innocent worlds one that
        is explained wholly is none.
    precision
        Share of true ones among the findings that stand.
    """

    source: str
    kind: str
    worlds: int
    tested: Share
    raw: Share
    found: Share
    stands: Share
    explained: Share
    untold: Share
    unexplained: Share
    audits: Share
    precision: Share

    @property
    def broken(self) -> bool:
        """Whether more than 7.5 % of 20 tests or more are found and not explained.

        Asked of innocent worlds only. Of fewer answers, most of those asked being *insufficient*,
        no share says what a rate is: it is broken where more than 7.5 % of all asked were found.
        """
        share = self.unexplained.share
        return share > LIMIT and (self.found.of >= FEW or share * self.tested.share > LIMIT)

    @property
    def verdict(self) -> str:
        """``held``, ``broken``, which adds when 5 % lies in the interval, or `TOO_FEW`."""
        if not self.found.of:
            return "not tested"
        if not self.broken:
            return TOO_FEW if self.unexplained.share > LIMIT else "held"
        return "broken (5 % is in the interval)" if self.unexplained.low <= ALPHA else "broken"


def kinds_of(worlds: Sequence[Sequence[Answer]], source: str) -> tuple[str, ...]:
    """All subjects together, and then each kind of subject that a source speaks of."""
    kinds = {each.subject_kind for answers in worlds for each in answers if each.source == source}
    order = ("agency", "unit", "officer")
    return (EVERY_KIND, *(kind for kind in order if kind in kinds))


def cell(source: str, kind: str, worlds: Sequence[Sequence[Answer]], nature: Nature) -> Cell:
    """Sum up the answers of a source about one kind of subject, a sequence per world."""
    planted = nature == "planted"
    own = [
        [
            each
            for each in answers
            if each.source == source and kind in (EVERY_KIND, each.subject_kind)
        ]
        for answers in worlds
    ]
    own = [answers for answers in own if answers]
    tested = [[each for each in answers if each.tested] for answers in own]
    standing = [[each for each in answers if each.stands] for answers in tested]
    finds = [[each for each in x if each.alone and each.true == planted] for x in tested]
    said = finds if planted else tested
    asked = [_planted_subjects(answers) for answers in own] if planted else own
    heard = [[each for each in answers if each.tested] for answers in asked]
    valued = [[each for each in answers if each.p_value is not None] for answers in tested]
    return Cell(
        source=source,
        kind=kind,
        worlds=len(own),
        tested=_share([[each.tested for each in answers] for answers in asked]),
        raw=_share([[(each.p_value or 0.0) < ALPHA for each in x] for x in valued]),
        found=_share([[each.alone and each.true == planted for each in x] for x in heard]),
        stands=_share([[each.stands and each.true == planted for each in x] for x in heard]),
        explained=_share([[each.explained for each in x] for x in finds]),
        untold=_share([[each.untold for each in x if each.alone] for x in said]),
        unexplained=_share([[_open(each) and each.true == planted for each in x] for x in heard]),
        audits=_share([[any(_wrong(each, planted) for each in x)] for x in standing]),
        precision=_share([[each.true for each in answers] for answers in standing]),
    )


def _open(answer: Answer) -> bool:
    return answer.alone and not answer.explained


def _wrong(finding: Answer, planted: bool) -> bool:
    return not finding.true and (planted or not finding.explained)


def _share(hits: Sequence[Sequence[bool]]) -> Share:
    return share_of([sum(each) for each in hits], [len(each) for each in hits])


def _planted_subjects(answers: Sequence[Answer]) -> list[Answer]:
    """One answer per subject that truly has planted records: whether any of its tests found it.

    It is explained when something was found and each of the finds is.
    """
    subjects: dict[tuple[str, str], Answer] = {}
    for each in answers:
        if each.true:
            held = subjects.setdefault((each.subject_kind, each.subject), each)
            subjects[each.subject_kind, each.subject] = replace(
                held,
                tested=held.tested or each.tested,
                alone=held.alone or (each.tested and each.alone),
                stands=held.stands or (each.tested and each.stands),
                explained=(held.explained or each.explained)
                and not _open(held)
                and not _open(each),
            )
    return list(subjects.values())
