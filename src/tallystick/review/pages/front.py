"""What waits: questions of runs, proposals that need a second reader, and what is new."""

from __future__ import annotations

from collections import Counter

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from tallystick.review.decisions.second import can_second
from tallystick.review.models import Disposition, Pattern, Question, Run
from tallystick.review.pages.allowed import INSIDE, asks
from tallystick.review.pages.environment import page
from tallystick.review.pages.index import rows
from tallystick.review.pages.pattern import latest, told
from tallystick.review.pages.request import OfficeRequest
from tallystick.review.runs.standing import WITHDRAWN

MOST, MOST_READ = 20, 100
"""How many of a kind are shown, and of how many proposals it is asked who may read them."""


@asks(INSIDE)
@require_GET
def front(request: OfficeRequest) -> HttpResponse:
    """Show what waits for whoever looks."""
    asked = Question.objects.filter(answered_seq=None).select_related("pattern__latest", "run")
    proposed = Disposition.objects.filter(state="proposed").select_related("pattern__latest")
    held = rows()
    waiting = list(proposed.select_related("proposed_by").order_by("id")[:MOST_READ])
    own = [each.id for each in waiting if can_second(request.person, each)]
    # Those that this person can read come first.
    waiting.sort(key=lambda each: each.id not in own)
    open_now = [each for each in held if each.kind == "finding" and each.disposition == "open"]
    new = [each.id for each in open_now if each.over == "new"][:MOST]
    fresh = Pattern.objects.select_related("latest").filter(id__in=new).order_by("id")
    about = {
        "questions": [(each, title(each.pattern)) for each in asked.order_by("asked_seq")[:MOST]],
        "proposed": [(each, title(each.pattern)) for each in waiting[:MOST]],
        "own": own,
        "mine": [each.id for each in waiting if each.proposed_by_id == request.person.id],
        "new": [(each, title(each)) for each in fresh],
        "n_new": sum(each.over == "new" for each in open_now),
        "n_open": len(open_now),
        "over": Counter(each.over for each in held if each.kind == "finding"),
        "run": Run.objects.exclude(state=WITHDRAWN).last(),
        "n_runs": Run.objects.exclude(state=WITHDRAWN).count(),
    }
    return page(request, "front.html", about)


def title(pattern: Pattern) -> str:
    """Return what the newest run that found a pattern calls it, masked."""
    return told(latest(pattern)).title
