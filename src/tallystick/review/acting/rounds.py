"""Rounds of requests in company, one a quarter: why they are asked so, `acting.companies` says."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import transaction

from tallystick.review.acting.quarters import Quarter, quarter_from
from tallystick.review.decisions.disposition import WAITING
from tallystick.review.decisions.may import REQUEST
from tallystick.review.decisions.people import NotAllowedError, allowed
from tallystick.review.decisions.readings import quarter_of
from tallystick.review.decisions.second import AGREES
from tallystick.review.exchange import releases
from tallystick.review.exchange.requests import ASKED as REQUEST_ASKED
from tallystick.review.exchange.requests import OPEN
from tallystick.review.log.entries import PERSON, append, lock
from tallystick.review.log.projections import projection, values
from tallystick.review.log.replay import database
from tallystick.review.log.rows import add
from tallystick.review.models import Person, Request, Round
from tallystick.review.runs.standing import IN_FORCE
from tallystick.seal import JSON, Entry

ASKED = "round.ask"
WINDOW_DAYS = 14
"""The days of a quarter, from its first, in which its round is asked: so its day tells nothing."""


@projection(ASKED)
def asked(entry: Entry) -> None:
    """Keep that the requests before this entry are a round: ``{quarter, companies, requests}``.

    They are the entries just before it, one for each unit of these companies, in the order of their
    masks and all due on one day. The companies that the lot drew are among them.
    """
    person, told = allowed(entry, REQUEST), values(entry)
    start = quarter_of(date.fromisoformat(entry.at[:10]))
    if told["quarter"] != start.isoformat():
        raise NotAllowedError("round_none")
    held = open_quarter(date.fromisoformat(entry.at[:10]), entry.seq)
    places = frozenset(told["companies"])
    if not held.drawn <= places <= held.places or sorted(places) != told["companies"]:
        raise NotAllowedError("unfit")
    units = held.units_of(places)
    rows = Request.objects.filter(
        created_seq__in=told["requests"], asked_by=person, pattern=None, round=None, state=OPEN
    )
    made = list(rows.order_by("created_seq"))
    just_before = list(range(entry.seq - len(units), entry.seq))
    if told["requests"] != just_before or [each.to for each in made] != units:
        raise NotAllowedError("unfit")
    if len({each.due for each in made}) != 1:
        raise NotAllowedError("unfit")
    row = add(
        Round,
        entry,
        quarter=start,
        head_seq=held.head.seq,
        head=held.head.hash,
        companies=told["companies"],
    )
    rows.update(round=row)


def open_quarter(day: date, before: int | None = None) -> Quarter:
    """Return the quarter of a day in which a round may be asked; NotAllowedError where it may not.

    It may in the first days of a quarter, once, where units stood in the log before it began.
    """
    start = quarter_of(day)
    held = quarter_from(start, before)
    if held is None or not held.places:
        raise NotAllowedError("round_none")
    if Round.objects.filter(quarter=start).exists():
        raise NotAllowedError("round_asked")
    if (day - start).days >= WINDOW_DAYS:
        raise NotAllowedError("round_over")
    return held


def ask(person: Person, added: Iterable[int], text: str, due: date, day: date) -> int:
    """Ask the companies that the lot drew, and those `added`; return the number of the entry.

    All of it stands, or none; NotAllowedError where no round may be asked on `day`.
    """
    actor = f"{PERSON}{person.login}"
    with transaction.atomic(using=database()):
        lock()
        held = open_quarter(day)
        places = held.drawn | frozenset(added)
        made = [
            append(actor, REQUEST_ASKED, {"to": unit, "due": due.isoformat()}, text).seq
            for unit in held.units_of(places)
        ]
        told: dict[str, JSON] = {"quarter": held.start.isoformat()}
        return append(actor, ASKED, {**told, "companies": sorted(places), "requests": made}).seq


def release_all(person: Person, held: Round) -> None:
    """Release each request of a round to its unit, or agree to each release that waits.

    All at once, so that no unit is told before another.
    """
    actor = f"{PERSON}{person.login}"
    with transaction.atomic(using=database()):
        lock()
        for each in held.requests.order_by("id"):
            live = each.releases.filter(state__in=(WAITING, IN_FORCE)).first()
            if live is None and each.state == OPEN:
                told: dict[str, JSON] = {"what": releases.REQUESTED, "to": each.to}
                told["second"] = releases.second_for_release(person)
                append(actor, releases.PROPOSED, {**told, "request": each.created_seq})
            elif live is not None and releases.can_agree(person, live):
                append(actor, releases.SECONDED, {"of": live.created_seq, "said": AGREES})
