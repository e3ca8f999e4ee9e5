"""The tables of a case as JSON, in the order of their keys, with masks in place of names.

A text leaves in a masked copy only if it is named below; a column that is new stays in the house.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from django.db.models import CharField, Field, JSONField, Model, TextField

from tallystick.report.masks.mask import Mask
from tallystick.review.log.replay import state
from tallystick.review.models import CaseKey, Sighting
from tallystick.review.runs.leads import unopened
from tallystick.review.runs.patterns import OFFICER
from tallystick.seal import canonical

Row = dict[str, Any]
# Texts in which no name of a unit or an officer stands: codes, hashes, and texts that are masked.
AS_THEY_ARE: Mapping[str, frozenset[str]] = {
    table: frozenset(columns.split())
    for table, columns in {
        "absence": "why masked_reason",
        "audit": "engagement_sha256 name_sha256 state how why said_sha256",
        "case_key": "kind",
        "disposition": "value cause_id row_marks holds_while body_sha256 "
        "second second_said second_sha256 state ended_why ended_sha256",
        "document": "sha256 suffix unit body_sha256",
        "half": "hash how",
        "lot": "head",
        "masked_name": "kind mask",
        "note": "body_sha256 seen_by",
        "pattern": "code fingerprint check_name subject_kind masked_subject masked_aspect kind "
        "over disposition",
        "person": "login name roles",
        "question": "kind detail answer",
        "recusal": "kind reason_sha256",
        "referral": "outcome outcome_sha256",
        "release": "what to second second_said second_sha256 state ended_sha256",
        "reply": "stated unit body_sha256",
        "request": "to body_sha256 state ended_sha256",
        "round": "head companies",
        "row_mark": "said body_sha256",
        "run": "first_day last_day version started_at correction manifest_sha256 state "
        "withdrawn_sha256",
        "sighting": "number kind verdict masked_title masked_json cases_sha256 part_of same_as",
        "statement": "sha256 legal",
        "task": "body_sha256 done_sha256",
        "unit_join": "earlier later reason_sha256 ended_sha256",
        "unmasking": "what reason_sha256",
    }.items()
}
# Texts in which a name may stand, and is hidden word by word.
HIDDEN: Mapping[str, frozenset[str]] = {
    "half": frozenset({"given_to"}),
    "row_mark": frozenset({"key"}),
    "run": frozenset({"name", "agency"}),
}
ROW = "row"
"""The kind of a case that is known by its file and its row alone."""


def state_json(mask: Mask | None) -> bytes:
    """Return every table of the state; with a `mask`, what may leave the house.

    Leads on officers that nobody opened are no part of a masked state, as of a masked report.
    """
    if mask is None:
        held = {each._meta.db_table: list(_rows(each)) for each in state()}
        return canonical(held) + b"\n"
    kept = _kept()
    return canonical({each._meta.db_table: _masked(each, mask, kept) for each in state()}) + b"\n"


def _rows(model: type[Model]) -> Iterator[Row]:
    names = [each.attname for each in model._meta.concrete_fields]
    for values in model._base_manager.order_by("pk").values_list(*names).iterator(2000):
        yield {name: value.isoformat() if isinstance(value, date) else value
               for name, value in zip(names, values, strict=True)}  # fmt: skip


def _kept() -> Callable[[str, Row], bool]:
    """Return what says whether a row of a table is of no lead on an officer that nobody opened."""
    patterns = {each.id for each in unopened()}
    of = Sighting.objects.filter(pattern__in=patterns)
    sightings = set(of.values_list("id", flat=True))

    def is_kept(table: str, row: Row) -> bool:
        pattern = row["id"] if table == "pattern" else row.get("pattern_id")
        sighting = row["id"] if table == "sighting" else row.get("sighting_id")
        return pattern not in patterns and sighting not in sightings

    return is_kept


def _masked(model: type[Model], mask: Mask, kept: Callable[[str, Row], bool]) -> list[Row]:
    """Return the rows of a table that may leave, without the columns that may not."""
    table = model._meta.db_table
    texts = {each.attname for each in model._meta.concrete_fields if _is_text(each)}
    hidden = HIDDEN.get(table, frozenset())
    out = texts - AS_THEY_ARE.get(table, frozenset()) - hidden
    rows = []
    for row in _rows(model):
        if not kept(table, row):
            continue
        told = {name: value for name, value in row.items() if name not in out}
        rows.append(told | {name: mask.in_code(row[name]) for name in hidden})
        if model is CaseKey:
            # Officers are numbered in the order of their names, which would tell them.
            del rows[-1]["id"]
            rows[-1]["key"] = _key(row, mask)
    if model is CaseKey:
        rows.sort(key=lambda each: (each["sighting_id"], each["kind"], each["key"]))
    return rows


def _is_text(field: Field[Any, Any]) -> bool:
    return isinstance(field, CharField | TextField | JSONField)


def _key(row: Row, mask: Mask) -> str:
    key = str(row["key"])
    if row["kind"] == OFFICER:
        return mask.exact(OFFICER, key)
    if row["kind"] == ROW:
        file, _, number = key.rpartition(":")
        return f"{mask.exact('source', file)}:{number}"
    return mask.in_code(key)
