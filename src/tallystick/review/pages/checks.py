"""Precision of each check: what became of its findings, and how alike people decide."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET

from tallystick.report.charts.tallies import bar
from tallystick.review.decisions.disposition import OTHER
from tallystick.review.decisions.may import READ
from tallystick.review.decisions.precision import (
    ALIKE,
    LEAST_DECIDED,
    Precision,
    Window,
    precision,
)
from tallystick.review.log.entries import head
from tallystick.review.models import Pattern
from tallystick.review.pages.allowed import asks
from tallystick.review.pages.environment import page
from tallystick.review.pages.pattern import told
from tallystick.review.pages.refused import unusable
from tallystick.review.pages.request import OfficeRequest
from tallystick.review.runs.patterns import FINDING
from tallystick.review.runs.sealed import case
from tallystick.review.words import tell

KEPT = 8


@dataclass(frozen=True)
class Counted:
    """One line of a table of counts, with its bar."""

    words: str
    n: int
    bar: str


@asks(READ)
@require_GET
def checks(request: OfficeRequest) -> HttpResponse:
    """Show every check that has a finding."""
    window = _window(request)
    if window is None:
        return unusable(request, tell("refused.window"))
    about = _about(window) | {"checks": list(_precision(window).values())}
    return page(request, "checks.html", about)


@asks(READ)
@require_GET
def check(request: OfficeRequest, name: str) -> HttpResponse:
    """Show one check: what its findings became, by which causes, and how alike people read."""
    window = _window(request)
    if window is None:
        return unusable(request, tell("refused.window"))
    held = _precision(window).get(name)
    if held is None:
        raise Http404
    outcomes = {key: tell(f"outcome.{key.replace(' ', '_')}") for key in held.outcomes}
    about = _about(window) | {
        "check": held,
        "causes": _counted(held.causes, _causes(name, held)),
        "outcomes": _counted(held.outcomes, outcomes),
    }
    return page(request, "check.html", about)


def _about(window: Window) -> dict[str, Any]:
    return {"window": window, "least": LEAST_DECIDED, "alike": ALIKE}


def _window(request: OfficeRequest) -> Window | None:
    """The days that the address asks for; None where one of them is no day, or they are swapped."""
    try:
        first, last = (
            date.fromisoformat(request.GET[name]) if request.GET.get(name) else None
            for name in ("from", "until")
        )
    except ValueError:
        return None
    return Window(first, last) if first is None or last is None or first <= last else None


def _precision(window: Window) -> Mapping[str, Precision]:
    return _held(str(case().folder), head(), window)


@lru_cache(KEPT)
def _held(folder: str, at: str, window: Window) -> Mapping[str, Precision]:
    return precision(window)


def _counted(counts: Mapping[str, int], words: Mapping[str, str]) -> list[Counted]:
    """The counts, the most frequent first."""
    most = max(counts.values(), default=0)
    rows = sorted(counts.items(), key=lambda each: (-each[1], each[0]))
    return [Counted(words[key], n, bar(n, most)) for key, n in rows]


def _causes(name: str, held: Precision) -> dict[str, str]:
    """The words of each cause that was given, as the newest finding that lists it has them.

    A cause without a name of its own is told by its place on the finding's list.
    """
    words = {OTHER: tell("checks.cause_other")}
    words |= {key: tell("checks.cause_at", n=key) for key in held.causes if key.isdecimal()}
    rows = Pattern.objects.filter(check_name=name, kind=FINDING).select_related("latest")
    for pattern in rows.order_by("-latest_id"):
        if set(held.causes) <= set(words):
            break
        if pattern.latest is not None:
            listed = told(pattern.latest).explanations
            words = {each.name: str(each.cause) for each in listed if each.name} | words
    return {key: key for key in held.causes} | words
