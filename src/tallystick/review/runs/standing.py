"""What the newest run that stands makes of each pattern: new, still there, gone, or unsaid."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from tallystick.review.log.rows import change
from tallystick.review.models import Absence, Disposition, Pattern, Run, Sighting
from tallystick.review.runs.absences import GONE
from tallystick.review.runs.patterns import FINDING, LEAD

NEW, STILL, GONE_NOW, UNSAID = "new", "still", "gone", "unsaid"
OPEN, IN_FORCE = "open", "in force"
WITHDRAWN = "withdrawn"
Seen = tuple[int, str, int]
"""The run of a sighting, its kind, and its id."""


def standing_runs() -> list[int]:
    """Return the runs that were not withdrawn, in the order in which they came."""
    return list(
        Run.objects.exclude(state=WITHDRAWN).order_by("sealed_seq").values_list("id", flat=True)
    )


def restate() -> None:
    """Say anew what the newest run makes of each pattern, its kind, and its newest sighting."""
    runs = standing_runs()
    newest = runs[-1] if runs else None
    order = {run: place for place, run in enumerate(runs)}
    seen: dict[int, list[Seen]] = defaultdict(list)
    rows = Sighting.objects.order_by("run__sealed_seq").values_list(
        "pattern_id", "run_id", "kind", "id"
    )
    for of, run, kind, sighting in rows:
        seen[of].append((run, kind, sighting))
    absent = Absence.objects.filter(run__in=runs[-1:])
    why = dict(absent.values_list("pattern_id", "why"))
    for pattern in Pattern.objects.all():
        before = pattern.kind, pattern.over, pattern.latest_id
        now = _state(seen[pattern.id], order, newest, why.get(pattern.id, ""))
        if now != before:
            change(pattern, **dict(zip(("kind", "over", "latest_id"), now, strict=True)))


def _state(
    seen: Sequence[Seen], order: dict[int, int], newest: int | None, why: str
) -> tuple[str, str, int]:
    """Return the kind of a pattern, what the newest run makes of it, and its newest sighting."""
    stands = [each for each in seen if each[0] in order] or list(seen)
    kind = FINDING if any(each[1] == FINDING for each in stands) else LEAD
    own = [each for each in stands if each[1] == kind]
    if own[-1][0] == newest:
        over = STILL if len(own) > 1 else NEW
    else:
        over = GONE_NOW if why in GONE else UNSAID
    return kind, over, own[-1][2]


def restate_disposition(pattern: Pattern) -> None:
    """Say anew the value of the disposition in force of a pattern, ``open`` where there is none."""
    value = (
        Disposition.objects.filter(pattern=pattern, state=IN_FORCE)
        .order_by("-id")
        .values_list("value", flat=True)
        .first()
    )
    state_disposition(pattern, value or OPEN)


def state_disposition(pattern: Pattern, value: str) -> None:
    """Say the value of the disposition in force of a pattern."""
    change(pattern, disposition=value)
