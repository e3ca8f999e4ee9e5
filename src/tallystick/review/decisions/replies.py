"""Replies to the findings of a run, read from and written to the file that the report prints."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date

from tallystick.findings import Reply as Told
from tallystick.review.decisions.people import acting
from tallystick.review.decisions.texts import packed, unpacked
from tallystick.review.log.entries import append, texts
from tallystick.review.log.projections import projection, values
from tallystick.review.log.rows import add
from tallystick.review.models import Disposition, LogEntry, Reply, Run, Sighting
from tallystick.review.runs.standing import IN_FORCE
from tallystick.seal import Entry

READ = "reply.read"


@projection(READ)
def read(entry: Entry) -> None:
    """Keep a reply to a finding: ``{pattern, seal, on, checked_on, stated}``; words are its text.

    What it states of the finding's disposition stays a statement: only an entry of `disposition`
    decides.
    """
    acting(entry)
    told = values(entry)
    sighting = Sighting.objects.get(
        pattern__fingerprint=told["pattern"], run__manifest_sha256=told["seal"]
    )
    add(
        Reply,
        entry,
        sighting=sighting,
        received_on=date.fromisoformat(told["on"]),
        checked_on=date.fromisoformat(told["checked_on"]) if told["checked_on"] else None,
        stated=told["stated"],
        body_sha256=entry.body or "",
    )


def take_in(actor: str, run: Run, replies: Iterable[Told]) -> int:
    """Take the replies to a run into the case; return how many were new to it."""
    held, new = {_key(each) for each in _of(run)}, 0
    for each in replies:
        if _key(each) in held:
            continue
        sighting = run.sightings.select_related("pattern").get(number=each.finding)
        object = {"pattern": sighting.pattern.fingerprint, "seal": run.manifest_sha256,
                  "on": each.on.isoformat(), "stated": each.disposition or "",
                  "checked_on": each.checked_on.isoformat() if each.checked_on else ""}  # fmt: skip
        words = {"by": each.by, "text": each.text, "checked_by": each.checked_by or "",
                 "changed": each.changed or ""}  # fmt: skip
        append(actor, READ, object, packed(words))
        held.add(_key(each))
        new += 1
    return new


def replies_to(run: Run) -> tuple[Told, ...]:
    """Return the replies to a run as its report prints them.

    Those that were read come first; then each disposition in force of a finding of the run: by who
    proposed it, with the second reader as the one who checked it.
    """
    return (*_of(run), *_decided(run))


def as_toml(replies: Iterable[Told]) -> str:
    """Return replies as the file that ``tallystick report --replies`` reads."""
    blocks = []
    for each in replies:
        lines = ["[[reply]]"]
        for name, value in vars(each).items():
            if isinstance(value, date):
                lines.append(f"{name} = {value.isoformat()}")
            elif value:
                lines.append(f"{name} = {_quoted(value)}")
        blocks.append("\n".join(lines) + "\n")
    return "\n".join(blocks)


def _of(run: Run) -> Iterator[Told]:
    held = Reply.objects.filter(sighting__run=run, sighting__kind="finding")
    rows = list(held.select_related("sighting"))
    said = texts(each.body_sha256 for each in rows)
    for each in rows:
        words = unpacked(said.get(each.body_sha256, ""))
        if words.get("text"):
            yield Told(each.sighting.number, words["by"], each.received_on, words["text"],
                       words.get("checked_by"), each.checked_on, each.stated or None,  # type: ignore[arg-type]
                       words.get("changed"))  # fmt: skip


def _decided(run: Run) -> Iterator[Told]:
    numbers = dict(run.sightings.filter(kind="finding").values_list("pattern_id", "number"))
    rows = list(
        Disposition.objects.filter(state=IN_FORCE, pattern__in=numbers)
        .select_related("proposed_by", "second_by")
        .order_by("id")
    )
    said = texts(each.body_sha256 for each in rows)
    days = dict(LogEntry.objects.filter(
        seq__in=[seq for each in rows for seq in (each.proposed_seq, each.second_seq) if seq]
    ).values_list("seq", "day"))  # fmt: skip
    for each in rows:
        words = unpacked(said.get(each.body_sha256, ""))
        text = "\n".join(value for value in words.values())
        if not text:
            continue
        yield Told(
            numbers[each.pattern_id],
            each.proposed_by.name,
            days[each.proposed_seq],
            text,
            each.second_by.name if each.second_by else None,
            days[each.second_seq] if each.second_seq else None,
            each.value,  # type: ignore[arg-type]
        )


def _key(each: Told) -> tuple[object, ...]:
    return each.finding, each.by, each.on, each.text, each.disposition, each.checked_on


def _quoted(text: str) -> str:
    """A text as a basic string of TOML, whose escapes are those of JSON, but for one control."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
