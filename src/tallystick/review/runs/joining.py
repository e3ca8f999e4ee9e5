"""A unit that was renamed: a person says so, and takes it back; no decision goes with either.

The patterns of both names go on as one where nobody worked on one of the two and no run has both;
else they stay apart. Sightings go to the pattern that stays, and home again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from itertools import groupby

from tallystick.review.decisions.may import JOIN
from tallystick.review.decisions.people import NotAllowedError, allowed
from tallystick.review.decisions.recusal import refuse_recused_of_unit
from tallystick.review.log.projections import projection, values
from tallystick.review.log.rows import add, change
from tallystick.review.models import MaskedName, Pattern, Run, Sighting, UnitJoin
from tallystick.review.runs.absences import write_absences_over
from tallystick.review.runs.families import UNIT, families, masks_of_families, names_of
from tallystick.review.runs.patterns import Key, fingerprint, masks, pattern_of
from tallystick.review.runs.questions import ask_of_found
from tallystick.review.runs.sealed import finding_of
from tallystick.review.runs.standing import restate, standing_runs
from tallystick.seal import Entry

JOINED, SEPARATED = "unit.join", "unit.separate"
OF_PEOPLE = ("dispositions", "notes", "questions", "drawn", "requests", "tasks", "documents",
             "releases", "statements")  # fmt: skip
"""What people did on a pattern itself; marks and replies are on a sighting, and go with it."""


@projection(JOINED)
def joined(entry: Entry) -> None:
    """Say that a unit was renamed: ``{earlier, later}``, its masks, with the reason as its text."""
    person, told = allowed(entry, JOIN), values(entry)
    earlier, later = told["earlier"], told["later"]
    known = MaskedName.objects.filter(kind=UNIT, mask__in=(earlier, later)).count()
    if earlier == later or known != 2 or not entry.body:
        raise NotAllowedError("join_unknown")
    held, standing = masks_of_families(), UnitJoin.objects.filter(ended_seq=None)
    if later in held.get(earlier, ()):
        raise NotAllowedError("join_already")
    if standing.filter(earlier=earlier).exists():
        raise NotAllowedError("join_split")
    if standing.filter(later=later).exists():
        raise NotAllowedError("join_merged")
    refuse_recused_of_unit(person, earlier, later)
    add(UnitJoin, entry, earlier=earlier, later=later, by=person, reason_sha256=entry.body)
    names = names_of(masks_of_families()[earlier])
    moved = [each for group in _groups(names) for each in _as_one(group)]
    _settle(entry, names)
    _ask(entry, moved)


@projection(SEPARATED)
def separated(entry: Entry) -> None:
    """Take it back that a unit was renamed: ``{of}``, the number of that entry, with a reason.

    What people decided stays on the pattern on which they did.
    """
    person, told = allowed(entry, JOIN), values(entry)
    made = UnitJoin.objects.filter(created_seq=told["of"], ended_seq=None).first()
    if made is None or not entry.body:
        raise NotAllowedError("ended_already")
    refuse_recused_of_unit(person, made.earlier, made.later)
    names = names_of(masks_of_families()[made.earlier])
    change(made, ended_by_id=person.id, ended_seq=entry.seq, ended_sha256=entry.body)
    for group in _groups(names):
        for pattern in group:
            _sent_home(entry, pattern)
    _settle(entry, names)


def apart(names: Collection[str]) -> list[Pattern]:
    """Return the patterns of one unit that stay apart from another of the same question."""
    return [each for group in _groups(names) if len(group) > 1 for each in group]


def _groups(names: Collection[str]) -> list[list[Pattern]]:
    """The patterns of a unit by what they say of it, those of one question in order of names."""
    order = {name: place for place, name in enumerate(names)}
    groups = defaultdict[tuple[str, str], list[Pattern]](list)
    for each in Pattern.objects.filter(subject_kind=UNIT, subject__in=names).order_by("id"):
        groups[each.check_name, each.aspect].append(each)
    return [sorted(group, key=lambda each: order[each.subject]) for group in groups.values()]


def _as_one(group: Iterable[Pattern]) -> list[Sighting]:
    """Let patterns of one question go on as one where they can; return the sightings that came."""
    stay: list[Pattern] = []
    moved: list[Sighting] = []
    for pattern in group:
        for place, other in enumerate(stay):
            if _runs(pattern) & _runs(other):
                continue
            pair = _stays_and_goes(other, pattern)
            if pair is not None:
                stay[place] = pair[0]
                moved += _moved(*pair)
                break
        else:
            stay.append(pattern)
    return moved


def _stays_and_goes(one: Pattern, other: Pattern) -> tuple[Pattern, Pattern] | None:
    """Which of two patterns goes on, and which goes into it; None where people worked on both."""
    if not _is_worked_on(other):
        return one, other
    return (other, one) if not _is_worked_on(one) else None


def _is_worked_on(pattern: Pattern) -> bool:
    return any(getattr(pattern, each).exists() for each in OF_PEOPLE)


def _runs(pattern: Pattern) -> set[int]:
    return set(Sighting.objects.filter(pattern=pattern).values_list("run_id", flat=True))


def _moved(into: Pattern, gone: Pattern) -> list[Sighting]:
    """Give the sightings of a pattern to another; return those that are later than its own."""
    own = Sighting.objects.filter(pattern=into).order_by("-run__sealed_seq")
    last = own.values_list("run__sealed_seq", flat=True).first() or 0
    came = Sighting.objects.filter(pattern=gone, run__sealed_seq__gt=last)
    later = list(came.values_list("id", flat=True))
    Sighting.objects.filter(pattern=gone).update(pattern=into)
    gone.absences.all().delete()
    change(gone, joined_to_id=into.id, latest_id=None)
    Pattern._base_manager.filter(joined_to=gone).update(joined_to=into)
    return list(Sighting.objects.filter(id__in=later))


def _sent_home(entry: Entry, pattern: Pattern) -> None:
    """Give the sightings that a pattern has of what is now another unit to a pattern of that."""
    own = set(families().get(pattern.subject, (pattern.subject,)))
    rows = Sighting.objects.filter(pattern=pattern).order_by("run__sealed_seq")
    strangers = [each for each in rows if finding_of(each.finding_json).subject not in own]
    if not strangers:
        return
    home = _home(entry, pattern, strangers[0])
    taken = _runs(home)
    free = [each.id for each in strangers if each.run_id not in taken]
    Sighting.objects.filter(id__in=free).update(pattern=home)
    others = Pattern._base_manager.filter(joined_to=pattern).exclude(subject__in=own)
    others.exclude(id=home.id).update(joined_to=home)


def _home(entry: Entry, pattern: Pattern, stranger: Sighting) -> Pattern:
    """The pattern under the name that a sighting has, as it was before or made anew."""
    finding = finding_of(stranger.finding_json)
    key: Key = (pattern.check_name, UNIT, finding.subject, pattern.aspect)
    before = Pattern._base_manager.filter(fingerprint=fingerprint(key)).first()
    if before is None:
        return pattern_of(entry, finding, finding_of(stranger.masked_json), stranger.kind)
    if before.joined_to_id not in (None, pattern.id):
        return Pattern._base_manager.get(id=before.joined_to_id)
    change(before, joined_to_id=None)
    return before


def _settle(entry: Entry, names: Collection[str]) -> None:
    """Say anew what the runs make of the patterns of a unit, and why a run has none of one."""
    restate()
    patterns = [each for group in _groups(names) for each in group]
    patterns.sort(key=lambda each: each.id)
    runs = Run.objects.filter(id__in=standing_runs()).order_by("sealed_seq")
    write_absences_over(entry, runs, patterns, masks())
    restate()


def _ask(entry: Entry, moved: list[Sighting]) -> None:
    """Ask what later sightings ask of what people decided, as if their runs came in now."""
    ids = [each.id for each in moved]
    rows = Sighting.objects.filter(id__in=ids, run__in=standing_runs())
    held = rows.select_related("run", "pattern").order_by("run__sealed_seq", "id")
    for run, of_run in groupby(held, key=lambda each: each.run):
        ask_of_found(entry, run, list(of_run))
