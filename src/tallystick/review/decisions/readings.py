"""Double reading: each quarter a lot draws patterns that two people read, each without the other.

A reading decides nothing. While one is blind, its entry is shown to nobody but who gave it.
"""

from __future__ import annotations

from datetime import date

from tallystick.review.decisions.disposition import EXPLAINED, VALUES, can_be_cause
from tallystick.review.decisions.may import NEVER, PROPOSE, may
from tallystick.review.decisions.people import NotAllowedError, allowed
from tallystick.review.decisions.recusal import recusal, refuse_recused
from tallystick.review.log.projections import projection, values
from tallystick.review.log.rows import add, next_id
from tallystick.review.models import Drawn, LogEntry, Lot, Person, Reading, Sighting
from tallystick.review.runs.patterns import FINDING
from tallystick.review.runs.standing import WITHDRAWN
from tallystick.sample import lot, lot_size
from tallystick.seal import Entry

DRAWN, READ = "lot.draw", "reading.give"
READ_TWICE = PROPOSE
"""The act of the permission table that lets somebody draw a lot and read: the same judgement."""
READERS = 2
SALT_DIGITS = 32


@projection(DRAWN)
def drawn(entry: Entry) -> None:
    """Draw the lot of the quarter in which the entry falls: ``{quarter}``, its first day.

    From the findings of runs that stood at the head of the log when the quarter began, by the
    hash of that head.
    """
    allowed(entry, READ_TWICE)
    start = quarter_of(date.fromisoformat(entry.at[:10]))
    head = head_at(start, entry.seq)
    if values(entry)["quarter"] != start.isoformat() or head is None:
        raise NotAllowedError("lot_none")
    if Lot.objects.filter(quarter=start).exists():
        raise NotAllowedError("lot_drawn")
    held = standing_at(head.seq)
    if not held:
        raise NotAllowedError("lot_none")
    made = add(
        Lot,
        entry,
        quarter=start,
        head_seq=head.seq,
        head=head.hash,
        population=len(held),
    )
    first = next_id(Drawn)
    Drawn.objects.bulk_create(
        Drawn(
            id=first + at,
            lot=made,
            pattern_id=held[name].pattern_id,
            sighting=held[name],
            place=at + 1,
            created_seq=entry.seq,
        )
        for at, name in enumerate(lot(head.hash, held, lot_size(len(held))))
    )


@projection(READ)
def read(entry: Entry) -> None:
    """Read a pattern that was drawn: ``{pattern, quarter, value, cause, salt}``.

    `cause` is "" but of an explanation. The salt is random: without it the hash of the entry, which
    everybody sees, would tell the value to whoever tries the few there are.
    """
    person, told = allowed(entry, READ_TWICE), values(entry)
    rows = Drawn.objects.select_related("pattern", "sighting")
    held = rows.filter(
        pattern__fingerprint=told["pattern"], lot__quarter=date.fromisoformat(told["quarter"])
    ).first()
    if held is None:
        raise NotAllowedError("not_drawn")
    refuse_recused(person, held.pattern)
    before = list(held.readings.all())
    if len(before) >= READERS or any(each.person_id == person.id for each in before):
        raise NotAllowedError("read_already")
    if not is_fit(held.sighting, told["value"], told["cause"]):
        raise NotAllowedError("unfit")
    if len(told["salt"]) < SALT_DIGITS:
        raise NotAllowedError("unfit")
    is_blind = len(before) + 1 < READERS
    add(
        Reading,
        entry,
        drawn=held,
        person=person,
        blind=is_blind,
        value=told["value"],
        cause_id=told["cause"],
        seq=entry.seq,
    )
    if not is_blind:
        held.readings.update(blind=False)


def is_fit(sighting: Sighting, value: str, cause: str) -> bool:
    """Whether a value is one of a disposition, with a cause where it is an explanation alone."""
    if value == EXPLAINED:
        return can_be_cause(sighting, cause)
    return value in VALUES and not cause


def quarter_of(day: date) -> date:
    """Return the first day of the quarter of a day."""
    return date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)


def head_at(start: date, before: int | None = None) -> LogEntry | None:
    """Return the newest entry dated before a day; None where the log has none.

    Of those before entry `before`, so that nothing appended after a lot changes from what it drew.
    """
    rows = LogEntry.objects.filter(day__lt=start)
    return (rows if before is None else rows.filter(seq__lt=before)).order_by("seq").last()


def standing_at(seq: int) -> dict[str, Sighting]:
    """Return the findings of runs that stood at an entry: by fingerprint, the newest sighting."""
    rows = Sighting.objects.filter(kind=FINDING, created_seq__lte=seq)
    stood = rows.exclude(run__state=WITHDRAWN) | rows.filter(run__withdrawn_seq__gt=seq)
    return {
        each.pattern.fingerprint: each
        for each in stood.select_related("pattern").order_by("run__sealed_seq")
    }


def may_read(person: Person) -> bool:
    """Whether a person may draw a lot, and read what no recusal keeps from them."""
    return may(person.roles, READ_TWICE) != NEVER


def state_of(person: Person, held: Drawn) -> str:
    """Return what a drawn pattern waits for from a person.

    ``done`` (two read it), ``read`` (they did, and the other has not finished), ``recused``, or
    ``waits``.
    """
    readers = [each.person_id for each in held.readings.all()]
    if len(readers) >= READERS:
        return "done"
    if person.id in readers:
        return "read"
    return "recused" if recusal(person, held.pattern) else "waits"


def withheld(person: Person) -> frozenset[int]:
    """Return the entries of the log that a person must not see yet: readings that are blind."""
    rows = Reading.objects.filter(blind=True).exclude(person=person)
    return frozenset(rows.values_list("seq", flat=True))
