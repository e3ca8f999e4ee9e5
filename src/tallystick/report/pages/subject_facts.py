"""Which plain facts on a unit does a run hold: its period, its records, its officers, its peers?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from tallystick.findings import Figure, Result, RunRecord, SubjectKind
from tallystick.report.words import dates, numbers
from tallystick.report.words.text import listed, name
from tallystick.report.words.wording import say, say_count

MOST_METRICS = 6
RECORDS, COUNTED, PEOPLE = "records", "recounted", "officers_in_unit"


def facts(
    kind: SubjectKind,
    identifier: str,
    run: RunRecord,
    own: Sequence[Result],
    results: Sequence[Result],
    figures: Sequence[Figure] | None,
) -> tuple[str, ...]:
    """Return a sentence for each fact that the run holds; what it does not hold is left out.

    `own` are those of `results` that are of the subject itself.
    """
    counts = _recounted(own)
    if kind == "unit" and not counts:
        counts = _recorded(identifier, figures or ())
    officers = max((_whole(each.detail.get(PEOPLE)) for each in own), default=0)
    held = run.first_day or run.last_day
    period = dates.between(run.first_day, run.last_day)
    return (
        *((say("facts.period", period=period),) if held else ()),
        *_counts(counts),
        *((say_count("facts.officers", officers, n=numbers.count(officers)),) if officers else ()),
        *(_peers(identifier, own, results) if kind == "unit" else ()),
    )


def _recounted(own: Sequence[Result]) -> dict[str, float]:
    """By metric, how many records of the unit a recount of its published figures came to."""
    return {
        each.aspect: float(each.detail[COUNTED])
        for each in own
        if each.detail.get("total") == RECORDS and isinstance(each.detail.get(COUNTED), int | float)
    }


def _recorded(unit: str, figures: Sequence[Figure]) -> dict[str, float]:
    """By metric, the unit's records of all months, where no figure is published."""
    held: dict[str, float] = {}
    for each in figures:
        if each.source == "recorded" and each.unit_id == unit:
            held[each.metric] = held.get(each.metric, 0.0) + each.value
    return held


def _counts(counts: Mapping[str, float]) -> Iterator[str]:
    if not counts:
        return
    named = [
        say("facts.metric", metric=name(metric, numbers.MISSING), n=numbers.count(n))
        for metric, n in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    ]
    if len(named) > MOST_METRICS:
        rest = len(named) - MOST_METRICS
        named[MOST_METRICS:] = [say_count("facts.metrics", rest, n=numbers.count(rest))]
    yield say("facts.counted", counts=listed(named, say("and")))


def _peers(unit: str, own: Sequence[Result], results: Sequence[Result]) -> Iterator[str]:
    """How many other units were asked at least one of the same questions."""
    asked = {(each.check, each.aspect) for each in own}
    others = {
        each.subject
        for each in results
        if each.subject_kind == "unit" and (each.check, each.aspect) in asked
    } - {unit}
    if others:
        yield say_count("facts.peers", len(others), n=numbers.count(len(others)))


def _whole(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0
