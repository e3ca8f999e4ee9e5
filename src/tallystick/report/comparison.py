"""What is new, gone and changed between two runs, say of two quarters?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tallystick.findings import UNDECIDED, Finding, Result, RunRecord, wholes
from tallystick.findings.document import Document

Key = tuple[str, str, str, str]
FOUND = "found"


@dataclass(frozen=True)
class Then:
    """What the other run says of a finding's subject and aspect: ``found``, or why it is none.

    `verdict` is "" where it has no such test. Of a finding it holds the title as well, and `whole`:
    whether it was a pattern by itself and no part of a wider one.
    """

    said: str
    estimate: float | None = None
    interval: tuple[float, float] | None = None
    verdict: str = ""
    estimand: str = ""
    title: str = ""
    whole: bool = True


@dataclass(frozen=True)
class Moved:
    """A finding, and what the other run says of the same subject and aspect.

    `whole` says whether it is a pattern by itself; else it is a part of a wider finding of its run.
    `beside` are findings that only the other run has, of a neighbouring question: the heap on the
    line at which this one is of movement, or the reverse.
    """

    finding: Finding
    other: Then
    whole: bool = True
    beside: tuple[Finding, ...] = ()

    @property
    def turned(self) -> bool:
        """Whether both runs found a pattern, and not the same one: a spike, and then movement."""
        return self.other.said == FOUND and self.other.verdict != self.finding.verdict

    @property
    def alike(self) -> bool:
        """Whether the estimates of both runs are of the same, so that they can be compared."""
        return not self.turned and self.other.estimand == self.finding.estimand

    @property
    def apart(self) -> bool:
        """Whether both ranges are known, of the same, and have no value in common."""
        one, other = self.finding.interval, self.other.interval
        return bool(self.alike and one and other and (one[1] < other[0] or other[1] < one[0]))


@dataclass(frozen=True)
class Comparison:
    """Findings of the later run that are `new` or `still` there, and those of the earlier `gone`.

    `differences` are what else differs, a sentence each: checks that only one run made, versions,
    parameters, the period examined and the files. `now_called` is the number in the later run of
    each finding of the earlier that is still there, by its number then.
    """

    before: RunRecord
    after: RunRecord
    new: tuple[Moved, ...]
    gone: tuple[Moved, ...]
    still: tuple[Moved, ...]
    differences: tuple[str, ...]
    now_called: Mapping[str, str]


def compare(before: Document, after: Document) -> Comparison:
    """Compare two runs by check, subject and aspect."""
    old, new = ({_key(each): each for each in run.findings} for run in (before, after))
    tests = [{_key(each): each for each in run.results} for run in (before, after)]
    made = [{each.name for each in run.run.checks} for run in (before, after)]
    lost = [each for key, each in old.items() if key not in new]
    come = [each for key, each in new.items() if key not in old]
    kept = [{_key(each) for each in wholes(run.findings)} for run in (before, after)]
    return Comparison(
        before.run,
        after.run,
        tuple(Moved(each, _then(each, tests[0], made[0]), _key(each) in kept[1],
                    _beside(each, lost)) for each in come),
        tuple(Moved(each, _then(each, tests[1], made[1]), _key(each) in kept[0],
                    _beside(each, come)) for each in lost),
        tuple(Moved(each, _found(old[key], whole=key in kept[0]), key in kept[1])
              for key, each in new.items() if key in old),
        tuple(_differences(before.run, after.run)),
        {old[key].id: each.id for key, each in new.items() if key in old},
    )  # fmt: skip


def _key(each: Finding | Result) -> Key:
    return each.check, each.subject_kind, each.subject, each.aspect


def _found(finding: Finding, *, whole: bool) -> Then:
    return Then(FOUND, finding.estimate, finding.interval, finding.verdict, finding.estimand,
                finding.title, whole)  # fmt: skip


def _beside(finding: Finding, others: Sequence[Finding]) -> tuple[Finding, ...]:
    return tuple(each for each in others if _key(each)[:3] == _key(finding)[:3]
                 and (each.aspect.startswith(f"{finding.aspect}: ")
                      or finding.aspect.startswith(f"{each.aspect}: ")))  # fmt: skip


def _then(finding: Finding, tests: Mapping[Key, Result], made: set[str]) -> Then:
    result = tests.get(_key(finding))
    if result is None:
        ran = finding.check in made
        return Then("there was no such subject or question" if ran else "the check was not run")
    said = "found nothing unusual"
    if result.verdict in UNDECIDED:
        said = f"could not tell: {result.reason or result.verdict}"
    elif result.names_pattern:
        said = "below the level of a finding after the correction"
    return Then(said, result.estimate, result.interval, result.verdict, result.estimand)


def _differences(before: RunRecord, after: RunRecord) -> list[str]:
    said = []
    ran = [{each.name for each in run.checks} for run in (before, after)]
    for only, which in ((ran[1] - ran[0], "later"), (ran[0] - ran[1], "earlier")):
        if only:
            said.append(f"only the {which} run made {', '.join(sorted(only))}")
    for label, one, other in (
        ("the agency", before.agency, after.agency),
        ("the period examined", _period(before), _period(after)),
        ("Tallystick", before.version, after.version),
    ):
        if one != other:
            said.append(f"{label}: {one} then, {other} now")
    changed = [
        name
        for name in sorted({*before.parameters, *after.parameters})
        if before.parameters.get(name) != after.parameters.get(name)
    ]
    if changed:
        said.append(f"declared differently: {', '.join(changed)}")
    shared = {each.sha256 for each in before.inputs} & {each.sha256 for each in after.inputs}
    if shared:
        said.append(
            f"{len(shared)} of the later run's {len(after.inputs)} files were read by the earlier "
            "too: what they hold stands in both runs"
        )
    return said


def _period(run: RunRecord) -> str:
    return f"{run.first_day or 'the first record'} to {run.last_day or 'the last'}"


def plain(comparison: Comparison) -> dict[str, Any]:
    """Return a comparison as JSON holds it: of each group its findings, and how many patterns."""
    groups = {name: getattr(comparison, name) for name in ("new", "gone", "still")}
    return (
        {name: [_plain(each) for each in moved] for name, moved in groups.items()}
        | {"patterns": {name: sum(each.whole for each in moved) for name, moved in groups.items()}}
        | {"differences": list(comparison.differences)}
    )


def _plain(moved: Moved) -> dict[str, Any]:
    """A finding and what the other run says of it.

    Numbers of findings are those of its own run, but for `beside`, which are in the other.
    """
    finding, other = moved.finding, moved.other
    return {
        "id": finding.id, "check": finding.check, "subject_kind": finding.subject_kind,
        "subject": finding.subject, "aspect": finding.aspect, "title": finding.title,
        "verdict": finding.verdict, "part_of": "" if moved.whole else finding.part_of,
        "same_as": finding.same_as, "same_by": list(finding.same_by),
        "estimate": finding.estimate, "interval": finding.interval,
        "other_run": other.said, "other_verdict": other.verdict,
        "other_estimate": other.estimate, "other_interval": other.interval,
        "beside": [each.id for each in moved.beside], "same_estimand": moved.alike,
        "ranges_apart": moved.apart,
    }  # fmt: skip
