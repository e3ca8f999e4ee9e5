"""On what a person must not decide: by an entry, or since they served there."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path

from tallystick.review.decisions.may import NEVER, PEOPLE, may
from tallystick.review.decisions.people import NotAllowedError, acting
from tallystick.review.log.memory import kept
from tallystick.review.log.projections import projection, values
from tallystick.review.log.rows import add, rows
from tallystick.review.models import (
    CaseKey,
    MaskedName,
    Pattern,
    Person,
    Recusal,
    Run,
    UnitJoin,
)
from tallystick.review.runs.families import every_name, masks_of_families
from tallystick.review.runs.sealed import folder_of
from tallystick.seal import Entry

RECUSED = "recusal.add"
UNIT, OFFICER, FINDING = "unit", "officer", "finding"
KINDS = (UNIT, OFFICER, FINDING)
OWN_CASE = "own_case"
POSTINGS = "tables/postings.parquet"


class RecusedError(NotAllowedError):
    """A person would decide on what they are part of; the message is one of the reasons."""


@projection(RECUSED)
def recused(entry: Entry) -> None:
    """Keep that a person must not decide on something: ``{login, kind, value}``, with a reason.

    `value` is the mask of a unit or an officer, or the fingerprint of a pattern.
    """
    told, person = values(entry), acting(entry)
    of = Person.objects.filter(login=told["login"]).first()
    if of is None or told["kind"] not in KINDS or not entry.body:
        raise NotAllowedError("person")
    if of.id != person.id and may(person.roles, PEOPLE) == NEVER:
        raise NotAllowedError("role")
    add(
        Recusal,
        entry,
        person=of,
        kind=told["kind"],
        value=told["value"],
        since=date.fromisoformat(entry.at[:10]),
        reason_sha256=entry.body,
    )


def recusal(person: Person, pattern: Pattern) -> str:
    """Return why a person must not decide on a pattern, "" where nothing is in the way.

    ``finding``, ``unit``, ``officer`` by an entry or by service, ``own_case`` where they stand on
    its list of cases. A unit that was renamed is the same under each of its names.
    """
    return kept(
        ("recusal", person.id, pattern.id),
        lambda: _recusal(person, pattern),
        *(Person, Recusal, Pattern, MaskedName, CaseKey, Run, UnitJoin),
    )


def _recusal(person: Person, pattern: Pattern) -> str:
    own = set(rows("SELECT kind, value FROM recusal WHERE person_id = %s", person.id))
    if any((FINDING, each) in own for each in _fingerprints(pattern)):
        return FINDING
    if any((pattern.subject_kind, each) in own for each in _masks(pattern)):
        return pattern.subject_kind
    units = _units(person)
    if pattern.subject_kind == UNIT and pattern.subject in units:
        return UNIT
    if pattern.subject_kind == OFFICER:
        if pattern.subject == person.officer_id:
            return OFFICER
        if every_name(served(pattern.subject)) & units:
            return UNIT
    officers = {person.officer_id} - {""}
    masks = [value for kind, value in own if kind == OFFICER]
    if masks:
        named = MaskedName.objects.filter(kind=OFFICER, mask__in=masks)
        officers.update(named.values_list("name", flat=True))
    if not officers:
        return ""
    keys = CaseKey.objects.filter(sighting__pattern=pattern, kind=OFFICER, key__in=officers)
    return OWN_CASE if keys.exists() else ""


def _fingerprints(pattern: Pattern) -> list[str]:
    """How the log names a pattern, and those that go on as it."""
    joined = Pattern._base_manager.filter(joined_to=pattern.id)
    return [pattern.fingerprint, *joined.values_list("fingerprint", flat=True)]


def _masks(pattern: Pattern) -> tuple[str, ...]:
    own = pattern.masked_subject
    return masks_of_families().get(own, (own,)) if pattern.subject_kind == UNIT else (own,)


def _units(person: Person) -> set[str]:
    """The units of a person, by service and by their own, under all of their names."""
    return every_name(served(person.officer_id) | ({person.unit_id} - {""}))


def refuse_recused_of_unit(person: Person, *masks: str) -> None:
    """Raise RecusedError where a person must not decide on one of some units, by their masks."""
    told = {each for mask in masks for each in masks_of_families().get(mask, (mask,))}
    named = MaskedName.objects.filter(kind=UNIT, mask__in=told)
    by_entry = Recusal.objects.filter(person=person, kind=UNIT, value__in=told)
    if by_entry.exists() or set(named.values_list("name", flat=True)) & _units(person):
        raise RecusedError(f"recused_{UNIT}")


def refuse_recused(person: Person, pattern: Pattern) -> None:
    """Raise RecusedError where a person must not decide on a pattern."""
    why = recusal(person, pattern)
    if why:
        raise RecusedError(f"recused_{why}")


def served(officer: str) -> frozenset[str]:
    """Return the units in which an officer served in the period of any run of the case."""
    if not officer:
        return frozenset()
    return frozenset().union(*(served_in(run, officer) for run in Run.objects.all()))


def served_in(run: Run, officer: str) -> frozenset[str]:
    """Return the units in which an officer served in the period of a run, by its postings."""
    folder = str(folder_of(run.manifest_sha256))
    return _served(folder, officer, run.first_day, run.last_day)


@lru_cache(200)
def _served(folder: str, officer: str, first: str, last: str) -> frozenset[str]:
    import pyarrow.parquet as pq

    path = Path(folder) / POSTINGS
    if not path.is_file():
        return frozenset()
    rows = pq.read_table(path, filters=[("officer_id", "=", officer)]).to_pylist()
    return frozenset(
        str(row["unit_id"])
        for row in rows
        if _day(row.get("from_date"), first) <= (last or "9999")
        and _day(row.get("to_date"), "9999") >= first
    )


def _day(value: object, missing: str) -> str:
    """A day as a text that sorts; a posting without one lasts from the first day, or until now."""
    return value.isoformat()[:10] if isinstance(value, date) else str(value or missing)[:10]
