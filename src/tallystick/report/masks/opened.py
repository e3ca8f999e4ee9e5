"""How is a run folder opened for a report: with its names, or with masks in their place?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from tallystick.findings import Reply
from tallystick.findings.document import Document, read_document
from tallystick.findings.mask_key import read_mask_key
from tallystick.findings.store import as_named
from tallystick.report.masks.finding import finding_masked
from tallystick.report.masks.mask import Mask
from tallystick.report.masks.officers import officers_mask, with_officers_masked
from tallystick.report.masks.roster import roster
from tallystick.report.masks.run import in_replies, masked, standing
from tallystick.report.masks.threads import threads_masked


class UnmaskableError(ValueError):
    """A run does not say where its names are, so that they cannot be masked."""


@dataclass(frozen=True)
class Sealed:
    """The seal of a run folder, and each file of it that is not as sealed, with the reason."""

    seal: str
    unverified: tuple[str, ...] = ()


@dataclass(frozen=True)
class Opened:
    """A run as it is reported; `mask` is None where names are shown.

    `standing` are the names that the engagement's own words and the replies hold and no mask can
    cover.
    """

    folder: Path
    document: Document
    mask: Mask | None = None
    standing: tuple[str, ...] = ()


def opened(
    folder: Path, *, mask: bool = False, before: Opened | None = None, sealed: Sealed | None = None
) -> Opened:
    """Read the run in `folder`, with `mask` by masks; those of the run `before` are kept.

    Without `mask`, officers alone are masked where the mapping of the run is proposed, and in
    leads and threads, by the codes that they have in a masked copy of the run.

    `sealed` is what a verification of the folder said; None where nothing was verified.

    Raises
    ------
    OSError, ValueError
        When it is no finished run.
    UnmaskableError
        When names are to be masked and an older run does not say where they are.
    """
    folder = as_named(folder)
    document = read_document(folder)
    if sealed is not None:
        document = replace(document, seal=sealed.seal, unverified=sealed.unverified)
    if not mask and not document.run.is_proposed:
        return Opened(folder, _with_leads_coded(document, folder))
    key = read_mask_key(folder)
    if key is None or document.run.named is None:
        raise UnmaskableError(
            f"{folder}: its names cannot be masked: the run was made by an earlier version, which "
            "did not mark them; audit again and mask that run"
        )
    names, known = roster(document, folder), before.mask if before else None
    if not mask:
        masks = officers_mask(names, key, known)
        return Opened(folder, with_officers_masked(document, masks), masks)
    masks = Mask.of(names, key, known)
    return Opened(folder, masked(document, masks), masks, standing(document, masks))


def _with_leads_coded(document: Document, folder: Path) -> Document:
    """Return `document` with codes in place of officers' names in its leads and threads."""
    key = read_mask_key(folder) if document.leads or document.threads else None
    if key is None:
        return replace(document, leads=(), threads=())
    mask = officers_mask(roster(document, folder), key)
    leads = tuple(finding_masked(each, mask) for each in document.leads)
    shown = {each.id for each in (*document.findings, *leads)}
    threads = threads_masked(document.threads, mask, shown)
    return replace(document, leads=leads, threads=threads)


def answered(run: Opened, replies: tuple[Reply, ...]) -> Opened:
    """Return an opened run with what was replied to its findings, in the words of the replies."""
    names = in_replies(replies, run.mask) if run.mask else ()
    return replace(
        run,
        document=replace(run.document, replies=replies),
        standing=tuple(sorted({*run.standing, *names})),
    )
