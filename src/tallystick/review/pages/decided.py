"""What the page of a pattern says of its dispositions, and which forms it offers to whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tallystick.findings import Finding
from tallystick.review.decisions.disposition import (
    OTHER,
    REFERRED,
    WAITING,
    causes_of,
    decided_last,
    is_decidable,
    second_for,
)
from tallystick.review.decisions.may import NEVER, PROPOSE, REFER, may
from tallystick.review.decisions.recusal import recusal
from tallystick.review.decisions.second import can_second
from tallystick.review.decisions.texts import unpacked
from tallystick.review.log.entries import texts
from tallystick.review.models import Disposition, LogEntry, Pattern, Person
from tallystick.review.pages.forms import PROPOSALS, DecisionForm
from tallystick.review.runs.standing import IN_FORCE


@dataclass(frozen=True)
class Decided:
    """A disposition as a page tells it; `cause` is that of the list, in the reader's language."""

    made: Disposition
    day: str
    cause: str
    words: dict[str, str]
    second_reason: str
    ended_reason: str
    outcome_words: str


@dataclass(frozen=True)
class Offer:
    """The forms that a person is offered; `recused` says why none is, as a key of ``denied``."""

    values: tuple[str, ...]
    chosen: str
    form: DecisionForm | None
    second: str
    after: int
    seal: str
    recused: str


def decided(pattern: Pattern, told: Finding) -> list[Decided]:
    """Return every disposition of a pattern, the newest first."""
    rows = list(
        Disposition.objects.filter(pattern=pattern)
        .select_related("proposed_by", "second_by", "referral", "sighting__run")
        .order_by("-id")
    )
    outcomes = {each.id: each.referral.outcome_sha256 for each in rows if hasattr(each, "referral")}
    hashes = [*outcomes.values()]
    for each in rows:
        hashes += [each.body_sha256, each.second_sha256, each.ended_sha256]
    said = texts(hashes)
    days = {
        seq: day.isoformat()
        for seq, day in LogEntry.objects.filter(
            seq__in=[each.proposed_seq for each in rows]
        ).values_list("seq", "day")
    }
    causes = causes_of(told)
    return [
        Decided(
            made=each,
            day=days[each.proposed_seq],
            cause=causes.get(each.cause_id, "" if each.cause_id == OTHER else each.cause_id),
            words=unpacked(said.get(each.body_sha256, "")),
            second_reason=said.get(each.second_sha256, ""),
            ended_reason=said.get(each.ended_sha256, ""),
            outcome_words=said.get(outcomes.get(each.id, ""), ""),
        )
        for each in rows
    ]


def offer(person: Person, pattern: Pattern, asked: str, form: DecisionForm | None) -> Offer:
    """Return the form that a person is offered for the value `asked`, or the first they may."""
    own = tuple(
        value for value in PROPOSALS
        if may(person.roles, REFER if value == REFERRED else PROPOSE) != NEVER
    )  # fmt: skip
    waits = Disposition.objects.filter(pattern=pattern, state=WAITING).exists()
    sighting = pattern.latest
    assert sighting is not None
    recused = recusal(person, pattern) if own else ""
    if waits or recused or not own or not is_decidable(pattern):
        own = ()
    decided_now = Disposition.objects.filter(pattern=pattern, state=IN_FORCE).exists()
    chosen = asked if asked in own else "" if decided_now else (own or ("",))[0]
    if form is None and chosen:
        form = PROPOSALS[chosen](of=sighting)
    return Offer(
        values=own,
        chosen=chosen,
        form=form if chosen else None,
        second=second_for(chosen, sighting),
        after=decided_last(pattern),
        seal=sighting.run.manifest_sha256,
        recused=recused,
    )


def roles_now(person: Person, held: list[Decided]) -> dict[str, Any]:
    """Return what a person may do about the newest disposition: second it, take it back, end it."""
    waiting = next((each for each in held if each.made.state == WAITING), None)
    in_force = next((each for each in held if each.made.state == IN_FORCE), None)
    return {
        "waiting": waiting,
        "in_force": in_force,
        "can_second": waiting is not None and can_second(person, waiting.made),
        "own_proposal": waiting is not None and waiting.made.proposed_by_id == person.id,
        "past": [each for each in held if each not in (waiting, in_force)],
    }
