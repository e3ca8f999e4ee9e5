"""A pattern as pages read it: with its newest sighting, and a sighting in words."""

from __future__ import annotations

from django.http import Http404

from tallystick.findings import Finding
from tallystick.report.words.in_language import finding as in_language
from tallystick.review.log.rows import one
from tallystick.review.models import Pattern, Sighting
from tallystick.review.runs.patterns import with_newest
from tallystick.review.runs.sealed import finding_of


def pattern_of(code: str) -> tuple[Pattern, Sighting]:
    """Return the pattern with this code and its newest sighting; Http404 where there is none.

    One that goes on as another's, since their units were joined, is that other.
    """
    pattern = one(Pattern, "code = %s", code)
    if pattern is None:
        raise Http404
    pattern = pattern.joined_to or pattern
    return with_newest(pattern), latest(pattern)


def latest(pattern: Pattern) -> Sighting:
    """Return the newest sighting of a pattern."""
    assert pattern.latest is not None
    return pattern.latest


def told(sighting: Sighting, *, masked: bool = True) -> Finding:
    """Return what a run says in the reader's language, with masks unless names were asked for."""
    return in_language(finding_of(sighting.masked_json if masked else sighting.finding_json))
