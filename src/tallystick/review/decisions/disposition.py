"""Dispositions: what people decide of a pattern. Each is proposed, and ended, by an entry."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from tallystick.findings import Finding
from tallystick.review.decisions.may import NEVER, PROPOSE, REFER, may
from tallystick.review.decisions.people import NotAllowedError, acting, works_alone
from tallystick.review.decisions.recusal import refuse_recused
from tallystick.review.evidence.marks import in_force
from tallystick.review.log.memory import kept
from tallystick.review.log.projections import projection, values
from tallystick.review.log.rows import add, change, one, rows
from tallystick.review.models import (
    CaseKey,
    Disposition,
    Pattern,
    Person,
    Referral,
    Sighting,
)
from tallystick.review.runs.patterns import OFFICER, is_officer_lead, named
from tallystick.review.runs.sealed import finding_of
from tallystick.review.runs.standing import IN_FORCE, OPEN, restate_disposition, state_disposition
from tallystick.seal import Entry

PROPOSED, ENDED = "disposition.propose", "disposition.end"
EXPLAINED, CORRECTED, REFERRED = "explained", "corrected", "referred"
VALUES = (EXPLAINED, CORRECTED, REFERRED, OPEN)
WAITING, REFUSED, OVER = "proposed", "refused", "ended"
NEEDED, NOT_NEEDED, OFF = "needed", "not needed", "off"
OTHER = "other"
"""The cause that is none of the list, and stands in words."""
REPLACED, WITHDRAWN = "replaced", "taken back"
DECIDED = """SELECT created_seq, second_seq, ended_seq, state FROM disposition
WHERE pattern_id = %s"""
Told = Mapping[str, Any]


class MeanwhileError(NotAllowedError):
    """Somebody decided, or a run was imported, between the form and its answer."""


@projection(PROPOSED)
def proposed(entry: Entry) -> None:
    """Propose a disposition; it is in force at once where no second reader is needed.

    ``{pattern, value, seal, after, second}``: the run of the sighting that was read, and the entry
    after which nothing was decided (`decided_last`). Besides ``cause``, ``document``, ``marks``,
    ``until``, ``while`` and ``day``, as the value needs; words are its text.
    """
    person, told = acting(entry), values(entry)
    pattern = named(told["pattern"])
    _refuse_who_may_not(person, told["value"], pattern)
    sighting = _unchanged(pattern, told)
    marks = marks_of(sighting) if told.get("marks") else []
    _refuse_unfit(entry, told, sighting, marks)
    second = second_for(told["value"], sighting)
    if told["second"] != second:
        raise MeanwhileError("meanwhile")
    is_in_force = second != NEEDED
    if is_in_force:
        _replace(entry, pattern)
    made = add(
        Disposition,
        entry,
        pattern=pattern,
        sighting=sighting,
        value=told["value"],
        cause_id=told.get("cause", ""),
        has_document=bool(told.get("document")),
        row_marks=marks,
        on_day=_day(told, "day"),
        holds_until_day=_day(told, "until"),
        holds_while=dict(told.get("while", {})),
        body_sha256=entry.body or "",
        proposed_by=person,
        proposed_seq=entry.seq,
        second=second,
        state=IN_FORCE if is_in_force else WAITING,
    )
    if made.value == REFERRED and made.on_day is not None:
        add(Referral, entry, disposition=made, sent_on=made.on_day)
    if is_in_force:
        state_disposition(pattern, made.value)


@projection(ENDED)
def ended(entry: Entry) -> None:
    """End a disposition in force, or take back one's own proposal: ``{pattern, of}``."""
    person, told = acting(entry), values(entry)
    pattern = named(told["pattern"])
    held = one(Disposition, "pattern_id = %s AND proposed_seq = %s", pattern.id, told["of"])
    if held is None or held.state not in (WAITING, IN_FORCE):
        raise MeanwhileError("meanwhile")
    why = "a person"
    if held.state == WAITING:
        if held.proposed_by_id != person.id:
            raise NotAllowedError("not_yours")
        why = WITHDRAWN
    else:
        _refuse_who_may_not(person, held.value, pattern)
    ended_by = {"ended_seq": entry.seq, "ended_sha256": entry.body or ""}
    change(held, state=OVER, ended_why=why, **ended_by)
    restate_disposition(pattern)


def put_in_force(entry: Entry, made: Disposition, pattern: Pattern) -> None:
    """Put a disposition of a pattern in force, and end the one that was."""
    _replace(entry, pattern)
    change(made, state=IN_FORCE)
    state_disposition(pattern, made.value)


def _replace(entry: Entry, pattern: Pattern) -> None:
    """End the disposition of a pattern that is in force, since another takes its place."""
    before = one(Disposition, "pattern_id = %s AND state = %s", pattern.id, IN_FORCE)
    if before is not None:
        change(before, state=OVER, ended_why=REPLACED, ended_seq=entry.seq)


def second_for(value: str, sighting: Sighting) -> str:
    """Return whether a disposition of a sighting needs a second reader.

    A referral does, and an explanation unless the finding is counted, and of one record. ``off``
    where one person works alone.
    """
    if value not in (EXPLAINED, REFERRED):
        return NOT_NEEDED
    if value == EXPLAINED and sighting.p is None and sighting.rows == 1:
        return NOT_NEEDED
    return OFF if works_alone() else NEEDED


def decided_last(pattern: Pattern) -> int:
    """Return the newest entry that proposed, seconded or ended anything of a pattern; 0 if none."""
    return _decided(pattern)[0]


def _decided(pattern: Pattern) -> tuple[int, bool]:
    """Return `decided_last` of a pattern, and whether a proposal waits."""
    held = rows(DECIDED, pattern.id)
    newest = max((seq or 0 for *seqs, _ in held for seq in seqs), default=0)
    return newest, any(state == WAITING for *_, state in held)


def causes_of(finding: Finding) -> dict[str, str]:
    """Return the causes on a finding's own list by their ids, in its order.

    A cause is named by its key in the words of the check, or else by its place, from 1.
    """
    listed = enumerate(finding.explanations, 1)
    return {each.name or str(place): str(each.cause) for place, each in listed}


def can_be_cause(sighting: Sighting, cause: str | None) -> bool:
    """Whether a cause is one of the finding's own list, or another in words."""
    causes = kept(
        ("causes", sighting.id), lambda: causes_of(finding_of(sighting.finding_json)), Sighting
    )
    return cause in (*causes, OTHER)


def marks_of(sighting: Sighting) -> list[int]:
    """Return the ids of the newest marks of records, of those that say *explained*."""
    return [each.pk for each in in_force(sighting) if each.said == EXPLAINED]


def has_cases(sighting: Sighting) -> tuple[bool, bool]:
    """Return whether cases, and officers, of a sighting are known, so that new ones can be seen."""
    kinds = kept(("kinds", sighting.id), lambda: _kinds(sighting), Sighting, CaseKey)
    return bool(kinds - {OFFICER}), OFFICER in kinds


def _kinds(sighting: Sighting) -> set[str]:
    found = rows("SELECT DISTINCT kind FROM case_key WHERE sighting_id = %s", sighting.id)
    return {kind for (kind,) in found}


def is_decidable(pattern: Pattern) -> bool:
    """Whether people may decide on it: a lead on an officer is opened first, with a reason."""
    return pattern.opened_seq is not None or not is_officer_lead(pattern)


def _refuse_who_may_not(person: Person, value: str, pattern: Pattern) -> None:
    if value not in VALUES or may(person.roles, REFER if value == REFERRED else PROPOSE) == NEVER:
        raise NotAllowedError("role")
    refuse_recused(person, pattern)


def _unchanged(pattern: Pattern, told: Told) -> Sighting:
    """The sighting that was read; MeanwhileError where it is not the newest, or one decided."""
    newest, waits = _decided(pattern)
    if newest != told["after"]:
        raise MeanwhileError("meanwhile")
    if waits:
        raise MeanwhileError("waiting")
    latest = pattern.latest
    if latest is None or latest.run.manifest_sha256 != told["seal"]:
        raise MeanwhileError("newer_run")
    if not is_decidable(pattern):
        raise NotAllowedError("not_opened")
    return latest


def _refuse_unfit(entry: Entry, told: Told, sighting: Sighting, marks: list[int]) -> None:
    """Raise NotAllowedError where a value lacks what it needs (section 9 of the design)."""
    today, until = entry.at[:10], told.get("until") or ""
    fit = bool(entry.body) and (not until or until >= today)
    if told["value"] == EXPLAINED:
        cases, officers = has_cases(sighting)
        held = told.get("while", {})
        fit &= can_be_cause(sighting, told.get("cause"))
        fit &= bool(marks or told.get("document"))
        fit &= bool(until or held)
        fit &= cases or "new_cases_at_most" not in held
        fit &= officers or "no_new_officer" not in held
    elif told["value"] == OPEN:
        fit &= bool(until)
    else:
        fit &= bool(told.get("day")) and told["day"] <= today
        fit &= told["value"] == REFERRED or "gone_from" in told.get("while", {})
    if not fit:
        raise NotAllowedError("unfit")


def _day(told: Told, name: str) -> date | None:
    return date.fromisoformat(told[name]) if told.get(name) else None
