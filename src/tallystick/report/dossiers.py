"""What does the page say of one unit or officer, all findings on it side by side?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tallystick.findings import Dossier, Overlap, RunRecord, Together
from tallystick.report import families, numbers
from tallystick.report.one_finding import FindingView
from tallystick.report.subjects import subject
from tallystick.report.text import css_string, name
from tallystick.report.wording import say, say_count

MOST_OVERLAPS = 12


@dataclass(frozen=True)
class DossierView:
    """One unit or officer in the order in which it is read."""

    anchor: str
    title: str
    lead: str
    findings: tuple[FindingView, ...]
    together: tuple[str, ...]
    overlaps: tuple[str, ...]

    @property
    def running_head(self) -> str:
        """The CSS string that heads the printed pages of this subject."""
        return css_string(self.title)


def views(run: RunRecord, findings: Sequence[FindingView]) -> tuple[DossierView, ...]:
    """Return what the page says of every unit and officer with a finding."""
    by_id = {view.finding.id: view for view in findings}
    return tuple(_view(each, place, by_id) for place, each in enumerate(run.dossiers, 1))


def _view(dossier: Dossier, place: int, by_id: dict[str, FindingView]) -> DossierView:
    held = tuple(by_id[each] for each in dossier.findings if each in by_id)
    overlaps = tuple(_overlap(each, by_id) for each in dossier.overlaps[:MOST_OVERLAPS])
    if len(dossier.overlaps) > MOST_OVERLAPS:
        rest = len(dossier.overlaps) - MOST_OVERLAPS
        overlaps += (say_count("dossier.more", rest, n=numbers.count(rest)),)
    return DossierView(
        anchor=f"subject-{place}",
        title=subject(dossier.subject_kind, dossier.subject),
        lead=_lead(dossier),
        findings=held,
        together=tuple(_together(each) for each in dossier.together),
        overlaps=overlaps,
    )


def _lead(dossier: Dossier) -> str:
    counts = {"n": numbers.count(dossier.tests), "undecided": numbers.count(dossier.undecided)}
    return " ".join(
        (
            say_count("dossier.tests", dossier.tests, **counts),
            say_count("dossier.findings", len(dossier.findings), n=len(dossier.findings)),
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
