"""What does the page say of one finding?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tallystick.findings import Evidence, Explanation, Finding, Reply
from tallystick.report.charts import chart as charts
from tallystick.report.pages import cases as case_lists
from tallystick.report.pages import replies
from tallystick.report.pages.cases import CaseList
from tallystick.report.pages.replies import ReplyView
from tallystick.report.pages.strength import Strength, explained, strength
from tallystick.report.words import estimates, numbers
from tallystick.report.words.in_language import answer_of
from tallystick.report.words.rendering import rendered, rendered_name
from tallystick.report.words.subjects import subject
from tallystick.report.words.text import css_string, heading, joined, name, sentence, short
from tallystick.report.words.wording import say, say_count

RUNNING_HEAD = 70
LONGEST_ID = 16


@dataclass(frozen=True)
class Records:
    """The records to review: what is shown and how it was chosen."""

    note: str
    list: CaseList | None
    numeric: tuple[bool, ...]


@dataclass(frozen=True)
class FindingView:
    """One finding in the order in which it is read."""

    anchor: str
    id: str
    title: str
    finding: Finding
    part: str
    same: str
    number: tuple[str, ...]
    strength: Strength
    explained: str
    where: str
    to_review: str
    chart: charts.Chart | None
    how_sure: tuple[str, ...]
    not_shown: tuple[str, ...]
    explanations: tuple[tuple[str, str, str], ...]
    suggestion: str
    records: Records
    method: str
    replies: tuple[ReplyView, ...] = ()

    @property
    def beside(self) -> str:
        """The numbers of the findings on the same cases."""
        return ", ".join(map(name, self.finding.on_cases_of))

    @property
    def running_head(self) -> str:
        """The CSS string that heads the printed pages of this finding."""
        return css_string(say("print.finding", id=self.id, title=short(self.title, RUNNING_HEAD)))


def view(
    finding: Finding,
    place: int,
    tests: int,
    cases: CaseList | None,
    replied: Sequence[Reply] = (),
) -> FindingView:
    """Return what the page says of the finding at `place` (from 1) of a run with `tests` tests."""
    anchor = f"finding-{place}"
    picture = charts.sound(finding.picture)
    return FindingView(
        anchor=anchor,
        id=name(short(finding.id, LONGEST_ID), f"F-{place:02}"),
        title=heading(finding.title) or say("finding.untitled"),
        finding=finding,
        part=say("part.of", whole=name(finding.part_of)) if finding.part_of else "",
        same=same_cases(finding),
        number=_number(finding, charts.sums(picture) if picture else ()),
        strength=strength(finding),
        explained=explained(finding),
        where=subject(finding.subject_kind, finding.subject),
        to_review=_to_review(finding.evidence),
        chart=charts.chart(picture, anchor) if picture else None,
        how_sure=_how_sure(finding, tests),
        not_shown=_not_shown(finding),
        explanations=tuple(explanation(finding.check, each) for each in finding.explanations),
        suggestion=sentence(finding.suggestion) or say("finding.no_suggestion"),
        records=_records(finding, cases),
        method=say(
            "finding.method",
            check=name(finding.check),
            aspect=name(rendered_name(finding.check, finding.aspect), numbers.MISSING),
            estimand=name(rendered(finding.check, finding.estimand), numbers.MISSING),
            n=numbers.count(finding.n),
        ),
        replies=tuple(replies.view(each) for each in replied if each.finding == finding.id),
    )


def _number(finding: Finding, sums: tuple[str, ...]) -> tuple[str, ...]:
    told = estimates.named(finding)
    estimand = heading(name(told)) or say("finding.estimate")
    if finding.estimate is None:
        return (*sums, say("finding.no_estimate"))
    said = say("finding.number", estimand=estimand, estimate=estimates.estimate(finding).text)
    return (said, *sums)


def _how_sure(finding: Finding, tests: int) -> tuple[str, ...]:
    if finding.p_value is None:
        return (say("sure.counted"), say("sure.counted_limits"))
    level = strength(finding)
    said = [say(f"sure.verb.{level.key}")] if level.blocks else []
    said.append(say("sure.chance", chance=numbers.chance(finding.p_value)))
    if finding.q_value is not None:
        share = numbers.one_in(finding.q_value)
        said.append(say_count("sure.tests", tests, n=numbers.count(tests), share=share))
    estimate = estimates.estimate(finding)
    if estimate.crosses:
        said.append(say("sure.crosses", estimate=estimate.text))
    said += _beside_others(finding)
    if finding.smallest_detectable is not None:
        key = "sure.smallest" if finding.smallest_detectable >= 0 else "sure.smallest_below"
        said.append(say(key, smallest=estimate.smallest))
    return tuple(said)


def _beside_others(finding: Finding) -> list[str]:
    """What is said of a unit's or officer's pattern beside those of all others."""
    said = []
    if finding.local_fdr is not None:
        said.append(say("sure.local_fdr", chance=numbers.percent(finding.local_fdr)))
    if finding.shrunk is not None:
        value, low, high = finding.shrunk
        pulled = replace(finding, estimate=value, interval=(low, high))
        said.append(say("sure.shrunk", estimate=estimates.estimate(pulled).text))
    return said


def _not_shown(finding: Finding) -> tuple[str, ...]:
    key = finding.verdict
    if key == "differs" and finding.p_value is not None:
        key = "differs_from_peers"
    said = [say(f"not_shown.{key}")]
    if finding.verdict in ("moved", "rise", "shifted", "jumped", "late"):
        said.append(say("not_shown.no_count"))
    if finding.subject_kind != "agency":
        said.append(say(f"not_shown.{finding.subject_kind}"))
        if finding.p_value is not None:
            said.append(say("not_shown.peers"))
    return tuple(said)


def explanation(check: str, cause: Explanation) -> tuple[str, str, str]:
    """Return a cause, how to check it, and what the records say of it."""
    answer = sentence(answer_of(check, cause))
    if cause.explains is not None and cause.of is not None:
        some, of = numbers.count(cause.explains), numbers.count(cause.of)
        counted = say("explained.explains", some=some, of=of)
        some_of = f"{cause.explains:,}" if cause.explains else "none"
        if f"{some_of} of {cause.of:,}" not in cause.answer:
            told = answer if cause.answer != Explanation.answer else ""
            answer = joined((counted, told))
    said, how = (rendered(check, each) for each in (cause.cause, cause.how_to_check))
    return sentence(said), sentence(how), answer


def same_cases(finding: Finding) -> str:
    """Say on whose cases a finding rests, and who rests on its own; "" where none does."""
    said = []
    if finding.same_as:
        n = numbers.count(finding.shared)
        said = [say_count("part.same", finding.shared, n=n, other=name(finding.same_as))]
    if finding.same_by:
        others = ", ".join(map(name, finding.same_by))
        said.append(say_count("part.same_by", len(finding.same_by), others=others))
    return joined(tuple(said))


def _to_review(evidence: Evidence | None) -> str:
    return numbers.count(evidence.rows) if evidence else say("finding.none_listed")


def _records(finding: Finding, cases: CaseList | None) -> Records:
    if finding.evidence is None:
        return Records(say("records.none"), None, ())
    if cases is None or not cases.rows:
        return Records(say("records.not_here"), None, ())
    shown = case_lists.shown(cases)
    every = len(shown.columns) == len(cases.columns)
    note = say(
        "records.note" if every else "records.note_columns",
        shown=numbers.count(len(shown.rows)),
        rows=numbers.count(max(finding.evidence.rows, len(shown.rows))),
        columns=numbers.count(len(shown.columns)),
        all_columns=numbers.count(len(cases.columns)),
    )
    numeric = tuple(
        case_lists.is_number_column(shown, index) for index in range(len(shown.columns))
    )
    return Records(note, shown, numeric)
