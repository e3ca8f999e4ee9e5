"""What is new, gone and changed between two runs, say of two quarters?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tallystick.findings import Finding, Result, RunRecord
from tallystick.findings.document import Document

Key = tuple[str, str, str, str]
UNDECIDED = ("insufficient", "withheld")


@dataclass(frozen=True)
class Then:
    """What the other run says of a finding's subject and aspect: ``found``, or why it is none."""

    said: str
    estimate: float | None = None
    interval: tuple[float, float] | None = None


@dataclass(frozen=True)
class Moved:
    """A finding, and what the other run says of the same subject and aspect."""

    finding: Finding
    other: Then

    @property
    def apart(self) -> bool:
        """Whether both ranges are known and have no value in common."""
        one, other = self.finding.interval, self.other.interval
        return bool(one and other and (one[1] < other[0] or other[1] < one[0]))


@dataclass(frozen=True)
class Comparison:
    """Findings of the later run that are `new` or `still` there, and those of the earlier `gone`.

    `differences` are what else differs, a sentence each: checks that only one run made, versions,
    parameters, the period examined and the files.
    """

    before: RunRecord
    after: RunRecord
    new: tuple[Moved, ...]
    gone: tuple[Moved, ...]
    still: tuple[Moved, ...]
    differences: tuple[str, ...]


def compare(before: Document, after: Document) -> Comparison:
    """Compare two runs by check, subject and aspect."""
    old, new = ({_key(each): each for each in run.findings} for run in (before, after))
    tests = [{_key(each): each for each in run.results} for run in (before, after)]
    made = [{each.name for each in run.run.checks} for run in (before, after)]
    return Comparison(
        before.run,
        after.run,
        tuple(Moved(each, _then(key, each, tests[0], made[0])) for key, each in new.items()
              if key not in old),
        tuple(Moved(each, _then(key, each, tests[1], made[1])) for key, each in old.items()
              if key not in new),
        tuple(Moved(each, Then("found", old[key].estimate, old[key].interval))
              for key, each in new.items() if key in old),
        tuple(_differences(before.run, after.run)),
    )  # fmt: skip


def _key(each: Finding | Result) -> Key:
    return each.check, each.subject_kind, each.subject, each.aspect


def _then(key: Key, finding: Finding, tests: Mapping[Key, Result], made: set[str]) -> Then:
    result = tests.get(key)
    if result is None:
        ran = finding.check in made
        return Then("there was no such subject or question" if ran else "the check was not run")
    if result.verdict in UNDECIDED:
        return Then(f"could not tell: {result.reason or result.verdict}", result.estimate,
                    result.interval)  # fmt: skip
    if result.names_pattern:
        return Then("below the level of a finding after the correction", result.estimate,
                    result.interval)  # fmt: skip
    return Then("found nothing unusual", result.estimate, result.interval)


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
    """Return a comparison as JSON holds it."""
    return {
        name: [
            {"check": each.finding.check, "subject_kind": each.finding.subject_kind,
             "subject": each.finding.subject, "aspect": each.finding.aspect,
             "title": each.finding.title, "estimate": each.finding.estimate,
             "interval": each.finding.interval, "other_run": each.other.said,
             "other_estimate": each.other.estimate, "other_interval": each.other.interval,
             "ranges_apart": each.apart}
            for each in getattr(comparison, name)
        ]
        for name in ("new", "gone", "still")
    } | {"differences": list(comparison.differences)}  # fmt: skip
