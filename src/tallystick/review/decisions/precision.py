"""Precision of each check: what became of the findings that people decided.

Over the findings of a check whose decision in force fell in a window of days. It says nothing of
what was not found, and is never fed back into a threshold. It has no figure of a person.
"""

from __future__ import annotations

import csv
import io
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from statistics import median

from django.db.models import Min

from tallystick.review.decisions.disposition import CORRECTED, EXPLAINED, OTHER, REFERRED
from tallystick.review.decisions.second import DISAGREES
from tallystick.review.models import Disposition, LogEntry, Pattern, Reading, Sighting
from tallystick.review.runs.patterns import FINDING
from tallystick.review.runs.standing import IN_FORCE
from tallystick.sample import Reliability, disarmed, jeffreys, krippendorff

LEAST_DECIDED = 10
"""Fewer decided findings have numbers and no share."""
ALIKE = 0.67
"""Below this alpha, decisions of a check are not alike enough to be counted."""
DECIDED = (EXPLAINED, CORRECTED, REFERRED)
HEADS = (
    "check", "from", "until", "decided", "explained", "corrected", "referred",
    "share_not_explained", "share_low", "share_high", "median_days", "seconds", "seconds_disagreed",
    "causes", "outcomes", "read_twice", "alpha_value", "alpha_value_low", "alpha_value_high",
    "alpha_cause", "alpha_cause_low", "alpha_cause_high",
)  # fmt: skip


@dataclass(frozen=True)
class Window:
    """Days from and until which decisions count, both included; None for no end."""

    first: date | None = None
    last: date | None = None

    def has(self, day: date) -> bool:
        """Whether a day lies in it."""
        return (self.first or day) <= day <= (self.last or day)


@dataclass
class Precision:
    """What people decided of the findings of one check.

    `causes` counts explanations by the id of their cause, `outcomes` referrals by what became of
    them; `days` has those from first sighting to decision. Of `seconds` second readings
    `disagreed` did not agree; they count by their own day, whatever became of the decision.
    """

    check: str
    causes: Counter[str] = field(default_factory=Counter)
    corrected: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    days: list[int] = field(default_factory=list)
    seconds: int = 0
    disagreed: int = 0
    value: Reliability = field(default_factory=lambda: krippendorff([]))
    cause: Reliability = field(default_factory=lambda: krippendorff([]))

    @property
    def explained(self) -> int:
        """How many were explained."""
        return self.causes.total()

    @property
    def referred(self) -> int:
        """How many were referred."""
        return self.outcomes.total()

    @property
    def decided(self) -> int:
        """How many were decided."""
        return self.explained + self.corrected + self.referred

    @property
    def share(self) -> tuple[float, float, float] | None:
        """The share not explained with its 95 % interval; None below `LEAST_DECIDED`."""
        found, n = self.corrected + self.referred, self.decided
        return (found / n, *jeffreys(found, n)) if n >= LEAST_DECIDED else None

    @property
    def median_days(self) -> float | None:
        """The median of days from the first sighting to the decision; None where none is."""
        return median(self.days) if self.days else None

    @property
    def is_unlike(self) -> bool:
        """Whether double readings are too unlike for the decisions to be counted."""
        return self.value.alpha is not None and self.value.alpha < ALIKE

    @property
    def may_be_alike(self) -> bool:
        """Whether the interval of `value` reaches the line, so that chance can have put it below.

        Of 10 double readings whose true alpha is .8 a quarter come out below it, of 40 a tenth.
        """
        return self.value.interval is not None and self.value.interval[1] >= ALIKE


def precision(window: Window) -> dict[str, Precision]:
    """Return the precision of every check that has a finding, by its name in order."""
    findings = Pattern.objects.filter(kind=FINDING)
    names = findings.order_by("check_name").values_list("check_name", flat=True).distinct()
    made = {name: Precision(name) for name in names}
    _count_decided(made, window)
    _count_seconds(made, window)
    for name, pairs in _pairs(window).items():
        if name in made:
            made[name].value = krippendorff([[value for value, _ in pair] for pair in pairs])
            made[name].cause = krippendorff([[cause or None for _, cause in p] for p in pairs])
    return made


def precision_csv(window: Window) -> bytes:
    """Return ``precision.csv`` of the bundle: a line a check, the same bytes each time."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEADS)
    for each in precision(window).values():
        writer.writerow([disarmed(value) for value in _line(each, window)])
    return text.getvalue().encode()


def _count_decided(made: Mapping[str, Precision], window: Window) -> None:
    rows = list(
        Disposition.objects.filter(state=IN_FORCE, value__in=DECIDED, pattern__kind=FINDING)
        .select_related("pattern", "referral")
        .order_by("id")
    )
    decided = _days(each.second_seq or each.proposed_seq for each in rows)
    first = dict(
        Sighting.objects.filter(kind=FINDING, pattern__in=[each.pattern_id for each in rows])
        .values("pattern")
        .annotate(first=Min("created_seq"))
        .values_list("pattern", "first")
    )
    seen = _days(first.values())
    for each in rows:
        day = decided[each.second_seq or each.proposed_seq]
        if not window.has(day):
            continue
        of = made[each.pattern.check_name]
        of.days.append((day - seen[first[each.pattern_id]]).days)
        if each.value == EXPLAINED:
            of.causes[each.cause_id or OTHER] += 1
        elif each.value == CORRECTED:
            of.corrected += 1
        else:
            referral = getattr(each, "referral", None)
            of.outcomes[referral.outcome if referral else "pending"] += 1


def _count_seconds(made: Mapping[str, Precision], window: Window) -> None:
    rows = Disposition.objects.exclude(second_seq=None).filter(pattern__kind=FINDING)
    held = list(rows.values_list("pattern__check_name", "second_said", "second_seq"))
    days = _days(seq for _, _, seq in held if seq)
    for name, said, seq in held:
        if seq and window.has(days[seq]):
            made[name].seconds += 1
            made[name].disagreed += said == DISAGREES


def _pairs(window: Window) -> dict[str, list[list[tuple[str, str]]]]:
    """By check, what two people read of each pattern that both have finished in the window."""
    rows = Reading.objects.filter(blind=False).select_related("drawn__pattern").order_by("seq")
    held = defaultdict[int, list[Reading]](list)
    for each in rows:
        held[each.drawn_id].append(each)
    days = _days(readings[-1].seq for readings in held.values())
    found = defaultdict[str, list[list[tuple[str, str]]]](list)
    for _, readings in sorted(held.items()):
        if window.has(days[readings[-1].seq]):
            pair = [(each.value, each.cause_id) for each in readings]
            found[readings[0].drawn.pattern.check_name].append(pair)
    return found


def _days(entries: Iterable[int]) -> dict[int, date]:
    """The day of each entry."""
    rows = LogEntry.objects.filter(seq__in=set(entries))
    return dict(rows.values_list("seq", "day"))


def _line(each: Precision, window: Window) -> tuple[object, ...]:
    return (
        each.check, window.first and window.first.isoformat(),
        window.last and window.last.isoformat(), each.decided, each.explained, each.corrected,
        each.referred, *_rounded(*(each.share or (None,) * 3)), each.median_days, each.seconds,
        each.disagreed, _counts(each.causes), _counts(each.outcomes), each.value.units,
        *_rounded(each.value.alpha, *(each.value.interval or (None, None))),
        *_rounded(each.cause.alpha, *(each.cause.interval or (None, None))),
    )  # fmt: skip


def _rounded(*numbers: float | None) -> list[str]:
    return ["" if each is None else f"{each:.4f}" for each in numbers]


def _counts(counted: Counter[str]) -> str:
    return "; ".join(f"{name} {n}" for name, n in sorted(counted.items()))
