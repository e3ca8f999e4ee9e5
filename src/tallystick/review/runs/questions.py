"""Questions: what a run asks a person to look at again. A run never changes what people decided."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from tallystick.review.decisions.may import ANSWER
from tallystick.review.decisions.people import allowed
from tallystick.review.decisions.recusal import refuse_recused
from tallystick.review.log.projections import projection, values
from tallystick.review.log.rows import add
from tallystick.review.models import (
    Absence,
    CaseKey,
    Disposition,
    Pattern,
    Question,
    Run,
    Sighting,
)
from tallystick.review.runs.absences import GONE
from tallystick.review.runs.patterns import FINDING, OFFICER
from tallystick.review.runs.standing import IN_FORCE, OPEN, WITHDRAWN, restate_disposition
from tallystick.seal import Entry

ANSWERED = "question.answer"
BROKEN, CAME_BACK, OTHER_VERDICT = "condition_broken", "came_back", "verdict_changed"
OVERLAPS, RUN_WITHDRAWN = "overlaps", "run_withdrawn"
KEEP, REOPEN = "keep", "reopen"
CONDITIONAL = ("explained", "corrected")
LONG = ("finding_json", "masked_json")
"""Columns of a sighting that are long, and not asked for here."""
Detail = Mapping[str, Any]


class AnswerError(ValueError):
    """An answer is to no open question, or is none of the two."""


@projection(ANSWERED)
def answered(entry: Entry) -> None:
    """Answer a question: ``{pattern, seal, kind, answer}``; *reopen* ends the decision in force."""
    person, told = allowed(entry, ANSWER), values(entry)
    question = Question.objects.filter(
        pattern__fingerprint=told["pattern"], run__manifest_sha256=told["seal"],
        kind=told["kind"], answered_seq=None,
    ).select_related("pattern").first()  # fmt: skip
    if question is None or told["answer"] not in (KEEP, REOPEN):
        raise AnswerError("there is no such open question, or the answer is neither of the two")
    refuse_recused(person, question.pattern)
    question.answered_by, question.answer, question.answered_seq = person, told["answer"], entry.seq
    question.save()
    if told["answer"] == REOPEN:
        Disposition.objects.filter(pattern=question.pattern, state=IN_FORCE).update(
            state="ended",
            ended_why=question.kind,
            ended_seq=entry.seq,
            ended_sha256=entry.body or "",
        )
        restate_disposition(question.pattern)


def ask(entry: Entry, pattern: Pattern, run: Run, kind: str, detail: Detail) -> None:
    """Ask a question, unless the same is asked already and waits for its answer."""
    if Question.objects.filter(pattern=pattern, kind=kind, answered_seq=None).exists():
        return
    add(
        Question,
        entry,
        pattern=pattern,
        run=run,
        kind=kind,
        detail=dict(detail),
        asked_seq=entry.seq,
    )


def ask_of_found(entry: Entry, run: Run, found: Iterable[Sighting]) -> None:
    """Ask what the sightings of a new run ask of what people decided of their patterns.

    Only of findings: a lead asks nothing.
    """
    before, decided, gone = _seen_before(run), _in_force(), _gone_before(run)
    for now in found:
        if now.kind == FINDING:
            then = before.get(now.pattern_id)
            came_back = then is not None and gone.get(now.pattern_id, 0) > then.run.sealed_seq
            _ask_of_one(entry, run, now, then, decided.get(now.pattern_id), came_back=came_back)


def _ask_of_one(
    entry: Entry, run: Run, now: Sighting, before: Sighting | None, decided: Disposition | None,
    *, came_back: bool,
) -> None:  # fmt: skip
    pattern = now.pattern
    if before is not None and before.verdict != now.verdict:
        detail = {"then": before.id, "verdict_then": before.verdict, "verdict_now": now.verdict}
        ask(entry, pattern, run, OTHER_VERDICT, detail)
    if decided is None or decided.value == OPEN:
        return
    if before is not None and came_back:
        ask(entry, pattern, run, CAME_BACK, {"then": before.id})
    if decided.value in CONDITIONAL:
        broken = _broken(decided, now, entry.at[:10])
        if broken:
            ask(entry, pattern, run, BROKEN, broken)


def ask_of_overlaps(entry: Entry, run: Run) -> None:
    """Ask of each explanation whose cases another finding now rests on too, and did not then."""
    found, decided = {each.number: each for each in _of(run)}, _in_force()
    for one in found.values():
        other = found.get(one.same_as)
        if other is not None:
            _ask_of_pair(entry, run, one, other, decided.get(one.pattern_id))
            _ask_of_pair(entry, run, other, one, decided.get(other.pattern_id))


def ask_of_withdrawn(entry: Entry, run: Run) -> None:
    """Ask of each decision in force that rested on a sighting of a run that was withdrawn."""
    resting = Disposition.objects.filter(state=IN_FORCE, sighting__run=run).exclude(value=OPEN)
    for decided in resting.select_related("pattern").order_by("id"):
        ask(entry, decided.pattern, run, RUN_WITHDRAWN, {"then": decided.sighting_id})


def _ask_of_pair(
    entry: Entry, run: Run, now: Sighting, other: Sighting, decided: Disposition | None
) -> None:
    if decided is None or decided.value != "explained" or decided.sighting is None:
        return
    if (other.pattern_id, now.pattern_id) in _pairs(decided.sighting.run):
        return
    ask(entry, now.pattern, run, OVERLAPS, {"other": other.pattern.code})


def _of(run: Run) -> list[Sighting]:
    rows = Sighting.objects.filter(run=run, kind=FINDING)
    return list(rows.select_related("pattern").defer(*LONG).order_by("id"))


def _pairs(run: Run) -> set[tuple[int, int]]:
    """The patterns whose findings in a run rest on nearly the same cases, both ways round."""
    found = {each.number: each for each in _of(run)}
    pairs = [(each.pattern_id, found[each.same_as].pattern_id)
             for each in found.values() if each.same_as in found]  # fmt: skip
    return {*pairs, *((other, one) for one, other in pairs)}


def _seen_before(run: Run) -> dict[int, Sighting]:
    """The newest finding of each pattern in a run before this one that stands."""
    earlier = Sighting.objects.filter(kind=FINDING, run__sealed_seq__lt=run.sealed_seq)
    rows = earlier.exclude(run__state=WITHDRAWN).order_by("run__sealed_seq")
    return {each.pattern_id: each for each in rows.select_related("run").defer(*LONG)}


def _gone_before(run: Run) -> dict[int, int]:
    """The newest run before this one that could have found each pattern, and did not."""
    earlier = Absence.objects.filter(why__in=GONE, run__sealed_seq__lt=run.sealed_seq)
    rows = earlier.exclude(run__state=WITHDRAWN).order_by("run__sealed_seq")
    return dict(rows.values_list("pattern_id", "run__sealed_seq"))


def _in_force() -> dict[int, Disposition]:
    """The decision in force of each pattern that has one."""
    rows = Disposition.objects.filter(state=IN_FORCE).select_related("sighting__run")
    return {each.pattern_id: each for each in rows.order_by("id")}


def _broken(decided: Disposition, now: Sighting, day: str) -> dict[str, Any]:
    """What of a decision's conditions no longer holds, each with what it was and what it is."""
    held, broken = decided.holds_while, dict[str, Any]()
    most = held.get("estimate_at_most")
    if most is not None and now.estimate is not None and now.estimate > most:
        broken["estimate"] = {"at_most": most, "now": now.estimate}
    until = decided.holds_until_day
    if until is not None and day > until.isoformat():
        broken["day"] = {"until": until.isoformat(), "now": day}
    gone_from = held.get("gone_from")
    if gone_from is not None and now.run.last_day >= gone_from:
        broken["correction"] = {"gone_from": gone_from}
    then = decided.sighting
    if then is not None and held.get("no_new_officer"):
        new = _keys(now, officers=True) - _keys(then, officers=True)
        if new:
            broken["new_officers"] = len(new)
    share = held.get("new_cases_at_most")
    if then is not None and share is not None:
        cases = _keys(now, officers=False)
        new = cases - _keys(then, officers=False)
        if cases and len(new) > share * len(cases):
            broken["new_cases"] = {"new": len(new), "of": len(cases), "at_most": share}
    return broken


def _keys(sighting: Sighting, *, officers: bool) -> set[tuple[str, str]]:
    rows = CaseKey.objects.filter(sighting=sighting)
    rows = rows.filter(kind=OFFICER) if officers else rows.exclude(kind=OFFICER)
    return set(rows.values_list("kind", "key"))
