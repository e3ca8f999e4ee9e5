"""The export of a case: first its entry, then a bundle that contains it, both or neither."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from django.db import transaction

from tallystick.findings.store import FINDINGS, as_object
from tallystick.report.masks.mask import Mask
from tallystick.report.masks.run import masked as masked_run
from tallystick.report.words.rendering import rendering
from tallystick.report.words.wording import languages
from tallystick.review.bundle.state import state_json
from tallystick.review.bundle.unmasked import named
from tallystick.review.decisions.may import EXPORT
from tallystick.review.decisions.people import allowed
from tallystick.review.decisions.precision import Window, precision_csv
from tallystick.review.decisions.unmasking import keep
from tallystick.review.exchange.documents import path_of
from tallystick.review.exchange.notes import LEGAL
from tallystick.review.log.entries import append, entries
from tallystick.review.log.projections import projection, values
from tallystick.review.log.replay import database
from tallystick.review.models import Body, Document, LogEntry, Note, Run
from tallystick.review.runs.copying import verified
from tallystick.review.runs.patterns import masks
from tallystick.review.runs.sealed import case, document_of, folder_of
from tallystick.seal import Entry, Parts, canonical, write_bundle
from tallystick.seal.verify import MANIFEST

EXPORTED = "bundle.export"
MASKED_FINDINGS = "findings.masked.json"
WHAT = "bundle"


class ExportError(ValueError):
    """A bundle cannot be made; the message says why and what to do."""


class ReasonError(ExportError):
    """A bundle in which names stand is asked for without a reason."""


@projection(EXPORTED)
def exported(entry: Entry) -> None:
    """Keep that a bundle was made: ``{masked, entries_with_names, runs_with_names}``.

    With a reason as its text where names stand in it, which is kept as an unmasking.
    """
    person, told = allowed(entry, EXPORT), values(entry)
    if told["masked"] and not told["entries_with_names"] and not told["runs_with_names"]:
        return
    if not entry.body:
        raise ReasonError("names stand in it; say why it is needed")
    keep(entry, person, WHAT)


def export(actor: str, path: Path, reason: str = "", *, masked: bool = True) -> str:
    """Write the bundle of the case that is open to `path`; return the fingerprint of its key.

    Raises ReasonError where names stand in it and there is no `reason`; RunRefusedError, SealError,
    OSError or ValueError where a run is not as sealed or a part cannot be read. Then there is
    neither an entry nor a bundle.
    """
    with transaction.atomic(using=database()):
        stay = named(Run.objects.all(), masks())
        told = {"masked": masked, "entries_with_names": len(stay.entries),
                "runs_with_names": len(stay.runs)}  # fmt: skip
        append(actor, EXPORTED, told, reason or None)
        return write_bundle(path, parts(masked=masked), case().office_key)


def parts(*, masked: bool) -> Parts:
    """Return what goes into a bundle of the case as it is now.

    A masked bundle has no texts and no documents, since names may stand in them; another has the
    documents, and the texts that are not for legal alone.
    """
    mask = masks() if masked else None
    return Parts(
        list(entries()),
        state_json(mask),
        {} if masked else _bodies(),
        {} if masked else _documents(),
        {each.manifest_sha256[:16]: _run(each.manifest_sha256, mask) for each in Run.objects.all()},
        precision_csv(Window()),
    )


def _bodies() -> dict[str, tuple[bytes, str]]:
    kept_back = Note.objects.filter(seen_by=LEGAL).values_list("body_sha256", flat=True)
    named_by = LogEntry.objects.exclude(body_sha256=None).values_list("body_sha256", flat=True)
    held = Body.objects.filter(erased_seq=None, sha256__in=set(named_by) - set(kept_back))
    return {each.sha256: (bytes.fromhex(each.salt), each.text) for each in held}


def _documents() -> dict[str, Path]:
    held = Document.objects.filter(erased_seq=None).values_list("sha256", flat=True)
    return {sha256: path_of(case(), sha256) for sha256 in held}


def _run(seal: str, mask: Mask | None) -> Mapping[str, Path | bytes]:
    """Return the files of a run, which is as sealed: its manifest and its findings."""
    folder = folder_of(seal)
    if verified(folder) != seal:
        raise ExportError(f"{folder}: another run lies here; restore it from a backup")
    held: dict[str, Path | bytes] = {MANIFEST: folder / MANIFEST}
    if mask is None:
        return held | {FINDINGS: folder / FINDINGS}
    own = case().language
    # The sentence that stands for a text that is withheld is that of the case, whoever exports.
    with rendering(own if own in languages() else languages()[0]):
        document = masked_run(document_of(seal), mask)
    findings = [as_object(each) for each in document.findings]
    return held | {MASKED_FINDINGS: canonical(findings) + b"\n"}
