"""What waits: questions of runs, proposals that need a second reader, and what is new."""

from __future__ import annotations

from collections import Counter

from django.http import HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_GET

from tallystick.review.decisions.disposition import WAITING
from tallystick.review.decisions.may import AGREE_STATEMENT, NEVER, OWN_UNIT, READ, REPLY, may
from tallystick.review.decisions.second import can_second
from tallystick.review.exchange.requests import can_hold
from tallystick.review.exchange.units import has_room
from tallystick.review.models import (
    Disposition,
    Pattern,
    Person,
    Question,
    Release,
    Request,
    Run,
    Task,
)
from tallystick.review.pages.allowed import INSIDE, asks
from tallystick.review.pages.environment import page
from tallystick.review.pages.forms import today
from tallystick.review.pages.index import index
from tallystick.review.pages.pattern import latest, told
from tallystick.review.pages.reader_statements import waiting_for_legal
from tallystick.review.pages.request import OfficeRequest
from tallystick.review.runs.standing import WITHDRAWN

MOST, MOST_READ = 20, 100
"""How many of a kind are shown, and of how many proposals it is asked who may read them."""


@asks(INSIDE)
@require_GET
def front(request: OfficeRequest) -> HttpResponse:
    """Show what waits for whoever looks; who sees what was released alone goes to their room."""
    if has_room(request.person, REPLY) and may(request.person.roles, READ) == OWN_UNIT:
        return HttpResponseRedirect("/room")
    asked = Question.objects.filter(answered_seq=None).select_related("pattern__latest", "run")
    proposed = Disposition.objects.filter(state=WAITING).select_related("pattern__latest")
    held = index().rows
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
        "waits": _waits(request.person),
        "new": [(each, title(each)) for each in fresh],
        "n_new": sum(each.over == "new" for each in open_now),
        "n_open": len(open_now),
        "over": Counter(each.over for each in held if each.kind == "finding"),
        "run": Run.objects.exclude(state=WITHDRAWN).last(),
        "n_runs": Run.objects.exclude(state=WITHDRAWN).count(),
    }
    return page(request, "front.html", about)


def _waits(person: Person) -> dict[str, int]:
    """How many requests are late, own tasks open, and releases and statements wait for others."""
    legal = may(person.roles, AGREE_STATEMENT) != NEVER
    statements = waiting_for_legal() if legal else 0
    if not can_hold(person):
        return dict.fromkeys(("late", "tasks", "releases"), 0) | {"statements": statements}
    late = Request.objects.filter(state="open", due__lt=today()).count()
    own = Task.objects.filter(holder=person, done_seq=None).count()
    return {
        "late": late,
        "tasks": own,
        "releases": Release.objects.filter(state=WAITING).count(),
        "statements": statements,
    }


def title(pattern: Pattern) -> str:
    """Return what the newest run that found a pattern calls it, masked."""
    return told(latest(pattern)).title
