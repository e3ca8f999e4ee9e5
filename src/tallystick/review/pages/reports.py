"""The reports room: what could bear out each kind of report, and how many could know it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_GET, require_POST

from tallystick.review.acting.circle import SMALL, Detail, circle
from tallystick.review.acting.kinds import KINDS
from tallystick.review.decisions.may import NEVER, OPEN_REPORT, OWN_UNIT, READ, may
from tallystick.review.models import Pattern, Sighting
from tallystick.review.pages.allowed import asks
from tallystick.review.pages.environment import page
from tallystick.review.pages.forms import SHORT, DecisionForm, day_field, text_field
from tallystick.review.pages.pattern import latest
from tallystick.review.pages.pattern import told as in_words
from tallystick.review.pages.request import OfficeRequest
from tallystick.review.pages.threads import threads_of
from tallystick.review.runs.patterns import LEAD, OFFICER
from tallystick.review.runs.standing import NEW, STILL

MOST = 20
"""Findings of one check that the page names."""


class CircleForm(DecisionForm):
    """What a report says that few may know; nothing of it is kept."""

    unit = text_field(SHORT, required=False)
    first = day_field(required=False)
    last = day_field(required=False)
    exhibit = text_field(SHORT, required=False)
    cases = text_field(required=False)

    def clean(self) -> None:
        """Refuse a unit without its days, and days that end before they begin."""
        held = self.cleaned_data
        if held.get("unit") and not held.get("first") and not self.has_error("first"):
            self.refuse("first", "required")
        if held.get("first") and held.get("last") and held["last"] < held["first"]:
            self.refuse("last", "before_first")

    def detail(self) -> Detail:
        """Return what was typed."""
        held = self.cleaned_data
        cases = (each.strip() for each in held["cases"].replace(",", "\n").splitlines())
        return Detail(
            held["unit"],
            held["first"],
            held["last"],
            held["exhibit"],
            tuple(dict.fromkeys(each for each in cases if each)),
        )


@dataclass(frozen=True)
class Found:
    """What a check found in this case, and the threads in which that stands with other findings."""

    sighting: Sighting
    title: str
    threads: list[tuple[int, str, list[tuple[str, str]]]]


@asks(OPEN_REPORT)
@require_GET
def reports(request: OfficeRequest) -> HttpResponse:
    """Show what could bear out each kind of report, and the form of the circle."""
    return _page(request)


@asks(OPEN_REPORT)
@require_POST
def counted(request: OfficeRequest) -> HttpResponse:
    """Count who could know what a report says; the answer to this form is its only trace."""
    form = CircleForm(request.POST)
    if not form.is_valid():
        return _page(request, status=400, form=form)
    return _page(request, form=form, circle=circle(form.detail()))


def _page(request: OfficeRequest, *, status: int = 200, **about: Any) -> HttpResponse:
    can_read = may(request.person.roles, READ) not in (NEVER, OWN_UNIT)
    shown: dict[str, Any] = {
        "kinds": [
            (kind, [(each, _found(each) if can_read else None) for each in checks])
            for kind, checks in KINDS.items()
        ],
        "small": SMALL,
        "form": None,
        "circle": None,
        **about,
    }
    return page(request, "reports.html", shown, status=status)


def _found(check: str) -> list[Found]:
    """What the newest run found by a check, but for leads on officers."""
    rows = Pattern.objects.filter(check_name=check, over__in=(NEW, STILL))
    shown = rows.exclude(kind=LEAD, subject_kind=OFFICER).select_related("latest__run")
    return [_told(latest(each)) for each in shown.order_by("kind", "id")[:MOST]]


def _told(sighting: Sighting) -> Found:
    held = [
        (place, each.id, _others(sighting, each.members))
        for place, each in threads_of(sighting.run)
        if sighting.number in each.members
    ]
    return Found(sighting, in_words(sighting).title, held)


def _others(sighting: Sighting, members: Iterable[str]) -> list[tuple[str, str]]:
    """The other findings of a thread: the code of each and its title."""
    rows = Sighting.objects.filter(run=sighting.run, number__in=members).exclude(id=sighting.id)
    held = rows.select_related("pattern").order_by("number")
    return [(each.pattern.code, in_words(each).title) for each in held]
