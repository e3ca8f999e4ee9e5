"""A unit or an officer: figures over time, findings, and everything asked and decided; no score."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_GET, require_POST

from tallystick.report.charts.series import by_unit
from tallystick.report.pages import asked, nulls, one_finding, subject_facts, unit_figures
from tallystick.report.words import subjects
from tallystick.report.words.in_language import finding as in_language
from tallystick.report.words.in_language import run as run_in_language
from tallystick.review.decisions.may import READ, UNMASK
from tallystick.review.decisions.unmasking import SUBJECT_UNMASKED, UNMASKED
from tallystick.review.log.entries import append, texts
from tallystick.review.models import CaseKey, LogEntry, MaskedName, Pattern, Reply, Run
from tallystick.review.pages.allowed import asks
from tallystick.review.pages.case_list import masked_document, masks
from tallystick.review.pages.environment import page
from tallystick.review.pages.forms import LONG
from tallystick.review.pages.pattern import latest, told
from tallystick.review.pages.refused import unusable
from tallystick.review.pages.request import OfficeRequest, actor, is_unmasked, unmask
from tallystick.review.runs.families import every_name, masks_of_families
from tallystick.review.runs.patterns import FINDING, OFFICER, fingerprint
from tallystick.review.runs.sealed import document_of
from tallystick.review.runs.standing import standing_runs
from tallystick.review.words import tell

UNIT = "unit"
MOST_ENTRIES = 200


@dataclass(frozen=True)
class Subject:
    """A unit or an officer with its mask, whose number is its address."""

    kind: str
    name: str
    mask: str

    @property
    def address(self) -> str:
        """Where its dossier lies."""
        return f"/{self.kind}s/{self.mask.rpartition(' ')[2]}"

    @property
    def fingerprint(self) -> str:
        """How the log names it."""
        return fingerprint(("subject", self.kind, self.name, ""))


@dataclass(frozen=True)
class Found:
    """A finding on the subject, or one whose list it stands on."""

    pattern: Pattern
    title: str
    own: bool


def subject_of(kind: str, number: int) -> Subject:
    """Return the unit or officer whose mask has this number; Http404 where there is none."""
    ending = f" {number}"
    rows = MaskedName.objects.filter(kind=kind, mask__endswith=ending)
    for name, mask in rows.values_list("name", "mask"):
        if mask.rpartition(" ")[2] == str(number):
            return Subject(kind, name, mask)
    raise Http404


def subjects_in(pattern: Pattern) -> list[Subject]:
    """Return the units and officers that a pattern is on or whose records it holds, by masks."""
    names = {(pattern.subject_kind, pattern.subject)}
    assert pattern.latest_id is not None
    keys = CaseKey.objects.filter(sighting_id=pattern.latest_id, kind=OFFICER)
    names |= {(OFFICER, key) for key in keys.values_list("key", flat=True)}
    held = masks()
    told = [Subject(kind, name, held.exact(kind, name)) for kind, name in names
            if (kind, name) in held.masks and kind in (UNIT, OFFICER)]  # fmt: skip
    return sorted(told, key=lambda each: (each.kind != UNIT, held.number(each.kind, each.mask)))


@asks(READ)
@require_GET
def dossier(request: OfficeRequest, kind: str, number: int) -> HttpResponse:
    """Show one unit or officer."""
    subject = subject_of(kind, number)
    masked = not is_unmasked(request, subject.fingerprint)
    shown = subject.mask if masked else subject.name
    standing = standing_runs()
    run = Run.objects.filter(id__in=standing[-1:]).first()
    found = _found(subject, masked=masked)
    own = {each.pattern.fingerprint for each in found if each.own}
    entries = LogEntry.objects.filter(about__in=own).exclude(act=UNMASKED)
    about = {
        "subject": subject,
        "title": subjects.subject(kind, shown),  # type: ignore[arg-type]
        "masked": masked,
        "run": run,
        **(_of_run(run, kind, shown, masked=masked) if run else {}),
        "found": [each for each in found if each.own],
        "listed": [each for each in found if not each.own],
        "entries": list(entries.order_by("-seq")[:MOST_ENTRIES]),
        "replies": _replies([each.pattern for each in found if each.own]),
        "names": masks_of_families().get(subject.mask, ()) if kind == UNIT else (),
        "codes": {each.pattern.fingerprint: each.pattern for each in found},
    }
    return page(request, "dossier.html", about)


@asks(UNMASK)
@require_POST
def unmasked(request: OfficeRequest, kind: str, number: int) -> HttpResponse:
    """Let the session see the name of a subject, with a reason that the log keeps."""
    subject = subject_of(kind, number)
    reason = request.POST.get("reason", "").strip()
    if not reason or len(reason) > LONG:
        return unusable(request, tell("refused.reason", most=LONG))
    append(actor(request), SUBJECT_UNMASKED, {"subject": subject.fingerprint}, reason)
    unmask(request, subject.fingerprint)
    return HttpResponseRedirect(subject.address)


def _of_run(run: Run, kind: str, shown: str, *, masked: bool) -> dict[str, Any]:
    """What the newest run says of the subject: facts, figures, and how each question ended."""
    seal = run.manifest_sha256
    document = masked_document(seal) if masked else document_of(seal)
    own = [each for each in document.results if (each.subject_kind, each.subject) == (kind, shown)]
    on = [each for each in document.findings if (each.subject_kind, each.subject) == (kind, shown)]
    tests = nulls.tested(document.results)
    views = [one_finding.view(in_language(each), place, tests, None)
             for place, each in enumerate(on, 1)]  # fmt: skip
    figures = document.figures
    series = by_unit(figures or ()).get(shown, ()) if kind == UNIT else ()
    charts, more = unit_figures.views(series, "subject")
    account = run_in_language(document.run)
    return {
        "facts": subject_facts.facts(kind, shown, account, own, document.results, figures),  # type: ignore[arg-type]
        "asked": asked.asked(own, views, account, tests),
        "figures": charts,
        "more_figures": more,
    }


def _found(subject: Subject, *, masked: bool) -> list[Found]:
    """Findings alone: a lead on an officer never stands in a dossier, nor one on a unit."""
    every = Pattern.objects.filter(kind=FINDING).select_related("latest__run").order_by("id")
    names = every_name([subject.name]) if subject.kind == UNIT else {subject.name}
    own = list(every.filter(subject_kind=subject.kind, subject__in=names))
    listed = []
    if subject.kind == OFFICER:
        keys = CaseKey.objects.filter(kind=OFFICER, key=subject.name)
        listed = list(every.filter(latest_id__in=keys.values("sighting_id")))
    mine = {each.pk for each in own}
    told = [(each, True) for each in own]
    told += [(each, False) for each in listed if each.pk not in mine]
    return [Found(each, _title(each, masked=masked), is_own) for each, is_own in told]


def _replies(patterns: list[Pattern]) -> list[tuple[Reply, str]]:
    """The replies to findings on the subject with their texts, the newest first."""
    rows = Reply.objects.filter(sighting__pattern__in=patterns)
    held = list(rows.select_related("sighting__pattern").order_by("-id"))
    said = texts(each.body_sha256 for each in held)
    return [(each, said.get(each.body_sha256, "")) for each in held]


def _title(pattern: Pattern, *, masked: bool) -> str:
    return told(latest(pattern), masked=masked).title
