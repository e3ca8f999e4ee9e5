"""What does the page of one unit or officer say: its figures, findings, and what to ask next?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from tallystick.findings import (
    UNDECIDED,
    Dossier,
    Figure,
    Overlap,
    Result,
    RunRecord,
    SubjectKind,
    Together,
)
from tallystick.report.charts.series import Series, by_unit
from tallystick.report.pages import asked, families, nulls, requests, subject_facts, unit_figures
from tallystick.report.pages.asked import Asked
from tallystick.report.pages.one_finding import FindingView
from tallystick.report.pages.requests import Request, Tested
from tallystick.report.pages.unit_figures import FiguresView
from tallystick.report.words import estimates, numbers
from tallystick.report.words.estimates import Estimate
from tallystick.report.words.subjects import as_read, subject
from tallystick.report.words.text import css_string, name
from tallystick.report.words.wording import say, say_count

MOST_OVERLAPS = 12
Subject = tuple[SubjectKind, str]


@dataclass(frozen=True)
class DossierView:
    """One unit or officer in the order in which it is read.

    `figures` is empty where there are none, and `no_figures` says why; both are for units alone.
    `asked` is None where the run holds no result of the subject.
    """

    anchor: str
    kind: SubjectKind
    title: str
    facts: tuple[str, ...]
    lead: str
    asked: Asked | None
    figures: tuple[FiguresView, ...]
    more_figures: str
    no_figures: str
    findings: tuple[tuple[FindingView, Estimate], ...]
    tested: tuple[Tested, ...]
    suggested: tuple[Request, ...]
    untold: tuple[Request, ...]
    together: tuple[str, ...]
    overlaps: tuple[str, ...]

    @property
    def running_head(self) -> str:
        """The CSS string that heads the printed pages of this subject."""
        return css_string(self.title)


def views(
    run: RunRecord,
    findings: Sequence[FindingView],
    results: Sequence[Result] = (),
    figures: Sequence[Figure] | None = None,
    *,
    every_unit: bool = False,
) -> tuple[DossierView, ...]:
    """Return what the page says of each unit and officer with a finding, or also of every unit.

    `figures` are those of all units, None where the run folder has none.
    """
    by_id = {view.finding.id: view for view in findings}
    series = None if figures is None else by_unit(figures)
    held = [*run.dossiers, *(_others(run, results, series or {}) if every_unit else ())]
    tests, most = nulls.tested(results), asked.most_rows(len(held))
    by_subject: dict[Subject, list[Result]] = defaultdict(list)
    for result in results:
        by_subject[result.subject_kind, result.subject].append(result)

    def seen(dossier: Dossier, place: int) -> DossierView:
        kind, who = dossier.subject_kind, dossier.subject
        own = by_subject[kind, who]
        return replace(
            _view(dossier, place, by_id, series),
            facts=subject_facts.facts(kind, who, run, own, results, figures),
            lead=_lead(dossier, counted=not own),
            asked=asked.asked(own, findings, run, tests, most),
        )

    return tuple(seen(each, place) for place, each in enumerate(held, 1))


def _others(
    run: RunRecord, results: Sequence[Result], series: Mapping[str, object]
) -> Iterator[Dossier]:
    """Yield a dossier of every unit without a finding, by name."""
    known = {each.subject for each in run.dossiers if each.subject_kind == "unit"}
    verdicts: dict[str, list[str]] = defaultdict(list)
    for result in results:
        if result.subject_kind == "unit":
            verdicts[result.subject].append(result.verdict)
    for unit in sorted({*verdicts, *series} - known - {""}, key=as_read):
        own = verdicts.get(unit, [])
        yield Dossier("unit", unit, (), len(own), sum(map(UNDECIDED.__contains__, own)), (), ())


def _view(
    dossier: Dossier,
    place: int,
    by_id: dict[str, FindingView],
    series: Mapping[str, tuple[Series, ...]] | None,
) -> DossierView:
    anchor = f"subject-{place}"
    held = tuple(by_id[each] for each in dossier.findings if each in by_id)
    overlaps = tuple(_overlap(each, by_id) for each in dossier.overlaps[:MOST_OVERLAPS])
    if len(dossier.overlaps) > MOST_OVERLAPS:
        rest = len(dossier.overlaps) - MOST_OVERLAPS
        overlaps += (say_count("dossier.more", rest, n=numbers.count(rest)),)
    is_unit = dossier.subject_kind == "unit"
    own = (series or {}).get(dossier.subject, ()) if is_unit else ()
    charts, more = unit_figures.views(own, anchor)
    missing = say("figures.older_run" if series is None else "figures.none_told")
    return DossierView(
        anchor=anchor,
        kind=dossier.subject_kind,
        title=subject(dossier.subject_kind, dossier.subject),
        facts=(),
        lead="",
        asked=None,
        figures=charts,
        more_figures=more,
        no_figures=missing if is_unit and not charts else "",
        findings=tuple((view, estimates.estimate(view.finding)) for view in held),
        tested=requests.tested(held),
        suggested=requests.suggested(held),
        untold=requests.untold(held),
        together=tuple(_together(each) for each in dossier.together),
        overlaps=overlaps,
    )


def _lead(dossier: Dossier, counted: bool) -> str:
    """How many findings stand; `counted`: also how many tests, where no table tells."""
    counts = {"n": numbers.count(dossier.tests), "undecided": numbers.count(dossier.undecided)}
    return " ".join(
        (
            *((say_count("dossier.tests", dossier.tests, **counts),) if counted else ()),
            say_count("dossier.findings", len(dossier.findings), n=len(dossier.findings))
            if dossier.findings
            else say("dossier.no_findings"),
        )
    )


def _together(together: Together) -> str:
    key = "dossier.family" if together.family else "dossier.whole"
    return say(
        key,
        family=_kind(together.family),
        n=numbers.count(together.tests),
        chance=numbers.chance(together.p_value),
    )


def _kind(family: str) -> str:
    known = family in families.FAMILIES
    return say(f"kind.{family}") if known else name(family, numbers.MISSING)


def _overlap(overlap: Overlap, by_id: dict[str, FindingView]) -> str:
    one, other = (
        by_id[each].id if each in by_id else name(each) for each in (overlap.one, overlap.other)
    )
    if overlap.shared is None:
        return say("dossier.unknown", one=one, other=other)
    if overlap.shared == 0:
        return say("dossier.apart", one=one, other=other)
    shared = {"shared": numbers.count(overlap.shared), "of": numbers.count(overlap.of)}
    return say("dossier.shared", one=one, other=other, **shared)
