"""The second reader, who agrees or not, and what became of a referral."""

from __future__ import annotations

from datetime import date

from tallystick.review.decisions.disposition import (
    REFUSED,
    WAITING,
    MeanwhileError,
    put_in_force,
)
from tallystick.review.decisions.may import AGREE, NEVER, REFER, may
from tallystick.review.decisions.people import NotAllowedError, allowed
from tallystick.review.decisions.recusal import recusal, refuse_recused
from tallystick.review.log.projections import projection, values
from tallystick.review.log.rows import change, one
from tallystick.review.models import Disposition, Person
from tallystick.review.runs.patterns import named
from tallystick.review.runs.standing import IN_FORCE
from tallystick.seal import Entry

SECONDED, OUTCOME = "disposition.second", "referral.outcome"
AGREES, DISAGREES = "agrees", "disagrees"
OUTCOMES = ("sustained", "not sustained", "exonerated", "unfounded", "other")


@projection(SECONDED)
def seconded(entry: Entry) -> None:
    """Agree to a proposal, or not, which needs a reason: ``{pattern, of, said}``."""
    person, told = allowed(entry, AGREE), values(entry)
    pattern = named(told["pattern"])
    of_it = "pattern_id = %s AND proposed_seq = %s AND state = %s"
    made = one(Disposition, of_it, pattern.id, told["of"], WAITING)
    if made is None:
        raise MeanwhileError("meanwhile")
    if made.proposed_by_id == person.id:
        raise NotAllowedError("own_proposal")
    refuse_recused(person, pattern)
    if told["said"] not in (AGREES, DISAGREES) or (told["said"] == DISAGREES and not entry.body):
        raise NotAllowedError("unfit")
    change(made, second_by=person, second_seq=entry.seq, second_said=told["said"],
           second_sha256=entry.body or "")  # fmt: skip
    if told["said"] == AGREES:
        put_in_force(entry, made, pattern)
    else:
        change(made, state=REFUSED, ended_seq=entry.seq)


@projection(OUTCOME)
def outcome(entry: Entry) -> None:
    """Keep what became of a referral in force: ``{pattern, of, outcome, day}``."""
    person, told = allowed(entry, REFER), values(entry)
    pattern = named(told["pattern"])
    made = pattern.dispositions.filter(proposed_seq=told["of"], state=IN_FORCE).first()
    referral = getattr(made, "referral", None)
    if referral is None:
        raise MeanwhileError("meanwhile")
    refuse_recused(person, pattern)
    if told["outcome"] not in OUTCOMES or not referral.sent_on.isoformat() <= told["day"]:
        raise NotAllowedError("unfit")
    if told["day"] > entry.at[:10]:
        raise NotAllowedError("unfit")
    referral.outcome, referral.outcome_on = told["outcome"], date.fromisoformat(told["day"])
    referral.outcome_sha256 = entry.body or ""
    referral.save()


def can_second(person: Person, made: Disposition) -> bool:
    """Whether a person may be the second reader of a proposal."""
    return (
        may(person.roles, AGREE) != NEVER
        and made.proposed_by_id != person.id
        and not recusal(person, made.pattern)
    )
