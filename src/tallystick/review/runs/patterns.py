"""Patterns: the check, the subject and the aspect that persist over runs, and their masks."""

from __future__ import annotations

import hashlib
import hmac
from pathlib import Path

from tallystick.findings import Finding, Result
from tallystick.findings.document import Document
from tallystick.findings.mask_key import read_mask_key
from tallystick.report.masks.mask import Mask
from tallystick.report.masks.roster import roster
from tallystick.review.case_folder import PATTERN_KEY
from tallystick.review.log.memory import kept
from tallystick.review.log.rows import add, change, next_id, one
from tallystick.review.models import MaskedName, Pattern, Run, Sighting
from tallystick.review.runs.sealed import case
from tallystick.seal import Entry, canonical

CODE_DIGITS = 16
FINDING, LEAD = "finding", "lead"
OFFICER = "officer"
Key = tuple[str, str, str, str]


def key_of(each: Finding | Result | Pattern) -> Key:
    """Return what tells one pattern from another, as `tallystick compare` has it."""
    check = each.check_name if isinstance(each, Pattern) else each.check
    return check, each.subject_kind, each.subject, str(each.aspect)


def fingerprint(key: Key) -> str:
    """Return the name of a pattern in the log: without the key of the case it tells no subject."""
    secret = case().secret(PATTERN_KEY).encode()
    return hmac.digest(secret, canonical(list(key)), hashlib.sha256).hex()


def is_officer_lead(pattern: Pattern | None) -> bool:
    """Whether a pattern is a lead on an officer, opened only with a reason, shown to no unit."""
    return pattern is not None and pattern.kind == LEAD and pattern.subject_kind == OFFICER


def named(name: str) -> Pattern:
    """Return the pattern with a fingerprint, as a projection reads it: with its newest sighting.

    Raises Pattern.DoesNotExist. What people decided of it last is read apart: it changes often.
    """
    return kept(("pattern", name), lambda: _named(name), Pattern, Sighting, Run)


def _named(name: str) -> Pattern:
    pattern = one(Pattern, "fingerprint = %s", name, without="disposition")
    if pattern is None or pattern.joined_to_id is not None:
        raise Pattern.DoesNotExist(f"{name}: no pattern of this case")
    return with_newest(pattern)


def with_newest(pattern: Pattern) -> Pattern:
    """Return a pattern that holds its newest sighting, where it has one, and the run of that."""
    if pattern.latest_id is not None:
        latest = one(Sighting, "id = %s", pattern.latest_id)
        assert latest is not None
        run = kept(("run", latest.run_id), lambda: one(Run, "id = %s", latest.run_id), Run)
        assert run is not None
        latest.run, latest.pattern, pattern.latest = run, pattern, latest
    return pattern


def known() -> dict[Key, Pattern]:
    """Return every pattern of the case by its key."""
    return {key_of(each): each for each in Pattern.objects.all()}


def pattern_of(entry: Entry, finding: Finding, masked: Finding, kind: str) -> Pattern:
    """Return a new pattern, first seen by the run of `entry`, and write it."""
    name = fingerprint(key_of(finding))
    return add(
        Pattern,
        entry,
        code=name[:CODE_DIGITS],
        fingerprint=name,
        check_name=finding.check,
        subject_kind=finding.subject_kind,
        subject=finding.subject,
        aspect=str(finding.aspect),
        masked_subject=masked.subject,
        masked_aspect=str(masked.aspect),
        kind=kind,
        over="new",
    )


def apart_again(key: Key) -> Pattern | None:
    """Return the pattern of a key that went on as another's, by itself from now on; else None."""
    rows = Pattern._base_manager.filter(fingerprint=fingerprint(key))
    pattern = rows.exclude(joined_to=None).first()
    if pattern is not None:
        change(pattern, joined_to_id=None)
    return pattern


def masks() -> Mask:
    """Return the mask of every name of the case."""
    rows = MaskedName.objects.values_list("kind", "name", "mask")
    return Mask({(kind, name): mask for kind, name, mask in rows})


def masks_with(entry: Entry, document: Document, folder: Path) -> Mask:
    """Return the masks of the case with those of a run's new names, which are written.

    A name keeps the mask that it has; ValueError where the run cannot be masked.
    """
    key = read_mask_key(folder)
    if key is None or document.run.named is None:
        raise ValueError(f"{folder}: its names cannot be masked")
    before = masks()
    made = Mask.of(roster(document, folder), key, before)
    first = next_id(MaskedName)
    new = [(*name, mask) for name, mask in made.masks.items() if name not in before.masks]
    MaskedName.objects.bulk_create(
        MaskedName(id=first + place, kind=kind, name=name, mask=mask, created_seq=entry.seq)
        for place, (kind, name, mask) in enumerate(new)
    )
    return made
